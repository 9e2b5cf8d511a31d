"""Whether somebody's assessment of a school year bars titles: a decision of people, never of a count (A06)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.access.vocabulary import Label
from app.models._base import entity_named
from app.models._validation import Look


def standing_veto(look: Look, award: Any, column: str, on: dt.date) -> Label | None:
    """The sentence that names the veto on `award.<column>` ("staff_id") in the school year of the day; else None."""
    key = getattr(award, column)
    if key is None:
        return None
    for found in look.standing(entity_named("Assessment"), school_id=award.school_id, **{column: key}):
        year = next(iter(look.rows(entity_named("SchoolYear"), id=found.school_year_id)), None)
        is_barred = found.is_vetoed and found.lifted_on is None
        if is_barred and year is not None and year.starts_on <= on <= year.ends_on:
            return _sentence(look, found, year)
    return None


def _sentence(look: Look, found: Any, year: Any) -> Label:
    decider = next(iter(look.rows(entity_named("Staff"), id=found.veto_decided_by_id)), None)
    name = decider.name if decider is not None else ""
    return Label(
        f"{year.label} 学年考评中，{name}于 {found.veto_decided_on} 决定一票否决，该学年不能参加评先评优。"
        "如情况有变，请校长在考评里写明理由，撤销否决后再登记。",
        f"The assessment of {year.label} carries a veto, decided by {name} on {found.veto_decided_on}. "
        "The principal can lift it there, giving a reason.",
    )
