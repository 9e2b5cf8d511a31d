"""Parents who are expected home and parents who leave again in the next days: days on which a child needs a teacher."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from app.models.people.care_registration import CareRegistration
from app.models.people.parent_absence import ParentAbsence
from app.models.people.student import Student
from app.models.people.student_caregiver import Relation, StudentCaregiver
from app.standards.as_of import AsOf


@dataclass(frozen=True, slots=True)
class Travel:
    """A parent of a registered child comes home, or leaves, on the day."""

    student_id: int
    name: str
    class_id: int | None
    relation: Relation
    day: dt.date
    leaves: bool


def returns_and_departures(session: Any, at: AsOf, days: int = 7) -> list[Travel]:
    """Who comes or leaves from the day asked for on, within so many days, by day and child.

    Of the registered children whom the session's actor sees; ask only for those who may read ParentAbsence.
    """
    first, last = at.asked, at.asked + dt.timedelta(days=days - 1)
    away, tie = ParentAbsence, StudentCaregiver
    comes = and_(away.returned_on.is_(None), away.expected_return_on.between(first, last))
    found = (
        select(
            Student.id, Student.name, Student.school_class_id, tie.relation, away.away_since, away.expected_return_on
        )
        .join(tie, tie.student_id == Student.id)
        .join(away, away.caregiver_id == tie.caregiver_id)
        .join(CareRegistration, CareRegistration.student_id == Student.id)
        .where(
            CareRegistration.term_id == at.term_id,
            CareRegistration.left_on.is_(None),
            or_(comes, away.away_since.between(first, last)),
            or_(tie.valid_to.is_(None), tie.valid_to >= first),
            *(each.archived_at.is_(None) for each in (Student, tie, away, CareRegistration)),
        )
    )  # fmt: skip
    travels = {
        Travel(key, name, class_id, relation, leaves_on if leaves else comes_on, leaves)
        for key, name, class_id, relation, leaves_on, comes_on in session.execute(found)
        for leaves in (first <= leaves_on <= last,)
    }
    return sorted(travels, key=lambda each: (each.day, each.student_id, each.relation))
