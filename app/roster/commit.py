"""Takes a preview into the school: writes it in the caller's transaction and keeps what an undo needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import insert

from app import clock
from app.access.audit import Entry, record
from app.access.guard import Actor
from app.access.vocabulary import Label
from app.database import ClosedSession
from app.models._base import Entity
from app.models.system.audit_log import AuditAction
from app.models.system.import_batch import ImportBatch, ImportState
from app.models.system.import_row import ImportOutcome, ImportRow
from app.roster.findings import Finding
from app.roster.holdings import Holdings
from app.roster.preview import Preview, RowResult
from app.roster.sheets import Workbook
from app.roster.target import ImportRefused, Target
from app.roster.write import OnWritten, Stale, chunks, write

_CHANGED_MEANWHILE = Label(
    "核对之后，学校的数据又有了变化，没有导入。请重新核对一次再导入。",
    "The school's data has changed since the check; nothing was imported. Check again, then import.",
)


def commit_import(
    session: ClosedSession,
    preview: Preview,
    target: Target,
    workbook: Workbook,
    *,
    by: Actor | None = None,
    seen_digest: str | None = None,
    on_written: OnWritten | None = None,
) -> int:
    """Write the preview, which must have been made in this same system session; gives the batch's id.

    `seen_digest` is that of the preview a person agreed to: when the school has changed since, nothing is
    written (ImportRefused). The caller commits.
    """
    if seen_digest is not None and seen_digest != preview.digest:
        raise ImportRefused(_CHANGED_MEANWHILE)
    user_id = by.user_id if by else None
    try:
        ids = write(session, preview.holdings, user_id, on_written)
    except Stale as error:
        raise ImportRefused(_CHANGED_MEANWHILE) from error
    batch_id = _keep_batch(session, preview, target, workbook, user_id)
    _keep_rows(session, preview, batch_id, ids, user_id)
    record(session, Entry(AuditAction.IMPORT, "ImportBatch", batch_id), by=by)
    return batch_id


def _keep_batch(
    session: ClosedSession, preview: Preview, target: Target, workbook: Workbook, user_id: int | None
) -> int:
    counts = {outcome.value: preview.count(outcome) for outcome in ImportOutcome}
    batch = {
        "school_id": target.school_id,
        "term_id": target.term_id,
        "file_name": workbook.file_name[-120:],
        "file_digest": workbook.digest,
        "state": ImportState.DONE,
        "asked": preview.asked,
        **counts,
    }
    table: Any = ImportBatch.__table__
    return int(
        session.connection()
        .execute(insert(table).returning(table.c.id), batch | _stamp(user_id))
        .scalar_one()
    )


def _keep_rows(
    session: ClosedSession, preview: Preview, batch_id: int, ids: dict[int, int], user_id: int | None
) -> None:
    own = {"batch_id": batch_id, "school_id": preview.holdings.school_id} | _stamp(user_id)
    rows = [own | _kept(row, preview.holdings, ids) for row in preview.rows]
    if preview.made_besides:
        made = _made(preview.made_besides, ids)
        beside = {"sheet": "", "row_number": 0, "outcome": ImportOutcome.UNCHANGED}
        rows.append(own | beside | {"made": made, "changed": [], "findings": []})
    table: Any = ImportRow.__table__
    for chunk in chunks(rows):
        session.connection().execute(insert(table), list(chunk))


def _kept(row: RowResult, holdings: Holdings, ids: dict[int, int]) -> dict[str, Any]:
    changed = [
        [
            entity.__name__,
            row_id,
            name,
            plain(holdings.old_values[entity, row_id][name]),
            _new(holdings, entity, row_id, name, ids),
        ]
        for entity, row_id, name in row.changed
    ]
    return {
        "sheet": row.source.sheet[:40],
        "row_number": row.source.number,
        "outcome": row.outcome,
        "made": _made(row.made, ids),
        "changed": changed,
        "findings": [_plain_finding(finding) for finding in row.findings],
    }


def _made(made: tuple[tuple[type[Entity], int], ...], ids: dict[int, int]) -> list[list[Any]]:
    return [[entity.__name__, ids[key]] for entity, key in made]


def _new(holdings: Holdings, entity: type[Entity], row_id: int, name: str, ids: dict[int, int]) -> Any:
    value = getattr(holdings.get(entity, row_id), name)
    return (
        ids[value] if isinstance(value, int) and not isinstance(value, bool) and value < 0 else plain(value)
    )


def plain(value: Any) -> Any:
    """A value of a column as JSON has it."""
    return value.isoformat() if isinstance(value, dt.date) else getattr(value, "value", value)


def _plain_finding(finding: Finding) -> dict[str, Any]:
    remark = finding.remark
    return {"cell": finding.cell, "reason": remark.reason.name, "said": dict(remark.said)}


def _stamp(user_id: int | None) -> dict[str, Any]:
    now = clock.now()
    return {"created_at": now, "updated_at": now, "created_by_id": user_id, "version": 1}
