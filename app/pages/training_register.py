"""What the page of a training reads: its register, and the families of the person's children who are not on it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app import clock
from app.models.events.training_attendance import TrainingAttendance
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, StudentCaregiver
from app.models.school.school_class import SchoolClass
from app.pages.my_children import registered_now


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A family on the register."""

    id: int
    child: str
    class_label: str
    adult: str
    is_present: bool
    score: Decimal | None
    opinion: str


@dataclass(frozen=True, slots=True)
class Family:
    """A guardian in charge of a child, to be registered; `key` is "student-caregiver"."""

    key: str
    child: str
    class_label: str
    adult: str


def lines_of(session: Any, training_id: int) -> list[RegisterLine]:
    """The families on the register whom the person sees, in the order of the classes."""
    row = TrainingAttendance
    columns = (
        row.id,
        Student.name,
        SchoolClass.label,
        Caregiver.name,
        row.is_present,
        row.score,
        row.opinion,
    )
    found = (
        select(*columns)
        .join(Student, Student.id == row.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .outerjoin(Caregiver, Caregiver.id == row.caregiver_id)
        .where(row.training_id == training_id, row.archived_at.is_(None))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    return [
        RegisterLine(key, child, label or "", adult or "", came, score, opinion or "")
        for key, child, label, adult, came, score, opinion in session.execute(found)
    ]


def families_to_register(session: Any, training_id: int) -> list[Family]:
    """Guardians in charge of left-behind children whom the person sees; of a child on the register, none."""
    link, today = StudentCaregiver, clock.today()
    on_register = select(TrainingAttendance.student_id).where(
        TrainingAttendance.training_id == training_id, TrainingAttendance.archived_at.is_(None)
    )
    found = (
        select(link.student_id, link.caregiver_id, Student.name, SchoolClass.label, Caregiver.name)
        .join(Student, Student.id == link.student_id)
        .join(Caregiver, Caregiver.id == link.caregiver_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(
            link.guard_role == GuardRole.CURRENT,
            link.archived_at.is_(None),
            link.valid_to.is_(None) | (link.valid_to >= today),
            link.student_id.in_(registered_now()),
            link.student_id.not_in(on_register),
        )
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    return [
        Family(f"{student}-{adult}", child, label or "", name)
        for student, adult, child, label, name in session.execute(found)
    ]
