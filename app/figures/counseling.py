"""Section 六: the only numbers that leave the counseling room, as totals of the whole school or not at all (domain 6.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.access.grants import allowed
from app.access.guard import actor_of, system_session
from app.access.vocabulary import Action, Label
from app.database import Refused
from app.figures._registry import Conditions, Reading, Sum, figure
from app.figures.small_groups import SMALLEST_GROUP, WITHHELD, is_told
from app.models.counseling.counseling_case import CounselingCase
from app.models.counseling.counseling_session import CounselingSession
from app.models.counseling.crisis_report import CrisisReport
from app.models.management.term_summary import TermSummary
from app.models.school.staff import Staff
from app.standards.as_of import AsOf


@dataclass(frozen=True, slots=True)
class Totals:
    """Sessions held and children received, of the whole school."""

    sessions: int
    children: int


def may_see_totals(session: Any, at: AsOf) -> bool:
    """Whether the session's actor is one who signs the summary of this school: nobody else sees even the totals."""
    actor = actor_of(session)
    return actor.school_id == at.school_id and allowed(actor.roles, TermSummary, Action.APPROVE)


def totals(session: Any, at: AsOf) -> Totals | None:
    """The totals of the term up to the day; None under five children, so that no number names one.

    Refused for everybody who may not see totals. No text, no child and no class is read.
    """
    if not may_see_totals(session, at):
        raise Refused("counseling totals are for the one who signs the summary")
    counted = (
        select(func.count(CounselingSession.id.distinct()), func.count(CounselingCase.student_id.distinct()))
        .join(CounselingCase, CounselingCase.id == CounselingSession.case_id)
        .where(*_held(at))
    )
    with system_session("counseling totals of a term summary", reads_only=True) as system:
        sessions, children = system.execute(counted).one()
    return Totals(sessions, children) if is_told(children) else None


def _told(session: Any, at: AsOf, entity: Any, number: Callable[[Totals], int]) -> Sum:
    """One of the totals, without rows: nothing leads from here to a child."""
    found = totals(session, at)
    return Sum(entity, WITHHELD if found is None else Reading(number(found)), ())


@figure(
    "counseling-sessions",
    Label("心理辅导次数", "Counseling sessions"),
    Label(
        f"本学期到统计日全校辅导次数的合计；来访儿童少于 {SMALLEST_GROUP} 人不列",
        f"Held in the whole school in the term, as a total; not told under {SMALLEST_GROUP} children",
    ),
    6,
    readers=may_see_totals,
)
def counseling_sessions(session: Any, at: AsOf) -> Sum:
    return _told(session, at, CounselingSession, lambda found: found.sessions)


@figure(
    "counseling-children",
    Label("接受心理辅导的儿童", "Children counseled"),
    Label(
        f"本学期到统计日接受辅导的儿童人数的合计；少于 {SMALLEST_GROUP} 人不列",
        f"Children received in the term, as a total of the school; not told under {SMALLEST_GROUP}",
    ),
    6,
    readers=may_see_totals,
)
def counseling_children(session: Any, at: AsOf) -> Sum:
    return _told(session, at, CounselingCase, lambda found: found.children)


def has_alerts(session: Any, at: AsOf) -> bool:
    """Whether the actor (the principal, by the guard) was told of a crisis in the term: yes or no, never how many."""
    found = select(CrisisReport.id).where(
        CrisisReport.school_id == at.school_id,
        CrisisReport.archived_at.is_(None),
        CrisisReport.found_at >= at.begins_at,
        CrisisReport.found_at < at.closes_at,
    )
    return session.scalar(found.limit(1)) is not None


@dataclass(frozen=True, slots=True)
class CounselorWork:
    """What one counselor did, in numbers only."""

    name: str
    sessions: int
    minutes: int
    finished: int


def counselors_work(session: Any, at: AsOf) -> tuple[CounselorWork, ...]:
    """The work of each counselor who received five children or more; Refused like the totals."""
    if not may_see_totals(session, at):
        raise Refused("the counselors' numbers are for the one who signs the summary")
    counted = _work(at).having(func.count(CounselingCase.student_id.distinct()) >= SMALLEST_GROUP)
    with system_session("numbers of the counselors' own work", reads_only=True) as system:
        return tuple(CounselorWork(*row) for row in system.execute(counted))


def own_work(session: Any, at: AsOf, staff_id: int) -> tuple[CounselorWork, ...]:
    """The person's own counseling work, as far as the guard lets him see it: nothing for everybody else."""
    counted = _work(at).where(CounselingSession.counselor_id == staff_id)
    return tuple(CounselorWork(*row) for row in session.execute(counted))


def _work(at: AsOf) -> Any:
    return (
        select(
            Staff.name,
            func.count(CounselingSession.id),
            func.sum(CounselingSession.minutes),
            func.count(CounselingSession.completed_at),
        )
        .join(CounselingSession, CounselingSession.counselor_id == Staff.id)
        .join(CounselingCase, CounselingCase.id == CounselingSession.case_id)
        .where(*_held(at))
        .group_by(Staff.id, Staff.name)
        .order_by(Staff.name)
    )


def _held(at: AsOf) -> Conditions:
    return (
        CounselingSession.school_id == at.school_id,
        CounselingSession.archived_at.is_(None),
        CounselingCase.archived_at.is_(None),
        CounselingSession.started_at >= at.begins_at,
        CounselingSession.started_at < at.closes_at,
    )
