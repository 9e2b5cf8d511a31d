"""The children a teacher cares for, the one he has not heard of for longest first: home page and quick entry use it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app import clock
from app.access.guard import Actor
from app.models.care.contact_record import ContactRecord, Parties
from app.models.care.mentoring import Mentoring
from app.models.people.care_registration import CareRegistration
from app.models.people.student import Student, StudentStatus
from app.models.people.student_caregiver import StudentCaregiver
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.school.teaching_assignment import TeachingAssignment, TeachingRole
from app.models.school.term import Term

#: A talk is due every week (domain R03a); after two the list says so.
LATE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Child:
    """A child of the list; `silent_days` is None when nobody has ever been in touch."""

    id: int
    name: str
    class_label: str
    last_on: dt.date | None
    silent_days: int | None

    @property
    def is_late(self) -> bool:
        return self.silent_days is None or self.silent_days > LATE_DAYS


@dataclass(frozen=True, slots=True)
class Effort:
    """What the teacher himself recorded: rows and children this week and this month."""

    week_rows: int
    week_children: int
    month_rows: int


def holds_today(entity: Any, day: dt.date) -> ColumnElement[bool]:
    """The row stands, and the day lies in it."""
    open_end = or_(entity.ends_on.is_(None), entity.ends_on >= day)
    return and_(entity.archived_at.is_(None), entity.starts_on <= day, open_end)


def registered_now() -> Select[Any]:
    """Ids of the children registered as left behind in the current term."""
    found = select(CareRegistration.student_id).join(Term, Term.id == CareRegistration.term_id)
    standing = CareRegistration.archived_at.is_(None), CareRegistration.left_on.is_(None)
    return found.where(Term.is_current, *standing)


def is_mine(actor: Actor) -> ColumnElement[bool]:
    """Children whose mentor the person is today, and the registered ones of the classes he heads."""
    mentees = select(Mentoring.student_id).where(
        Mentoring.mentor_id == actor.staff_id, holds_today(Mentoring, actor.today)
    )
    headed = select(TeachingAssignment.school_class_id).where(
        TeachingAssignment.staff_id == actor.staff_id,
        TeachingAssignment.role.in_([TeachingRole.HOMEROOM]),
        holds_today(TeachingAssignment, actor.today),
    )
    in_class = and_(Student.school_class_id.in_(headed), Student.id.in_(registered_now()))
    return or_(Student.id.in_(mentees), in_class)


def my_children(session: Any, actor: Actor) -> list[Child]:
    """The teacher's children, longest silence first."""
    found = (
        select(Student.id, Student.name, SchoolClass.label)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(is_mine(actor), Student.archived_at.is_(None), Student.status == StudentStatus.ENROLLED)
    )
    return by_silence(session, session.execute(found).all(), actor.today)


def by_silence(session: Any, rows: Iterable[Any], today: dt.date) -> list[Child]:
    """(id, name, class) rows with the day of the last contact, longest silence first."""
    rows = list(rows)
    last = _last_contacts(session, [row[0] for row in rows])
    children = [_child(key, name, label, last.get(key), today) for key, name, label in rows]
    return sorted(children, key=lambda child: (child.last_on or dt.date.min, child.class_label, child.name))


def _last_contacts(session: Any, ids: list[int]) -> dict[int, dt.datetime]:
    """The last time anybody of the staff reached the child or the family."""
    found = select(ContactRecord.student_id, func.max(ContactRecord.happened_at)).where(
        ContactRecord.student_id.in_(ids),
        ContactRecord.reached,
        ContactRecord.parties != Parties.CHILD_PARENT,
        ContactRecord.archived_at.is_(None),
    )
    return dict(session.execute(found.group_by(ContactRecord.student_id)).all())


def _child(key: int, name: str, label: str | None, last: dt.datetime | None, today: dt.date) -> Child:
    day = clock.in_china(last).date() if last else None
    return Child(key, name, label or "", day, (today - day).days if day else None)


def effort_of(session: Any, actor: Actor) -> Effort:
    """How much the teacher has recorded of late; what was not reached does not count."""
    monday = actor.today - dt.timedelta(days=actor.today.weekday())
    rows, children = _recorded_since(session, actor, monday)
    return Effort(rows, children, _recorded_since(session, actor, actor.today.replace(day=1))[0])


def _recorded_since(session: Any, actor: Actor, day: dt.date) -> tuple[int, int]:
    since = clock.from_china(dt.datetime.combine(day, dt.time()))
    counted = select(func.count(), func.count(ContactRecord.student_id.distinct())).where(
        ContactRecord.staff_id == actor.staff_id,
        ContactRecord.reached,
        ContactRecord.happened_at >= since,
        ContactRecord.archived_at.is_(None),
    )
    rows, children = session.execute(counted).one()
    return rows, children


def siblings_of(session: Any, actor: Actor, student_id: int) -> list[tuple[int, str]]:
    """The teacher's other children who share an adult of the family: one visit often serves them all."""
    adults = select(StudentCaregiver.caregiver_id).where(
        StudentCaregiver.student_id == student_id, StudentCaregiver.archived_at.is_(None)
    )
    kin = select(StudentCaregiver.student_id).where(
        StudentCaregiver.caregiver_id.in_(adults),
        StudentCaregiver.student_id != student_id,
        StudentCaregiver.archived_at.is_(None),
    )
    found = select(Student.id, Student.name).where(
        Student.id.in_(kin), is_mine(actor), Student.archived_at.is_(None)
    )
    return [tuple(row) for row in session.execute(found.order_by(Student.name))]


def recorded_as(session: Any, row: ContactRecord) -> int | None:
    """The id under which exactly this contact stands already: sent twice, by a second click or a page loaded again.

    Until this transaction ends nobody else looks for a contact of the same teacher: of two clicks at the same moment
    the second waits and then finds the row of the first (security R-14). SQLite lets one in at a time anyway.
    """
    # Rows that only refer to the teacher may be written meanwhile (FOR NO KEY UPDATE).
    session.execute(select(Staff.id).where(Staff.id == row.staff_id).with_for_update(key_share=True))
    same = (
        ContactRecord.student_id == row.student_id,
        ContactRecord.happened_at == row.happened_at,
        ContactRecord.staff_id == row.staff_id,
        ContactRecord.parties == row.parties,
        ContactRecord.channel == row.channel,
        ContactRecord.content == row.content,
        ContactRecord.archived_at.is_(None),
    )
    found: int | None = session.scalar(select(ContactRecord.id).where(*same).limit(1))
    return found
