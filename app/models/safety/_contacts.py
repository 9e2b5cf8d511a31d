"""Whom the school may tell about a child on a day, in the order in which they are called; and which parents are away."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.models._base import entity_named
from app.models._validation import Look

#: An entrusted guardian comes before all others (R80 names 委托监护人), then whoever is in charge.
_GUARD_ORDER = ("entrusted-guardian", "current-guardian", "second-guardian", "temporary-guardian")
_CALLED_LAST = 99


def ties_to_tell(look: Look, student_id: int, day: dt.date) -> list[Any]:
    """Relations of the child in force on the day whose adult may be told, guardians first, then by call order."""
    return sorted((tie for tie in ties_on(look, student_id, day) if tie.may_be_told), key=call_order)


def ties_on(look: Look, student_id: int, day: dt.date) -> list[Any]:
    """Relations of the child in force on the day, both ends included; those who may not be told as well."""
    ties = look.standing(entity_named("StudentCaregiver"), student_id=student_id)
    return [tie for tie in ties if tie.valid_from <= day and (tie.valid_to is None or tie.valid_to >= day)]


def call_order(tie: Any) -> tuple[int, int, int]:
    """Where the adult stands: by guardianship, then by the number the school gave, then as entered."""
    role = str(tie.guard_role)
    guard = _GUARD_ORDER.index(role) if role in _GUARD_ORDER else len(_GUARD_ORDER)
    return guard, tie.emergency_order or _CALLED_LAST, tie.id or 0


def guardian_to_tell(look: Look, student_id: int, day: dt.date) -> int | None:
    """The adult in charge of the child who may be told; None where nobody is."""
    held = (tie for tie in ties_to_tell(look, student_id, day) if str(tie.guard_role) in _GUARD_ORDER)
    return next((int(tie.caregiver_id) for tie in held), None)


def parents_to_tell(look: Look, student_id: int, day: dt.date) -> list[int]:
    """Parents of the child who are away on the day and may be told, in call order."""
    parents = [tie.caregiver_id for tie in ties_to_tell(look, student_id, day) if tie.is_parent]
    return [adult for adult in parents if _is_away(look, student_id, adult, day)]


def absence_on(look: Look, caregiver_id: int, day: dt.date) -> Any | None:
    """The stay away that holds the day, the day of return included."""
    rows = look.standing(entity_named("ParentAbsence"), caregiver_id=caregiver_id)
    held = (
        row for row in rows if row.away_since <= day and (row.returned_on is None or row.returned_on >= day)
    )
    return next(held, None)


def _is_away(look: Look, student_id: int, caregiver_id: int, day: dt.date) -> bool:
    """By the dated stays; where none was ever entered, by what the last survey says of both parents.

    An archive with gaps must not leave a parent untold.
    """
    if look.standing(entity_named("ParentAbsence"), caregiver_id=caregiver_id):
        return absence_on(look, caregiver_id, day) is not None
    surveys = look.standing(entity_named("CareRegistration"), student_id=student_id)
    made = [row for row in surveys if row.surveyed_on <= day]
    last = max(made, key=lambda row: row.surveyed_on, default=None)
    return last is not None and str(last.absence_kind) in ("both-parents", "single-parent")
