"""The pieces every report is made of: frozen, plain data that a template can print and JSON can keep."""

from __future__ import annotations

import json
import types
import typing
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Imprint:
    """Head and foot of a paper: whose it is, for what time, in which state, who printed it when.

    A draft has no *approved_on*; *frozen_on* is the day the figures were taken, and both dates are printed.
    *school* names a class too where the paper is a class's ("平安镇中心小学三(2)班").
    """

    school: str
    term: str
    starts_on: date
    ends_on: date
    frozen_on: date
    approved_on: date | None
    approved_by: str
    printed_by: str
    printed_at: datetime
    standard: str
    #: The last line of the log when it was printed, as `Head.shown`; "" prints none.
    log_head: str = ""

    @property
    def is_draft(self) -> bool:
        return self.approved_on is None


@dataclass(frozen=True, slots=True)
class Fraction:
    """*done* of *due*; printed as 126/315,40.0%."""

    done: int
    due: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One named number: its value as text or as a fraction, and in words how it was counted."""

    label: str
    value: str = ""
    note: str = ""
    fraction: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, its share of the table's width, and whether it holds numbers."""

    label: str
    share: float = 1.0
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text; *total* is the last row (empty: none), *empty* the sentence printed when there are no rows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    note: str = ""
    empty: str = "本学期没有记录。"

    def __post_init__(self) -> None:
        for row in (*self.rows, *((self.total,) if self.total else ())):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"表“{self.caption}”：每行应有 {len(self.columns)} 格，有一行是 {len(row)} 格"
                )


@dataclass(frozen=True, slots=True)
class Passage:
    """Free text under a small heading, （一）（二） … in the order given; an empty heading prints none."""

    heading: str
    paragraphs: tuple[str, ...]


def to_json(data: Any) -> str:
    """Return the JSON of a report's data, to be kept with an approved paper; the same data gives the same text."""
    return json.dumps(asdict(data), ensure_ascii=False, sort_keys=True, default=_plain)


def from_json(kind: type[T], text: str) -> T:
    """Rebuild the data that `to_json` wrote, with defaults for what it did not have yet.

    Raises TypeError when the text is of another shape.
    """
    return typing.cast(T, _rebuild(kind, json.loads(text)))


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be kept in a frozen report")


def _rebuild(kind: Any, value: Any) -> Any:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return tuple(_rebuild(inner[0], each) for each in value)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _rebuild(inner[0], value)
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return typing.cast(Any, kind)(
            **{
                field.name: _rebuild(hints[field.name], value[field.name])
                for field in fields(kind)
                if field.name in value
            }
        )
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if issubclass(kind, Enum):
        return kind(value)
    return value
