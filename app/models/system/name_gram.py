"""Name grams: every 1- and 2-character piece of a name, so that a part of a Chinese name is found without a scan.

A plain table and no entity: it has no rows of a person's own, and the names behind it are narrowed themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, delete, event, insert, inspect

from app.extensions import db
from app.models._base import Entity

name_grams = Table(
    "name_grams",
    db.metadata,
    #: The entity class: "Student".
    Column("kind", String(30), primary_key=True),
    Column("gram", String(2), primary_key=True),
    Column("row_id", Integer, primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
)


def grams(text: str) -> set[str]:
    """All pieces of one and of two characters."""
    return {*text, *(text[i : i + 2] for i in range(len(text) - 1))}


def add_grams(connection: Connection, kind: str, names: Mapping[int, str]) -> None:
    """Make names findable by row id; for rows that were written in bulk, past the session."""
    pieces = [
        {"kind": kind, "gram": gram, "row_id": row_id}
        for row_id, name in names.items()
        for gram in grams(name)
    ]
    if pieces:
        connection.execute(insert(name_grams), pieces)


@event.listens_for(Entity, "after_insert", propagate=True)
def _add(_mapper: object, connection: Connection, row: Entity) -> None:
    if row.spec.grams:
        add_grams(connection, type(row).__name__, {row.id: getattr(row, row.spec.grams)})


@event.listens_for(Entity, "after_update", propagate=True)
def _replace(_mapper: object, connection: Connection, row: Entity) -> None:
    column = row.spec.grams
    if column and inspect(row).attrs[column].history.has_changes():
        of_the_row: Any = (name_grams.c.kind == type(row).__name__) & (name_grams.c.row_id == row.id)
        connection.execute(delete(name_grams).where(of_the_row))
        _add(None, connection, row)
