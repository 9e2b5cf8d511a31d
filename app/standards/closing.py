"""What is unfinished when a term is about to be closed: warnings, never obstacles; somebody must be able to close."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.access.vocabulary import Label
from app.models.care.guardian_report import GuardianReport
from app.models.care.individual_plan import IndividualPlan
from app.models.management.term_summary import SummaryStatus, TermSummary
from app.models.people.care_registration import CareRegistration
from app.models.safety.incident import Incident
from app.models.school.term import Term
from app.standards.survey import survey_of


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something left to do, how many of it, and the table where it is done ("" for the survey's own page)."""

    label: Label
    count: int
    table: str = ""


def unfinished(session: Any, term: Term) -> tuple[Unfinished, ...]:
    """All that is checked before closing, as the session sees it; a count of 0 is in order."""
    survey = survey_of(session, term)
    return (
        Unfinished(Label("还没有调查的儿童", "Children not surveyed"), survey.due - survey.done),
        Unfinished(
            Label("没有结束的突发事件", "Incidents still open"), _open_incidents(session, term), "incidents"
        ),
        Unfinished(
            Label("没有写结果的个别方案", "Individual plans without a result"),
            _count(session, IndividualPlan, IndividualPlan.term_id == term.id, IndividualPlan.closed_on.is_(None)),
            "individual-plans",
        ),
        Unfinished(
            Label("没有发出的监护人通报单", "Guardian reports not sent"),
            _children_without_report(session, term),
            "guardian-reports",
        ),
        Unfinished(
            Label("没有审定的学期总结", "Term summaries not approved"), _summaries(session, term), "term-summaries"
        ),
    )  # fmt: skip


def _count(session: Any, entity: Any, *conditions: Any) -> int:
    return session.scalar(select(func.count(entity.id)).where(entity.archived_at.is_(None), *conditions)) or 0


def _open_incidents(session: Any, term: Term) -> int:
    after = clock.from_china(dt.datetime.combine(term.ends_on + dt.timedelta(days=1), dt.time()))
    return _count(session, Incident, Incident.closed_at.is_(None), Incident.known_at < after)


def _children_without_report(session: Any, term: Term) -> int:
    sent = select(GuardianReport.student_id).where(
        GuardianReport.term_id == term.id,
        GuardianReport.sent_on.is_not(None),
        GuardianReport.archived_at.is_(None),
    )
    here = (CareRegistration.term_id == term.id, CareRegistration.left_on.is_(None))
    return _count(session, CareRegistration, *here, CareRegistration.student_id.not_in(sent))


def _summaries(session: Any, term: Term) -> int:
    """The school's own summary counts when it was never begun; class summaries only when they were."""
    of_term = TermSummary.term_id == term.id
    waiting = _count(session, TermSummary, of_term, TermSummary.status != SummaryStatus.APPROVED)
    of_school = _count(session, TermSummary, of_term, TermSummary.school_class_id.is_(None))
    return waiting + (0 if of_school else 1)
