"""A term of a school looked at on a day: what every figure and every duty is asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from app import clock


@dataclass(frozen=True, slots=True)
class AsOf:
    """The term by its plain facts, and the day of the report.

    `day` never leaves the term: a term that is over is seen as it stood on its last day.
    """

    school_id: int
    term_id: int
    starts_on: dt.date
    ends_on: dt.date
    day: dt.date
    #: The day that was asked for, outside the term as well: by it a grace after the term runs out.
    asked_on: dt.date | None = None
    #: Where only part of the term is looked at: its first day.
    from_on: dt.date | None = None

    @classmethod
    def of(cls, term: Any, day: dt.date) -> AsOf:
        """The term (an entity) on the day, moved into the term where it lies outside."""
        inside = min(max(day, term.starts_on), term.ends_on)
        return cls(term.school_id, term.id, term.starts_on, term.ends_on, inside, day)

    def since(self, day: dt.date) -> AsOf:
        """Only what fell due, or was done, from the day on."""
        return replace(self, from_on=day)

    @property
    def asked(self) -> dt.date:
        """The day that was asked for."""
        return self.asked_on or self.day

    @property
    def begins_at(self) -> dt.datetime:
        """The first moment of the term."""
        return _midnight(self.starts_on)

    @property
    def closes_at(self) -> dt.datetime:
        """The first moment after the day: what happened from then on is not counted yet."""
        return _midnight(self.day + dt.timedelta(days=1))


def _midnight(day: dt.date) -> dt.datetime:
    return clock.from_china(dt.datetime.combine(day, dt.time()))
