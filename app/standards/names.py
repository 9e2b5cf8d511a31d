"""What a page or a command calls those who owe something: the child with its class, the teacher, the class, the school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.access.vocabulary import Label
from app.models.management.care_standard_item import RuleSubject
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff

_SCHOOL = Label("学校", "The school")
_NUMBERED = {
    RuleSubject.INCIDENT: Label("突发事件", "Incident"),
    RuleSubject.LOAN: Label("借阅", "Loan"),
    RuleSubject.HOUSEHOLD: Label("家庭", "Household"),
}


@dataclass(frozen=True)
class Names:
    """Names by id of the rows that the session's actor may read; one he may not is not named."""

    students: Mapping[int, str] = field(default_factory=dict)
    staff: Mapping[int, str] = field(default_factory=dict)
    classes: Mapping[int, str] = field(default_factory=dict)

    def of(self, owes: Any) -> str:
        """The name of one who owes: an Outcome's or a Turned's subject. A pair is child and mentor."""
        subject = owes.rule.subject if hasattr(owes, "rule") else owes.subject
        child = self.students.get(owes.student_id or 0, "")
        teacher = self.staff.get(owes.staff_id or 0, "")
        if subject is RuleSubject.PAIR:
            return " — ".join(part for part in (child, teacher) if part)
        plain = {
            RuleSubject.CHILD: child,
            RuleSubject.MENTOR: teacher,
            RuleSubject.CLASS: self.classes.get(owes.class_id or 0, ""),
            RuleSubject.SCHOOL: str(_SCHOOL),
        }
        return plain.get(subject) or child or f"{_NUMBERED.get(subject, subject.label)} {owes.subject_id}"


def names_of(session: Any, found: Iterable[Any]) -> Names:
    """The names of all who owe something in these outcomes: three statements, however many they are."""
    found = tuple(found)
    children, staff, classes = (
        {getattr(each, column) for each in found} - {None}
        for column in ("student_id", "staff_id", "class_id")
    )
    return Names(
        students={
            key: " ".join(part for part in (name, label) if part)
            for key, name, label in session.execute(
                select(Student.id, Student.name, SchoolClass.label)
                .select_from(Student)
                .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
                .where(Student.id.in_(children))
            )
        },
        staff=_named(session, Staff, Staff.name, staff),
        classes=_named(session, SchoolClass, SchoolClass.label, classes),
    )


def _named(session: Any, entity: Any, name: Any, keys: set[int]) -> dict[int, str]:
    return dict(session.execute(select(entity.id, name).where(entity.id.in_(keys))).all())
