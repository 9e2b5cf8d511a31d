"""What any member of staff may do in an emergency, whatever his rights: find a child, open an incident, take one over.

Nobody loses a minute for want of a permission: a mentor who finds another's child hurt opens the incident at
once. Nothing but name and class of a child leaves this module, only persons who may open incidents pass, and
each look and act is recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from app import clock
from app.access import rows, seeing
from app.access.audit import Entry, record, record_read
from app.access.directory import SHOWN, Child
from app.access.grants import allowed
from app.access.guard import Actor, system_session
from app.access.vocabulary import Action, Label
from app.database import ClosedSession, Refused
from app.models._rules import Invalid, Problem
from app.models.people.student import Student
from app.models.safety._kinds import IncidentKind
from app.models.safety.incident import Incident
from app.models.safety.incident_notice import IncidentNotice
from app.models.safety.incident_student import IncidentStudent
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.system.audit_log import AuditAction

#: What people leave out when they write a class.
_MARKS = ("(", ")", "\uff08", "\uff09", "班")

#: Within this time the same incident opened again by the same person is the second click of an impatient finger.
_SECOND_CLICK = dt.timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when an incident is opened; `is_in_school_time` None leaves it to calendar and hour."""

    student_ids: tuple[int, ...]
    kind: IncidentKind
    occurred_at: dt.datetime
    known_at: dt.datetime
    place: str
    description: str
    is_severe: bool = False
    is_in_school_time: bool | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """An incident that is not closed, as every member of staff may know of it: no child is named."""

    id: int
    kind: IncidentKind
    place: str
    known_at: dt.datetime
    handler: str
    #: Whether the person may open its board without taking it over.
    is_visible: bool
    waiting: int
    next_due_at: dt.datetime | None


def may_open(actor: Actor) -> bool:
    """Every member of staff with an account; the township office and accounts without a person may not."""
    return actor.staff_id is not None and allowed(actor.roles, Incident, Action.CREATE)


def children_found(actor: Actor, text: str) -> list[Child]:
    """At most 20 children of the school whose name or class holds every word typed ("三2 溪"); Refused to others."""
    words = text.split()[:4]
    if not words:
        return []
    conditions = [_matches(word) for word in words]
    with _opened(actor, "find a child in an emergency", reads_only=True) as session:
        children = _children(session, actor, *conditions)
    seen = ",".join(str(child.id) for child in children)
    record_read(actor, Entry(AuditAction.READ, "Student", fields=f"emergency: {seen}"))
    return children


def children_of(actor: Actor, ids: tuple[int, ...]) -> list[Child]:
    """Name and class of these children of the school, for a form that is shown again."""
    if not ids:
        return []
    with _opened(actor, "name the children chosen", reads_only=True) as session:
        children = _children(session, actor, Student.id.in_(ids))
    seeing.note(child.id for child in children)
    return children


@contextmanager
def desk(actor: Actor) -> Iterator[ClosedSession]:
    """The session in which emergencies are written; Refused to who may not. The caller commits.

    Take it before the request touches its own session.
    """
    with _opened(actor, "work on an emergency") as session:
        yield session


def open_incident(session: ClosedSession, actor: Actor, opening: Opening) -> int:
    """Id of the new incident with its children and notices; Invalid with what is missing. `session` is a desk's.

    A second click finds the incident of the first.
    """
    known = _children(session, actor, Student.id.in_(opening.student_ids))
    if not known or len(known) != len(set(opening.student_ids)):
        raise Invalid("Incident", (Problem("children", _NO_CHILD),))
    if twin := _twin(session, actor, opening):
        return twin
    incident = _incident(actor, opening)
    session.add(incident)
    for child in known:
        session.add(IncidentStudent(school_id=actor.school_id, incident=incident, student_id=child.id))
    session.flush()
    acts = [Entry(AuditAction.CREATE, "Incident", incident.id, child.id) for child in known]
    record(session, *acts, by=actor)
    return int(incident.id)


