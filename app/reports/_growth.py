"""The growth records of a term child by child: for the diary and for the progress sheet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.models.care.growth_record import GrowthKind, GrowthRecord
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.reports.sheets import Ask
from app.standards.as_of import AsOf


@dataclass(frozen=True, slots=True)
class GrowthLine:
    """A note as it is printed."""

    day: str
    kind: str
    text: str
    author: str
    subject: str
    before: str
    after: str
    kept_at: str


def growth_of(
    session: Any, at: AsOf, ask: Ask, kinds: tuple[GrowthKind, ...]
) -> dict[tuple[int, str, str], list[GrowthLine]]:
    """(key, name, class) of each child asked for -> its notes of these kinds in the term, oldest first."""
    row = GrowthRecord
    found = (
        select(Student.id, Student.name, SchoolClass.label, Staff.name, row)
        .join(Student, Student.id == row.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .outerjoin(Staff, Staff.id == row.author_id)
        .where(
            row.archived_at.is_(None),
            row.kind.in_(kinds),
            row.recorded_on >= at.starts_on,
            row.recorded_on <= at.day,
        )
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name, row.recorded_on)
    )
    if ask.student_id is not None:
        found = found.where(row.student_id == ask.student_id)
    if ask.school_class_id is not None:
        found = found.where(Student.school_class_id == ask.school_class_id)
    notes: dict[tuple[int, str, str], list[GrowthLine]] = defaultdict(list)
    for key, name, label, author, note in session.execute(found):
        notes[key, name, label or ""].append(_line(note, author or ""))
    return dict(notes)


def _line(note: GrowthRecord, author: str) -> GrowthLine:
    return GrowthLine(
        note.recorded_on.isoformat(), note.kind.label.zh, note.text, author,
        note.subject or "", note.before or "", note.after or "", note.kept_at or "",
    )  # fmt: skip
