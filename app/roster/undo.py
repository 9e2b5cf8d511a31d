"""Takes an import back as a whole, for as long as nothing was built on it; otherwise says what was."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import Connection, select, update

from app import clock
from app.access.audit import Entry, record
from app.access.guard import Actor
from app.access.vocabulary import Label
from app.database import ClosedSession
from app.models._base import Entity, entity_named
from app.models.system.audit_log import AuditAction
from app.models.system.import_batch import ImportBatch, ImportState
from app.models.system.import_row import ImportRow
from app.roster.taking_back import Changed, Made, Row, built_upon, take_back
from app.roster.target import ImportRefused

_GONE = Label("这一批已经撤销过，或不存在。", "This import was undone already, or does not exist.")


def undo_import(session: ClosedSession, batch_id: int, school_id: int, *, by: Actor | None = None) -> None:
    """Remove what the batch made and restore what it changed, in the caller's transaction (a system session).

    ImportRefused with the sentence when something was built on it: rows that refer to its rows, its rows
    edited since, or its changes changed again. Rows are removed and not archived: they never should have been.
    """
    connection = session.connection()
    made, changed = _load(connection, batch_id, school_id)
    built = built_upon(connection, made, changed)
    if built:
        raise ImportRefused(_refusal(built))
    take_back(connection, made, changed)
    batches = _table(ImportBatch)
    now = clock.now()
    done = {"state": ImportState.UNDONE, "undone_at": now, "updated_at": now}
    connection.execute(update(batches).where(batches.c.id == batch_id).values(done))
    record(session, Entry(AuditAction.IMPORT, "ImportBatch", batch_id, result="undone"), by=by)


def why_not_undone(session: ClosedSession, batch_id: int, school_id: int) -> Label | None:
    """The sentence that an undo would be refused with now; None when it can be done."""
    connection = session.connection()
    try:
        built = built_upon(connection, *_load(connection, batch_id, school_id))
    except ImportRefused as refused:
        return refused.sentence
    return _refusal(built) if built else None


def _load(connection: Connection, batch_id: int, school_id: int) -> tuple[Made, Changed]:
    batches, rows = _table(ImportBatch), _table(ImportRow)
    own = (batches.c.id == batch_id) & (batches.c.school_id == school_id)
    standing = select(batches.c.id).where(own, batches.c.state == ImportState.DONE)
    if connection.execute(standing).first() is None:
        raise ImportRefused(_GONE)
    made: Made = defaultdict(list)
    changed: Changed = []
    found = select(rows.c.made, rows.c.changed).where(rows.c.batch_id == batch_id).order_by(rows.c.id)
    for made_here, changed_here in connection.execute(found):
        for name, row_id in made_here:
            made[entity_named(name)].append(row_id)
        changed.extend(changed_here)
    return made, changed


def _refusal(rows: list[Row]) -> Label:
    built = Counter(entity.spec.label for entity, _row in rows)
    zh = "、".join(f"{label.zh} {count} 条" for label, count in built.most_common())
    en = ", ".join(f"{label.en.lower()} {count}" for label, count in built.most_common())
    return Label(
        f"导入之后已经有新的内容依靠这一批：{zh}。不能整批撤销，请逐条更正。",
        f"Since the import, rows were added or changed that stand on it: {en}. Correct them one by one.",
    )


def _table(entity: type[Entity]) -> Any:
    return entity.__table__
