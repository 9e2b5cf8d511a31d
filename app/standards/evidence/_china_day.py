"""The day in China of a stored moment as a whole number, worked out by the database: 300,000 of them are not loaded."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


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
