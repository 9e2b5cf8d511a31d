"""Who stands where in a term: registered children, pairs, classes by day, and who headed, taught or mentored a child when."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from app.models._put_away import seen_put_away
from app.models.care.mentoring import Mentoring, MentoringKind
from app.models.people.care_registration import CareRegistration, GuardianshipKind
from app.models.people.enrollment import Enrollment
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from app.models.school.teaching_assignment import TeachingAssignment, TeachingRole
from app.models.school.term import Term
from app.models.school.term_break import TermBreak
from app.standards.as_of import AsOf
from app.standards.calendar import Span, TermCalendar
from app.standards.evidence._registry import once, students_asked
from app.standards.season import Seasons, seasons_of

#: (child, member of staff) -> the days on which he had a duty towards it.
Held = Mapping[tuple[int, int | None], Sequence[Span]]


@once
def calendar_of(session: Any, at: AsOf) -> TermCalendar:
    """The calendar of the term with its breaks and its school year."""
    found = select(TermBreak.starts_on, TermBreak.ends_on).where(
        TermBreak.term_id == at.term_id, TermBreak.archived_at.is_(None)
    )
    breaks = tuple(Span(*row) for row in session.execute(found.order_by(TermBreak.starts_on)))
    year = session.execute(
        select(SchoolYear.starts_on, SchoolYear.ends_on)
        .join(Term, Term.school_year_id == SchoolYear.id)
        .where(Term.id == at.term_id)
    ).first()
    return TermCalendar(Span(at.starts_on, at.ends_on), breaks, Span(*year) if year else None)


@once
def seasons_in(session: Any, at: AsOf) -> Seasons:
    """The seasons of the term, by its breaks, its exam days and the year's Spring Festival."""
    found = select(Term.midterm_exam_on, Term.final_exam_on).where(Term.id == at.term_id)
    return seasons_of(calendar_of(session, at), session.execute(found).first() or ())


class Registered(NamedTuple):
    """A child that counts as left behind in the term."""

    id: int
    student_id: int
    surveyed_on: dt.date
    left_on: dt.date | None
    is_boarding: bool
    is_key_target: bool
    guardianship_kind: GuardianshipKind


class Pair(NamedTuple):
    """A pairing that touches the term."""

    id: int
    student_id: int
    mentor_id: int
    kind: MentoringKind
    is_primary: bool
    starts_on: dt.date
    ends_on: dt.date | None


@once
def registered_of(session: Any, at: AsOf) -> dict[int, Registered]:
    """student -> the registration of the children who count as left behind in the term."""
    row = CareRegistration
    found = select(
        row.id, row.student_id, row.surveyed_on, row.left_on, row.is_boarding, row.is_key_target,
        row.guardianship_kind,
    ).where(
        row.term_id == at.term_id, row.archived_at.is_(None), row.meets_definition.is_(True),
        row.student_id.not_in(archived_students()),
        row.student_id.not_in(seen_put_away(at.day)),
        *_about(row.student_id),
    )  # fmt: skip
    return {each.student_id: Registered(*each) for each in session.execute(found.order_by(row.id))}


@once
def pairs_of(session: Any, at: AsOf) -> tuple[Pair, ...]:
    """The pairs of the term, those of children without registration as well."""
    row = Mentoring
    found = select(
        row.id, row.student_id, row.mentor_id, row.kind, row.is_primary, row.starts_on, row.ends_on
    ).where(
        row.school_id == at.school_id, row.archived_at.is_(None), row.starts_on <= at.ends_on,
        row.student_id.not_in(archived_students()),
        row.student_id.not_in(seen_put_away(at.day)),
        *_about(row.student_id),
    )  # fmt: skip
    pairs = (Pair(*each) for each in session.execute(found.order_by(row.id)))
    return tuple(pair for pair in pairs if pair.ends_on is None or pair.ends_on >= at.starts_on)


def archived_students() -> Any:
    """Children nobody is owed anything for: their file is archived."""
    return select(Student.id).where(Student.archived_at.is_not(None))


@once
def mentored(session: Any, at: AsOf) -> Held:
    """Who mentored a child when."""
    held: dict[tuple[int, int | None], list[Span]] = defaultdict(list)
    for pair in pairs_of(session, at):
        held[pair.student_id, pair.mentor_id].append(Span(pair.starts_on, pair.ends_on or dt.date.max))
    return held


@once
def headed(session: Any, at: AsOf) -> Held:
    """Who headed a child's class when."""
    return _assigned(session, at, TeachingRole.HOMEROOM)


@once
def taught(session: Any, at: AsOf) -> Held:
    """Who taught a child's class when."""
    return _assigned(session, at, TeachingRole.SUBJECT)


def _assigned(session: Any, at: AsOf, role: TeachingRole) -> Held:
    held: dict[tuple[int, int | None], list[Span]] = defaultdict(list)
    assigned = assignments_of(session, at, role)
    # Most children of a class came and leave together, so that they share what is cut.
    cut: dict[tuple[int, dt.date, dt.date], list[tuple[int, Span]]] = {}
    for student_id, classes in classes_of(session, at).items():
        for class_id, inside in classes:
            key = (class_id, inside.starts_on, inside.ends_on)
            if key not in cut:
                each_cut = ((staff_id, days.cut(inside)) for staff_id, days in assigned.get(class_id, ()))
                cut[key] = [(staff_id, both) for staff_id, both in each_cut if both is not None]
            for staff_id, both in cut[key]:
                held[student_id, staff_id].append(both)
    return held


@once
def classes_of(session: Any, at: AsOf) -> dict[int, list[tuple[int, Span]]]:
    """student -> his classes in order of time, with the days."""
    row = Enrollment
    return _spans(session, at, row, row.student_id, row.school_class_id, _about(row.student_id))


@once
def assignments_of(session: Any, at: AsOf, role: TeachingRole) -> dict[int, list[tuple[int, Span]]]:
    """class -> who had this duty in it, in order of time, with the days."""
    row = TeachingAssignment
    return _spans(session, at, row, row.school_class_id, row.staff_id, (row.role == role,))


def _about(column: Any) -> tuple[Any, ...]:
    students = students_asked()
    return () if students is None else (column.in_(students),)


def _spans(
    session: Any, at: AsOf, row: Any, owner: Any, leads_to: Any, more: tuple[Any, ...]
) -> dict[int, list[tuple[int, Span]]]:
    found = select(owner, leads_to, row.starts_on, row.ends_on).where(
        row.school_id == at.school_id, row.archived_at.is_(None), row.starts_on <= at.ends_on, *more
    )
    spans: dict[int, list[tuple[int, Span]]] = defaultdict(list)
    for key, other, starts_on, ends_on in session.execute(found.order_by(row.starts_on, row.id)):
        spans[key].append((other, Span(starts_on, ends_on or dt.date.max)))
    return spans


def on_day(spans: Sequence[tuple[int, Span]], day: dt.date) -> int | None:
    """Who or what it was on the day; None when nobody was."""
    for other, days in spans:
        if days.starts_on <= day <= days.ends_on:
            return other
    return None


@once
def grades_of(session: Any, at: AsOf) -> dict[int, int]:
    """class -> its grade."""
    found = select(SchoolClass.id, SchoolClass.grade).where(SchoolClass.school_id == at.school_id)
    return dict(session.execute(found).all())
