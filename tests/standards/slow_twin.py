"""A second judge, slow and obviously right: row by row and day by day, straight from domain 3.1; shares nothing with the first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

DAY = dt.timedelta(days=1)
Days = list[dt.date]


@dataclass
class World:
    """A term, its breaks, and the day of the report."""

    starts_on: dt.date
    ends_on: dt.date
    today: dt.date
    breaks: list[tuple[dt.date, dt.date]] = field(default_factory=list)

    def term(self) -> Days:
        return days_from(self.starts_on, self.ends_on)

    def is_school_day(self, day: dt.date) -> bool:
        if not self.starts_on <= day <= self.ends_on or day.weekday() >= 5:
            return False
        return not any(first <= day <= last for first, last in self.breaks)

    def school_days(self, days: Iterable[dt.date]) -> int:
        return len([day for day in days if self.is_school_day(day)])


def days_from(first: dt.date, last: dt.date) -> Days:
    days = []
    while first <= last:
        days.append(first)
        first += DAY
    return days


def window(world: World, starts: list[dt.date | None], ends: list[dt.date | None]) -> Days:
    """The days on which something is owed."""
    return [
        day
        for day in world.term()
        if all(start is None or day >= start for start in starts) and all(e is None or day <= e for e in ends)
    ]


def split(days: Days, by: Callable[[dt.date], Any]) -> list[Days]:
    """The days in groups, in order of time."""
    groups: dict[Any, Days] = {}
    for day in days:
        groups.setdefault(by(day), []).append(day)
    return list(groups.values())


def weeks(world: World, inside: Days) -> list[Days]:
    """Monday to Sunday; none without a school day, no first or last one with under three."""
    found = split(inside, lambda day: day.isocalendar()[:2])
    counted = []
    for place, week in enumerate(found):
        is_edge = place in (0, len(found) - 1)
        if world.school_days(week) >= (3 if is_edge else 1):
            counted.append(week)
    return counted


def months(world: World, inside: Days) -> list[Days]:
    found = split(inside, lambda day: (day.year, day.month))
    return [month for month in found if world.school_days(month) >= 10]


def fortnights(world: World, inside: Days) -> list[Days]:
    """Pairs of the term's counted weeks; both have to be counted weeks of the window; an odd last one is not due."""
    of_term = [week[0].isocalendar()[:2] for week in weeks(world, world.term())]
    mine = {week[0].isocalendar()[:2]: week for week in weeks(world, inside)}
    found = []
    for place in range(0, len(of_term) - 1, 2):
        first, second = of_term[place], of_term[place + 1]
        if first in mine and second in mine:
            found.append(days_from(mine[first][0], mine[second][-1]))
    return found


def parts(world: World, inside: Days) -> list[Days]:
    """期初, 期中, 期末: the first, middle and last four counted weeks, as far as they lie in the window."""
    counted = weeks(world, world.term())
    size = min(4, len(counted) // 3)
    if size == 0:
        return []
    middle = (len(counted) - size) // 2
    groups = [counted[:size], counted[middle : middle + size], counted[-size:]]
    spans = [days_from(group[0][0], group[-1][-1]) for group in groups]
    cut = [[day for day in span if day in inside] for span in spans]
    return [days for days in cut if world.school_days(days) >= 3]


def whole(world: World, inside: Days) -> list[Days]:
    return [inside] if world.school_days(inside) else []


def quarters(world: World, inside: Days, since: dt.date | None = None) -> list[Days]:
    """Calendar quarters of which the window holds ten school days; each is asked for in the term in which it ends."""
    found = []
    for part in split(inside, lambda day: (day.year, (day.month - 1) // 3)):
        if world.school_days(part) < 10:
            continue
        first = dt.date(part[0].year, (part[0].month - 1) // 3 * 3 + 1, 1)
        last = (first + 100 * DAY).replace(day=1) - DAY
        while (last + DAY).month % 3 != 1:
            last = last.replace(day=1) - DAY
        last = end_of_quarter(world, inside, last)
        found.append(days_from(max(first, since or first), last))
    return found


def end_of_quarter(world: World, inside: Days, last: dt.date) -> dt.date:
    if inside[-1] < last and inside[-1] < world.ends_on:
        return inside[-1]
    is_in_holidays = world.ends_on < last <= world.ends_on + 31 * DAY
    return world.ends_on if is_in_holidays else last


@dataclass
class Finding:
    """What the slow judge says of one who owes: (due, done) of each period that is due, by its last day."""

    owed: list[tuple[dt.date, int, int]]

    @classmethod
    def of(cls, world: World, periods: list[Days], least: int, deeds: Iterable[dt.date]) -> Finding:
        """A period is due once it is over, or earlier when it is fulfilled; what is more than due is not banked."""
        happened = [day for day in deeds if day <= world.today]
        owed = []
        for period in periods:
            times = len([day for day in happened if period[0] <= day <= period[-1]])
            if period[-1] <= world.today or times >= least:
                owed.append((period[-1], least, min(times, least)))
        return cls(owed)


def in_china(moment: dt.datetime) -> dt.date:
    """China is eight hours ahead of UTC."""
    return (moment.astimezone(dt.UTC) + dt.timedelta(hours=8)).date()
