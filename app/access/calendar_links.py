"""Secret addresses of calendar feeds: made, replaced and ended by their person, and recognised without signing in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Select, select

from app import clock
from app.access.sessions import hash_of
from app.database import ClosedSession
from app.models.school.user import User
from app.models.system.calendar_link import CalendarLink


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Whose feed it is."""

    school_id: int
    staff_id: int | None


def renew(session: ClosedSession, user_id: int, school_id: int) -> str:
    """A new address for the person at the school; the old one ends at once. Gives the token, which is kept nowhere."""
    end(session, user_id, school_id)
    token = secrets.token_urlsafe(32)
    session.add(CalendarLink(token_hash=hash_of(token), user_id=user_id, school_id=school_id))
    return token


def end(session: ClosedSession, user_id: int, school_id: int) -> None:
    """End the person's address at the school, where there is one."""
    for link in session.scalars(_live(user_id, school_id).with_for_update()):
        link.ended_at = clock.now()


def has_link(session: ClosedSession, user_id: int, school_id: int) -> bool:
    """Whether the person has an address at the school."""
    return session.scalars(_live(user_id, school_id)).first() is not None


def find(session: ClosedSession, token: str) -> Subscriber | None:
    """Whose address it is; None when it is unknown or ended, or the account is closed."""
    found = (
        select(CalendarLink.school_id, User.staff_id)
        .join(User, User.id == CalendarLink.user_id)
        .where(
            CalendarLink.token_hash == hash_of(token),
            CalendarLink.archived_at.is_(None),
            CalendarLink.ended_at.is_(None),
            User.is_active.is_(True),
            User.archived_at.is_(None),
        )
    )
    row = session.execute(found).first()
    return Subscriber(*row) if row else None


def _live(user_id: int, school_id: int) -> Select[CalendarLink]:
    return select(CalendarLink).where(
        CalendarLink.user_id == user_id,
        CalendarLink.school_id == school_id,
        CalendarLink.archived_at.is_(None),
        CalendarLink.ended_at.is_(None),
    )
