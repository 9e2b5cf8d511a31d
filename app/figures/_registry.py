"""How a figure is written and read: a decorated function that says which rows it counts, and out of which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.access.vocabulary import Label
from app.models._base import Entity
from app.standards.as_of import AsOf

Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure came to: a number, and for a share the number it is a part of.

    `amount` is yuan or class hours summed over the `count` rows; `is_withheld` where telling would name a child.
    """

    count: int
    out_of: int | None = None
    amount: Decimal | None = None
    is_withheld: bool = False

    @property
    def number(self) -> Decimal | int:
        """What is printed: the amount where there is one, otherwise the count."""
        return self.count if self.amount is None else self.amount

    def reaches(self, percent: float) -> bool:
        """Whether the share is at least this much, compared unrounded: 94.97 % is not 95 %."""
        return self.out_of is not None and self.count * 100 >= percent * self.out_of


@dataclass(frozen=True, slots=True)
class Rows:
    """Count the rows of an entity that fulfil `where`; for a share, out of those that fulfil `out_of`."""

    entity: type[Entity]
    where: Conditions
    out_of: Conditions | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """A number that is not a number of rows (acts done, pupils by headcount), and the rows behind it.

    `by` are the columns, or conditions over them, that it was made from.
    """

    entity: type[Entity]
    reading: Reading
    ids: tuple[int, ...]
    by: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One definition of one number.

    `section` is its section of the term summary, `systems` the registers it counts (domain 1), `rules` the codes it
    tells about; `readers(session, at)` says to whom it is told, where not to everybody.
    """

    name: str
    label: Label
    formula: Label
    section: int
    measure: Callable[[Any, AsOf], Rows | Sum]
    systems: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    readers: Callable[[Any, AsOf], bool] | None = None

    def read(self, session: Any, at: AsOf) -> Reading:
        """The number, of what the session's actor sees."""
        return reading_of(session, self.measure(session, at))

    def rows(self, session: Any, at: AsOf) -> tuple[int, ...]:
        """The ids of the rows that were counted."""
        return ids_of(session, self.measure(session, at))


#: name -> figure; `all_figures()` makes sure that every module is in.
FIGURES: dict[str, Figure] = {}


def figure(
    name: str,
    label: Label,
    formula: Label,
    section: int,
    systems: tuple[str, ...] = (),
    rules: tuple[str, ...] = (),
    readers: Callable[[Any, AsOf], bool] | None = None,
) -> Callable[[Callable[[Any, AsOf], Rows | Sum]], Figure]:
    """Register a function as the figure of this name; a second one of the name is refused."""

    def register(measure: Callable[[Any, AsOf], Rows | Sum]) -> Figure:
        if name in FIGURES:
            raise TypeError(f"there is a figure {name} already")
        FIGURES[name] = Figure(name, label, formula, section, measure, systems, rules, readers)
        return FIGURES[name]

    return register


def reading_of(session: Any, found: Rows | Sum) -> Reading:
    """What was measured, as a number."""
    if isinstance(found, Sum):
        return found.reading
    whole = None if found.out_of is None else _count(session, found.entity, found.out_of)
    return Reading(_count(session, found.entity, found.where), whole)


def ids_of(session: Any, found: Rows | Sum) -> tuple[int, ...]:
    """The ids of the rows behind what was measured, in their order."""
    if isinstance(found, Sum):
        return found.ids
    key = _key(found.entity)
    return tuple(session.scalars(select(key).where(*found.where).order_by(key)))


def _key(entity: Any) -> Any:
    return entity.id


def _count(session: Any, entity: type[Entity], where: Conditions) -> int:
    return int(session.scalar(select(func.count(_key(entity))).where(*where)) or 0)
