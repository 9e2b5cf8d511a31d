"""Which children an answer is made of: their keys, picked from what the guarded session read for it (security L-01, T-16).

Lists, details, exports and papers tell the log themselves what they show. A home page, a form whose choices are children or a
page of daily work would each have to think of it; instead the session notes every child of whom it brought a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from sqlalchemy import Boolean, Date, DateTime, Integer, Numeric, event
from sqlalchemy import Label as SqlLabel
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.sql.expression import FromClause
from sqlalchemy.sql.visitors import iterate

from app.access.vocabulary import Group
from app.models._base import Entity, facts_of
from app.models._columns import Kind

#: Only a counselor reads these, and the log does not say of whom (decision 0014).
_UNTOLD = frozenset({Group.COUNSELING, Group.CRISES, Group.REFERRALS})
#: Kinds that say nothing of a person by themselves: a count of contacts, the day of the next one, whose row it is.
_BARE = frozenset({Kind.NUMBER, Kind.DECIMAL, Kind.FLAG, Kind.DAY, Kind.MOMENT, Kind.TIME, Kind.REF})
_BARE_TYPES = (Boolean, Date, DateTime, Numeric, Integer)


@dataclass(slots=True)
class Seen:
    """The children read for one answer, and whether a line of the log already tells what it shows."""

    children: set[int] = field(default_factory=set)
    is_told: bool = False


_seen: ContextVar[Seen | None] = ContextVar("seen_children", default=None)


def begin() -> None:
    """From here on the children are noted; in a job or a command, where this is not called, none are."""
    _seen.set(Seen())


def note(children: Iterable[int]) -> None:
    """The answer shows these children, read by the system for somebody whose rights do not reach them."""
    if (seen := _seen.get()) is not None:
        seen.children.update(children)


def told() -> None:
    """All that the answer shows stands in the log already: it is a file or a paper."""
    if (seen := _seen.get()) is not None:
        seen.is_told = True


@contextmanager
def by_its_own_line() -> Iterator[None]:
    """What is read in this block is told by a line that the page writes itself; what it reads outside is not."""
    before = _seen.set(None)
    try:
        yield
    finally:
        _seen.reset(before)


def end() -> frozenset[int]:
    """The children for whom a line is still wanted; noting ends."""
    seen = _seen.get()
    _seen.set(None)
    return frozenset(seen.children) if seen is not None and not seen.is_told else frozenset()


def install(session: Any) -> None:
    """Note what every person's session reads; called once, after the guard's own install."""
    if not event.contains(session, "do_orm_execute", _on_execute):
        event.listen(session, "do_orm_execute", _on_execute)


def _on_execute(state: ORMExecuteState) -> Any:
    seen = _seen.get()
    if seen is None or seen.is_told or state.session.info.get("system"):
        return None
    # Rows that are fetched bit by bit go to a file, whose line tells of it.
    if state.execution_options.get("yield_per") or not (picked := _Picked(state.statement)).readers:
        return None
    if picked.added:
        state.statement = cast(Any, state.statement).add_columns(*picked.added)
    frozen = state.invoke_statement().freeze()
    rows = ((row,) for row in frozen.data) if frozen._source_supports_scalars else frozen.data
    for row in rows:
        for read in picked.readers:
            seen.children.update(key for key in read(row) if key is not None)
    result = frozen()
    return result.columns(*range(picked.width)) if picked.added else result


Reader = Callable[[Any], Iterable[int | None]]


class _Picked:
    """What picks the children from a row of a statement, and the keys that its select must bring besides.

    Nothing is picked where the statement brings only keys, counts, days and the like of children.
    """

    def __init__(self, statement: Any) -> None:
        columns = tuple(getattr(statement, "_raw_columns", ()))
        self.width = len(columns)
        self.readers: list[Reader] = []
        self.added: list[Any] = []
        self._keyed: set[Any] = set()
        self._told: set[Any] = set()
        self._has_text = False
        for place, column in enumerate(columns):
            self._take(place, column)
        if not self._has_text:
            self.readers = []
        # What is counted in groups has no row of a child.
        elif not (statement._group_by_clauses or statement._distinct):
            self._add_keys()

    def _take(self, place: int, column: Any) -> None:
        of, name = _of(column)
        names = _keys_of(of.mapper.class_) if of is not None else ()
        if of is None:
            self._has_text = self._has_text or _is_made_of_texts(column)
        elif not names:
            return
        elif name is None:
            self._has_text = True
            self._keyed.add(of)
            self.readers += [_of_row(place, each) for each in names]
        elif name in names:
            self._keyed.add(of)
            self.readers.append(_of_column(place))
        elif _is_telling(of.mapper.class_, name):
            self._has_text = True
            self._told.add(of)

    def _add_keys(self) -> None:
        for of in self._told - self._keyed:
            for name in _keys_of(of.mapper.class_):
                self.readers.append(_of_column(self.width + len(self.added)))
                self.added.append(getattr(of.entity, name))


def _is_made_of_texts(expression: Any) -> bool:
    """Whether a column that is none of an entity's own (NULL where it is closed to the reader) tells something of a child."""
    if isinstance(getattr(expression, "type", None), _BARE_TYPES):
        return False
    parts = (_of(part) for part in iterate(expression) if hasattr(part, "_annotations"))
    return any(
        of and _keys_of(of.mapper.class_) and name and _is_telling(of.mapper.class_, name)
        for of, name in parts
    )


def _is_telling(entity: type[Entity], name: str) -> bool:
    facts = facts_of(entity).get(name)
    return facts is not None and facts.kind not in _BARE


def _of(column: Any) -> tuple[Any, str | None]:
    """The entity (or alias) of a selected column, and the column's name; no name for a whole row."""
    while isinstance(column, SqlLabel):
        column = column.element
    parent = column._annotations.get("parententity")
    if parent is None or not issubclass(parent.mapper.class_, Entity):
        return None, None
    name = column._annotations.get("proxy_key")
    return (parent, name) if name or isinstance(column, FromClause) else (None, None)


@cache
def _keys_of(entity: type[Entity]) -> tuple[str, ...]:
    """The columns that name a child; none of what only a counselor reads."""
    if entity.spec.group in _UNTOLD:
        return ()
    own = ("id",) if entity.__name__ == "Student" else ()
    facts = facts_of(entity).items()
    return (*own, *(n for n, f in facts if f.kind is Kind.REF and f.target == "Student" and not f.is_sealed))


def _of_row(place: int, name: str) -> Reader:
    return lambda row: () if row[place] is None else (getattr(row[place], name),)


def _of_column(place: int) -> Reader:
    return lambda row: (row[place],)
