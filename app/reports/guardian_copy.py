"""监护人副本: everything the program keeps of a child, derived from the entities, as plain words (security P-06).

What is somebody else's stays out of it: numbers of other people are masked, counseling is never asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import clock
from app.access.grants import readable_columns
from app.access.guard import Actor
from app.access.vocabulary import Group
from app.models._base import Entity, all_entities, entity_named, facts_of
from app.models._columns import Kind
from app.models.people.caregiver import Caregiver
from app.models.people.parent_absence import ParentAbsence
from app.models.people.student import Student
from app.models.people.student_caregiver import StudentCaregiver

#: What only the counselor and the child's own words decide about.
_CLOSED = frozenset({Group.REFERRALS, Group.COUNSELING, Group.CRISES, Group.RELEASES, Group.INNER})
_BOOKKEEPING = frozenset(
    {"id", "school_id", "created_by_id", "updated_at", "version", "archived_at", "student_id"}
)


@dataclass(frozen=True, slots=True)
class Part:
    """All rows of one entity that are about the child; each row is (label, text) without the empty ones."""

    name: str
    label: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


def parts(session: Any, actor: Actor, student_id: int) -> tuple[Part, ...]:
    """In the order of the menu; entities without a row are left out. Read through the guarded session."""
    found = []
    for entity, condition in _about(student_id):
        names = [name for name in readable_columns(actor.roles, entity) if name not in _BOOKKEEPING]
        if names:
            rows = tuple(_rows(session, entity, names, condition))
            found += [Part(entity.__name__, entity.spec.label.zh, rows)] if rows else []
    return tuple(found)


def _about(student_id: int) -> Iterator[tuple[type[Entity], Any]]:
    adults = select(StudentCaregiver.caregiver_id).where(StudentCaregiver.student_id == student_id)
    yield Student, Student.id == student_id
    yield Caregiver, Caregiver.id.in_(adults)
    yield ParentAbsence, ParentAbsence.caregiver_id.in_(adults)
    for entity in all_entities():
        columns = [
            name
            for name, facts in facts_of(entity).items()
            if facts.kind is Kind.REF and facts.target == "Student"
        ]
        if columns and entity.spec.group not in _CLOSED:
            yield entity, getattr(entity, columns[0]) == student_id


def _rows(
    session: Any, entity: Any, names: list[str], condition: Any
) -> Iterator[tuple[tuple[str, str], ...]]:
    facts = facts_of(entity)
    found = select(*(getattr(entity, name) for name in names)).where(condition).order_by(entity.id)
    for row in session.execute(found).all():
        told = (
            (facts[name].label.zh, _text(session, facts[name], value))
            for name, value in zip(names, row, strict=True)
        )
        yield tuple((label, text) for label, text in told if text)


def _text(session: Any, facts: Any, value: Any) -> str:
    if value is None:
        return ""
    if facts.mask is not None:
        return str(facts.mask.apply(value))
    if facts.kind is Kind.REF:
        row = session.get(entity_named(facts.target), value)
        return str(row) if row is not None else ""
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (frozenset, set, list, tuple)):
        return "、".join(sorted(map(_plain, value)))
    if isinstance(value, dt.datetime):
        return f"{clock.in_china(value):%Y-%m-%d %H:%M}"
    label = getattr(value, "label", None)
    return str(label.zh) if label is not None else str(value)
