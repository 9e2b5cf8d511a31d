"""Where an import goes: a school, a term and the day from which what it says holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from app import clock
from app.access.vocabulary import Label
from app.database import ClosedSession
from app.models.school.school import School
from app.models.school.school_class import SchoolClass
from app.models.school.term import Term
from app.roster.normalise.class_labels import ClassLabel


class ImportRefused(Exception):
    """The import as a whole cannot be done; carries the sentence for the person."""

    def __init__(self, sentence: Label) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


_NO_TERM = Label(
    "本校还没有当前学期。请先在「学期」中登记并设为当前学期，再导入。",
    "The school has no current term. Enter one and make it current, then import.",
)
_CLOSED = Label(
    "这个学期已经归档，不能再导入。请选择当前学期。",
    "This term is closed; nothing can be imported into it.",
)


@dataclass(frozen=True, slots=True)
class Target:
    """A school in a term. `day` is when registrations and pairs begin: today, kept inside the term."""

    school_id: int
    school_name: str
    township: str | None
    term_id: int
    term_label: str
    school_year_id: int
    term_starts_on: dt.date
    day: dt.date


def find_target(session: ClosedSession, school_id: int, term_id: int | None = None) -> Target:
    """The school's current term unless another is named; ImportRefused without one or when it is closed."""
    school = session.execute(select(School).where(School.id == school_id)).scalar_one()
    wanted = Term.is_current if term_id is None else Term.id == term_id
    found = select(Term).where(Term.school_id == school_id, Term.archived_at.is_(None), wanted)
    term = session.execute(found).scalars().first()
    if term is None:
        raise ImportRefused(_NO_TERM)
    if term.is_closed:
        raise ImportRefused(_CLOSED)
    day = min(max(clock.today(), term.starts_on), term.ends_on)
    return Target(
        school_id=school.id,
        school_name=school.name,
        township=school.township,
        term_id=term.id,
        term_label=term.label,
        school_year_id=term.school_year_id,
        term_starts_on=term.starts_on,
        day=day,
    )


def classes_of(session: ClosedSession, target: Target) -> tuple[ClassLabel, ...]:
    """The classes of the school in the target's school year; number 0 is a grade that is not divided."""
    found = select(SchoolClass.grade, SchoolClass.number).where(
        SchoolClass.school_id == target.school_id,
        SchoolClass.school_year_id == target.school_year_id,
        SchoolClass.archived_at.is_(None),
    )
    return tuple(ClassLabel(grade, number or None) for grade, number in session.execute(found))
