"""Writes what the holdings made and changed: many rows a statement, in the order of their links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, update

from app import clock
from app.database import ClosedSession
from app.extensions import db
from app.models._base import Entity, facts_of
from app.models._columns import Kind
from app.models.system.name_gram import add_grams, name_grams
from app.roster.holdings import Holdings

CHUNK = 500
#: Told how many rows are written.
OnWritten = Callable[[int], None]


class Stale(Exception):
    """A row was changed by somebody else between reading and writing."""


def write(
    session: ClosedSession, holdings: Holdings, by_user_id: int | None, on_written: OnWritten | None = None
) -> dict[int, int]:
    """Insert and update in the session's transaction; gives the real id of every id below zero.

    Stale when a changed row is no longer as it was read. The rules have judged the rows before.
    """
    connection = session.connection()
    ids: dict[int, int] = {}
    by_entity: dict[type[Entity], list[Any]] = defaultdict(list)
    for row in holdings.made:
        by_entity[type(row)].append(row)
    changed = _changed(holdings)
    for entity in in_order_of_links({*by_entity, *changed}):
        # An old pair or stay ends before the new one begins: the database allows no two open ones.
        for columns, rows in changed[entity].items():
            _update(connection, entity, columns, rows, ids)
        for chunk in chunks(by_entity[entity]):
            _insert(connection, entity, chunk, ids, by_user_id)
            if on_written:
                on_written(len(ids))
    return ids


def in_order_of_links(entities: Iterable[type[Entity]]) -> list[type[Entity]]:
    """Entities so that what is referred to comes before what refers to it."""
    order: dict[Any, int] = {table: number for number, table in enumerate(db.metadata.sorted_tables)}
    return sorted(entities, key=lambda entity: order[entity.__table__])


def chunks(rows: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def replace_grams(connection: Connection, entity: type[Entity], names: dict[int, str]) -> None:
    """Make changed names findable, and the old ones no longer."""
    forget_grams(connection, entity, list(names))
    add_grams(connection, entity.__name__, names)


def forget_grams(connection: Connection, entity: type[Entity], ids: Sequence[int]) -> None:
    for chunk in chunks(ids):
        of_rows: Any = (name_grams.c.kind == entity.__name__) & name_grams.c.row_id.in_(chunk)
        connection.execute(delete(name_grams).where(of_rows))


def _insert(
    connection: Connection,
    entity: type[Entity],
    rows: Sequence[Any],
    ids: dict[int, int],
    by_user_id: int | None,
) -> None:
    table, links, now = entity.__table__, _links(entity), clock.now()
    stamp = {"created_at": now, "updated_at": now, "created_by_id": by_user_id, "version": 1}
    columns = [column.key for column in table.columns if column.key not in (*stamp, "id")]
    values = [_values(row, columns, links, ids) | stamp for row in rows]
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)  # type: ignore[arg-type]
    found = connection.execute(statement, values).scalars().all()
    ids.update(zip((row.id for row in rows), found, strict=True))
    if entity.spec.grams:
        add_grams(connection, entity.__name__, {ids[row.id]: getattr(row, entity.spec.grams) for row in rows})


def _values(row: Any, columns: Iterable[str], links: frozenset[str], ids: dict[int, int]) -> dict[str, Any]:
    # Straight from the object: these rows were made here whole, and a million attributes cost seconds.
    own = vars(row)
    return {name: _real(own.get(name), ids) if name in links else own.get(name) for name in columns}


def _changed(holdings: Holdings) -> dict[type[Entity], dict[tuple[str, ...], list[Any]]]:
    """By entity the rows that differ from what was read, with those that differ in the same columns."""
    groups: dict[type[Entity], dict[tuple[str, ...], list[Any]]] = defaultdict(lambda: defaultdict(list))
    for (entity, row_id), old in holdings.old_values.items():
        row = holdings.get(entity, row_id)
        columns = tuple(sorted(name for name, value in old.items() if getattr(row, name) != value))
        if columns:
            groups[entity][columns].append(row)
    return groups


def _update(
    connection: Connection,
    entity: type[Entity],
    columns: tuple[str, ...],
    rows: list[Any],
    ids: dict[int, int],
) -> None:
    table: Any = entity.__table__
    statement = (
        update(table)
        .where(table.c.id == bindparam("row_id"), table.c.version == bindparam("row_version"))
        .values({name: bindparam(f"new_{name}") for name in columns})
        .values(version=table.c.version + 1, updated_at=clock.now())
    )
    links = _links(entity)
    for row in rows:
        new = {f"new_{n}": _real(getattr(row, n), ids) if n in links else getattr(row, n) for n in columns}
        done = connection.execute(statement, {"row_id": row.id, "row_version": row.version} | new)
        if done.rowcount != 1:
            raise Stale(f"{entity.__name__} {row.id}")
    if entity.spec.grams in columns:
        replace_grams(connection, entity, {row.id: getattr(row, str(entity.spec.grams)) for row in rows})


def _links(entity: type[Entity]) -> frozenset[str]:
    return frozenset(name for name, facts in facts_of(entity).items() if facts.kind is Kind.REF)


def _real(key: int | None, ids: dict[int, int]) -> int | None:
    return ids[key] if key is not None and key < 0 else key
