"""Who is to be surveyed this term and who has been, class by class, with the day by which it is due (R13)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.models._standard import number_of
from app.models.people._survey import SurveyPart
from app.models.people.care_registration import CareRegistration
from app.models.people.student import Student, StudentStatus
from app.models.school.school_class import SchoolClass
from app.models.school.term import Term

#: Days after the term's first day until which a survey is in time (R13), unless the school's standard has this rule.
SURVEY_DAYS = 30
DEADLINE_RULE = "R13d"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A child nobody has asked about this term: not registered, or with so many parts to confirm."""

    student_id: int
    name: str
    is_registered: bool
    parts: tuple[SurveyPart, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassSurvey:
    """A class: how many children are known to be left behind, how many of them are surveyed, and who waits."""

    class_id: int
    label: str
    due: int
    waiting: tuple[Waiting, ...]

    @property
    def done(self) -> int:
        return self.due - len(self.waiting)


@dataclass(frozen=True, slots=True)
class Survey:
    """The survey of a term as far as the session sees it."""

    term_id: int
    deadline: dt.date
    classes: tuple[ClassSurvey, ...]

    @property
    def due(self) -> int:
        return sum(each.due for each in self.classes)

    @property
    def done(self) -> int:
        return sum(each.done for each in self.classes)

    @property
    def copied(self) -> int:
        """Registrations that were copied and wait for confirmation."""
        return sum(1 for each in self.classes for child in each.waiting if child.is_registered)

    def is_late(self, day: dt.date) -> bool:
        return day > self.deadline and self.done < self.due


def term_before(session: Any, term: Term) -> Term | None:
    """The school's term before this one; None for the first."""
    earlier = select(Term).where(
        Term.school_id == term.school_id, Term.starts_on < term.starts_on, Term.archived_at.is_(None)
    )
    found: Term | None = session.scalars(earlier.order_by(Term.starts_on.desc()).limit(1)).first()
    return found


def survey_of(session: Any, term: Term) -> Survey:
    """The children registered this term or last, who still come to school, by class."""
    before = term_before(session, term)
    rows = _rows(session, term, before)
    by_class: dict[tuple[int, int, int, str], list[Waiting | None]] = defaultdict(list)
    for row in rows:
        key = (row.grade or 0, row.number or 0, row.class_id or 0, row.label or "")
        by_class[key].append(_waiting(row))
    classes = tuple(
        ClassSurvey(key[2], key[3], len(found), tuple(child for child in found if child))
        for key, found in sorted(by_class.items())
    )
    return Survey(term.id, deadline_of(session, term.school_id, term.starts_on), classes)


def deadline_of(session: Any, school_id: int, starts_on: dt.date) -> dt.date:
    """The last day on which a survey of the term that starts on the day is in time."""
    own = session() if callable(session) else session
    days = number_of(own, school_id, DEADLINE_RULE, starts_on, SURVEY_DAYS)
    return starts_on + dt.timedelta(days=int(days))


def _rows(session: Any, term: Term, before: Term | None) -> list[Any]:
    now, then = aliased(CareRegistration), aliased(CareRegistration)
    is_now = (now.student_id == Student.id) & (now.term_id == term.id) & now.archived_at.is_(None)
    is_then = (
        (then.student_id == Student.id)
        & (then.term_id == (before.id if before else 0))
        & then.archived_at.is_(None)
        & then.left_on.is_(None)
    )
    columns = (
        Student.id, Student.name, SchoolClass.id.label("class_id"), SchoolClass.grade, SchoolClass.number,
        SchoolClass.label, now.id.label("now_id"), now.unconfirmed, now.left_on,
    )  # fmt: skip
    found = (
        select(*columns)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .outerjoin(now, is_now)
        .outerjoin(then, is_then)
        .where(
            Student.status == StudentStatus.ENROLLED,
            Student.archived_at.is_(None),
            (now.id.is_not(None)) | (then.id.is_not(None)),
        )
        .order_by(Student.name)
    )
    return list(session.execute(found))


def _waiting(row: Any) -> Waiting | None:
    """None for a child whose survey is done; one taken off the register was asked about as well."""
    if row.now_id is not None and (row.left_on is not None or not row.unconfirmed):
        return None
    return Waiting(
        row.id, row.name, row.now_id is not None, tuple(p for p in SurveyPart if p in (row.unconfirmed or ()))
    )
