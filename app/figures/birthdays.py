"""Whose birthday is in which month, and whether it was kept this year; a year of birth never leaves this file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import extract, select

from app import clock
from app.figures._conditions import left_behind
from app.models.events.event import Event
from app.models.events.event_student import EventRole, EventStudent
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.standards.as_of import AsOf

#: The columns from which it follows whose birthday was kept.
BY = (Student.birth_date, EventStudent.role, Event.starts_at)


@dataclass(frozen=True, slots=True)
class Birthday:
    """A left-behind child's day in the year; `is_kept` when a party named it this calendar year."""

    student_id: int
    name: str
    class_label: str
    month: int
    day: int
    is_kept: bool


def birthdays(
    session: Any, at: AsOf, month: int | None = None, class_id: int | None = None
) -> list[Birthday]:
    """Children registered on the day whom the person sees, by month, day and name; of one month or class on request."""
    kept = _kept(session, at)
    found = (
        select(Student.id, Student.name, SchoolClass.label, Student.birth_date)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(Student.id.in_(left_behind(at)), Student.archived_at.is_(None))
    )
    if month is not None:
        found = found.where(extract("month", Student.birth_date) == month)
    if class_id is not None:
        found = found.where(Student.school_class_id == class_id)
    rows = [
        Birthday(key, name, label or "", born.month, born.day, key in kept)
        for key, name, label, born in session.execute(found)
    ]
    return sorted(rows, key=lambda row: (row.month, row.day, row.name))


def missed(session: Any, at: AsOf) -> list[Birthday]:
    """Those whose month is over in this term without a party this year (K04)."""
    over = months_over(at)
    return [row for row in birthdays(session, at) if row.month in over and not row.is_kept]


def months_over(at: AsOf) -> set[int]:
    """The months of the term before that of the day."""
    month, found = at.starts_on.replace(day=1), set()
    while month < at.day.replace(day=1):
        found.add(month.month)
        month = (month + dt.timedelta(days=31)).replace(day=1)
    return found


def _kept(session: Any, at: AsOf) -> set[int]:
    """Children named at a birthday party of the calendar year that was held by the day asked for."""
    year_start, day_after = at.day.replace(month=1, day=1), at.asked + dt.timedelta(days=1)
    first, after = (clock.from_china(dt.datetime.combine(day, dt.time())) for day in (year_start, day_after))
    named = (
        select(EventStudent.student_id)
        .join(Event, Event.id == EventStudent.event_id)
        .where(
            EventStudent.role == EventRole.BIRTHDAY,
            EventStudent.archived_at.is_(None),
            Event.archived_at.is_(None),
            Event.starts_at >= first,
            Event.starts_at < after,
        )
    )
    return set(session.scalars(named))
