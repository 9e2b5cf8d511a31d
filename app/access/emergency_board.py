"""The board of an incident as plain data: whom to call next, on which number, until when, and what was tried.

Numbers of families are handed out here to whoever works on the incident, and to nobody else; the person need
not see the child's own row. Nobody who may not be told is ever on it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import clock
from app.access import rows
from app.access.emergency_numbers import (
    Number,
    People,
    next_first,
    numbers_of_family,
    numbers_of_office,
    relation_name,
)
from app.access.guard import Actor, system_session
from app.models.people.student import Student
from app.models.safety._kinds import Addressee, IncidentKind
from app.models.safety.incident import Incident
from app.models.safety.incident_attempt import AttemptResult, AttemptWay, IncidentAttempt
from app.models.safety.incident_brief import BriefKind, IncidentBrief
from app.models.safety.incident_notice import IncidentNotice
from app.models.safety.incident_student import IncidentStudent
from app.models.school.school import School
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff


@dataclass(frozen=True, slots=True)
class ChildLine:
    """A child in the incident."""

    id: int
    name: str
    school_class: str
    state: str


@dataclass(frozen=True, slots=True)
class Try:
    """A call that was made."""

    id: int
    at: dt.datetime
    by: str
    who: str
    phone: str
    way: AttemptWay
    result: AttemptResult
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """One addressee; the numbers stand in the order in which they are to be called now."""

    notice_id: int
    addressee: Addressee
    child: str
    who: str
    is_owed: bool
    is_open: bool
    due_at: dt.datetime | None
    reached_at: dt.datetime | None
    minutes_late: int
    late_reason: str
    given_up_reason: str
    numbers: tuple[Number, ...]
    tries: tuple[Try, ...]

    @property
    def is_late(self) -> bool:
        return self.minutes_late > 0

    @property
    def told(self) -> Try | None:
        """The call that reached somebody."""
        return next((each for each in self.tries if each.result is AttemptResult.REACHED), None)


@dataclass(frozen=True, slots=True)
class Brief:
    """A report that was kept."""

    id: int
    kind: BriefKind
    text: str
    sent_to: tuple[Addressee, ...]
    sent_at: dt.datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class Board:
    """All that is recorded of an incident; moments are aware."""

    id: int
    school: str
    kind: IncidentKind
    occurred_at: dt.datetime
    known_at: dt.datetime
    place: str
    description: str
    is_severe: bool
    is_in_school_time: bool
    handled_by_id: int
    handler: str
    opener: str
    first_aid: str
    hospital: str
    sent_to_hospital_at: dt.datetime | None
    outcome: str
    closed_at: dt.datetime | None
    children: tuple[ChildLine, ...]
    lines: tuple[Line, ...]
    briefs: tuple[Brief, ...]
    now: dt.datetime

    @property
    def waiting(self) -> tuple[Line, ...]:
        """Who is owed the news and has not had it."""
        return tuple(line for line in self.lines if line.is_owed and line.is_open)

    @property
    def mark(self) -> str:
        """Changes whenever what is recorded changes, not with the time."""
        told = [(line.notice_id, line.is_open, line.late_reason, len(line.tries)) for line in self.lines]
        facts = (self.handled_by_id, self.closed_at, self.first_aid, self.hospital, self.sent_to_hospital_at)
        state = repr((told, facts, len(self.briefs), len(self.children)))
        return hashlib.blake2b(state.encode(), digest_size=8).hexdigest()


def board(actor: Actor, incident_id: int) -> Board | None:
    """The board for somebody who works on the incident or answers for it; None when it does not exist for him."""
    with system_session("board of an incident", reads_only=True) as session:
        seen = rows.readable(Incident, actor.roles, Incident)
        found = select(Incident).where(Incident.id == incident_id, Incident.archived_at.is_(None), seen)
        incident = session.scalars(found, actor.binds()).first()
        return _board(session, incident) if incident is not None else None


def _board(session: Any, incident: Incident) -> Board:
    children, staff = _children(session, incident), _names(session, incident.school_id)
    school = session.get(School, incident.school_id)
    return Board(
        id=incident.id,
        school=school.name,
        kind=incident.kind,
        occurred_at=incident.occurred_at,
        known_at=incident.known_at,
        place=incident.place,
        description=incident.description,
        is_severe=incident.is_severe,
        is_in_school_time=bool(incident.is_in_school_time),
        handled_by_id=incident.handled_by_id,
        handler=staff.get(incident.handled_by_id, ""),
        opener=staff.get(incident.opened_by_id or 0, ""),
        first_aid=incident.first_aid or "",
        hospital=incident.hospital or "",
        sent_to_hospital_at=incident.sent_to_hospital_at,
        outcome=incident.outcome or "",
        closed_at=incident.closed_at,
        children=children,
        lines=_lines(session, incident, school, children, staff),
        briefs=_briefs(session, incident, staff),
        now=clock.now(),
    )


def _children(session: Any, incident: Incident) -> tuple[ChildLine, ...]:
    found = (
        select(Student.id, Student.name, SchoolClass.label, IncidentStudent.state)
        .join(IncidentStudent, IncidentStudent.student_id == Student.id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(IncidentStudent.incident_id == incident.id, IncidentStudent.archived_at.is_(None))
        .order_by(IncidentStudent.id)
    )
    return tuple(
        ChildLine(key, name, label or "", state or "") for key, name, label, state in session.execute(found)
    )


def _names(session: Any, school_id: int) -> dict[int, str]:
    return dict(session.execute(select(Staff.id, Staff.name).where(Staff.school_id == school_id)).all())


def _lines(
    session: Any, incident: Incident, school: School, children: Iterable[ChildLine], staff: dict[int, str]
) -> tuple[Line, ...]:
    """Whoever is still to be told first, by the time that is left; then the others."""
    names = {child.id: child.name for child in children}
    people = People(session, incident)
    notices = session.scalars(
        select(IncidentNotice).where(
            IncidentNotice.incident_id == incident.id, IncidentNotice.archived_at.is_(None)
        )
    )
    lines = [
        _line(notice, people, school, names.get(notice.student_id or 0, ""), staff) for notice in notices
    ]
    return tuple(sorted(lines, key=_urgency))


def _urgency(line: Line) -> tuple[bool, bool, dt.datetime, int]:
    order = list(Addressee).index(line.addressee)
    # Without a number means at once: before those who have an hour.
    due = line.due_at or dt.datetime.min.replace(tzinfo=dt.UTC)
    return not line.is_open, not line.is_owed, due, order


def _line(notice: IncidentNotice, people: People, school: School, child: str, staff: dict[int, str]) -> Line:
    attempts = [each for each in people.attempts if each.notice_id == notice.id]
    numbers = (
        numbers_of_office(notice, school) if notice.student_id is None else numbers_of_family(notice, people)
    )
    return Line(
        notice_id=notice.id,
        addressee=notice.addressee,
        child=child,
        who=_who(notice, people, school),
        is_owed=notice.is_owed,
        is_open=notice.is_open,
        due_at=notice.due_at,
        reached_at=notice.reached_at,
        minutes_late=notice.minutes_late,
        late_reason=notice.late_reason or "",
        given_up_reason=notice.given_up_reason or "",
        numbers=next_first(numbers, attempts),
        tries=tuple(_try(each, people, staff) for each in attempts),
    )


def _who(notice: IncidentNotice, people: People, school: School) -> str:
    if notice.student_id is None:
        is_authority = notice.addressee is Addressee.AUTHORITY
        return str(school.superior_edu_name or "") if is_authority else str(school.township or "")
    if notice.caregiver_id is None:
        return ""
    relation = next(
        (tie.relation for tie in people.ties(notice.student_id) if tie.caregiver_id == notice.caregiver_id),
        None,
    )
    return f"{relation_name(relation)} {people.adult(notice.caregiver_id).name}".strip()


def _try(row: IncidentAttempt, people: People, staff: dict[int, str]) -> Try:
    who = people.adult(row.caregiver_id).name if row.caregiver_id else ""
    return Try(
        row.id, row.at, staff.get(row.by_id, ""), who, row.phone or "", row.way, row.result, row.note or ""
    )


def _briefs(session: Any, incident: Incident, staff: dict[int, str]) -> tuple[Brief, ...]:
    found = select(IncidentBrief).where(
        IncidentBrief.incident_id == incident.id, IncidentBrief.archived_at.is_(None)
    )
    return tuple(
        Brief(
            row.id,
            row.kind,
            row.text,
            tuple(sorted(row.sent_to or ())),
            row.sent_at,
            staff.get(row.by_id, ""),
        )
        for row in session.scalars(found.order_by(IncidentBrief.id))
    )
