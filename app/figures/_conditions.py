"""The conditions that figures share: registered in the term, in force on the day, happened in the term; archived rows never."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from app.figures._registry import Conditions
from app.models.care.contact_record import ContactRecord
from app.models.events.event import Event, EventKind
from app.models.people.care_registration import CareRegistration
from app.models.people.enrollment import Enrollment
from app.models.people.student import Student
from app.standards.as_of import AsOf


def standing(entity: Any, at: AsOf) -> Conditions:
    """Rows of the school that are not archived."""
    return (entity.school_id == at.school_id, entity.archived_at.is_(None))


def in_force(entity: Any, at: AsOf, start: str = "starts_on", end: str = "ends_on") -> ColumnElement[bool]:
    """The row's days, both ends included, hold the day."""
    begins, ends = getattr(entity, start), getattr(entity, end)
    return and_(*standing(entity, at), begins <= at.day, or_(ends.is_(None), ends >= at.day))


def since(entity: Any, began_on: Any, at: AsOf) -> Conditions:
    """What is there since a day that is often not known: on the day it has begun, or nobody said when."""
    return (*standing(entity, at), or_(began_on.is_(None), began_on <= at.day))


def students(at: AsOf) -> Any:
    """Ids of the children on record; an archived one is a mistake and counts nowhere."""
    return select(Student.id).where(*standing(Student, at))


def archived_students() -> Any:
    """Ids of the archived children: for rows of children whom the reader need not see himself."""
    return select(Student.id).where(Student.archived_at.is_not(None))


def registrations(at: AsOf) -> Conditions:
    """All registrations of the term that find the child left behind, those who left in between included."""
    return (
        *standing(CareRegistration, at),
        CareRegistration.term_id == at.term_id,
        CareRegistration.meets_definition.is_(True),
        CareRegistration.surveyed_on <= at.day,
        CareRegistration.student_id.in_(students(at)),
    )


def registered(at: AsOf) -> Conditions:
    """The registrations in force on the day; `left_on` is the last day."""
    left_on = CareRegistration.left_on
    return (*registrations(at), or_(left_on.is_(None), left_on >= at.day))


def left_behind(at: AsOf) -> Any:
    """Ids of the children who count as left behind on the day."""
    return select(CareRegistration.student_id).where(*registered(at))


def enrolled(at: AsOf) -> Conditions:
    """The enrollments in force on the day."""
    return (in_force(Enrollment, at), Enrollment.student_id.in_(students(at)))


def contacts(at: AsOf, *more: ColumnElement[bool]) -> Conditions:
    """Contacts of the term up to the day that reached somebody."""
    return (
        *standing(ContactRecord, at),
        ContactRecord.reached.is_(True),
        ContactRecord.happened_at >= at.begins_at,
        ContactRecord.happened_at < at.closes_at,
        ContactRecord.student_id.not_in(archived_students()),
        *more,
    )


def held(at: AsOf, *kinds: EventKind) -> Conditions:
    """Events of these kinds, or of any, that began in the term up to the day."""
    of_kind = (Event.kind.in_(kinds),) if kinds else ()
    return (*standing(Event, at), Event.starts_at >= at.begins_at, Event.starts_at < at.closes_at, *of_kind)


def in_term(column: Any, at: AsOf) -> ColumnElement[bool]:
    """The row's day lies in the term and not after the day."""
    return and_(column >= at.starts_on, column <= at.day)
