"""Turns the address of a list into its rows: filters, search, order, pages, and the links between them.

Counts stop at 10,000 and far pages find their keys first, so that a page costs the same at any size.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import ColumnElement, Select, func, select
from werkzeug.datastructures import MultiDict

from app.access import seeing
from app.access.guard import Actor
from app.access.narrowing import where_granted
from app.access.reach import changeable
from app.access.vocabulary import Action, in_a_row
from app.admin import searching
from app.admin.cells import Selection, selection
from app.admin.filters import Args, Control, Filter
from app.admin.screen import Screen
from app.extensions import db
from app.models._base import facts_of
from app.models._columns import Kind

SIZES = (20, 50, 100)
#: Rows are counted up to here; beyond, the list says 10000+.
COUNTED = 10_000
#: Nobody leafs further; a filter is the way there.
_LAST_PAGE = 4000
#: From this row on the keys are found first, which spares the joins of the rows passed over.
_FAR = 1000


@dataclass(frozen=True, slots=True)
class ListState:
    """What the address of a list says, cleaned: nothing in it can make the list fail."""

    screen: Screen
    args: Args
    page: int
    size: int
    order: str
    search: str
    is_archived: bool

    @property
    def filters(self) -> tuple[Filter, ...]:
        return tuple(Filter(self.screen.entity, name, self.screen.roles) for name in self.screen.filtered)

    @property
    def query(self) -> str:
        """Everything the address says, cleaned, for the way back to this very page."""
        return urlencode([(name, value) for name, value in self.args.items(multi=True) if value])

    def url(self, **changes: str | None) -> str:
        """The relative address of this list with some parameters changed; None takes one away."""
        kept = MultiDict((k, v) for k, v in self.args.items(multi=True) if v)
        for name, value in ({"page": None} | changes).items():
            kept.poplist(name)
            if value:
                kept.add(name, value)
        query = urlencode(list(kept.items(multi=True)))
        return f"?{query}" if query else "./"

    def conditions(self) -> list[ColumnElement[bool]]:
        """What rows must fulfil; BadFilter for a value no control gives."""
        entity = self.screen.entity
        archived = entity.archived_at
        found: list[ColumnElement[bool]] = [archived.is_not(None) if self.is_archived else archived.is_(None)]
        found += [c for f in self.filters if (c := f.condition(self.args)) is not None]
        if self.search:
            found.append(searching.matches(entity, self.screen.roles, self.search))
        return found


def state_of(screen: Screen, args: Args, actor: Actor) -> ListState:
    """The state an address asks for; unknown names, odd pages, sizes and orders fall back to the usual."""
    known = {p for name in screen.filtered for p in Filter(screen.entity, name, screen.roles).parameters}
    kept = MultiDict(
        (k, v) for k, v in args.items(multi=True) if k in known | {"page", "size", "sort", "s", "archived"}
    )
    if kept.get("size", "") not in map(str, SIZES):
        kept.poplist("size")
    if kept.get("sort", "").removeprefix("-") not in screen.sortable & {*screen.listed}:
        kept.poplist("sort")
    return ListState(
        screen=screen,
        args=kept,
        page=_page(kept.get("page", "")),
        size=int(kept.get("size", SIZES[0])),
        order=kept.get("sort") or screen.order,
        search=searching.opened(kept["s"], actor, screen.entity) if kept.get("s") and screen.searched else "",
        is_archived=kept.get("archived") == "1" and screen.may(Action.ARCHIVE),
    )


def cleaned_query(screen: Screen, query: str, actor: Actor) -> str:
    """The address of a list as another page carried it, with everything unknown left out."""
    return state_of(screen, MultiDict(parse_qsl(query[:2000])), actor).query


def _page(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return max(1, min(number, _LAST_PAGE))


@dataclass(frozen=True, slots=True)
class Pager:
    """The foot of a list; addresses are relative, "" where there is no such page."""

    page: int
    pages: int | None
    total: str
    first: str
    previous: str
    next: str
    last: str
    sizes: list[tuple[int, str, bool]]


@dataclass(frozen=True, slots=True)
class Head:
    """One column head: its address sorts by it, `direction` is "asc", "desc" or ""."""

    name: str
    label: str
    url: str
    direction: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its first cell, the others with their heads, and whether the person may change it."""

    key: int
    title: str
    cells: list[tuple[Head, str]]
    can_edit: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list as plain text, ready to be drawn."""

    heads: list[Head]
    rows: list[Line]
    pager: Pager
    controls: list[Control]
    active: list[tuple[str, str]]
    #: What the search looks in, for its empty box.
    search_hint: str


def page_of(state: ListState, actor: Actor) -> ListPage:
    """The rows of the page the state asks for, or of the last page there is."""
    made, conditions = _selected(state), state.conditions()
    total = _counted(state.screen.entity, conditions)
    pages = None if total > COUNTED else max(1, -(-total // state.size))
    number = min(state.page, pages or _LAST_PAGE)
    heads, listed = _heads(state), state.screen.listed
    # The line of the log for a list holds its rows; whom a filter names is told like on any other page.
    with seeing.by_its_own_line():
        found = _rows(state, made, conditions, (number - 1) * state.size)
        shown = found[: state.size]
        edited = changeable(db.session, actor, state.screen.entity, Action.EDIT, (row[0] for row in shown))
        can_edit = state.screen.may(Action.EDIT) and not state.is_archived
        rows = [_line(row[0], heads, made.texts(row, listed), can_edit and row[0] in edited) for row in shown]
    controls = [f.control(state.args) for f in state.filters]
    pager = _pager(state, number, pages, total, has_next=len(found) > state.size)
    facts = facts_of(state.screen.entity)
    hint = in_a_row(facts[name].label for name in state.screen.searched)
    return ListPage(heads, rows, pager, controls, _active(state, controls), hint)


def _line(key: int, heads: list[Head], texts: list[str], can_edit: bool) -> Line:
    return Line(key, texts[0] if texts else "", list(zip(heads[1:], texts[1:], strict=True)), can_edit)


def every_row(state: ListState, limit: int) -> tuple[Selection, Iterable[Any]]:
    """All rows of the list that the person may export, in its order, at most `limit`; read as they are asked for."""
    entity, roles = state.screen.entity, state.screen.roles
    made, open_ = (
        selection(entity, roles, _columns(state)),
        where_granted(entity, roles, Action.EXPORT, entity),
    )
    conditions = [*state.conditions(), *([] if open_ is None else [open_])]
    statement = _ordered(state, made, made.statement.where(*conditions)).limit(limit)
    return made, db.session.execute(statement.execution_options(yield_per=1000))


def _columns(state: ListState) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*state.screen.listed, state.order.lstrip("-"))))


def _selected(state: ListState) -> Selection:
    return selection(state.screen.entity, state.screen.roles, _columns(state), is_cut=True)


def _counted(entity: Any, conditions: list[ColumnElement[bool]]) -> int:
    counted = select(entity.id).where(*conditions).limit(COUNTED + 1).subquery()
    return int(db.session.scalar(select(func.count(counted.c.id))) or 0)


def _ordered(state: ListState, made: Selection, statement: Select[Any]) -> Select[Any]:
    column, key = made.orders[state.order.lstrip("-")], state.screen.entity.id
    if state.order.startswith("-"):
        return statement.order_by(column.desc(), key.desc())
    return statement.order_by(column, key)


def _rows(state: ListState, made: Selection, conditions: list[Any], offset: int) -> list[Any]:
    """The rows of a page and one more, which tells whether a next page follows."""
    limit, entity = state.size + 1, state.screen.entity
    is_own_order = facts_of(entity)[state.order.lstrip("-")].kind is not Kind.REF
    if offset < _FAR or not is_own_order:
        statement = _ordered(state, made, made.statement.where(*conditions))
        return list(db.session.execute(statement.limit(limit).offset(offset)))
    keys = _ordered(state, made, select(entity.id).where(*conditions)).limit(limit).offset(offset)
    ids = list(db.session.scalars(keys))
    found = {row[0]: row for row in db.session.execute(made.statement.where(entity.id.in_(ids)))}
    return [found[key] for key in ids if key in found]


def _heads(state: ListState) -> list[Head]:
    facts, sorted_by = facts_of(state.screen.entity), state.order.lstrip("-")
    heads = []
    for name in state.screen.listed:
        is_down = state.order.startswith("-")
        direction = ("desc" if is_down else "asc") if name == sorted_by else ""
        url = (
            state.url(sort=f"-{name}" if direction == "asc" else name)
            if name in state.screen.sortable
            else ""
        )
        is_number = facts[name].kind in (Kind.NUMBER, Kind.DECIMAL)
        heads.append(Head(name, str(facts[name].label), url, direction, is_number))
    return heads


def _pager(state: ListState, number: int, pages: int | None, total: int, has_next: bool) -> Pager:
    def url(page: int) -> str:
        return state.url(page=str(page) if page > 1 else None)

    return Pager(
        page=number,
        pages=pages,
        total=f"{COUNTED}+" if pages is None else str(total),
        first=url(1) if number > 1 else "",
        previous=url(number - 1) if number > 1 else "",
        next=url(number + 1) if has_next and number < _LAST_PAGE else "",
        last=url(pages) if pages is not None and number < pages else "",
        sizes=[(size, state.url(size=str(size)), size == state.size) for size in SIZES],
    )


def _active(state: ListState, controls: list[Control]) -> list[tuple[str, str]]:
    """What narrows the list now, each with the address that lifts it."""
    lifted = []
    for asked, control in zip(state.filters, controls, strict=True):
        if control.active:
            lifted.append((f"{control.label} {control.active}", state.url(**dict.fromkeys(asked.parameters))))
    return lifted
