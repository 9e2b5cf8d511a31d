"""Class hours of a special subject held in the term, class by class: health asks 18 to 36 of each (R42)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from app.figures._conditions import standing
from app.models.events.lesson import Lesson, LessonStatus, LessonSubject
from app.models.management.care_standard import CareStandard
from app.models.management.care_standard_item import CareStandardItem
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.term import Term
from app.standards.as_of import AsOf

#: Hours of health lessons of a class in a term, at least and at most, where the school's standard says nothing.
LEAST, MOST = Decimal(18), Decimal(36)


@dataclass(frozen=True, slots=True)
class ClassHours:
    """A class's lessons of one subject: hours held, lessons dropped or diverted, lessons held without a plan."""

    class_id: int
    label: str
    hours: Decimal
    dropped: int
    unprepared: int
    least: Decimal
    most: Decimal | None
    #: The part of the term that is over, 0 to 1.
    gone: Decimal

    @property
    def is_short(self) -> bool:
        return self.hours < self.least

    @property
    def is_behind(self) -> bool:
        """Fewer hours than the part of the term that is over asks for."""
        return self.hours < self.least * self.gone

    @property
    def is_too_much(self) -> bool:
        return self.most is not None and self.hours > self.most

    @property
    def missing(self) -> Decimal:
        return max(self.least - self.hours, Decimal(0))


def hours_of_classes(
    session: Any, at: AsOf, subject: LessonSubject = LessonSubject.HEALTH
) -> list[ClassHours]:
    """The classes of the term's year that the person sees; only health has a least number of hours."""
    span = asked_hours(session, at) if subject is LessonSubject.HEALTH else (Decimal(0), None)
    lessons = _lessons(session, at, subject)
    gone = Decimal((at.day - at.starts_on).days + 1) / ((at.ends_on - at.starts_on).days + 1)
    return [_of_class(key, label, lessons[key], *span, gone) for key, label in _classes(session, at)]


def asked_hours(session: Any, at: AsOf) -> tuple[Decimal, Decimal | None]:
    """What the school's standard in force asks of each class and term: least and most hours, else 18 to 36."""
    item = CareStandardItem
    found = (
        select(item.count_min, item.count_max)
        .join(CareStandard, CareStandard.id == item.care_standard_id)
        .where(
            *standing(item, at),
            CareStandard.archived_at.is_(None),
            item.rule_code == "R42",
            item.is_enabled,
            CareStandard.starts_on <= at.day,
            or_(CareStandard.ends_on.is_(None), CareStandard.ends_on >= at.day),
        )
    )
    row = session.execute(found).first()
    return (row[0] or Decimal(0), row[1]) if row else (LEAST, MOST)


def _of_class(
    key: int, label: str, lessons: list[Any], least: Decimal, most: Decimal | None, gone: Decimal
) -> ClassHours:
    held = [row for row in lessons if row.status == LessonStatus.HELD]
    return ClassHours(
        key,
        label,
        sum((row.hours for row in held), Decimal(0)),
        len(lessons) - len(held),
        sum(not row.is_plan_ready for row in held),
        least,
        most,
        gone,
    )


def _lessons(session: Any, at: AsOf, subject: LessonSubject) -> dict[int, list[Any]]:
    found = select(Lesson.school_class_id, Lesson.hours, Lesson.status, Lesson.is_plan_ready).where(
        *standing(Lesson, at),
        Lesson.subject == subject,
        Lesson.held_on >= at.starts_on,
        Lesson.held_on <= at.day,
    )
    lessons: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(found):
        lessons[row.school_class_id].append(row)
    return lessons


def _classes(session: Any, at: AsOf) -> list[tuple[int, str]]:
    """Those of whose pupils the person sees any: the lessons of others are hidden, not missing."""
    year = select(Term.school_year_id).where(Term.id == at.term_id)
    seen = select(Student.school_class_id).where(*standing(Student, at))
    found = (
        select(SchoolClass.id, SchoolClass.label)
        .where(
            *standing(SchoolClass, at),
            SchoolClass.school_year_id.in_(year),
            SchoolClass.grade > 0,
            SchoolClass.id.in_(seen),
        )
        .order_by(SchoolClass.grade, SchoolClass.number)
    )
    return [(key, label) for key, label in session.execute(found)]
