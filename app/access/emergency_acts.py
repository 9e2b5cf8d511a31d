"""What is done on the board of an incident: calls noted, addressees given up, facts filled in, reports kept, closing.

Whoever sees the board may act on it, also the counselor and the mentor of other children, whose own rights
would not let them write about these adults. Each act is recorded; closed incidents are not touched. `session` is that of a desk
(emergencies.py), whose caller commits.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import clock
from app.access import rows
from app.access.audit import Entry, record
from app.access.guard import Actor
from app.access.vocabulary import Label
from app.database import ClosedSession
from app.models._rules import Invalid, Problem
from app.models.safety._kinds import Addressee
from app.models.safety.incident import Incident
from app.models.safety.incident_attempt import AttemptResult, AttemptWay, IncidentAttempt
from app.models.safety.incident_brief import BriefKind, IncidentBrief
from app.models.safety.incident_notice import IncidentNotice
from app.models.system.audit_log import AuditAction

_CLOSED = Label(
    "这次事件已经结束处置；要更正，请在“突发事件”里修改。",
    "This incident is closed; correct it on its own screen.",
)
_REASON = Label("请写明为什么不再联系。", "Say why nobody calls any more.")


class NotYours(Exception):
    """The incident, or a row of it, does not exist for the person."""


@dataclass(frozen=True, slots=True)
class Call:
    """A try to tell somebody, as the board sends it."""

    notice_id: int
    result: AttemptResult
    caregiver_id: int | None = None
    phone: str | None = None
    way: AttemptWay = AttemptWay.PHONE
    note: str | None = None
    late_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is found out while the incident runs; all of it is written as given."""

    first_aid: str | None
    hospital: str | None
    sent_to_hospital_at: dt.datetime | None
    is_severe: bool


def note_call(session: ClosedSession, actor: Actor, incident_id: int, call: Call) -> None:
    """Keep the try for every notice that waits for this adult; Invalid asks for the reason when late."""
    incident = _at_work(session, actor, incident_id)
    for notice in _told_together(session, incident, call):
        if call.late_reason and notice.minutes_late:
            notice.late_reason = call.late_reason
        session.add(_attempt(actor, incident, notice, call))
    session.flush()
    _record(session, actor, incident, AuditAction.CREATE, "IncidentAttempt", f"notice {call.notice_id}")


def take_back(session: ClosedSession, actor: Actor, incident_id: int, attempt_id: int) -> None:
    """A tap on the wrong button: the try is archived and its notice open again."""
    incident = _at_work(session, actor, incident_id)
    row = _own(session, incident, IncidentAttempt, attempt_id)
    row.archived_at = clock.now()
    session.flush()
    _record(session, actor, incident, AuditAction.ARCHIVE, "IncidentAttempt", f"attempt {attempt_id}")


def give_up(session: ClosedSession, actor: Actor, incident_id: int, notice_id: int, reason: str) -> None:
    """Nobody calls this addressee any more, for a reason."""
    if not reason.strip():
        raise Invalid("IncidentNotice", (Problem("given_up_reason", _REASON),))
    incident = _at_work(session, actor, incident_id)
    _own(session, incident, IncidentNotice, notice_id).given_up_reason = reason.strip()
    session.flush()
    _record(session, actor, incident, AuditAction.EDIT, "IncidentNotice", "given_up_reason")


def fill_in(session: ClosedSession, actor: Actor, incident_id: int, facts: Facts) -> None:
    """First aid, hospital, and whether it is severe, which may start clocks."""
    incident = _at_work(session, actor, incident_id)
    incident.first_aid, incident.hospital = facts.first_aid, facts.hospital
    incident.sent_to_hospital_at, incident.is_severe = facts.sent_to_hospital_at, facts.is_severe
    session.flush()
    _record(session, actor, incident, AuditAction.EDIT, "Incident", "first_aid,hospital,is_severe")


def keep_brief(
    session: ClosedSession,
    actor: Actor,
    incident_id: int,
    kind: BriefKind,
    text: str,
    sent_to: frozenset[Addressee],
) -> int:
    """Keep a report as sent now, or as a draft where it goes to nobody yet; the id of its row."""
    incident = _at_work(session, actor, incident_id, also_closed=True)
    brief = IncidentBrief(
        school_id=incident.school_id,
        incident_id=incident.id,
        kind=kind,
        text=text,
        sent_to=sent_to,
        sent_at=clock.now() if sent_to else None,
        by_id=actor.staff_id,
        created_by_id=actor.user_id,
    )
    session.add(brief)
    session.flush()
    _record(session, actor, incident, AuditAction.CREATE, "IncidentBrief", str(kind))
    return int(brief.id)


def close(session: ClosedSession, actor: Actor, incident_id: int, outcome: str) -> None:
    """End the work on the incident; Invalid while somebody is still owed the news."""
    incident = _at_work(session, actor, incident_id)
    incident.outcome, incident.closed_at = outcome.strip() or None, clock.now()
    session.flush()
    _record(session, actor, incident, AuditAction.EDIT, "Incident", "outcome,closed_at")


def _at_work(
    session: ClosedSession, actor: Actor, incident_id: int, *, also_closed: bool = False
) -> Incident:
    """The incident; NotYours when it does not exist for the person, Invalid when it is closed."""
    seen = rows.readable(Incident, actor.roles, Incident)
    found = select(Incident).where(Incident.id == incident_id, Incident.archived_at.is_(None), seen)
    incident: Incident | None = session.scalars(found, actor.binds()).first()
    if incident is None:
        raise NotYours
    if incident.closed_at is not None and not also_closed:
        raise Invalid("Incident", (Problem("", _CLOSED),))
    return incident


def _own(session: Any, incident: Incident, entity: Any, key: int) -> Any:
    row = session.get(entity, key)
    if row is None or row.incident_id != incident.id or row.archived_at is not None:
        raise NotYours
    return row


def _told_together(session: ClosedSession, incident: Incident, call: Call) -> list[IncidentNotice]:
    """The notice, and all that wait for the same adult: as guardian of a sister, or as the parent who is away."""
    notice: IncidentNotice = _own(session, incident, IncidentNotice, call.notice_id)
    if call.caregiver_id is None:
        return [notice]
    same = select(IncidentNotice).where(
        IncidentNotice.incident_id == incident.id,
        IncidentNotice.caregiver_id == call.caregiver_id,
        IncidentNotice.archived_at.is_(None),
        IncidentNotice.id != notice.id,
    )
    return [notice, *(twin for twin in session.scalars(same) if twin.is_open)]


def _attempt(actor: Actor, incident: Incident, notice: IncidentNotice, call: Call) -> IncidentAttempt:
    return IncidentAttempt(
        school_id=incident.school_id,
        incident_id=incident.id,
        notice_id=notice.id,
        at=clock.now(),
        way=call.way,
        caregiver_id=call.caregiver_id,
        phone=call.phone,
        by_id=actor.staff_id,
        result=call.result,
        note=call.note,
        created_by_id=actor.user_id,
    )


def _record(
    session: Any, actor: Actor, incident: Incident, action: AuditAction, entity: str, fields: str
) -> None:
    record(session, Entry(action, entity, incident.id, fields=fields), by=actor)
