"""Takes rows back as a whole, for as long as nothing was built on them: those that were made go, changed ones become as before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, delete, select, update

from app import clock
from app.models._base import Entity, all_entities, entity_named, facts_of
from app.models._columns import Kind
from app.roster.commit import plain
from app.roster.write import chunks, forget_grams, in_order_of_links, replace_grams

Row = tuple[type[Entity], int]
Made = dict[type[Entity], list[int]]
#: [entity, id, column, old value, new value] as JSON has them.
Changed = list[list[Any]]


def take_back(connection: Connection, made: Made, changed: Changed) -> None:
    """Remove what was made and restore what was changed; rows are removed and not archived: they never should have been."""
    touched = {*made, *(entity_named(name) for name, *_rest in changed)}
    for entity in reversed(in_order_of_links(touched)):
        _remove(connection, entity, made.get(entity, []))
        _restore(connection, entity, [rest for name, *rest in changed if name == entity.__name__])


def built_upon(connection: Connection, made: Made, changed: Changed) -> list[Row]:
    """The rows that stand on it now: they refer to what was made, or are made or changed ones edited since."""
    restored = {(name, row_id, column) for name, row_id, column, _old, _new in changed}
    built: list[Row] = []
    for entity, column, target in _references_to(made):
        for chunk in chunks(made[target]):
            key = _table(entity).c[column]
            referring = connection.execute(select(_table(entity).c.id).where(key.in_(chunk))).scalars()
            foreign = set(referring) - set(made.get(entity, ()))
            built += [(entity, row) for row in foreign if (entity.__name__, row, column) not in restored]
    for entity, ids in made.items():
        for chunk in chunks(ids):
            table = _table(entity)
            edited = select(table.c.id).where(table.c.id.in_(chunk), table.c.version > 1)
            built += [(entity, row) for row in connection.execute(edited).scalars()]
    for name, row_id, column, _old, new in changed:
        table = _table(entity_named(name))
        now = connection.execute(select(table.c[column]).where(table.c.id == row_id)).scalar()
        if plain(now) != new:
            built.append((entity_named(name), row_id))
    return built


def _references_to(made: Made) -> Iterator[tuple[type[Entity], str, type[Entity]]]:
    """Every column of every entity that refers to one of the entities made."""
    for entity in all_entities():
        for name, facts in facts_of(entity).items():
            # Sealed references cannot be asked; nor may the answer tell whether somebody is counseled.
            is_open = facts.kind is Kind.REF and facts.target and not facts.is_sealed
            target = entity_named(facts.target or "") if is_open else None
            if target in made:
                yield entity, name, target


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