def running(actor: Actor) -> list[Running]:
    """Incidents of the school that are not closed, oldest first; nothing to whom they do not concern."""
    if not may_open(actor):
        return []
    with system_session("incidents under way", reads_only=True) as session:
        return [Running(*row) for row in session.execute(_running(actor), actor.binds())]


def take_over(session: ClosedSession, actor: Actor, incident_id: int) -> bool:
    """Make the person the one who sees to a running incident, recorded; False when there is none such."""
    found: Any = session.get(Incident, incident_id)
    if found is None or found.school_id != actor.school_id or found.closed_at is not None:
        return False
    before, found.handled_by_id = found.handled_by_id, actor.staff_id
    entry = Entry(
        AuditAction.EDIT,
        "Incident",
        found.id,
        fields="handled_by_id",
        reason=f"handled by {before} before",
    )
    record(session, entry, by=actor)
    return True


_NO_CHILD = Label(
    "请至少选择一名学生；输入姓名或班级查找。", "Choose at least one child; search by name or class."
)


def _opened(actor: Actor, why: str, *, reads_only: bool = False) -> Any:
    if not may_open(actor):
        raise Refused("emergencies are for the staff of the school")
    return system_session(why, reads_only=reads_only)


def _children(session: Any, actor: Actor, *conditions: ColumnElement[bool]) -> list[Child]:
    found = (
        select(Student.id, Student.name, SchoolClass.label)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(Student.school_id == actor.school_id, Student.archived_at.is_(None), *conditions)
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
        .limit(SHOWN)
    )
    return [Child(key, name, label or "") for key, name, label in session.execute(found)]


def _matches(word: str) -> ColumnElement[bool]:
    """The word stands in the name, or in the class as people write it: 三(2)班, 三2, 三班."""
    plain: Any = SchoolClass.label
    short = word
    for mark in _MARKS:
        plain, short = func.replace(plain, mark, ""), short.replace(mark, "")
    in_name = Student.name.contains(word, autoescape=True)
    return or_(in_name, plain.contains(short, autoescape=True)) if short else in_name


def _incident(actor: Actor, opening: Opening) -> Incident:
    return Incident(
        school_id=actor.school_id,
        kind=opening.kind,
        occurred_at=opening.occurred_at,
        known_at=opening.known_at,
        place=opening.place,
        description=opening.description,
        is_severe=opening.is_severe,
        is_in_school_time=opening.is_in_school_time,
        handled_by_id=actor.staff_id,
        opened_by_id=actor.staff_id,
        created_by_id=actor.user_id,
    )


def _twin(session: Any, actor: Actor, opening: Opening) -> int | None:
    same = (
        Incident.school_id == actor.school_id,
        Incident.opened_by_id == actor.staff_id,
        Incident.kind == opening.kind,
        Incident.place == opening.place,
        Incident.description == opening.description,
        Incident.created_at >= clock.now() - _SECOND_CLICK,
    )
    found: int | None = session.scalar(select(Incident.id).where(*same).limit(1))
    return found


def _running(actor: Actor) -> Any:
    open_notice = (
        (IncidentNotice.incident_id == Incident.id)
        & IncidentNotice.is_owed
        & IncidentNotice.reached_at.is_(None)
        & IncidentNotice.given_up_reason.is_(None)
        & IncidentNotice.archived_at.is_(None)
    )
    waiting = select(func.count(IncidentNotice.id)).where(open_notice).scalar_subquery()
    next_due = select(func.min(IncidentNotice.due_at)).where(open_notice).scalar_subquery()
    visible = rows.readable(Incident, actor.roles, Incident)
    columns = (
        Incident.id,
        Incident.kind,
        Incident.place,
        Incident.known_at,
        Staff.name,
        visible,
        waiting,
        next_due,
    )
    standing = (
        Incident.school_id == actor.school_id,
        Incident.closed_at.is_(None),
        Incident.archived_at.is_(None),
    )
    found = select(*columns).join(Staff, Staff.id == Incident.handled_by_id).where(*standing)
    return found.order_by(Incident.known_at)
