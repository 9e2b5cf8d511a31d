"""The filters of a list, one per kind of column: what an address asks for, as a condition and as controls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, and_, false
from werkzeug.datastructures import MultiDict

from app import clock, typed
from app.access.grants import Roles
from app.access.narrowing import where_readable
from app.access.vocabulary import in_a_row
from app.admin import references
from app.admin.formats import HIDDEN, NO, YES
from app.models._base import Entity, entity_named, facts_of
from app.models._columns import ColumnFacts, Kind

Args = MultiDict[str, str]
#: Days outside these years are slips of the pen, and overflow somewhere.
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class BadFilter(Exception):
    """The address asks for something that no control of the page gives; names the column."""

    def __init__(self, facts: ColumnFacts) -> None:
        super().__init__(str(facts.label))
        self.label = facts.label


@dataclass(frozen=True, slots=True)
class Control:
    """One filter as the page draws it: `kind` is "select", "range" or "lookup"; `active` tells what it asks."""

    name: str
    label: str
    kind: str
    input_type: str = ""
    options: tuple[tuple[str, str, bool], ...] = ()
    low: str = ""
    high: str = ""
    key: str = ""
    active: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter on one column of an entity."""

    entity: type[Entity]
    name: str
    roles: Roles

    @property
    def facts(self) -> ColumnFacts:
        return facts_of(self.entity)[self.name]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names its values have in an address."""
        return (f"{self.name}_from", f"{self.name}_to") if self.facts.kind in _RANGES else (self.name,)

    def condition(self, args: Args) -> ColumnElement[bool] | None:
        """The condition the address asks for, None when it asks for nothing; BadFilter when it cannot be read.

        Only rows in which the person reads the column fulfil it.
        """
        asked = self._asked(args)
        open_ = where_readable(self.entity, self.roles, self.name, self.entity)
        return asked if asked is None or open_ is None else and_(asked, open_)

    def _asked(self, args: Args) -> ColumnElement[bool] | None:
        if self.facts.kind in _RANGES:
            return self._range(args)
        values = [value for value in args.getlist(self.name) if value]
        return _CONDITIONS[self.facts.kind](self, values) if values else None

    def control(self, args: Args) -> Control:
        """The filter as the page draws it, with what the address asks for filled in."""
        if self.facts.kind in _RANGES:
            return self._range_control(args)
        if self.facts.kind is Kind.REF:
            return self._ref_control(args.get(self.name, ""))
        chosen = set(args.getlist(self.name))
        options = tuple((value, label, value in chosen) for value, label in self._choices())
        active = in_a_row(label for _value, label, is_chosen in options if is_chosen)
        return Control(self.name, str(self.facts.label), "select", options=options, active=active)

    @property
    def _column(self) -> Any:
        return getattr(self.entity, self.name)

    def _choices(self) -> list[tuple[str, str]]:
        if self.facts.kind is Kind.FLAG:
            unknown = [] if self.facts.required else [("none", "—")]
            return [("1", str(YES)), ("0", str(NO)), *unknown]
        return [(member.value, str(member.label)) for member in self.facts.choices or ()]

    def _range(self, args: Args) -> ColumnElement[bool] | None:
        low, high = (_bound(self.facts, args.get(name, "")) for name in self.parameters)
        parts = [] if low is None else [self._column >= _first(self.facts, low)]
        if high is not None:
            last = _first(self.facts, high, days_on=1)
            parts.append(self._column < last if self.facts.kind is Kind.MOMENT else self._column <= last)
        return and_(*parts) if parts else None

    def _range_control(self, args: Args) -> Control:
        low, high = (args.get(name, "") for name in self.parameters)
        input_type = "number" if self.facts.kind in (Kind.NUMBER, Kind.DECIMAL) else "date"
        active = f"{low} – {high}" if low or high else ""
        return Control(
            self.name, str(self.facts.label), "range", input_type, low=low, high=high, active=active
        )

    def _ref_control(self, value: str) -> Control:
        target, key = entity_named(self.facts.target or ""), typed.key_of(value)
        options = references.few(target, self.roles)
        label = str(self.facts.label)
        if options is None:
            shown = "" if key is None else references.title_of(target, self.roles, key) or str(HIDDEN)
            return Control(self.name, label, "lookup", key=str(key or ""), active=shown)
        pairs = tuple((str(option.id), option.label, option.id == key) for option in options)
        active = next(
            (title for _id, title, is_chosen in pairs if is_chosen), "" if key is None else str(HIDDEN)
        )
        return Control(self.name, label, "select", options=pairs, active=active)


def _one_of(asked: Filter, values: list[str]) -> ColumnElement[bool]:
    known = {member.value: member for member in asked.facts.choices or ()}
    if not set(values) <= set(known):
        raise BadFilter(asked.facts)
    return asked._column.in_([known[value] for value in values])


def _yes_or_no(asked: Filter, values: list[str]) -> ColumnElement[bool]:
    known = {"1": True, "0": False, "none": None}
    if values[0] not in known:
        raise BadFilter(asked.facts)
    return asked._column.is_(known[values[0]])


def _refers_to(asked: Filter, values: list[str]) -> ColumnElement[bool]:
    """Rows leading to the given row; one the person does not see leads nowhere."""
    key = typed.key_of(values[0])
    if key is None:
        raise BadFilter(asked.facts)
    target = entity_named(asked.facts.target or "")
    return asked._column == key if references.sees(target, key) else false()


_CONDITIONS: dict[Kind, Callable[[Filter, list[str]], ColumnElement[bool]]] = {
    Kind.CHOICE: _one_of,
    Kind.FLAG: _yes_or_no,
    Kind.REF: _refers_to,
}
_RANGES = frozenset({Kind.DAY, Kind.MOMENT, Kind.NUMBER, Kind.DECIMAL})


def _bound(facts: ColumnFacts, text: str) -> dt.date | Decimal | None:
    if not text.strip():
        return None
    try:
        return _day(text) if facts.kind in (Kind.DAY, Kind.MOMENT) else _number(facts, text)
    except (ValueError, InvalidOperation):
        raise BadFilter(facts) from None


def _day(text: str) -> dt.date:
    day = dt.date.fromisoformat(text.strip())
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(text)
    return day


def _number(facts: ColumnFacts, text: str) -> Decimal:
    number = Decimal(text.strip())
    is_whole = number.is_finite() and number == number.to_integral_value()
    if (
        not number.is_finite()
        or abs(number) > typed.LARGEST_KEY
        or (facts.kind is Kind.NUMBER and not is_whole)
    ):
        raise ValueError(text)
    return number


def _first(facts: ColumnFacts, bound: Any, days_on: int = 0) -> Any:
    """The bound as the column stores it; for moments the first moment of the day, or of the day after."""
    if facts.kind is Kind.MOMENT:
        return clock.from_china(dt.datetime.combine(bound + dt.timedelta(days=days_on), dt.time()))
    return int(bound) if facts.kind is Kind.NUMBER else bound
