"""The children of the lists, each with its family of today and what has been recorded of late, in five statements."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app import clock
from app.access.guard import Actor
from app.models.care.contact_record import ContactRecord, Parties
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student, StudentStatus
from app.models.people.student_caregiver import StudentCaregiver
from app.models.school.school_class import SchoolClass
from app.pages.my_children import is_mine, registered_now


@dataclass(frozen=True, slots=True)
class Adult:
    """Somebody of the child's family."""

    id: int
    label: str
    is_parent: bool


@dataclass(frozen=True, slots=True)
class Last:
    """The teacher's own last entry about a child."""

    day: dt.date
    text: str
    adult_id: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A child of a list; `recent` counts this month's contacts of the teacher, `calls` this week's calls home."""

    id: int
    name: str
    class_label: str
    adults: tuple[Adult, ...]
    recent: int
    last: Last | None
    last_parent_id: int | None
    calls: int


def own(session: Any, actor: Actor) -> list[Listed]:
    """The teacher's own children, by class and name."""
    return _listed(session, actor, is_mine(actor))


def registered(session: Any, actor: Actor) -> list[Listed]:
    """All left-behind children the person sees: his own, or those of the school."""
    return _listed(session, actor, Student.id.in_(registered_now()))


def _listed(session: Any, actor: Actor, which: ColumnElement[bool]) -> list[Listed]:
    found = (
        select(Student.id, Student.name, SchoolClass.label)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(which, Student.archived_at.is_(None), Student.status == StudentStatus.ENROLLED)
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    rows = session.execute(found).all()
    keys = [row[0] for row in rows]
    adults, last, recent = _adults(session, keys, actor), _last(session, keys, actor), _recent(session, actor)
    calls, parents = _calls(session, actor), _last_parents(session, keys)
    return [
        Listed(
            key, name, label or "", tuple(adults[key]), recent.get(key, 0), last.get(key), parents.get(key),
            calls.get(key, 0),
        )
        for key, name, label in rows
    ]  # fmt: skip


def _adults(session: Any, keys: list[int], actor: Actor) -> dict[int, list[Adult]]:
    """The family of each child today, parents first."""
    link = StudentCaregiver
    found = (
        select(link.student_id, Caregiver.id, Caregiver.name, link.relation, link.is_parent)
        .join(Caregiver, Caregiver.id == link.caregiver_id)
        .where(
            link.student_id.in_(keys),
            link.archived_at.is_(None),
            link.valid_from <= actor.today,
            link.valid_to.is_(None) | (link.valid_to >= actor.today),
        )
        .order_by(link.is_parent.desc(), link.emergency_order, Caregiver.id)
    )
    adults: dict[int, list[Adult]] = defaultdict(list)
    for child, key, name, relation, is_parent in session.execute(found):
        adults[child].append(Adult(key, f"{relation.label} {name}", is_parent))
    return adults


def _last(session: Any, keys: list[int], actor: Actor) -> dict[int, Last]:
    """By child; of the text its beginning."""
    newest = (
        select(func.max(ContactRecord.id))
        .where(
            ContactRecord.student_id.in_(keys),
            ContactRecord.staff_id == actor.staff_id,
            ContactRecord.archived_at.is_(None),
        )
        .group_by(ContactRecord.student_id)
    )
    columns = (
        ContactRecord.student_id, ContactRecord.happened_at, ContactRecord.content, ContactRecord.caregiver_id,
    )  # fmt: skip
    rows = session.execute(select(*columns).where(ContactRecord.id.in_(newest)))
    return {key: Last(clock.in_china(at).date(), text[:40], adult) for key, at, text, adult in rows}


def _last_parents(session: Any, keys: list[int]) -> dict[int, int]:
    """With whom each child spoke last."""
    spoke = (
        select(func.max(ContactRecord.id))
        .where(
            ContactRecord.student_id.in_(keys),
            ContactRecord.parties == Parties.CHILD_PARENT,
            ContactRecord.archived_at.is_(None),
        )
        .group_by(ContactRecord.student_id)
    )
    found = select(ContactRecord.student_id, ContactRecord.caregiver_id).where(ContactRecord.id.in_(spoke))
    return dict(session.execute(found).all())


def _recent(session: Any, actor: Actor) -> dict[int, int]:
    own_rows = ContactRecord.staff_id == actor.staff_id, ContactRecord.parties != Parties.CHILD_PARENT
    return _counted(session, actor.today.replace(day=1), own_rows)


def _calls(session: Any, actor: Actor) -> dict[int, int]:
    monday = actor.today - dt.timedelta(days=actor.today.weekday())
    return _counted(session, monday, (ContactRecord.parties == Parties.CHILD_PARENT,))


def _counted(session: Any, since: dt.date, which: Iterable[ColumnElement[bool]]) -> dict[int, int]:
    """Contacts that were reached since the day, by child."""
    first = clock.from_china(dt.datetime.combine(since, dt.time()))
    standing = ContactRecord.happened_at >= first, ContactRecord.reached, ContactRecord.archived_at.is_(None)
    found = select(ContactRecord.student_id, func.count()).where(*standing, *which)
    return dict(session.execute(found.group_by(ContactRecord.student_id)).all())
