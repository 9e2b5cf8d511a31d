"""Who somebody is at a school today: the roles that count, and the schools where he has any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import clock
from app.access.guard import Actor
from app.access.vocabulary import Role
from app.database import ClosedSession
from app.models.school.school import School
from app.models.school.staff import Staff
from app.models.school.user import User
from app.models.school.user_role import UserRole


@dataclass(frozen=True, slots=True)
class SchoolChoice:
    """A school somebody can work at."""

    id: int
    name: str


#: What decides what a grant gives; whole rows would cost every request their loading.
GRANT = (
    UserRole.user_id,
    UserRole.role,
    UserRole.school_id,
    UserRole.for_all_schools,
    UserRole.granted_by_id,
    UserRole.confirmed_by_id,
    UserRole.archived_at,
)


#: Whose password alone opens too much: rights, the whole school, or counseling (security I-05).
OPENS_MUCH = frozenset({Role.IT_ADMIN, Role.PRINCIPAL, Role.COUNSELOR})


def needs_second_factor(grants: Iterable[Any]) -> bool:
    """Whether one of these grants asks for more than a password."""
    return any(grant.role in OPENS_MUCH for grant in grants)


def counts(grant: Any) -> bool:
    """Whether a grant gives anything: a counselor's only after a second person confirmed it (domain 6.4.6)."""
    if grant.archived_at is not None:
        return False
    if grant.role is not Role.COUNSELOR:
        return True
    second = grant.confirmed_by_id
    return second is not None and second not in (grant.granted_by_id, grant.user_id)


def actor_for(session: ClosedSession, user: User, school_id: int) -> Actor:
    """The user as an actor at this school, today; without a role there, an actor who may do nothing."""
    name = session.scalar(select(Staff.name).where(Staff.id == user.staff_id)) if user.staff_id else None
    return as_actor(user.id, user.staff_id, name or user.username, school_id, grants_of(session, user.id))


def as_actor(user_id: int, staff_id: int | None, name: str, school_id: int, grants: Iterable[Any]) -> Actor:
    """The actor that these grants make of a person at this school, today."""
    roles = frozenset(g.role for g in grants if g.for_all_schools or g.school_id == school_id)
    return Actor(user_id, staff_id, school_id, roles, clock.today(), name)


def schools_of(session: ClosedSession, user_id: int) -> tuple[SchoolChoice, ...]:
    """The schools where the user has a role that counts, by code; with a role for all schools, every one."""
    return schools_under(session, grants_of(session, user_id))


def schools_under(session: ClosedSession, grants: Iterable[Any]) -> tuple[SchoolChoice, ...]:
    """The schools that these grants open, by code."""
    found = select(School.id, School.name).where(School.archived_at.is_(None)).order_by(School.code)
    if not any(grant.for_all_schools for grant in grants):
        found = found.where(School.id.in_({grant.school_id for grant in grants}))
    return tuple(SchoolChoice(*row) for row in session.execute(found))


def grants_of(session: ClosedSession, user_id: int) -> list[Any]:
    """The grants of a user that count, as plain rows with the columns of UserRole."""
    found = session.execute(select(*GRANT).where(UserRole.user_id == user_id))
    return [grant for grant in found if counts(grant)]
