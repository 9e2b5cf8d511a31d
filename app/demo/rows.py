"""Writes many rows at once: the demo has thousands, and they are made to fit the rules (a test applies these to a sample)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert

from app import clock
from app.database import ClosedSession
from app.models._base import Entity
from app.models.system.name_gram import add_grams

Values = Mapping[str, Any]


def insert_all(session: ClosedSession, entity: type[Entity], rows: Sequence[Values]) -> None:
    """Write the rows, all with the same columns."""
    if rows:
        session.execute(insert(entity), _stamped(rows))


def insert_named(session: ClosedSession, entity: type[Entity], rows: Sequence[Values]) -> list[int]:
    """Write rows that others refer to: gives their ids in the same order, and makes their names findable."""
    if not rows:
        return []
    key = entity.id
    ids = list(session.scalars(insert(entity).returning(key, sort_by_parameter_order=True), _stamped(rows)))
    if entity.spec.grams:
        names = [row[entity.spec.grams] for row in rows]
        add_grams(session.connection(), entity.__name__, dict(zip(ids, names, strict=True)))
    return ids


def _stamped(rows: Sequence[Values]) -> list[dict[str, Any]]:
    now = clock.now()
    return [{"created_at": now, "updated_at": now, "version": 1, **row} for row in rows]


def add_all(session: ClosedSession, rows: Iterable[Entity]) -> None:
    """Write rows through all their rules: for the few that everything else stands on."""
    session.add_all(rows)
    session.flush()
