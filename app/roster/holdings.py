"""One school's rows held in memory while a workbook is compared with them: found, made, changed without queries.

A row that is made gets a negative id until the commit gives it its own. The entities' own rules judge
every row as a form would; they look here instead of into the database, so ten thousand rows take seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.database import ClosedSession
from app.models._base import Entity
from app.models._validation import Look, validate

_Index = dict[tuple[Any, ...], dict[int, Any]]
Changes = dict[str, tuple[Any, Any]]


class Holdings(Look):
    """The standing rows of a school as they would be after the import; `session` must be a system session."""

    def __init__(self, session: ClosedSession, school_id: int) -> None:
        connection = session.raw_connection()
        super().__init__(connection)
        self.school_id = school_id
        #: Rows to insert, in the order in which they were made.
        self.made: list[Any] = []
        #: What changed rows held before: {(entity, id): {column: old value}}.
        self.old_values: dict[tuple[type[Entity], int], dict[str, Any]] = {}
        self._tables: dict[type[Entity], dict[int, Any]] = {}
        self._indexes: dict[type[Entity], dict[tuple[str, ...], _Index]] = defaultdict(dict)
        self._next_id = count(-1, -1)
        self._undo: list[Callable[[], object]] = []
        self._touched: dict[int, Any] = {}

    def rows(self, entity: type[Entity], /, only: Iterable[str] = (), **equal: Any) -> list[Any]:
        """Rows of the entity with these values; one query per entity, ever, and so whole whatever `only` says."""
        table = self._table(entity)
        if set(equal) == {"id"}:
            return [table[equal["id"]]] if equal["id"] in table else []
        columns = tuple(sorted(equal))
        if columns not in self._indexes[entity]:
            self._indexes[entity][columns] = _indexed(table, columns)
        return list(self._indexes[entity][columns].get(tuple(equal[name] for name in columns), {}).values())

    def standing(self, entity: type[Entity], **equal: Any) -> list[Any]:
        return self.rows(entity, **equal)

    def pending(self, entity: type[Entity]) -> Iterator[Any]:
        """None: rows that are made are among `rows` at once."""
        return iter(())

    def get(self, entity: type[Entity], row_id: int) -> Any:
        return self._table(entity)[row_id]

    def make(self, entity: type[Entity], **values: Any) -> Any:
        """A new row of the school with its defaults and what follows; judged at the end of the attempt."""
        given = {name: value for name, value in values.items() if value is not None}
        row: Any = entity(id=next(self._next_id), school_id=self.school_id, **(_defaults(entity) | given))
        row.complete()
        self._put(entity, row)
        self.made.append(row)
        self._undo.append(lambda: self._unmake(entity, row))
        self._touched[id(row)] = row
        return row

    def change(self, entity: type[Entity], row_id: int, **values: Any) -> Changes:
        """Set what differs; gives {column: (old, new)} of that."""
        row = self.get(entity, row_id)
        changes = {
            name: (getattr(row, name), new) for name, new in values.items() if getattr(row, name) != new
        }
        if changes:
            row = self._owned(entity, row_id)
            old = {name: was for name, (was, _new) in changes.items()}
            self._set(entity, row, {name: new for name, (_old, new) in changes.items()})
            self._undo.append(lambda: self._set(entity, row, old))
            self._touched[id(row)] = row
            if row_id > 0:
                self._remember(entity, row_id, old)
        return changes

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is done inside is judged at its end, and undone as a whole when a rule or anything refuses it."""
        self._undo, self._touched = [], {}
        try:
            yield
            for row in list(self._touched.values()):
                validate(row, self)
        except BaseException:
            for undo in reversed(self._undo):
                undo()
            raise

    def _table(self, entity: type[Entity]) -> dict[int, Any]:
        if entity not in self._tables:
            table = entity.__table__
            columns = [column for column in table.c if not column.info["facts"].is_sealed]
            own = table.c.school_id if "school_id" in table.c else table.c.id
            found = select(*columns).where(own == self.school_id, table.c.archived_at.is_(None))
            self._tables[entity] = {row.id: row for row in self._connection.execute(found)}
        return self._tables[entity]

    def _owned(self, entity: type[Entity], row_id: int) -> Any:
        """The row as an object of its entity, so that rules can judge it and see what changed."""
        row = self.get(entity, row_id)
        if isinstance(row, entity):
            return row
        mine: Any = entity()
        for name, value in row._mapping.items():
            set_committed_value(mine, name, value)
        self._drop(entity, row)
        self._put(entity, mine)
        return mine

    def _unmake(self, entity: type[Entity], row: Any) -> None:
        self.made.pop()
        self._drop(entity, row)

    def _set(self, entity: type[Entity], row: Any, values: dict[str, Any]) -> None:
        self._drop(entity, row)
        for name, value in values.items():
            setattr(row, name, value)
        self._put(entity, row)

    def _put(self, entity: type[Entity], row: Any) -> None:
        self._table(entity)[row.id] = row
        for columns, index in self._indexes[entity].items():
            index[_key(row, columns)][row.id] = row

    def _drop(self, entity: type[Entity], row: Any) -> None:
        del self._table(entity)[row.id]
        for columns, index in self._indexes[entity].items():
            del index[_key(row, columns)][row.id]

    def _remember(self, entity: type[Entity], row_id: int, old: dict[str, Any]) -> None:
        """Only the first old value of a column counts; taken back with the attempt."""
        kept = self.old_values.setdefault((entity, row_id), {})
        for name, value in old.items():
            if name not in kept:
                kept[name] = value
                self._undo.append(lambda name=name: kept.pop(name))  # type: ignore[misc]


@cache
def _defaults(entity: type[Entity]) -> dict[str, Any]:
    columns = entity.__table__.columns
    return {
        column.key: column.default.arg
        for column in columns
        if isinstance(column.default, ScalarElementColumnDefault)
    }


def _indexed(table: dict[int, Any], columns: tuple[str, ...]) -> _Index:
    index: _Index = defaultdict(dict)
    for row in table.values():
        index[_key(row, columns)][row.id] = row
    return index


def _key(row: Any, columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in columns)
