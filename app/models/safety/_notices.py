"""Makes the rows of who must be told: for each child the guardian and each parent away, and the two offices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app import clock
from app.models._base import Entity, entity_named
from app.models._validation import Look
from app.models.safety._contacts import guardian_to_tell, parents_to_tell
from app.models.safety._kinds import Addressee
from app.models.safety._limits import due_at, limit_for


def notices_of_offices(look: Look, incident: Any) -> Iterator[Entity]:
    """New notices to authority and township government, once for the incident."""
    for addressee in (Addressee.AUTHORITY, Addressee.GOVERNMENT):
        yield _notice(look, incident, addressee)


def notices_of_child(look: Look, incident: Any, student_id: int) -> Iterator[Entity]:
    """New notices to the child's guardian (also where none is on record, so that the gap is seen) and parents away.

    A guardian who is himself a parent away is told once, in the guardian's time.
    """
    day = clock.in_china(incident.known_at).date()
    guardian = guardian_to_tell(look, student_id, day)
    yield _notice(look, incident, Addressee.GUARDIAN, student_id=student_id, caregiver_id=guardian)
    for parent in parents_to_tell(look, student_id, day):
        if parent != guardian:
            yield _notice(look, incident, Addressee.PARENT, student_id=student_id, caregiver_id=parent)


def set_clock(look: Look, incident: Any, notice: Any) -> None:
    """Owed or not, and due when, as incident and limits are now."""
    limit = limit_for(look, incident, notice.addressee)
    notice.is_owed, notice.due_at = limit.is_owed, due_at(incident, limit)


def _notice(look: Look, incident: Any, addressee: Addressee, **whom: Any) -> Entity:
    notice: Any = entity_named("IncidentNotice")(addressee=addressee, **whom)
    notice.school_id = incident.school_id
    if isinstance(incident, Entity):
        notice.incident = incident
    else:
        notice.incident_id = incident.id
    set_clock(look, incident, notice)
    return notice
