"""The day in China of a stored moment as a whole number, worked out by the database: 300,000 of them are not loaded."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app import clock


class china_day(FunctionElement[int]):  # noqa: N801 - reads as the function of SQL that it is
    """`date.toordinal()` of a moment as the calendar in China has it."""

    name = "china_day"
    type = Integer()
    inherit_cache = True


@compiles(china_day, "sqlite")
def _on_sqlite(element: china_day, compiler: Any, **options: Any) -> str:
    """SQLite keeps moments in UTC; China has had no other offset since 1991. A Julian day begins at noon."""
    moment = compiler.process(element.clauses, **options)
    return f"(CAST(julianday({moment}, '+8 hours') + 0.5 AS INTEGER) - 1721425)"


@compiles(china_day, "postgresql")
def _on_postgresql(element: china_day, compiler: Any, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"(CAST({moment} AT TIME ZONE 'Asia/Shanghai' AS DATE) - DATE '0001-01-01' + 1)"


class hour_text(FunctionElement[str]):  # noqa: N801 - reads as the function of SQL that it is
    """A moment as text to the hour, cheap for the database to make of each of 300,000; `day_of` reads it."""

    name = "hour_text"
    type = String()
    inherit_cache = True


@compiles(hour_text, "sqlite")
def _text_on_sqlite(element: hour_text, compiler: Any, **options: Any) -> str:
    """Moments stand there as text in UTC ("2025-09-01 04:00:00.000000"), so that nothing has to be reckoned."""
    return f"substr({compiler.process(element.clauses, **options)}, 1, 13)"


@compiles(hour_text, "postgresql")
def _text_on_postgresql(element: hour_text, compiler: Any, **options: Any) -> str:
    return f"CAST({_on_postgresql(china_day(*element.clauses), compiler, **options)} AS TEXT)"


def day_of(text: str) -> dt.date:
    """The day in China of what `hour_text` gave: an hour of UTC, or the number of the day."""
    if "-" not in text:
        return dt.date.fromordinal(int(text))
    return clock.in_china(dt.datetime.fromisoformat(f"{text}:00")).date()
