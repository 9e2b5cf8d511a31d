"""Sessions of signed-in people, kept in the database: the browser holds a random token, the table only its hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Select, select
from sqlalchemy.orm import object_session

from app import clock
from app.access.actors import (
    SchoolChoice,
    actor_for,
    as_actor,
    grants_of,
    needs_second_factor,
    schools_of,
    schools_under,
)
from app.access.guard import Actor
from app.access.vault import openings
from app.database import ClosedSession
from app.models.school.staff import Staff
from app.models.school.user import User
from app.models.system.second_factor import SecondFactor
from app.models.system.user_session import UserSession

#: More sessions of one person end the oldest: a forgotten one in the computer room does not stand for ever.
MOST_SESSIONS = 3
#: The time of the last request is written down only this often, so that reading pages stays free of writes.
_SEEN_EVERY = dt.timedelta(minutes=1)


#: The password was right; so long the program waits for the code.
HALF_SIGNED_IN = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Device:
    """Where a session was opened, for its owner to know it again: "Chrome · Windows", address."""

    name: str = ""
    ip: str = ""


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
    confirmed_at: dt.datetime
    #: A role of his asks for a second factor; whether he has one.
    needs_second_factor: bool
    has_second_factor: bool


@dataclass(frozen=True, slots=True)
class HalfSignedIn:
    """Somebody who gave the right password and has yet to give the code."""

    session_id: int
    user_id: int
    username: str


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A live session as its owner sees it."""

    id: int
    device: str
    ip: str
    since: dt.datetime
    seen_at: dt.datetime


