"""Sessions of signed-in people, kept in the database: the browser holds a random token, the table only its hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import clock
from app.access.actors import SchoolChoice, actor_for, as_actor, grants_of, schools_of, schools_under
from app.access.guard import Actor
from app.database import ClosedSession
from app.models.school.staff import Staff
from app.models.school.user import User
from app.models.system.user_session import UserSession

#: More sessions of one person end the oldest: a forgotten one in the computer room does not stand for ever.
MOST_SESSIONS = 3
#: The time of the last request is written down only this often, so that reading pages stays free of writes.
_SEEN_EVERY = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lasts without a request, and in all."""

    idle: dt.timedelta
    longest: dt.timedelta


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person with a live session, as plain values; `actor` has no roles when nothing is granted at that school."""

    session_id: int
    ref: str
    actor: Actor
    schools: tuple[SchoolChoice, ...]
    must_change_password: bool
    is_stale: bool


def hash_of(token: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(token.encode("ascii", "replace")).hexdigest()


def open_session(session: ClosedSession, user_id: int) -> tuple[str, Actor]:
    """Begin a session of the user at his school (or the first where he has a role); gives the browser's token."""
    # Locked: the same account signing in twice in one moment would otherwise meet its own optimistic lock.
    user, token = session.get_one(User, user_id, with_for_update=True), secrets.token_urlsafe(32)
    for old in _live(session, user.id)[MOST_SESSIONS - 1 :]:
        _end(old, "replaced")
    schools = [choice.id for choice in schools_of(session, user.id)]
    school_id = user.school_id if user.school_id in schools or not schools else schools[0]
    now = clock.now()
    session.add(UserSession(token_hash=hash_of(token), user_id=user.id, school_id=school_id, seen_at=now))
    user.last_login_at = now
    return token, actor_for(session, user, school_id)


#: What every request asks about itself, in one row; the archive mark leads to the index of the tokens.
_FOUND = (
    select(
        UserSession.id,
        UserSession.token_hash,
        UserSession.school_id,
        UserSession.created_at,
        UserSession.seen_at,
        UserSession.ended_at,
        UserSession.user_id,
        User.username,
        User.staff_id,
        User.is_active,
        User.archived_at,
        User.must_change_password,
        Staff.name,
    )
    .join(User, User.id == UserSession.user_id)
    .outerjoin(Staff, Staff.id == User.staff_id)
    .where(UserSession.archived_at.is_(None))
)


def find(session: ClosedSession, token: str, lifetime: Lifetime) -> SignedIn | None:
    """The person this token belongs to; None when it is unknown, over, idle for too long, or the account is closed."""
    row = session.execute(_FOUND.where(UserSession.token_hash == hash_of(token))).first()
    if row is None or not _is_live(row, lifetime) or not _is_open(row):
        return None
    grants = grants_of(session, row.user_id)
    return SignedIn(
        session_id=row.id,
        ref=row.token_hash[:12],
        actor=as_actor(row.user_id, row.staff_id, row.name or row.username, row.school_id, grants),
        schools=schools_under(session, grants),
        must_change_password=row.must_change_password,
        is_stale=clock.now() - row.seen_at > _SEEN_EVERY,
    )


def _is_live(row: Any, lifetime: Lifetime) -> bool:
    now = clock.now()
    fresh = now - row.seen_at <= lifetime.idle and now - row.created_at <= lifetime.longest
    return row.ended_at is None and fresh


def _is_open(row: Any) -> bool:
    return row.is_active and row.archived_at is None


def _held(session: ClosedSession, session_id: int) -> UserSession | None:
    """The row, locked until the commit: two requests of one browser may write it at the same moment."""
    return session.get(UserSession, session_id, with_for_update=True)


def touch(session: ClosedSession, session_id: int) -> None:
    """Write down that the person is still there."""
    row = _held(session, session_id)
    if row is not None:
        row.seen_at = clock.now()


def work_at(session: ClosedSession, session_id: int, school_id: int) -> bool:
    """Make the school the one the session works at; False when the person has no role there."""
    row = _held(session, session_id)
    if row is None or school_id not in {choice.id for choice in schools_of(session, row.user_id)}:
        return False
    row.school_id = school_id
    return True


def end(session: ClosedSession, session_id: int, reason: str) -> None:
    """End one session."""
    row = _held(session, session_id)
    if row is not None and row.ended_at is None:
        _end(row, reason)


def end_all(session: ClosedSession, user_id: int, reason: str, *, but: int | None = None) -> None:
    """End every session of a user (a changed password, a closed account), except `but`."""
    for row in _live(session, user_id):
        if row.id != but:
            _end(row, reason)


def _live(session: ClosedSession, user_id: int) -> list[UserSession]:
    """The sessions that were not ended, newest first."""
    mine = UserSession.user_id == user_id, UserSession.ended_at.is_(None)
    newest_first = select(UserSession).where(*mine).order_by(UserSession.id.desc())
    return list(session.scalars(newest_first.with_for_update()))


def _end(row: UserSession, reason: str) -> None:
    row.ended_at = clock.now()
    row.reason = reason
