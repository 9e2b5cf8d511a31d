"""Fills a scratch database with the demo's three schools, and gives their cells texts of their own that betray a leak."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.access import sealing
from app.access.vocabulary import Role
from app.database import ClosedSession
from app.demo import room
from app.demo.making import make_demo
from app.models._base import Entity, all_entities
from app.models._rules import Invalid
from app.models.law.consent import Consent, Ground, Use
from app.models.school.staff import Staff
from app.models.school.user import User
from app.models.school.user_role import UserRole
from app.selftest.canaries import Canaries, mark, note
from app.selftest.oracle import Oracle, Rows, copy_of
from app.selftest.people import Person

#: Whose browsers walk: one account for each role; the second counselor has rows of her own, which the first may not read.
_WALKED = ("admin", "principal", "office", "homeroom", "mentor", "counselor", "township")
#: So many of the oldest and of the youngest rows of an entity in each school are marked.
_MARKED = 40


@dataclass(slots=True, repr=False)
class Planted:
    """Who may sign in, with which words; which text stands in which cell; and a copy of all rows to judge by."""

    password: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    passphrase: str = room.PASSPHRASE
    people: dict[str, Person] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)
    canaries: Canaries = field(default_factory=Canaries)
    rows: Rows = field(default_factory=dict)


def plant(session: ClosedSession) -> Planted:
    """Fill an empty scratch database; the caller commits."""
    made = Planted()
    demo = make_demo(session, made.password)
    names = [account.username for account in demo.accounts]
    users = {user.username: user for user in session.scalars(select(User).where(User.username.in_(names)))}
    counselors = [_staff(session, user) for name, user in users.items() if name.startswith("counselor")]
    for entity in all_entities():
        if not entity.spec.is_append_only:
            _mark_some(session, entity, made.canaries, counselors)
    for name in _WALKED:
        user = users[name]
        roles = session.scalars(select(UserRole.role).where(UserRole.user_id == user.id))
        made.people[name] = Person(name, user.id, user.staff_id, user.school_id, frozenset(map(Role, roles)))
        made.logins[name] = user.username
    _confine(session, users["admin"])
    for name in ("mentor", "homeroom"):
        _put_one_away(session, made.people[name])
    # What an index holds of the texts before them goes with its statistics.
    session.connection().exec_driver_sql("ANALYZE")
    made.rows = _copy(session, counselors)
    return made


def _copy(session: ClosedSession, counselors: Iterable[Staff]) -> Rows:
    """All rows with every key that some counselor can open."""
    copies = []
    for counselor in counselors:
        with room.opened(session, counselor):
            copies.append(copy_of(session))
    first, *others = copies
    for other in others:
        for entity, rows in other.items():
            for key, row in rows.items():
                first[entity][key] |= {name: value for name, value in row.items() if value is not None}
    return first


def _confine(session: ClosedSession, user: User) -> None:
    """The demo's administrator keeps all three schools; here the other two are foreign to him as well."""
    session.execute(update(UserRole).where(UserRole.user_id == user.id).values(for_all_schools=False))


def _put_one_away(session: ClosedSession, person: Person) -> None:
    """The guardian of the person's last child withdraws the consent: nobody who cares for the child may see it now."""
    oracle = Oracle(copy_of(session), person)
    child = max(oracle.mentees or oracle.class_children)
    today = clock.today()
    standing = session.scalars(
        select(Consent).where(
            Consent.student_id == child, Consent.archived_at.is_(None), Consent.withdrawn_on.is_(None)
        )
    ).first() or Consent(
        school_id=person.school_id, student_id=child, ground=Ground.DUTY, note="法定职责", uses=frozenset(Use), given_on=today
    )  # fmt: skip
    standing.withdrawn_on, standing.withdrawn_why = today, "当面提出"
    session.add(standing)
    session.flush()


def _staff(session: ClosedSession, user: User) -> Staff:
    return session.get_one(Staff, user.staff_id)


def _mark_some(
    session: ClosedSession, entity: type[Entity], canaries: Canaries, counselors: Iterable[Staff]
) -> None:
    keys = list(_some_keys(session, entity))
    if not entity.spec.box:
        _mark_rows(session, entity, keys, canaries)
        return
    for counselor in counselors:
        # Each opens what he holds himself; nobody opens all.
        with room.opened(session, counselor):
            for key in keys:
                _mark_rows(session, entity, [key], canaries)


def _some_keys(session: ClosedSession, entity: type[Entity]) -> Iterator[int]:
    by_school: dict[int, list[int]] = {}
    school = getattr(entity, "school_id", entity.id)
    for key, school_id in session.execute(select(entity.id, school).order_by(entity.id)):
        by_school.setdefault(school_id, []).append(key)
    for keys in by_school.values():
        yield from dict.fromkeys((*keys[:_MARKED], *keys[-_MARKED:]))


def _mark_rows(session: ClosedSession, entity: type[Entity], keys: list[int], canaries: Canaries) -> None:
    """Mark these rows together, or each alone where a rule of one refuses a changed text."""
    try:
        with session.begin_nested():
            rows = session.scalars(select(entity).where(entity.id.in_(keys))).all()
            for row in rows:
                mark(row, canaries)
            session.flush()
    except (Invalid, SQLAlchemyError, sealing.SealedRefusal):
        if len(keys) > 1:
            for key in keys:
                _mark_rows(session, entity, [key], canaries)
        return
    for row in rows:
        note(row, canaries)
