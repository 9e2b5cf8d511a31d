"""Whom a counselor sees because he counsels them: opened from his own papers, since the database cannot know (decision 0012)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import LargeBinary, literal, or_, select, type_coerce, union_all

from app import clock
from app.access import rows, sealing
from app.access.vocabulary import Role
from app.database import ClosedSession
from app.models._base import entity_named
from app.models._sealed import SealedChild

#: Where the answer stays for the session, until something of the room is written.
_KEPT = "counseled"
#: A referral that was taken on leads to its child this long; by then there is a case, or the matter is closed.
_TAKEN_ON = dt.timedelta(days=60)


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
    cases: set[int] = set()
    papers: set[int] = set()
    try:
        for place, sealed in session.raw_connection().execute(_sealed_children(), binds):
            (cases if place == _CASES else papers).add(_child(place, bytes(sealed)))
    except sealing.SealedRefusal:
        return {}
    return {"g_cases": sorted(cases), "g_counseled": sorted(cases | papers)}


_CASES = "counseling_cases.student_id"
_REFERRALS = "counseling_referrals.student_id"


def _child(place: str, sealed: bytes) -> int:
    return int(sealing.unseal(sealed, place)) if place == _REFERRALS else sealing.unseal_child(sealed, place)


def _sealed_children() -> Any:
    """(place, sealed child) of own cases, of referrals in hand, and of letters and surveys the counselor holds himself."""
    case = entity_named("CounselingCase").__table__.alias()
    referral = entity_named("CounselingReferral").__table__.alias()
    is_in_hand = or_(
        referral.c.received_by_id.is_(None),
        (referral.c.received_by_id == rows.STAFF) & (referral.c.received_at > clock.now() - _TAKEN_ON),
    )
    standing = referral.c.archived_at.is_(None) & (referral.c.school_id == rows.SCHOOL)
    return union_all(
        _of(case).where(case.c.id.in_(rows.own_cases())),
        _of(referral).where(standing, is_in_hand),
        *(_received(name) for name in ("ScreeningResult", "MailboxLetter")),
    )


def _received(entity: str) -> Any:
    paper = entity_named(entity).__table__.alias()
    own = (paper.c.counselor_id == rows.STAFF) & paper.c.archived_at.is_(None)
    return _of(paper).where(own, paper.c.student_id.is_not(None))


def _of(table: Any) -> Any:
    """Distinct where equal children are sealed alike."""
    found = select(literal(f"{table.element.name}.student_id"), type_coerce(table.c.student_id, LargeBinary))
    return found.distinct() if isinstance(table.c.student_id.type, SealedChild) else found
