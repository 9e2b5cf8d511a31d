"""Evidence of the school's papers and things: summary, plans, reports, checks, trainings, lines, gear (R67-R78, R95)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import exists, select

from app import clock
from app.models.events.parent_training import ParentTraining
from app.models.events.training_attendance import TrainingAttendance
from app.models.facilities.care_facility import CareFacility
from app.models.facilities.facility_equipment import EquipmentItem, FacilityEquipment
from app.models.management.assessment import Assessment
from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.models.management.inspection import Inspection, InspectionKind
from app.models.management.situation_report import SituationReport
from app.models.management.term_summary import SummaryStatus, TermSummary
from app.models.management.work_document import DocumentKind, WorkDocument
from app.models.management.work_plan import PlanScope, WorkPlan
from app.models.people.care_registration import CareRegistration
from app.models.school.contact_channel import ChannelKind, ContactChannel
from app.models.school.term import Term
from app.standards.as_of import AsOf
from app.standards.evidence._lines import cases_of_school, dated, days, kinds_of, lasting, paper_day, since
from app.standards.evidence._registry import evidence
from app.standards.evidence.shapes import Case, Evidence
from app.standards.rules import Rule


@evidence(RuleAction.SUMMARY, RuleSubject.SCHOOL, entity=TermSummary)
def school_summaries(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R67: the school's summary of the term, from the day it was approved."""
    summary = TermSummary
    found = select(summary.approved_at, summary.id).where(
        summary.school_id == at.school_id,
        summary.archived_at.is_(None),
        summary.term_id == at.term_id,
        summary.school_class_id.is_(None),
        summary.status == SummaryStatus.APPROVED,
    )
    return _papers(at, rule, ((_day(moment), row) for moment, row in session.execute(found)))


