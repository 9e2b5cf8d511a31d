"""Selects exactly the columns a page shows, with the titles of the rows they refer to, and writes them as text.

Rows come as plain tuples: a column that is not asked for never leaves the database, and nothing can be
walked from a cell to another row. References are joined by alias, so the guard narrows them like any
other row; what it hides reads 「(无权查看)」.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from app.access.grants import Roles, seen_columns
from app.access.narrowing import readable_value, where_readable
from app.access.sealing import SealedRefusal
from app.access.vault.marks import fits
from app.access.vault.placing import placed_columns
from app.admin.formats import HIDDEN, Format, format_of, shortened
from app.extensions import db
from app.models._base import Entity, entity_named, facts_of
from app.models._columns import Kind

Reader = Callable[[Sequence[Any]], str]


@dataclass(frozen=True, slots=True)
class Selection:
    """A select of the key and some columns of an entity; `values` and `readers` find them in its rows."""

    statement: Select[Any]
    #: Where the stored value of each column stands in a row; the key stands at 0.
    values: dict[str, int]
    readers: dict[str, Reader]
    #: The column that orders rows as a reader of the list would: the title's order of a reference.
    orders: dict[str, Any]

    def texts(self, row: Sequence[Any], names: Sequence[str]) -> list[str]:
        return [self.readers[name](row) for name in names]

    def is_hidden(self, row: Sequence[Any], name: str) -> bool:
        """Whether the row refers to something the reader may not see."""
        return row[self.values[name]] is not None and self.readers[name](row) == str(HIDDEN)


@cache
def selection(entity: type[Entity], roles: Roles, names: tuple[str, ...], is_cut: bool = False) -> Selection:
    """The selection of these columns for these roles; long texts on one short line when `is_cut`."""
    building = _Building(entity, roles)
    values = {name: building.add(readable_value(entity, roles, name, entity)) for name in names}
    readers, orders = {}, {}
    for name in names:
        facts = facts_of(entity)[name]
        if facts.kind is Kind.REF and facts.is_sealed:
            readers[name], orders[name] = _followed(values[name], facts.target or "", roles), entity.id
        elif facts.kind is Kind.REF:
            key = readable_value(entity, roles, name, entity)
            readers[name], orders[name] = building.title_of(key, facts.target or "", values[name])
        else:
            write = format_of(facts)
            is_long = is_cut and facts.kind in (Kind.LONG_TEXT, Kind.SEALED, Kind.JSON)
            readers[name] = _reader(values[name], shortened(write) if is_long else write)
            orders[name] = readable_value(entity, roles, name, entity)
        if facts.is_sealed and name in placed_columns(entity):
            readers[name] = _in_its_place(building.add(cast(Any, entity).seat), values[name], readers[name])
        elif facts.is_sealed:
            readers[name] = _tied(entity, building.add(cast(Any, entity).seat), values[name], readers[name])
        closed = where_readable(entity, roles, name, entity)
        if closed is not None:
            readers[name] = _partly_reader(building.add(closed), readers[name])
    return Selection(building.statement(), values, readers, orders)


class _Building:
    """Collects the columns and joins of one selection."""

    def __init__(self, entity: type[Entity], roles: Roles) -> None:
        self._entity = entity
        self._roles = roles
        self._columns: list[Any] = [entity.id]
        self._joins: list[tuple[Any, Any]] = []

    def add(self, column: Any) -> int:
        self._columns.append(column)
        return len(self._columns) - 1

    def statement(self) -> Select[Any]:
        made = select(*self._columns).select_from(self._entity)
        for alias, condition in self._joins:
            made = made.outerjoin(alias, condition)
        return made

    def title_of(self, key: Any, target: str, at: int) -> tuple[Reader, Any]:
        """A reader of the title of the row that `key` (at this place) leads to, and the column to order by."""
        entity = entity_named(target)
        title = title_column(entity, self._roles)
        if title is None:
            return _hidden_reader(at), key
        alias = aliased(entity)
        self._joins.append((alias, alias.id == key))
        value = readable_value(entity, self._roles, title, alias)
        found, shown = self.add(alias.id), self.add(value)
        facts = facts_of(entity)[title]
        if facts.kind is Kind.REF:
            inner, order = self.title_of(value, facts.target or "", shown)
            return _ref_reader(at, found, inner), order
        write = format_of(facts)
        order_name = entity.spec.order.lstrip("-")
        readable = (
            order_name in seen_columns(self._roles, entity) and facts_of(entity)[order_name].mask is None
        )
        ordered_by = order_name if readable and order_name != "id" else title
        order = readable_value(entity, self._roles, ordered_by, alias)
        return _ref_reader(at, found, lambda row: write(row[shown])), order


def title_column(entity: type[Entity], roles: Roles) -> str | None:
    """The column that names rows of the entity, when these roles may read it in clear."""
    title = entity.spec.title
    may = title in seen_columns(roles, entity) and facts_of(entity)[title].mask is None
    return title if may else None


def _followed(at: int, target: str, roles: Roles) -> Reader:
    """A reader of the title of a row to which a sealed key leads: no join can follow it, so it is asked for by itself."""
    entity = entity_named(target)
    title = title_column(entity, roles)

    def read(row: Sequence[Any]) -> str:
        if row[at] is None:
            return ""
        made = selection(entity, roles, (title,)) if title else None
        found = db.session.execute(made.statement.where(entity.id == row[at])).first() if made else None
        return made.readers[title](found) if made and title and found else str(HIDDEN)

    return read


def _in_its_place(seat: int, at: int, read: Reader) -> Reader:
    """A sealed value that was copied here from another row bears that row's mark, and is not shown."""

    def checked(row: Sequence[Any]) -> str:
        if row[at] is not None and row[at].seat != row[seat]:
            raise SealedRefusal("the value belongs to another row")
        return read(row)

    return checked


def _tied(entity: type[Entity], seat: int, at: int, read: Reader) -> Reader:
    """The child of a row is the one for which its mark was made, or it was exchanged in the database."""

    def checked(row: Sequence[Any]) -> str:
        if row[seat] and not fits(entity, row[seat], row[at]):
            raise SealedRefusal("the child was exchanged")
        return read(row)

    return checked


def _reader(at: int, write: Format) -> Reader:
    return lambda row: write(row[at])


def _partly_reader(is_open: int, read: Reader) -> Reader:
    """As `read` in the rows where the column is open to the reader."""
    return lambda row: read(row) if row[is_open] else str(HIDDEN)


def _hidden_reader(at: int) -> Reader:
    return lambda row: "" if row[at] is None else str(HIDDEN)


def _ref_reader(at: int, found: int, title: Reader) -> Reader:
    def read(row: Sequence[Any]) -> str:
        if row[at] is None:
            return ""
        if row[found] is None:
            return str(HIDDEN)
        return title(row) or f"#{row[at]}"

    return read
