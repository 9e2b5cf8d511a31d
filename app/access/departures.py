"""A child leaves the school: the hand-over sheet and everything that ends with it, in one act and one transaction.

The office keeps the hand-over sheets but may not end a pair; yet no pair may outlast the child's days here.
So the act is done for whoever may change the pupil's own row, in a system session of its own, and each row
it ends is recorded as his.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from app.access import rows
from app.access.audit import Entry, record
from app.access.grants import allowed
from app.access.guard import Actor, system_session
from app.access.vocabulary import Action
from app.database import Refused
from app.models._base import Entity
from app.models.care.mentoring import Mentoring
from app.models.care.peer_pairing import PeerPairing
from app.models.people.care_registration import CareRegistration, LeaveReason
from app.models.people.enrollment import Enrollment, EnrollmentEnd
from app.models.people.hand_over import Direction, HandedOver, HandOver, MoveReason
from app.models.people.student import Student, StudentStatus
from app.models.school.term import Term
from app.models.system.audit_log import AuditAction

_ENDS = {MoveReason.DROPPED_OUT: EnrollmentEnd.DROPPED_OUT, MoveReason.OTHER: EnrollmentEnd.OTHER}
_LEAVES = {MoveReason.DROPPED_OUT: LeaveReason.DROPPED_OUT, MoveReason.OTHER: LeaveReason.OTHER}


@dataclass(frozen=True, slots=True)
class Departure:
    """What the hand-over sheet of a child who leaves says; `day` is its last day here."""

    student_id: int
    day: dt.date
    reason: MoveReason
    handled_by_id: int
    other_school: str = ""
    other_person: str = ""
    other_phone: str = ""
    items: frozenset[HandedOver] = frozenset()
    note: str = ""


def may_let_go(actor: Actor) -> bool:
    """Whether the person keeps hand-over sheets and pupils at all."""
    return all(allowed(actor.roles, entity, Action.CREATE) for entity in (HandOver, Enrollment))


def let_go(actor: Actor, departure: Departure) -> int:
    """Write the sheet and end stay, registration and pairs on that day; gives the sheet's id.

    Refused when the child is not the person's to change; Invalid with the sentence where a rule says no.
    """
    if not may_let_go(actor):
        raise Refused("hand-over sheets are not granted")
    with system_session("a child leaves") as session:
        if not _is_theirs(session, actor, departure.student_id):
            raise Refused(f"Student {departure.student_id} may not be changed by this person")
        sheet = _sheet(actor, departure)
        session.add(sheet)
        ended = _end_all(session, departure)
        session.flush()
        written = [(sheet, AuditAction.CREATE), *((row, AuditAction.EDIT) for row in ended)]
        entries = [Entry(act, type(row).__name__, row.id, departure.student_id) for row, act in written]
        record(session, *entries, by=actor)
        session.commit()
        return sheet.id


def _is_theirs(session: Any, actor: Actor, student_id: int) -> bool:
    mine = rows.writable(Student, actor.roles, Action.EDIT, Student)
    found = select(Student.id).where(Student.id == student_id, Student.archived_at.is_(None), mine)
    return session.execute(found, actor.binds()).first() is not None


def _sheet(actor: Actor, departure: Departure) -> HandOver:
    return HandOver(
        school_id=actor.school_id,
        created_by_id=actor.user_id,
        student_id=departure.student_id,
        direction=Direction.OUT,
        handed_on=departure.day,
        reason=departure.reason,
        other_school=departure.other_school or None,
        other_person=departure.other_person or None,
        other_phone=departure.other_phone or None,
        items=departure.items,
        handled_by_id=departure.handled_by_id,
        note=departure.note or None,
    )


def _end_all(session: Any, departure: Departure) -> list[Entity]:
    """End what is open; gives the rows that were changed."""
    student = session.get(Student, departure.student_id)
    dropped = departure.reason is MoveReason.DROPPED_OUT
    student.status = StudentStatus.DROPPED_OUT if dropped else StudentStatus.TRANSFERRED
    changed: list[Entity] = [student]
    for stay in _open(session, Enrollment, Enrollment.student_id, departure):
        stay.ends_on = max(departure.day, stay.starts_on)
        stay.end_reason = _ENDS.get(departure.reason, EnrollmentEnd.TRANSFERRED)
        changed.append(stay)
    for pair in _open(session, Mentoring, Mentoring.student_id, departure):
        pair.ends_on, pair.end_reason = max(departure.day, pair.starts_on), departure.reason.label.zh
        changed.append(pair)
    for column in (PeerPairing.student_id, PeerPairing.helper_id):
        for pair in _open(session, PeerPairing, column, departure):
            pair.ends_on = max(departure.day, pair.starts_on)
            changed.append(pair)
    return [*changed, *_end_registrations(session, departure)]


def _open(session: Any, entity: Any, column: Any, departure: Departure) -> list[Any]:
    still = or_(entity.ends_on.is_(None), entity.ends_on > departure.day)
    found = select(entity).where(column == departure.student_id, still, entity.archived_at.is_(None))
    return list(session.scalars(found))


def _end_registrations(session: Any, departure: Departure) -> list[Entity]:
    """The registrations of terms that still run or are to come; a closed term keeps what it says."""
    found = (
        select(CareRegistration)
        .join(Term, Term.id == CareRegistration.term_id)
        .where(
            CareRegistration.student_id == departure.student_id,
            CareRegistration.left_on.is_(None),
            CareRegistration.archived_at.is_(None),
            Term.ends_on >= departure.day,
            Term.closed_at.is_(None),
        )
    )
    registrations = list(session.scalars(found))
    for row in registrations:
        row.left_on = max(departure.day, row.surveyed_on)
        row.leave_reason = _LEAVES.get(departure.reason, LeaveReason.TRANSFERRED)
    return registrations
