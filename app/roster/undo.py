"""Takes an import back as a whole, for as long as nothing was built on it; otherwise says what was."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from app import clock
from app.access.audit import Entry, record
from app.access.guard import Actor
from app.access.vocabulary import Label
from app.database import ClosedSession
from app.models._base import Entity, all_entities, entity_named, facts_of
from app.models._columns import Kind
from app.models.system.audit_log import AuditAction
from app.models.system.import_batch import ImportBatch, ImportState
from app.models.system.import_row import ImportRow
from app.roster.commit import plain
from app.roster.target import ImportRefused
from app.roster.write import chunks, forget_grams, in_order_of_links, replace_grams

Made = dict[type[Entity], list[int]]
#: [entity, id, column, old value, new value] as JSON has them.
Changed = list[list[Any]]

_GONE = Label("这一批已经撤销过，或不存在。", "This import was undone already, or does not exist.")


def undo_import(session: ClosedSession, batch_id: int, school_id: int, *, by: Actor | None = None) -> None:
    """Remove what the batch made and restore what it changed, in the caller's transaction (a system session).

    ImportRefused with the sentence when something was built on it: rows that refer to its rows, its rows
    edited since, or its changes changed again. Rows are removed and not archived: they never should have been.
    """
    connection = session.connection()
    made, changed = _load(connection, batch_id, school_id)
    built = _built_upon(connection, made, changed)
    if built:
        raise ImportRefused(_refusal(built))
    touched = {*made, *(entity_named(name) for name, *_rest in changed)}
    for entity in reversed(in_order_of_links(touched)):
        _remove(connection, entity, made.get(entity, []))
        _restore(connection, entity, [rest for name, *rest in changed if name == entity.__name__])
    batches = _table(ImportBatch)
    now = clock.now()
    done = {"state": ImportState.UNDONE, "undone_at": now, "updated_at": now}
    connection.execute(update(batches).where(batches.c.id == batch_id).values(done))
    record(session, Entry(AuditAction.IMPORT, "ImportBatch", batch_id, result="undone"), by=by)


def why_not_undone(session: ClosedSession, batch_id: int, school_id: int) -> Label | None:
    """The sentence that an undo would be refused with now; None when it can be done."""
    connection = session.connection()
    try:
        built = _built_upon(connection, *_load(connection, batch_id, school_id))
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


def _built_upon(connection: Connection, made: Made, changed: Changed) -> Counter[Label]:
    """What stands on the batch now: how many rows, by what they are."""
    built: Counter[Label] = Counter()
    restored = {(name, row_id, column) for name, row_id, column, _old, _new in changed}
    for entity, column, target in _references_to(made):
        for chunk in chunks(made[target]):
            key = _table(entity).c[column]
            referring = connection.execute(select(_table(entity).c.id).where(key.in_(chunk))).scalars()
            foreign = set(referring) - set(made.get(entity, ()))
            built[entity.spec.label] += sum((entity.__name__, row, column) not in restored for row in foreign)
    for entity, ids in made.items():
        for chunk in chunks(ids):
            table = _table(entity)
            edited = select(func.count()).where(table.c.id.in_(chunk), table.c.version > 1)
            built[entity.spec.label] += connection.execute(edited).scalar_one()
    for name, row_id, column, _old, new in changed:
        table = _table(entity_named(name))
        now = connection.execute(select(table.c[column]).where(table.c.id == row_id)).scalar()
        built[entity_named(name).spec.label] += plain(now) != new
    return +built


def _references_to(made: Made) -> Iterator[tuple[type[Entity], str, type[Entity]]]:
    """Every column of every entity that refers to one of the entities made."""
    for entity in all_entities():
        for name, facts in facts_of(entity).items():
            target = entity_named(facts.target) if facts.kind is Kind.REF and facts.target else None
            if target in made:
                yield entity, name, target


def _refusal(built: Counter[Label]) -> Label:
    zh = "、".join(f"{label.zh} {count} 条" for label, count in built.most_common())
    en = ", ".join(f"{label.en.lower()} {count}" for label, count in built.most_common())
    return Label(
        f"导入之后已经有新的内容依靠这一批：{zh}。不能整批撤销，请逐条更正。",
        f"Since the import, rows were added or changed that stand on it: {en}. Correct them one by one.",
    )


def _remove(connection: Connection, entity: type[Entity], ids: list[int]) -> None:
    if entity.spec.grams:
        forget_grams(connection, entity, ids)
    for chunk in chunks(ids):
        connection.execute(delete(_table(entity)).where(_table(entity).c.id.in_(chunk)))


def _restore(connection: Connection, entity: type[Entity], changed: Changed) -> None:
    """Set the old values back, the last change first."""
    for row_id, column, old, _new in reversed(changed):
        table, value = _table(entity), _value_of(entity, column, old)
        values = {column: value, "version": table.c.version + 1, "updated_at": clock.now()}
        connection.execute(update(table).where(table.c.id == row_id).values(values))
        if column == entity.spec.grams:
            replace_grams(connection, entity, {row_id: old})


def _value_of(entity: type[Entity], column: str, plain_value: Any) -> Any:
    facts = facts_of(entity)[column]
    if plain_value is None:
        return None
    if facts.kind is Kind.DAY:
        return dt.date.fromisoformat(plain_value)
    return plain_value


def _table(entity: type[Entity]) -> Any:
    return entity.__table__
