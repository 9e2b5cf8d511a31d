"""What the pages of events read: the events of a term, who was named at one, and who can be named."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.models.events.event import Event, EventKind
from app.models.events.event_adult import EventAdult
from app.models.events.event_student import EventRole, EventStudent
from app.models.events.photo import Photo
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student, StudentStatus
from app.models.people.student_caregiver import GuardRole, StudentCaregiver
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.pages.my_children import registered_now


@dataclass(frozen=True, slots=True)
class Line:
    """An event of the list; `children` are those named, else the headcount."""

    id: int
    kind: EventKind
    title: str
    starts_at: dt.datetime
    place: str
    class_label: str
    children: int
    adults: int
    has_minutes: bool


@dataclass(frozen=True, slots=True)
class People:
    """Who is on the lists of an event: (name, class, role, result) and (name, whether he came)."""

    children: list[tuple[str, str, EventRole, str]]
    adults: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Adults:
    """Adults who are not on the sign-in sheet yet, and the names of the guests who are."""

    staff: list[tuple[int, str]]
    guardians: list[tuple[int, str]]
    guests: frozenset[str]


def of_term(session: Any, term: Term) -> list[Line]:
    """The events that lie in the term, newest first."""
    first, after = _moment(term.starts_on), _moment(term.ends_on + dt.timedelta(days=1))
    found = (
        select(Event, SchoolClass.label)
        .outerjoin(SchoolClass, SchoolClass.id == Event.school_class_id)
        .where(Event.archived_at.is_(None), Event.starts_at >= first, Event.starts_at < after)
        .order_by(Event.starts_at.desc())
    )
    rows = session.execute(found).all()
    named = _counted(session, EventStudent)
    signed = _counted(session, EventAdult)
    return [_line(event, label, named.get(event.id, 0), signed.get(event.id, 0)) for event, label in rows]


def _line(event: Event, label: str | None, named: int, signed: int) -> Line:
    return Line(
        event.id, event.kind, event.title, event.starts_at, event.place or "", label or "",
        named or event.headcount_children or 0, signed or event.headcount_adults or 0, bool(event.minutes),
    )  # fmt: skip


def _counted(session: Any, entity: Any) -> dict[int, int]:
    found = select(entity.event_id, func.count(entity.id)).where(entity.archived_at.is_(None))
    return dict(session.execute(found.group_by(entity.event_id)).all())


def people_of(session: Any, event: Event) -> People:
    """Those on the lists of the event whom the person sees."""
    children = (
        select(Student.name, SchoolClass.label, EventStudent.role, EventStudent.result)
        .join(Student, Student.id == EventStudent.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(EventStudent.event_id == event.id, EventStudent.archived_at.is_(None))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    adults = (
        select(Staff.name, Caregiver.name, EventAdult.outside_name, EventAdult.is_present)
        .outerjoin(Staff, Staff.id == EventAdult.staff_id)
        .outerjoin(Caregiver, Caregiver.id == EventAdult.caregiver_id)
        .where(EventAdult.event_id == event.id, EventAdult.archived_at.is_(None))
        .order_by(EventAdult.id)
    )
    return People(
        [(name, label or "", role, result or "") for name, label, role, result in session.execute(children)],
        [(a or b or c or "", came) for a, b, c, came in session.execute(adults)],
    )


def _offered(event: Event) -> Any:
    """The class's or grade's pupils; of the whole school, and where it is for them alone, left-behind children."""
    found = (
        select(Student.id, Student.name, SchoolClass.label)
        .join(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(Student.archived_at.is_(None), Student.status == StudentStatus.ENROLLED)
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    if event.school_class_id is not None:
        found = found.where(Student.school_class_id == event.school_class_id)
    elif event.grade is not None:
        found = found.where(SchoolClass.grade == event.grade)
    is_narrow = event.school_class_id is not None or event.grade is not None
    return (
        found
        if is_narrow and not event.for_left_behind_only
        else found.where(Student.id.in_(registered_now()))
    )


def children_to_name(session: Any, event: Event) -> list[tuple[str, list[tuple[int, str]]]]:
    """(class, [(key, name)]) of the children not on the list yet."""
    named = named_at_all(session, event)
    classes: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for key, name, label in session.execute(_offered(event)):
        if key not in named:
            classes[label].append((key, name))
    return list(classes.items())


def ids_to_name(session: Any, event: Event) -> set[int]:
    """The children who may be put on its list."""
    return {row[0] for row in session.execute(_offered(event))}


def named(session: Any, event: Event, role: EventRole) -> set[int]:
    """The children on its list in this role."""
    return named_at_all(session, event, EventStudent.role == role)


def named_at_all(session: Any, event: Event, *more: Any) -> set[int]:
    """The children on its list."""
    of_event = EventStudent.event_id == event.id, EventStudent.archived_at.is_(None), *more
    return set(session.scalars(select(EventStudent.student_id).where(*of_event)))


def adults_to_name(session: Any, event: Event) -> Adults:
    """Staff, and the guardians in charge of the children whom the event concerns."""
    listed = session.execute(
        select(EventAdult.staff_id, EventAdult.caregiver_id, EventAdult.outside_name).where(
            EventAdult.event_id == event.id, EventAdult.archived_at.is_(None)
        )
    ).all()
    staff = session.execute(
        select(Staff.id, Staff.name)
        .where(Staff.archived_at.is_(None), Staff.left_on.is_(None))
        .order_by(Staff.name)
    )
    here = {row[0] for row in listed}, {row[1] for row in listed}
    guardians = [(key, name) for key, name in _guardians(session, event) if key not in here[1]]
    return Adults(
        [(key, name) for key, name in staff if key not in here[0]],
        guardians,
        frozenset(filter(None, (row[2] for row in listed))),
    )


def _guardians(session: Any, event: Event) -> list[tuple[int, str]]:
    """(key, "李桂香（周小溪）"): an adult of two children stands once, with both."""
    link, today = StudentCaregiver, clock.today()
    children = {row[0]: row[1] for row in session.execute(_offered(event))}
    found = (
        select(link.caregiver_id, Caregiver.name, link.student_id)
        .join(Caregiver, Caregiver.id == link.caregiver_id)
        .where(
            link.student_id.in_(children),
            link.guard_role == GuardRole.CURRENT,
            link.archived_at.is_(None),
            link.valid_to.is_(None) | (link.valid_to >= today),
        )
        .order_by(Caregiver.name)
    )
    wards: dict[tuple[int, str], list[str]] = defaultdict(list)
    for key, name, child in session.execute(found):
        wards[key, name].append(children[child])
    return [(key, f"{name}（{'、'.join(names)}）") for (key, name), names in wards.items()]


def photos_of(session: Any, event: Event) -> list[Photo]:
    """The standing pictures of the event."""
    found = select(Photo).where(Photo.event_id == event.id, Photo.archived_at.is_(None)).order_by(Photo.id)
    return list(session.scalars(found))


def _moment(day: dt.date) -> dt.datetime:
    return clock.from_china(dt.datetime.combine(day, dt.time()))
