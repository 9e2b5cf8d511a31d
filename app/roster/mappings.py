"""How people corrected the columns of a sheet, kept by school and headers for the next file like it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select

from app import clock
from app.database import ClosedSession
from app.models.system.import_mapping import ImportMapping
from app.roster.columns import Meaning, SheetKind
from app.roster.recognise import Basis, SheetMapping, corrected

_MEANINGS = {meaning.value: meaning for meaning in Meaning}
_KINDS = {kind.value: kind for kind in SheetKind}


def as_remembered(session: ClosedSession, school_id: int, mapping: SheetMapping) -> SheetMapping:
    """The mapping as this school corrected it before; unchanged when it never did."""
    own = ImportMapping.school_id == school_id, ImportMapping.signature == mapping.signature
    kept = session.execute(select(ImportMapping.kind, ImportMapping.meanings).where(*own)).first()
    if kept is None or not mapping.columns:
        return mapping
    meanings = {int(index): _MEANINGS.get(value) for index, value in kept.meanings.items()}
    return corrected(mapping, _KINDS.get(kept.kind), meanings)


def remember(session: ClosedSession, school_id: int, mapping: SheetMapping, by_user_id: int | None) -> None:
    """Keep what a person chose in this mapping; one that nobody corrected is not kept."""
    chosen = [column for column in mapping.columns if column.basis is Basis.PERSON]
    if not chosen:
        return
    table: Any = ImportMapping.__table__
    now = clock.now()
    row = {
        "school_id": school_id,
        "signature": mapping.signature,
        "kind": mapping.kind.value if mapping.kind else "",
        "meanings": {str(c.index): c.meaning.value if c.meaning else "" for c in chosen},
        "created_at": now,
        "updated_at": now,
        "created_by_id": by_user_id,
        "version": 1,
    }
    connection = session.connection()
    same = (table.c.school_id == school_id) & (table.c.signature == mapping.signature)
    connection.execute(delete(table).where(same))
    connection.execute(insert(table), row)
