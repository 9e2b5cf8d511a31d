"""The roll of an opening: the teachers on duty tick any child of the school, and see who may fetch it, for that opening only.

A teacher on duty answers for children of every class, though he may read those of his own only. Nothing leaves
this module but name, class and the adults marked as those who may fetch the child; only who keeps the opening
passes, and each look and act is recorded.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from app import clock
from app.access import rows
from app.access.audit import Entry, record, record_read
from app.access.guard import Actor, system_session
from app.access.vocabulary import Action
from app.database import Refused
from app.models._put_away import children_put_away
from app.models.facilities.opening_attendance import Leaving, OpeningAttendance
from app.models.facilities.opening_session import OpeningSession
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student, StudentStatus
from app.models.people.student_caregiver import StudentCaregiver
from app.models.school.school_class import SchoolClass
from app.models.system.audit_log import AuditAction

#: Who came in this time is likely to come again and stands on top of the roll.
_RECENT = dt.timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Adult:
    """Somebody who may fetch the child on the day of the opening."""

    id: int
    name: str
    relation: str


@dataclass(frozen=True, slots=True)
class RollLine:
    """A child of the school as the roll names it; `leaving` and `left_at` are empty while it is inside."""

    id: int
    name: str
    school_class: str
    is_present: bool
    came_lately: bool
    leaving: Leaving | None = None
    left_at: dt.datetime | None = None
    fetched_by: str = ""
    adults: tuple[Adult, ...] = ()

    @property
    def is_inside(self) -> bool:
        return self.is_present and self.left_at is None


@dataclass(frozen=True, slots=True)
class Departure:
    """How children leave; `caregiver_id` for one who may fetch, `name` and `reason` for somebody else."""

    leaving: Leaving
    caregiver_id: int | None = None
    name: str = ""
    reason: str = ""


def keeps(actor: Actor, opening_id: int) -> bool:
    """Whether the person keeps the roll of this opening: on duty there, or granted all openings of the school."""
    with system_session("who keeps this opening", reads_only=True) as session:
        return _opening(session, actor, opening_id) is not None


def roll(actor: Actor, opening_id: int) -> list[RollLine]:
    """All children of the school by class, those who came lately first; Refused to who does not keep the opening."""
    with system_session("roll call of an opening", reads_only=True) as session:
        opening = _kept(session, actor, opening_id)
        called = {row.student_id: row for row in _called(session, opening)}
        lately = _came_lately(session, opening)
        adults = _adults(session, opening, [key for key, row in called.items() if row.is_present])
        names = _fetchers(session, called.values())
        lines = [
            _line(child, called.get(child[0]), child[0] in lately, adults.get(child[0], ()), names)
            for child in session.execute(_children(actor))
        ]
    keys = ",".join(str(line.id) for line in lines)
    record_read(
        actor,
        Entry(AuditAction.READ, "OpeningSession", opening_id, fields="names of the roll"),
        Entry(AuditAction.READ, Student.__name__, fields=f"roll: {keys}"),
    )
    return sorted(lines, key=lambda line: not (line.is_present or line.came_lately))


def call(actor: Actor, opening_id: int, present: Iterable[int]) -> int:
    """Write who is there, and give the number; a child unticked who has left already stays as it was.

    Call it before the request touches its own session. Refused to who does not keep the opening.
    """
    ticked = set(present)
    with system_session("roll call of an opening") as session:
        opening = _kept(session, actor, opening_id)
        known = {row[0] for row in session.execute(_children(actor))}
        called = {row.student_id: row for row in _called(session, opening)}
        for key in sorted(ticked & known - set(called)):
            session.add(_new(actor, opening, key))
        for key, row in called.items():
            # Whoever was put away since then stands on no roll, so nobody can have unticked him.
            row.is_present = key in ticked or row.left_at is not None or (key not in known and row.is_present)
        opening.headcount = len((ticked & known) | {key for key, row in called.items() if row.is_present})
        session.flush()
        record(session, Entry(AuditAction.EDIT, "OpeningSession", opening.id, fields="roll"), by=actor)
        session.commit()
        return int(opening.headcount)


def leave(actor: Actor, opening_id: int, children: Iterable[int], departure: Departure) -> int:
    """Write how these children left, now, and give their number; Invalid where a stranger fetches without a reason."""
    chosen = set(children)
    with system_session("children leave an opening") as session:
        opening = _kept(session, actor, opening_id)
        inside = [row for row in _called(session, opening) if row.is_present and row.student_id in chosen]
        for row in inside:
            _depart(row, departure)
        session.flush()
        acts = [
            Entry(AuditAction.EDIT, "OpeningAttendance", row.id, row.student_id, "leaving") for row in inside
        ]
        record(session, *acts, by=actor)
        session.commit()
        return len(inside)


def still_inside(actor: Actor, opening_id: int) -> tuple[int, ...]:
    """Keys of the children who have not left yet."""
    with system_session("who is still inside", reads_only=True) as session:
        lines = _called(session, _kept(session, actor, opening_id))
        return tuple(row.student_id for row in lines if row.is_present and row.left_at is None)


def _depart(row: OpeningAttendance, departure: Departure) -> None:
    is_fetched = departure.leaving is Leaving.FETCHED
    row.leaving, row.left_at = departure.leaving, clock.now()
    row.fetched_by_id = departure.caregiver_id if is_fetched else None
    row.fetched_by_name = (departure.name or None) if is_fetched else None
    row.fetch_reason = (departure.reason or None) if is_fetched else None


def _new(actor: Actor, opening: OpeningSession, student_id: int) -> OpeningAttendance:
    return OpeningAttendance(
        school_id=actor.school_id,
        created_by_id=actor.user_id,
        opening_session_id=opening.id,
        student_id=student_id,
        is_present=True,
    )


def _kept(session: Any, actor: Actor, opening_id: int) -> OpeningSession:
    opening = _opening(session, actor, opening_id)
    if opening is None:
        raise Refused("the roll is kept by the teachers on duty")
    return opening


def _opening(session: Any, actor: Actor, opening_id: int) -> OpeningSession | None:
    writable = rows.writable(OpeningSession, actor.roles, Action.EDIT, OpeningSession)
    found = select(OpeningSession).where(
        OpeningSession.id == opening_id,
        OpeningSession.school_id == actor.school_id,
        OpeningSession.archived_at.is_(None),
        writable,
    )
    opening: OpeningSession | None = session.scalars(found, actor.binds()).first()
    return opening


def _called(session: Any, opening: OpeningSession) -> list[OpeningAttendance]:
    found = select(OpeningAttendance).where(
        OpeningAttendance.opening_session_id == opening.id, OpeningAttendance.archived_at.is_(None)
    )
    return list(session.scalars(found))


def _children(actor: Actor) -> Any:
    return (
        select(Student.id, Student.name, SchoolClass.label)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(
            Student.school_id == actor.school_id,
            Student.archived_at.is_(None),
            Student.status == StudentStatus.ENROLLED,
            Student.id.not_in(children_put_away(actor.today)),
        )
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )


def _came_lately(session: Any, opening: OpeningSession) -> set[int]:
    found = (
        select(OpeningAttendance.student_id)
        .join(OpeningSession, OpeningSession.id == OpeningAttendance.opening_session_id)
        .where(
            OpeningSession.facility_id == opening.facility_id,
            OpeningSession.held_on.between(opening.held_on - _RECENT, opening.held_on),
            OpeningAttendance.is_present,
        )
    )
    return set(session.scalars(found))


def _adults(session: Any, opening: OpeningSession, children: list[int]) -> dict[int, tuple[Adult, ...]]:
    tie, day = StudentCaregiver, opening.held_on
    valid = and_(tie.valid_from <= day, or_(tie.valid_to.is_(None), tie.valid_to >= day))
    found = (
        select(tie.student_id, Caregiver.id, Caregiver.name, tie.relation)
        .join(Caregiver, Caregiver.id == tie.caregiver_id)
        .where(tie.student_id.in_(children), tie.may_fetch, valid, tie.archived_at.is_(None))
        .where(Caregiver.school_id == opening.school_id)
        .order_by(tie.emergency_order, tie.id)
    )
    adults: dict[int, list[Adult]] = defaultdict(list)
    for child, key, name, relation in session.execute(found):
        adults[child].append(Adult(key, name, str(relation.label)))
    return {child: tuple(each) for child, each in adults.items()}


def _fetchers(session: Any, lines: Iterable[OpeningAttendance]) -> dict[int, str]:
    keys = {row.fetched_by_id for row in lines} - {None}
    found = select(Caregiver.id, Caregiver.name).where(Caregiver.id.in_(keys))
    return {row[0]: row[1] for row in session.execute(found)}


def _line(
    child: Any,
    called: OpeningAttendance | None,
    came_lately: bool,
    adults: tuple[Adult, ...],
    names: dict[int, str],
) -> RollLine:
    key, name, label = child
    if called is None:
        return RollLine(key, name, label or "", False, came_lately)
    fetched_by = called.fetched_by_name or names.get(called.fetched_by_id or 0, "")
    is_present = bool(called.is_present)
    return RollLine(
        key, name, label or "", is_present, came_lately, called.leaving, called.left_at, fetched_by, adults
    )
