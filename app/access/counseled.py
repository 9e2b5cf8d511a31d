"""Whom a counselor sees because he counsels them: opened from his own papers, since the database cannot know (decision 0012)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from app.access import rows, sealing
from app.access.vocabulary import Role
from app.database import ClosedSession
from app.models._base import entity_named

#: Where the answer stays for the session, until something of the room is written.
_KEPT = "counseled"


def binds_of(session: Any, actor: Any) -> dict[str, Any]:
    """The values of the guard's conditions for this person: his own, and the children of his cases and papers."""
    binds: dict[str, Any] = actor.binds()
    if Role.COUNSELOR not in actor.roles or sealing.held() is None:
        return binds
    own: ClosedSession = session() if callable(session) else session
    kept: dict[str, Any] | None = own.info.get(_KEPT)
    if kept is None:
        kept = own.info[_KEPT] = _opened(own, binds)
    return binds | kept


def forget(session: ClosedSession) -> None:
    """Something of the room was written, or somebody else works in the session."""
    session.info.pop(_KEPT, None)


def _opened(session: ClosedSession, binds: dict[str, Any]) -> dict[str, Any]:
    """Nobody, while a colleague has not let the counselor in."""
    connection = session.raw_connection()
    try:
        cases = set(connection.execute(_of_cases(), binds).scalars())
        papers = [set(connection.execute(found, binds).scalars()) for found in _of_papers()]
    except sealing.SealedRefusal:
        return {}
    return {"g_cases": sorted(cases), "g_counseled": sorted(cases.union(*papers) - {None})}


def _of_cases() -> Select[Any]:
    case = entity_named("CounselingCase").__table__.alias()
    return select(case.c.student_id).where(case.c.id.in_(rows.own_cases())).distinct()


def _of_papers() -> list[Select[Any]]:
    """Of the school's referrals, and of letters and surveys the counselor holds himself."""
    referral = entity_named("CounselingReferral").__table__.alias()
    standing = referral.c.archived_at.is_(None) & (referral.c.school_id == rows.SCHOOL)
    return [
        select(referral.c.student_id).where(standing),
        *(_received(name) for name in ("ScreeningResult", "MailboxLetter")),
    ]


def _received(entity: str) -> Select[Any]:
    paper = entity_named(entity).__table__.alias()
    own = (paper.c.counselor_id == rows.STAFF) & paper.c.archived_at.is_(None)
    return select(paper.c.student_id).where(own).distinct()
