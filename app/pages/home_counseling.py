"""The counselor's part of the home page: own open cases, cards to be written up and referrals that wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.access import sealing
from app.access.guard import Actor
from app.models._standard import number_of
from app.models.counseling.counseling_case import CounselingCase
from app.models.counseling.counseling_referral import CounselingReferral, ReferralStatus
from app.models.counseling.counseling_session import CounselingSession
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff

#: Days in which a counselor finishes the card of a session (R92), unless the school's standard says otherwise.
_CARD_DAYS = 3


@dataclass(frozen=True, slots=True)
class Child:
    """How the counselor knows a child of his room."""

    name: str = ""
    school_class: str = ""


def own_room(session: Any, actor: Actor) -> dict[str, Any]:
    """What the template shows; while the room is locked only how much waits, for whom nobody can read then."""
    return {
        "counselor": actor.staff_id,
        "is_locked": sealing.held() is None,
        "unfinished": _unfinished_cards(session, actor),
        **(_counted(session) if sealing.held() is None else _opened(session)),
    }


def _counted(session: Any) -> dict[str, Any]:
    return {
        "waiting_count": session.scalar(select(func.count(CounselingReferral.id)).where(*_WAITING)),
        "case_count": session.scalar(select(func.count(CounselingCase.id)).where(*_OPEN)),
    }


def _opened(session: Any) -> dict[str, Any]:
    waiting, cases = session.execute(_waiting()).all(), session.execute(_cases()).all()
    children = _children(session, {row.student_id for row in (*waiting, *cases)})
    return {
        "waiting": [(row, children.get(row.student_id, Child())) for row in waiting],
        "cases": [(row, children.get(row.student_id, Child())) for row in cases],
    }


_WAITING = (CounselingReferral.status == ReferralStatus.WAITING, CounselingReferral.archived_at.is_(None))
_OPEN = (CounselingCase.closed_on.is_(None), CounselingCase.archived_at.is_(None))


def _waiting() -> Any:
    own = CounselingReferral
    return (
        select(own.id, own.referred_at, own.is_urgent, own.student_id, Staff.name.label("staff"))
        .outerjoin(Staff, Staff.id == own.referred_by_id)
        .where(*_WAITING)
        .order_by(own.is_urgent.desc(), own.referred_at)
    )


def _cases() -> Any:
    own = CounselingCase
    last = (
        select(func.max(CounselingSession.started_at))
        .where(CounselingSession.case_id == own.id, CounselingSession.archived_at.is_(None))
        .correlate(own)
        .scalar_subquery()
    )
    found = select(own.id, own.case_no, own.opened_on, own.student_id, last.label("last"))
    return found.where(*_OPEN).order_by(own.opened_on)


def _children(session: Any, keys: Iterable[int]) -> dict[int, Child]:
    found = (
        select(Student.id, Student.name, SchoolClass.label)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(Student.id.in_(sorted(keys)))
    )
    return {key: Child(name, label or "") for key, name, label in session.execute(found)}


def _unfinished_cards(session: Any, actor: Actor) -> list[tuple[int, str, dt.date, bool]]:
    """(card, case, finish by, too late) of the counselor's sessions whose card is still to be written up (R92)."""
    days = int(number_of(session(), actor.school_id, "R92", actor.today, _CARD_DAYS))
    found = (
        select(CounselingSession.id, CounselingCase.case_no, CounselingSession.started_at)
        .join(CounselingCase, CounselingCase.id == CounselingSession.case_id)
        .where(CounselingSession.completed_at.is_(None), CounselingSession.archived_at.is_(None))
        .order_by(CounselingSession.started_at)
    )
    dues = (
        (key, case_no, clock.in_china(started).date() + dt.timedelta(days=days))
        for key, case_no, started in session.execute(found)
    )
    return [(key, case_no, due, due < actor.today) for key, case_no, due in dues]
