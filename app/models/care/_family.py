"""Whether an adult whom a care record names belongs to the child it is about."""

from __future__ import annotations

from typing import Any

from app.models._base import Entity, entity_named
from app.models._validation import Look


def ties(row: Any, adult: str, look: Look) -> list[Any]:
    """The relations on record, ended ones too, between the row's child and the adult in its column `adult`."""
    link: type[Entity] = entity_named("StudentCaregiver")
    return look.standing(link, student_id=row.student_id, caregiver_id=getattr(row, adult))
