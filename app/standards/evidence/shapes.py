"""The shapes in which evidence comes to the judge: dated deeds, facts that last, and cases each judged by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.standards.calendar import Span


@dataclass(frozen=True, slots=True)
class Dated:
    """Deeds on days, sorted; `weights` where a deed counts by its size (hours), `rows` the ids behind the days."""

    days: Sequence[dt.date]
    weights: Sequence[Decimal] | None = None
    rows: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Lasting:
    """Facts that hold for a time (a pairing, a hotline): asked for a day, they count as often as they hold on it."""

    spans: Sequence[Span]
    rows: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One row that is judged by itself (a notice, a loan, an opening): when it fell due and whether it was in order.

    `is_done` is None while nothing can be said yet: the limit has not passed and the deed is still to come.
    """

    row_id: int
    due_on: dt.date
    is_done: bool | None


@dataclass(frozen=True, slots=True)
class Cases:
    """All cases of one subject, by day."""

    cases: Sequence[Case]


Evidence = Dated | Lasting | Cases
