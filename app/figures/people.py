"""The people behind the numbers of the workload: staff in the order of their list, pairs with class and guardian."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from app.figures._conditions import archived_students, enrolled, in_force, left_behind, registered, standing
from app.figures.mentoring import children_in_pairs as children_paired
from app.figures.mentoring import employees, mentors, pairs_in_force
from app.models.care.mentoring import Mentoring, MentoringKind
from app.models.people.care_registration import CareRegistration
from app.models.people.caregiver import Caregiver
from app.models.people.enrollment import Enrollment
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, StudentCaregiver
from app.models.school.school import School
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.standards.as_of import AsOf


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair that touches the term. `name` is None where the reader does not see the child (any more)."""

    mentor_id: int
    student_id: int
    name: str | None
    class_label: str
    is_boarding: bool | None
    kind: MentoringKind
    is_primary: bool
    starts_on: dt.date
    ends_on: dt.date | None
    #: "外婆 李桂兰", empty where none is on record.
    guardian: str


def school_name(session: Any, at: AsOf) -> str:
    return session.scalar(select(School.name).where(School.id == at.school_id)) or ""


def staff_named(session: Any, ids: Sequence[int]) -> list[Any]:
    """(id, name, post, category) in the order of the staff list."""
    found = select(Staff.id, Staff.name, Staff.post, Staff.category).where(Staff.id.in_(ids))
    return list(session.execute(found.order_by(Staff.staff_no, Staff.name, Staff.id)))


def children_in_pairs(session: Any, at: AsOf) -> int:
    """How many children have a mentor on the day."""
    return children_paired.read(session, at).count


def uncovered(session: Any, at: AsOf) -> tuple[str, ...]:
    """Left-behind children without a mentor, "三(2)班 王小溪", by class and name."""
    mentored = select(Mentoring.student_id).where(*pairs_in_force(at))
    classes = _class_labels(session, at)
    found = select(Student.id, Student.name).where(
        Student.id.in_(left_behind(at)), Student.id.not_in(mentored)
    )
    named = [(classes.get(key, ""), name) for key, name in session.execute(found)]
    return tuple(" ".join(filter(None, pair)) for pair in sorted(named))


def without_pairs(session: Any, at: AsOf) -> tuple[str, ...]:
    """Employees who mentor nobody on the day."""
    found = select(Staff.name).where(*employees(at), Staff.id.not_in(mentors(at)))
    return tuple(session.scalars(found.order_by(Staff.staff_no, Staff.name, Staff.id)))


def pairs_of(session: Any, at: AsOf, staff_ids: Sequence[int]) -> tuple[Pair, ...]:
    """Every pair of these staff that touches the term up to the day, oldest first."""
    touches = (
        *standing(Mentoring, at),
        Mentoring.mentor_id.in_(staff_ids),
        Mentoring.starts_on <= at.day,
        or_(Mentoring.ends_on.is_(None), Mentoring.ends_on >= at.starts_on),
    )
    found = (
        select(
            Mentoring.mentor_id,
            Mentoring.student_id,
            Mentoring.kind,
            Mentoring.is_primary,
            Mentoring.starts_on,
            Mentoring.ends_on,
            Student.name,
        )
        .outerjoin(Student, Student.id == Mentoring.student_id)
        .where(*touches, Mentoring.student_id.not_in(archived_students()))
        .order_by(Mentoring.starts_on, Mentoring.id)
    )
    classes, boarders, guardians = _class_labels(session, at), _boarders(session, at), _guardians(session, at)
    return tuple(
        Pair(
            mentor_id=row.mentor_id,
            student_id=row.student_id,
            name=row.name,
            class_label=classes.get(row.student_id, ""),
            is_boarding=boarders.get(row.student_id),
            kind=row.kind,
            is_primary=row.is_primary,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            guardian=guardians.get(row.student_id, ""),
        )
        for row in session.execute(found)
    )


def _class_labels(session: Any, at: AsOf) -> dict[int, str]:
    found = (
        select(Enrollment.student_id, SchoolClass.label)
        .join(SchoolClass, SchoolClass.id == Enrollment.school_class_id)
        .where(*enrolled(at))
    )
    return dict(session.execute(found).all())


def _boarders(session: Any, at: AsOf) -> dict[int, bool]:
    found = select(CareRegistration.student_id, CareRegistration.is_boarding).where(*registered(at))
    return dict(session.execute(found).all())


def _guardians(session: Any, at: AsOf) -> dict[int, str]:
    """child -> "外婆 李桂兰"."""
    found = (
        select(StudentCaregiver.student_id, StudentCaregiver.relation, Caregiver.name)
        .join(Caregiver, Caregiver.id == StudentCaregiver.caregiver_id)
        .where(
            in_force(StudentCaregiver, at, "valid_from", "valid_to"),
            StudentCaregiver.guard_role == GuardRole.CURRENT,
        )
    )
    return {child: f"{relation.label.zh} {name}" for child, relation, name in session.execute(found)}
