"""How long the school has to tell whom: its own limits, else those of its care standard, else variant (a) of V10."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app import clock
from app.models._base import entity_named
from app.models._standard import number_of
from app.models._validation import Look
from app.models.safety._kinds import OF_A_CHILD, PRESET, Addressee, IncidentKind, Limit

#: Lessons, the noon break and the way between classroom and gate; boarders' evenings are ticked by hand.
_SCHOOL_BEGINS, _SCHOOL_ENDS = dt.time(7), dt.time(18)
_SATURDAY = 5


def limit_for(look: Look, incident: Any, addressee: Addressee) -> Limit:
    """Whether the addressee must be told of this incident and within how many minutes of the school's knowledge.

    Outside school time nothing is owed and no clock runs (domain Q10). Illness has no number: a severe one is
    told to guardian and parents at once (R84, R85, R94), a light one to nobody by rule.
    """
    own = _own_limit(look, incident, addressee)
    if not incident.is_in_school_time:
        return Limit(is_owed=False)
    if own is not None:
        return Limit(own.is_owed, own.minutes if own.is_owed else None)
    if incident.kind == IncidentKind.ILLNESS:
        return Limit(bool(incident.is_severe) and addressee in OF_A_CHILD)
    return Limit(is_owed=True, minutes=_standard_minutes(look, incident, addressee))


def due_at(incident: Any, limit: Limit) -> dt.datetime | None:
    """When the time is up, counted from the moment the school knew; None where no number is set."""
    if not limit.is_owed or limit.minutes is None:
        return None
    due: dt.datetime = incident.known_at + dt.timedelta(minutes=limit.minutes)
    return due


def is_in_school_time(look: Look, school_id: int, moment: dt.datetime) -> bool:
    """Whether the moment lies in the school hours of a weekday of a term, outside its breaks.

    Of a school that has not entered any term yet every weekday counts: a clock too many harms nobody.
    """
    local = clock.in_china(moment)
    if local.weekday() >= _SATURDAY or not _SCHOOL_BEGINS <= local.time() < _SCHOOL_ENDS:
        return False
    day = local.date()
    terms = look.standing(entity_named("Term"), school_id=school_id)
    held = next((term for term in terms if term.starts_on <= day <= term.ends_on), None)
    if held is None:
        return not terms
    breaks = look.standing(entity_named("TermBreak"), term_id=held.id)
    return not any(free.starts_on <= day <= free.ends_on for free in breaks)


def _own_limit(look: Look, incident: Any, addressee: Addressee) -> Any | None:
    """The school's row for this kind of incident, else its row for all kinds, in force on the day."""
    day = clock.in_china(incident.known_at).date()
    rows = look.standing(entity_named("IncidentLimit"), school_id=incident.school_id, addressee=addressee)
    held = [row for row in rows if row.starts_on <= day and (row.ends_on is None or row.ends_on >= day)]
    ours = [row for row in held if row.kind in (None, incident.kind)]
    return max(ours, key=lambda row: row.kind is not None, default=None)


def _standard_minutes(look: Look, incident: Any, addressee: Addressee) -> int:
    code, preset = PRESET[addressee]
    day = clock.in_china(incident.known_at).date()
    return int(number_of(look, incident.school_id, code, day, preset))
