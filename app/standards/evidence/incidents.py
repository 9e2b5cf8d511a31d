"""Evidence of incidents: who was told within how many minutes, and what was done for a seriously ill child (R80-R85)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app import clock
from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.models.safety._kinds import Addressee, IncidentKind
from app.models.safety.incident import Incident
from app.models.safety.incident_notice import IncidentNotice
from app.standards.as_of import AsOf
from app.standards.evidence._lines import cases
from app.standards.evidence._registry import evidence
from app.standards.evidence.shapes import Case, Cases, Evidence
from app.standards.rules import Rule

#: What `kinds` of a rule name besides the addressees: a severe illness seen by a doctor, or told to the guardian.
HOSPITAL, ILLNESS = "hospital", "illness"


@evidence(RuleAction.NOTICE, RuleSubject.INCIDENT, entity=IncidentNotice)
def notices(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """Each notice that was owed, judged by the minutes from the school's knowledge to the one who was reached."""
    kinds = frozenset(rule.filters.get("kinds") or ())
    if HOSPITAL in kinds:
        return _sent_to_hospital(session, at)
    if ILLNESS in kinds:
        return _told_of_illness(session, at)
    return _told_in_time(session, at, rule, frozenset(Addressee(kind) for kind in kinds))


def _told_in_time(session: Any, at: AsOf, rule: Rule, addressees: frozenset[Addressee]) -> dict[int, Cases]:
    """R80-R83: an illness has no number, and outside school time nothing is owed (domain Q10)."""
    found = (
        select(Incident.id, IncidentNotice.id, Incident.known_at, IncidentNotice.reached_at)
        .join(IncidentNotice, IncidentNotice.incident_id == Incident.id)
        .where(
            *_known(at),
            IncidentNotice.archived_at.is_(None),
            IncidentNotice.is_owed.is_(True),
            IncidentNotice.addressee.in_(addressees or frozenset(Addressee)),
            Incident.kind != IncidentKind.ILLNESS,
        )
    )
    minutes = None if rule.count_max is None else dt.timedelta(minutes=float(rule.count_max))
    return cases(
        (incident_id, told_by(row_id, known_at, reached_at, minutes, _seen_until(at)))
        for incident_id, row_id, known_at, reached_at in session.execute(found)
    )


def _known(at: AsOf) -> tuple[Any, ...]:
    return (
        Incident.school_id == at.school_id,
        Incident.archived_at.is_(None),
        Incident.known_at >= at.begins_at,
        Incident.known_at < at.closes_at,
    )


def told_by(
    row_id: int,
    known_at: dt.datetime,
    reached_at: dt.datetime | None,
    limit: dt.timedelta | None,
    seen_until: dt.datetime,
) -> Case:
    """The case of one notice. 30 minutes after 10:00 are over after 10:30:00; without a limit being told is enough."""
    due_at = known_at if limit is None else known_at + limit
    due_on = clock.in_china(due_at).date()
    if reached_at is not None and reached_at < seen_until:
        return Case(row_id, due_on, limit is None or reached_at <= due_at)
    return Case(row_id, due_on, False if limit is not None and due_at < seen_until else None)


def minutes_late(known_at: dt.datetime, reached_at: dt.datetime, limit_minutes: int) -> int:
    """Minutes begun after the limit: 0 when it was kept."""
    over = reached_at - known_at - dt.timedelta(minutes=limit_minutes)
    return max(0, -int(-over.total_seconds() // 60))


def _seen_until(at: AsOf) -> dt.datetime:
    """The report knows what had happened by the end of its day, and nothing that is still to come."""
    return min(at.closes_at, clock.now() + dt.timedelta(microseconds=1))


def _sent_to_hospital(session: Any, at: AsOf) -> dict[int, Cases]:
    """R84: for each seriously ill child whether it was sent to hospital, and no minutes are invented."""
    found = _severe_illnesses(at, Incident.sent_to_hospital_at)
    return _unlimited(session.execute(found), _seen_until(at))


def _told_of_illness(session: Any, at: AsOf) -> dict[int, Cases]:
    """R85: the guardians of seriously ill children who were told."""
    found = _severe_illnesses(at, IncidentNotice.reached_at).where(IncidentNotice.is_owed.is_(True))
    return _unlimited(session.execute(found), _seen_until(at))


def _severe_illnesses(at: AsOf, done_at: Any) -> Any:
    """Incident, the notice to the guardian of a child in it, when it was known, and when the deed was done."""
    return (
        select(Incident.id, IncidentNotice.id, Incident.known_at, done_at)
        .join(IncidentNotice, IncidentNotice.incident_id == Incident.id)
        .where(
            *_known(at),
            IncidentNotice.archived_at.is_(None),
            IncidentNotice.addressee == Addressee.GUARDIAN,
            Incident.kind == IncidentKind.ILLNESS,
            Incident.is_severe.is_(True),
        )
    )


def _unlimited(found: Any, seen_until: dt.datetime) -> dict[int, Cases]:
    return cases(
        (incident_id, told_by(row_id, known_at, done_at, None, seen_until))
        for incident_id, row_id, known_at, done_at in found
    )