@evidence(RuleAction.CLOSING, RuleSubject.SCHOOL, entity=Term)
def term_closed(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R77: the archives are in order once the term is closed."""
    found = select(Term.closed_at, Term.id).where(Term.id == at.term_id)
    return _papers(at, rule, ((_day(moment), row) for moment, row in session.execute(found)))


@evidence(RuleAction.WORK_PLAN, RuleSubject.SCHOOL, entity=WorkPlan)
def work_plans(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R69: the school's plans of the terms in reach; written before its term or entered late, a plan is that of its term."""
    found = (
        select(WorkPlan.id, Term.starts_on)
        .join(Term, Term.id == WorkPlan.term_id)
        .where(
            WorkPlan.school_id == at.school_id,
            WorkPlan.archived_at.is_(None),
            WorkPlan.scope == PlanScope.SCHOOL,
            Term.ends_on >= since(at, rule),
            Term.starts_on <= at.day,
        )
    )
    begun = ((row, max(starts_on, since(at, rule))) for row, starts_on in session.execute(found))
    return dated(at, rule, ((at.school_id, day, row) for row, day in begun))


@evidence(RuleAction.DOCUMENT, RuleSubject.SCHOOL, entity=WorkDocument)
def documents(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """Papers, experience, press reports and other texts, on the day they were written (R70)."""
    kinds = WorkDocument.kind.in_(kinds_of(rule, DocumentKind))
    return _dated_rows(session, at, rule, WorkDocument, WorkDocument.written_on, kinds)


@evidence(RuleAction.SITUATION_REPORT, RuleSubject.SCHOOL, entity=SituationReport)
def situation_reports(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R95: what was reported upward or dealt with in the school."""
    return _dated_rows(session, at, rule, SituationReport, SituationReport.reported_on)


@evidence(RuleAction.ASSESSMENT, RuleSubject.SCHOOL, entity=Assessment)
def assessments(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R73: assessments of school, classes and teachers; whom they concern is not read."""
    return _dated_rows(session, at, rule, Assessment, Assessment.assessed_on)


@evidence(RuleAction.INSPECTION, RuleSubject.SCHOOL, entity=Inspection)
def inspections(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R75: checks of the kinds named."""
    kinds = Inspection.kind.in_(kinds_of(rule, InspectionKind))
    return _dated_rows(session, at, rule, Inspection, Inspection.inspected_on, kinds)


@evidence(RuleAction.REGISTRATION, RuleSubject.SCHOOL, entity=CareRegistration)
def children_surveyed(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R78: the children whom the term's survey found."""
    of_term = CareRegistration.term_id == at.term_id
    return _dated_rows(session, at, rule, CareRegistration, CareRegistration.surveyed_on, of_term)


@evidence(RuleAction.CHANNEL, RuleSubject.SCHOOL, entity=ContactChannel)
def public_lines(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R71: lines whose number is public, from the day they were opened."""
    channel = ContactChannel
    found = select(channel.school_id, channel.opened_on, channel.id).where(
        channel.school_id == at.school_id,
        channel.archived_at.is_(None),
        channel.is_public.is_(True),
        channel.kind.in_(kinds_of(rule, ChannelKind)),
    )
    return lasting((key, opened_on, None, row) for key, opened_on, row in session.execute(found))


@evidence(RuleAction.EQUIPMENT, RuleSubject.SCHOOL, entity=FacilityEquipment)
def equipment(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R72: of each thing that should be there, whether there are as many.

    That is what the places' own lists give a target; where the rule names things (`kinds`), its number of each.
    """
    gear = FacilityEquipment
    found = (
        select(gear.id, gear.item, gear.quantity, gear.target)
        .join(CareFacility, CareFacility.id == gear.facility_id)
        .where(gear.school_id == at.school_id, gear.archived_at.is_(None), CareFacility.archived_at.is_(None))
    )
    lines = session.execute(found.order_by(gear.id)).all()
    if rule.filters.get("kinds"):
        return cases_of_school(at, _of_each_kind(at, rule, lines))
    with_target = (row for row in lines if row.target is not None)
    return cases_of_school(at, (Case(row.id, at.day, row.quantity >= row.target) for row in with_target))


def _of_each_kind(at: AsOf, rule: Rule, lines: Sequence[Any]) -> Iterator[Case]:
    """A thing that stands on no list at all is a case without a row."""
    for kind in sorted(kinds_of(rule, EquipmentItem), key=str):
        mine = [row for row in lines if row.item == kind]
        yield Case(
            mine[0].id if mine else 0, at.day, sum(row.quantity for row in mine) >= (rule.count_min or 1)
        )


@evidence(RuleAction.TRAINING, RuleSubject.SCHOOL, entity=ParentTraining)
def trainings(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R74: each training with its register, its attendance and its evaluation; all three make it complete."""
    line = TrainingAttendance
    came = exists().where(
        line.training_id == ParentTraining.id, line.archived_at.is_(None), line.is_present.is_(True)
    )
    found = select(
        ParentTraining.id, ParentTraining.held_on, ParentTraining.evaluation_form,
        ParentTraining.evaluation_digest, came,
    ).where(
        ParentTraining.school_id == at.school_id,
        ParentTraining.archived_at.is_(None),
        *days(at, rule, ParentTraining.held_on),
    )  # fmt: skip
    lines = session.execute(found)
    return cases_of_school(
        at, (Case(row, day, bool(form and digest and present)) for row, day, form, digest, present in lines)
    )


def _dated_rows(
    session: Any, at: AsOf, rule: Rule, entity: Any, day: Any, *conditions: Any
) -> Mapping[int, Evidence]:
    found = select(entity.school_id, day, entity.id).where(
        entity.school_id == at.school_id,
        entity.archived_at.is_(None),
        *days(at, rule, day),
        *conditions,
    )
    return dated(at, rule, session.execute(found))


def _papers(at: AsOf, rule: Rule, papers: Iterator[tuple[dt.date | None, int]]) -> Mapping[int, Evidence]:
    counted = ((paper_day(at, day), row) for day, row in papers)
    return dated(at, rule, ((at.school_id, day, row) for day, row in counted if day is not None))


def _day(moment: dt.datetime | None) -> dt.date | None:
    return clock.in_china(moment).date() if moment else None
