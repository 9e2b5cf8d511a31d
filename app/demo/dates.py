"""The two terms of the demo, placed by today: one that is over, and one that is half over, with their years and breaks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.models.school.term import TermHalf
from app.standards.calendar import Span

_WEEK = dt.timedelta(days=7)
_TERM_WEEKS = 20
#: Weeks of the current term that lie behind us.
_WEEKS_GONE = 10
_HOLIDAY_WEEKS = 4
#: (name, month, first day, last day) of the holidays that stop school.
_HOLIDAYS = (("元旦", 1, 1, 1), ("清明节", 4, 4, 6), ("劳动节", 5, 1, 5), ("国庆节", 10, 1, 7))


@dataclass(frozen=True, slots=True)
class DemoTerm:
    """A term, the first year of its school year, and its breaks by name."""

    days: Span
    half: TermHalf
    first_year: int
    breaks: tuple[tuple[str, Span], ...]

    @property
    def year_label(self) -> str:
        return f"{self.first_year}-{self.first_year + 1}"

    @property
    def label(self) -> str:
        return f"{self.year_label}学年度{self.half.label.zh}"


@dataclass(frozen=True, slots=True)
class DemoDates:
    """Today and the two terms; they lie in one school year, or the current one begins a new year."""

    today: dt.date
    last: DemoTerm
    current: DemoTerm

    @property
    def is_new_year(self) -> bool:
        return self.last.first_year != self.current.first_year

    def years(self) -> tuple[tuple[int, Span], ...]:
        """(first year, days) of each school year; they meet without a gap and without an overlap."""
        end = self.current.days.ends_on + 4 * _WEEK
        if not self.is_new_year:
            return ((self.current.first_year, Span(self.last.days.starts_on, end)),)
        border = self.current.days.starts_on - dt.timedelta(days=1)
        return (
            (self.last.first_year, Span(self.last.days.starts_on - 26 * _WEEK, border)),
            (self.current.first_year, Span(self.current.days.starts_on, end + 26 * _WEEK)),
        )


def dates_for(today: dt.date) -> DemoDates:
    """The terms as they lie round this day; a term that begins from July on is the first of its year."""
    begins = today - today.weekday() * dt.timedelta(days=1) - _WEEKS_GONE * _WEEK
    before = begins - (_TERM_WEEKS + _HOLIDAY_WEEKS) * _WEEK
    is_first = begins.month >= 7
    first_year = begins.year if is_first else begins.year - 1
    halves = (TermHalf.SECOND, TermHalf.FIRST) if is_first else (TermHalf.FIRST, TermHalf.SECOND)
    last = _term(before, halves[0], first_year - 1 if is_first else first_year)
    return DemoDates(today, last, _term(begins, halves[1], first_year))


def _term(monday: dt.date, half: TermHalf, first_year: int) -> DemoTerm:
    days = Span(monday, monday + _TERM_WEEKS * _WEEK - dt.timedelta(days=3))
    return DemoTerm(days, half, first_year, _breaks(days))


def _breaks(term: Span) -> tuple[tuple[str, Span], ...]:
    found = []
    for year in range(term.starts_on.year, term.ends_on.year + 1):
        for name, month, first, last in _HOLIDAYS:
            free = Span(dt.date(year, month, first), dt.date(year, month, last)).cut(term)
            if free is not None:
                found.append((name, free))
    monday = term.starts_on + 6 * _WEEK
    farming = Span(monday, monday + dt.timedelta(days=6))
    if all(free.cut(farming) is None for _name, free in found):
        found.append(("农忙假", farming))
    return tuple(found)
