"""The only place that asks the time: days in Asia/Shanghai, moments in UTC; tests set it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
_frozen: dt.datetime | None = None


def now() -> dt.datetime:
    """This moment, aware, in UTC: what is stored."""
    return (_frozen or dt.datetime.now(dt.UTC)).astimezone(dt.UTC)


def today() -> dt.date:
    """The day it is in China now."""
    return now().astimezone(CHINA).date()


def in_china(moment: dt.datetime) -> dt.datetime:
    """A stored moment as the wall clock in China shows it; naive moments are taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return aware.astimezone(CHINA)


def from_china(wall: dt.datetime) -> dt.datetime:
    """What a person typed (wall clock in China) as a moment in UTC."""
    return wall.replace(tzinfo=CHINA).astimezone(dt.UTC)


@contextmanager
def set_to(moment: dt.datetime | dt.date) -> Iterator[None]:
    """Hold the clock at `moment` (a day means its noon in China); for tests and the demo."""
    global _frozen
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time(12), CHINA)
    before, _frozen = _frozen, moment
    try:
        yield
    finally:
        _frozen = before