def hash_of(token: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(token.encode("ascii", "replace")).hexdigest()


def open_session(
    session: ClosedSession, user_id: int, device: Device | None = None, *, is_half: bool = False
) -> tuple[str, Actor]:
    """Begin a session of the user at his school (or the first where he has a role); gives the browser's token.

    A half one is worth nothing before `complete`.
    """
    # Locked: the same account signing in twice in one moment would otherwise meet its own optimistic lock.
    user, token = session.get_one(User, user_id, with_for_update=True), secrets.token_urlsafe(32)
    schools = [choice.id for choice in schools_of(session, user.id)]
    school_id = user.school_id if user.school_id in schools or not schools else schools[0]
    now, came = clock.now(), device or Device()
    opened = UserSession(
        token_hash=hash_of(token),
        user_id=user.id,
        school_id=school_id,
        seen_at=now,
        device=came.name or None,
        ip=came.ip or None,
    )
    if not is_half:
        _let_in(session, user, opened)
    session.add(opened)
    return token, actor_for(session, user, school_id)


def complete(session: ClosedSession, half: HalfSignedIn) -> tuple[str, Actor]:
    """The code was right: the half session becomes a whole one under a new token."""
    user = session.get_one(User, half.user_id, with_for_update=True)
    row = session.get_one(UserSession, half.session_id, with_for_update=True)
    _let_in(session, user, row)
    return _renewed(row), actor_for(session, user, row.school_id)


def _let_in(session: ClosedSession, user: User, row: UserSession) -> None:
    for old in _live(session, user.id)[MOST_SESSIONS - 1 :]:
        _end(old, "replaced")
    row.confirmed_at = user.last_login_at = clock.now()


def renew(session: ClosedSession, session_id: int, *, is_confirmed: bool = False) -> str:
    """A new token for a session whose worth has changed; the one before is dead (security I-07)."""
    row = session.get_one(UserSession, session_id, with_for_update=True)
    if is_confirmed:
        row.confirmed_at = clock.now()
    return _renewed(row)


def _renewed(row: UserSession) -> str:
    token = secrets.token_urlsafe(32)
    row.token_hash = hash_of(token)
    return token


#: What every request asks about itself, in one row; the archive mark leads to the index of the tokens.
_FOUND = (
    select(
        UserSession.id,
        UserSession.token_hash,
        UserSession.school_id,
        UserSession.created_at,
        UserSession.seen_at,
        UserSession.ended_at,
        UserSession.confirmed_at,
        UserSession.user_id,
        User.username,
        User.staff_id,
        User.is_active,
        User.archived_at,
        User.must_change_password,
        User.expires_on,
        Staff.name,
        SecondFactor.id.label("second_factor_id"),
    )
    .join(User, User.id == UserSession.user_id)
    .outerjoin(Staff, Staff.id == User.staff_id)
    .outerjoin(SecondFactor, (SecondFactor.user_id == User.id) & SecondFactor.archived_at.is_(None))
    .where(UserSession.archived_at.is_(None))
)


def find(session: ClosedSession, token: str, lifetime: Lifetime) -> SignedIn | None:
    """The person this token belongs to; None when it is unknown, over, idle for too long, or the account is closed."""
    row = session.execute(_FOUND.where(UserSession.token_hash == hash_of(token))).first()
    if row is None or row.confirmed_at is None or not _is_live(row, lifetime) or not _is_open(row):
        return None
    grants = grants_of(session, row.user_id)
    return SignedIn(
        session_id=row.id,
        ref=row.token_hash[:12],
        actor=as_actor(row.user_id, row.staff_id, row.name or row.username, row.school_id, grants),
        schools=schools_under(session, grants),
        must_change_password=row.must_change_password,
        is_stale=clock.now() - row.seen_at > _SEEN_EVERY,
        confirmed_at=row.confirmed_at,
        needs_second_factor=needs_second_factor(grants),
        has_second_factor=row.second_factor_id is not None,
    )


def find_half(session: ClosedSession, token: str) -> HalfSignedIn | None:
    """Who has given the password but not the code yet; None after five minutes."""
    row = session.execute(_FOUND.where(UserSession.token_hash == hash_of(token))).first()
    limit = Lifetime(HALF_SIGNED_IN, HALF_SIGNED_IN)
    if row is None or row.confirmed_at is not None or not _is_live(row, limit) or not _is_open(row):
        return None
    return HalfSignedIn(row.id, row.user_id, row.username)


def _is_live(row: Any, lifetime: Lifetime) -> bool:
    now = clock.now()
    fresh = now - row.seen_at <= lifetime.idle and now - row.created_at <= lifetime.longest
    return row.ended_at is None and fresh


def _is_open(row: Any) -> bool:
    is_within = row.expires_on is None or clock.today() <= row.expires_on
    return row.is_active and is_within and row.archived_at is None


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
    standing = select(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    for row in session.scalars(standing.with_for_update()):
        if row.id != but:
            _end(row, reason)


def open_ones(session: ClosedSession, user_id: int, lifetime: Lifetime) -> tuple[OpenSession, ...]:
    """The sessions in which the person is signed in now, newest first."""
    return tuple(
        OpenSession(row.id, row.device or "", row.ip or "", row.created_at, row.seen_at)
        for row in session.scalars(_standing(user_id))
        if _is_live(row, lifetime)
    )


def end_own(session: ClosedSession, session_id: int, user_id: int) -> bool:
    """End one session of this person; False when it is not his."""
    row = _held(session, session_id)
    if row is None or row.user_id != user_id:
        return False
    if row.ended_at is None:
        _end(row, "ended-by-owner")
    return True


def _live(session: ClosedSession, user_id: int) -> list[UserSession]:
    """The whole sessions that were not ended, newest first, held until the end of the transaction."""
    return list(session.scalars(_standing(user_id).with_for_update()))


def _standing(user_id: int) -> Select[UserSession]:
    """The whole sessions that were not ended, newest first."""
    mine = (
        UserSession.user_id == user_id,
        UserSession.ended_at.is_(None),
        UserSession.confirmed_at.is_not(None),
    )
    return select(UserSession).where(*mine).order_by(UserSession.id.desc())


def _end(row: UserSession, reason: str) -> None:
    row.ended_at = clock.now()
    row.reason = reason
    session = object_session(row)
    if session is not None:
        openings.lock(cast(ClosedSession, session), row.id)  # the counseling room locks with it
