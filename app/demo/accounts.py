"""The eight accounts of the demo, one for each role (two counselors), with one password for all or one of its own each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app import clock
from app.access import passwords
from app.access.vocabulary import Role
from app.database import ClosedSession
from app.demo.care import ADMIN, COUNSELOR, COUNSELOR2, MENTOR, OFFICE, PRINCIPAL
from app.demo.rows import add_all
from app.demo.township import Place
from app.models.school.staff import Staff
from app.models.school.user import User
from app.models.school.user_role import UserRole

#: username -> (role, place in the staff list; None: nobody of the school). The homeroom teacher is found by the children.
_PEOPLE: dict[str, tuple[Role, int | None]] = {
    "admin": (Role.IT_ADMIN, ADMIN),
    "principal": (Role.PRINCIPAL, PRINCIPAL),
    "office": (Role.OFFICE, OFFICE),
    "homeroom": (Role.HOMEROOM, None),
    "mentor": (Role.MENTOR, MENTOR),
    "counselor": (Role.COUNSELOR, COUNSELOR),
    "counselor2": (Role.COUNSELOR, COUNSELOR2),
    "township": (Role.TOWNSHIP, None),
}
USERNAMES = tuple(_PEOPLE)
#: Their work is in every school of the township.
_EVERYWHERE = ("admin", "township")


@dataclass(frozen=True, slots=True)
class Account:
    """What a person needs to sign in as somebody of the demo; the password is empty where it stays as it was."""

    username: str
    role: str
    name: str
    password: str


def make_accounts(
    session: ClosedSession, place: Place, homeroom: Staff, password: str
) -> tuple[Account, ...]:
    """Open them all at the central school; counselors are confirmed by the principal."""
    users = {name: _user(place, name, homeroom) for name in USERNAMES}
    given = _give_passwords(users.values(), password)
    add_all(session, users.values())
    add_all(session, [_grant(place, name, users) for name in USERNAMES])
    return _told(session, users, given)


def renew_passwords(session: ClosedSession, password: str) -> tuple[Account, ...]:
    """Give all accounts of a demo made earlier this password; without one they stay as they are."""
    found = session.scalars(select(User).where(User.username.in_(USERNAMES)))
    users = {user.username: user for user in found}
    given = _give_passwords(users.values(), password) if password else {}
    session.flush()
    return _told(session, {name: users[name] for name in USERNAMES if name in users}, given)


def _user(place: Place, username: str, homeroom: Staff) -> User:
    _role, index = _PEOPLE[username]
    staff = homeroom if username == "homeroom" else None if index is None else place.staff[index]
    return User(
        school_id=place.school.id,
        username=username,
        staff_id=staff.id if staff else None,
        must_change_password=False,
    )


def _grant(place: Place, username: str, users: dict[str, User]) -> UserRole:
    role, _index = _PEOPLE[username]
    needs_confirming = username.startswith("counselor")
    return UserRole(
        school_id=place.school.id,
        user_id=users[username].id,
        role=role,
        for_all_schools=username in _EVERYWHERE,
        granted_by_id=users["admin"].id if username != "admin" else None,
        confirmed_by_id=users["principal"].id if needs_confirming else None,
        confirmed_at=clock.now() if needs_confirming else None,
    )


def _give_passwords(users: Iterable[User], password: str) -> dict[str, str]:
    """username -> password. One hash serves all who share it: hashing is slow on purpose."""
    shared = passwords.hash_of(password) if password else ""
    given = {}
    for user in users:
        given[user.username] = password or passwords.one_time()
        user.password_hash = shared or passwords.hash_of(given[user.username])
        user.must_change_password = False
    return given


def _told(session: ClosedSession, users: dict[str, User], given: dict[str, str]) -> tuple[Account, ...]:
    names = dict(session.execute(select(Staff.id, Staff.name)).all())
    return tuple(
        Account(
            name,
            _PEOPLE[name][0].label.zh,
            names.get(user.staff_id or 0, "乡镇教育办公室"),
            given.get(name, ""),
        )
        for name, user in users.items()
    )
