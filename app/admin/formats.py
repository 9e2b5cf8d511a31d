"""How a stored value reads on a page, in a file and in a field: plain text by the kind of its column."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from app import clock
from app.access.vocabulary import Label, in_a_row
from app.models._columns import ColumnFacts, Kind

HIDDEN = Label("（无权查看）", "(not for you)")
YES, NO = Label("是", "Yes"), Label("否", "No")
#: Longer texts are cut in lists; the whole stands on the details page.
_CUT = 60

Format = Callable[[Any], str]


def format_of(facts: ColumnFacts) -> Format:
    """The function that writes values of this column; numbers of people always masked, empty for None."""
    if facts.mask is not None:
        return facts.mask.apply
    if facts.choices is not None and facts.is_sealed:
        return partial(_sealed_choice, facts.choices)
    return _FORMATS.get(facts.kind, _plain)


def shortened(write: Format) -> Format:
    """The same on one line of at most 60 characters."""

    def write_short(value: Any) -> str:
        line = " ".join(write(value).split())
        return line if len(line) <= _CUT else f"{line[: _CUT - 1]}…"

    return write_short


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _decimal(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _flag(value: bool | None) -> str:
    return "" if value is None else str(YES if value else NO)


def _moment(value: dt.datetime | None) -> str:
    return "" if value is None else clock.in_china(value).strftime("%Y-%m-%d %H:%M")


def _time(value: dt.time | None) -> str:
    return "" if value is None else value.strftime("%H:%M")


def _choice(value: Any) -> str:
    return "" if value is None else str(value.label)


def _sealed_choice(choices: Any, value: str | None) -> str:
    return "" if value is None else str(choices(value).label)


def _choices(value: Any) -> str:
    if not value:
        return ""
    choices: Any = type(next(iter(value)))
    order = list(choices)
    return in_a_row(member.label for member in sorted(value, key=order.index))


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)


_FORMATS: dict[Kind, Format] = {
    Kind.DECIMAL: _decimal,
    Kind.FLAG: _flag,
    Kind.MOMENT: _moment,
    Kind.TIME: _time,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.JSON: _json,
}
