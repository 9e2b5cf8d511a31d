"""Keeping accounts in order: roles given while somebody works, sessions ended, last days, and accounts nobody uses."""

from __future__ import annotations

import datetime as dt

from app import clock
from app.access import accounts, sessions
from app.access.actors import counts
from app.access.audit import Entry, record
from app.access.guard import Actor
from app.access.vocabulary import Role
from app.database import ClosedSession
from app.models.school.user import User
from app.models.school.user_role import UserRole
from app.models.system.audit_log import AuditAction

#: An account that nobody used for so long is named to the administrator.
UNUSED_AFTER = dt.timedelta(days=90)


def give_role(session: ClosedSession, user_id: int, role: Role, by: Actor, *, keep_session: int) -> None:
    """Give a role at the giver's school; where it counts at once, the person signs in anew to have it.

    A session opened before must not grow rights unnoticed (security I-07).
    """
    given = session.get_one(UserRole, accounts.grant(session, user_id, role, by.school_id, by=by))
    if counts(given):
        sessions.end_all(session, user_id, "role-change", but=keep_session)


def end_sessions(session: ClosedSession, user_id: int, by: Actor, *, keep_session: int) -> None:
    """Sign somebody out everywhere, but for the session in which that is asked."""
    sessions.end_all(session, user_id, "ended-by-admin", but=keep_session)
    record(session, Entry(AuditAction.LOGOUT, "User", user_id, fields="all"), by=by)


def keep_hash(session: ClosedSession, user_id: int, new_hash: str | None) -> None:
    """The password once more under today's parameters, where the kept hash was weaker."""
    if new_hash:
        session.get_one(User, user_id).password_hash = new_hash


def unused(user: User) -> bool:
    """Whether nobody has used the account for 90 days (GB/T 22239: accounts that nobody needs are cleared)."""
    return user.is_active and clock.now() - (user.last_login_at or user.created_at) > UNUSED_AFTER


def set_expiry(session: ClosedSession, user_id: int, expires_on: dt.date | None, by: Actor) -> None:
    """After this day nobody signs in with the account; None for ever. Sessions end by themselves on that day."""
    session.get_one(User, user_id).expires_on = expires_on
    record(session, Entry(AuditAction.EDIT, "User", user_id, fields="expires_on"), by=by)
