"""Finds the class and the village a row names, and makes those the school does not have yet."""

from __future__ import annotations

from typing import Any

from app.models.school.school_class import SchoolClass
from app.models.school.village import Village
from app.roster.compare.drafting import Draft
from app.roster.normalise.class_labels import ClassLabel
from app.roster.normalise.places import parse_village


def class_for(draft: Draft, label: ClassLabel) -> Any:
    """The class of this school year; a new one is made, which the preview shows with its row."""
    number = label.number or 0
    year_id = draft.target.school_year_id
    found = draft.rows(SchoolClass, school_year_id=year_id, grade=label.grade, number=number)
    return (
        found[0]
        if found
        else draft.make(SchoolClass, school_year_id=year_id, grade=label.grade, number=number)
    )


def village_for(draft: Draft, address: str | None) -> int | None:
    """The village in the address; without a township in it, the only one of that name or the school's own."""
    named = parse_village(address)
    if named is None:
        return None
    known = draft.rows(Village, name=named.name)
    township = named.township or draft.target.township
    fitting = [village for village in known if village.township in (township, None)]
    if not fitting and not named.township:
        fitting = known
    if len(fitting) > 1:
        return None
    found = fitting[0] if fitting else draft.make(Village, name=named.name, township=township)
    return int(found.id)
