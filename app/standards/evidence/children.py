"""Evidence of what each child is given: registration, mentor, helper, plans, reports, reading, growth, tests (R12 to R25)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from app import clock
from app.models.care.exam_score import Exam, ExamScore
from app.models.care.growth_record import GrowthKind, GrowthRecord
from app.models.care.guardian_report import GuardianReport
from app.models.care.individual_plan import IndividualPlan, PlanKind
from app.models.care.mentoring import Mentoring, MentoringKind
from app.models.care.peer_pairing import PeerPairing, PeerPairingKind
from app.models.care.plan_stage import PlanStage
from app.models.care.reading_record import ReadingRecord
from app.models.management.care_standard_item import RuleAction, RulePer, RuleSubject
from app.models.people.care_registration import CareRegistration
from app.standards.as_of import AsOf
from app.standards.evidence._lines import dated, kinds_of, lasting, paper_day, since
from app.standards.evidence._registry import evidence, students_asked
from app.standards.evidence.shapes import Evidence
from app.standards.people import pairs_of, registered_of
from app.standards.rules import Rule

#: What `kinds` of a rule about reading names: only books about which the child wrote.
RESPONSE = "response"


def standing(entity: Any, at: AsOf) -> tuple[Any, ...]:
    """The rows of the school that were not put away, about the children asked for."""
    students = students_asked()
    asked = () if students is None else (entity.student_id.in_(students),)
    return (entity.school_id == at.school_id, entity.archived_at.is_(None), *asked)


@evidence(RuleAction.REGISTRATION, RuleSubject.CHILD, entity=CareRegistration)
def surveyed(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R13: the registration once it is a survey of this term; a copied one waits until every part was asked about."""
    row = CareRegistration
    found = select(row.student_id, row.surveyed_on, row.id, row.unconfirmed).where(
        *standing(row, at), row.term_id == at.term_id
    )
    asked = ((child, day, key) for child, day, key, unconfirmed in session.execute(found) if not unconfirmed)
    return dated(
        at, rule, ((child, max(day, at.starts_on), key) for child, day, key in asked if day <= at.day)
    )


@evidence(RuleAction.GUARDIAN_REPORT, RuleSubject.CHILD, entity=GuardianReport)
def reported(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R12: the report of the term, on the day it was sent; no report is kept without its four topics and advice."""
    row = GuardianReport
    found = select(row.student_id, row.sent_on, row.id).where(*standing(row, at), row.term_id == at.term_id)
    return dated(at, rule, _papers(at, rule, session.execute(found)))


def _papers(at: AsOf, rule: Rule, lines: Any) -> Iterator[tuple[int, dt.date, int]]:
    for child, day, key in lines:
        if (counted_on := paper_day(at, day, rule.grace_days or None)) is not None:
            yield child, counted_on, key


@evidence(RuleAction.MENTORING, RuleSubject.CHILD, entity=Mentoring)
def mentored(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R14: the pairs of a child, of the kinds named."""
    kinds = kinds_of(rule, MentoringKind)
    return lasting(
        (p.student_id, p.starts_on, p.ends_on, p.id) for p in pairs_of(session, at) if p.kind in kinds
    )


@evidence(RuleAction.PEER_PAIRING, RuleSubject.CHILD, entity=PeerPairing)
def helped(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R15, R16: the pupils at a child's side, of the kinds named."""
    row = PeerPairing
    found = select(row.student_id, row.starts_on, row.ends_on, row.id).where(
        *standing(row, at), row.kind.in_(kinds_of(rule, PeerPairingKind)), row.starts_on <= at.day
    )
    return lasting(session.execute(found))


@evidence(RuleAction.PLAN, RuleSubject.CHILD, entity=IndividualPlan)
def planned(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R17: plans of the term with a time for help and a stage; R18, asked for at any date: those open on the day."""
    row, kinds = IndividualPlan, kinds_of(rule, PlanKind)
    if rule.per is RulePer.ALWAYS:
        lines = select(row.student_id, row.made_on, row.closed_on, row.id).where(
            *standing(row, at), row.kind.in_(kinds)
        )
        return lasting(session.execute(lines))
    has_stage = (
        select(PlanStage.id).where(PlanStage.plan_id == row.id, PlanStage.archived_at.is_(None)).exists()
    )
    found = select(row.student_id, row.made_on, row.id).where(
        *standing(row, at),
        row.term_id == at.term_id,
        row.kind.in_(kinds),
        row.help_time.is_not(None),
        has_stage,
    )
    return dated(at, rule, _papers(at, rule, session.execute(found)))


@evidence(RuleAction.READING, RuleSubject.CHILD, entity=ReadingRecord)
def read(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R20a: a book of the month; R20b (`kinds`: response): one about which the child wrote.

    The record knows its month only, so it counts on a day of that month on which the child was owed something.
    """
    row, registered = ReadingRecord, registered_of(session, at)
    found = select(row.student_id, row.month, row.id).where(
        *standing(row, at), row.month >= since(at, rule).replace(day=1), row.month <= at.day
    )
    if RESPONSE in (rule.filters.get("kinds") or ()):
        found = found.where(row.response_on <= at.day)
    return dated(
        at, rule,
        ((child, _day_of_month(at, month, registered.get(child)), key) for child, month, key in session.execute(found)),
    )  # fmt: skip


def _day_of_month(at: AsOf, month: dt.date, child: Any) -> dt.date:
    starts = max(at.starts_on, child.surveyed_on) if child else at.starts_on
    ends = min(at.day, child.left_on or at.day) if child else at.day
    day = min(max(month, starts), ends)
    return day if (day.year, day.month) == (month.year, month.month) else month


@evidence(RuleAction.GROWTH, RuleSubject.CHILD, entity=GrowthRecord)
def grown(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R21: entries of the growth archive, of the kinds named."""
    return dated(at, rule, _growth(session, at, rule))


@evidence(RuleAction.GROWTH, RuleSubject.PAIR, entity=GrowthRecord)
def checked(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R25: entries that the mentor himself made about his child."""
    entered = list(_growth(session, at, rule, with_author=True))
    pairs = {(pair.student_id, pair.mentor_id): pair.id for pair in pairs_of(session, at)}
    return dated(at, rule, ((pairs[who], day, key) for who, day, key in entered if who in pairs))


def _growth(session: Any, at: AsOf, rule: Rule, *, with_author: bool = False) -> Iterator[Any]:
    row = GrowthRecord
    found = select(row.student_id, row.author_id, row.recorded_on, row.id).where(
        *standing(row, at), row.kind.in_(kinds_of(rule, GrowthKind)),
        row.recorded_on >= since(at, rule), row.recorded_on <= at.day,
    )  # fmt: skip
    for child, author, day, key in session.execute(found):
        yield ((child, author) if with_author else child), day, key


@evidence(RuleAction.EXAM, RuleSubject.CHILD, entity=ExamScore)
def tested(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R24: scores of the term, on the day they were entered; the mind-body survey is the counselor's alone."""
    row = ExamScore
    found = select(row.student_id, row.created_at, row.id).where(
        *standing(row, at), row.term_id == at.term_id, row.exam.in_(kinds_of(rule, Exam))
    )
    entered = ((child, clock.in_china(moment).date(), key) for child, moment, key in session.execute(found))
    return dated(at, rule, _papers(at, rule, entered))
