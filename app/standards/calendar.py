"""The calendar of due periods: in which weeks, months and parts of a term something is owed (domain 3.1); no database."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.models.management.care_standard_item import RulePer

#: The first and the last week of a window are owed from this many school days upward.
LEAST_DAYS_OF_A_WEEK = 3
#: A month, and what is left of a quarter or more, is owed from this many school days upward.
LEAST_DAYS_OF_A_MONTH = 10
#: 期初, 期中 and 期末 are so many counted weeks each.
WEEKS_OF_A_PART = 4
#: A quarter or year that ends in the holidays after a term, within so many days, is asked for in that term.
_HOLIDAYS = dt.timedelta(days=31)
#: The parts of a term in order: stored word -> what a report calls it.
PARTS = {"start": "期初", "middle": "期中", "end": "期末"}

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from one to another, both included."""

    starts_on: dt.date
    ends_on: dt.date

    def holds(self, day: dt.date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def cut(self, other: Span) -> Span | None:
        """What both have in common; None when they do not meet."""
        starts, ends = max(self.starts_on, other.starts_on), min(self.ends_on, other.ends_on)
        return Span(starts, ends) if starts <= ends else None


@dataclass(frozen=True, slots=True)
class Period:
    """A week, a month or the term, as far as it lies inside the window; `label` is what a report calls it."""

    label: str
    span: Span

    def is_over(self, day: dt.date) -> bool:
        """Whether a report of this day may ask for it: on its last day the period counts as over."""
        return self.span.ends_on <= day


def window(
    term: Span, starts: Iterable[dt.date | None] = (), ends: Iterable[dt.date | None] = ()
) -> Span | None:
    """The days on which a child or pair is owed something: from the latest start to the earliest end given.

    `starts` are days such as the survey and the beginning of a pair, `ends` the day of leaving and the end
    of the pair; empty ones do not count. None when no day is left.
    """
    first, last = term.starts_on, term.ends_on
    for day in starts:
        if day is not None and day > first:
            first = day
    for day in ends:
        if day is not None and day < last:
            last = day
    return Span(first, last) if first <= last else None


@dataclass(frozen=True)
class TermCalendar:
    """A term with its breaks; school days are Monday to Friday outside the breaks. `year` is its school year."""

    term: Span
    breaks: tuple[Span, ...] = ()
    year: Span | None = None

    def periods(self, inside: Span, per: RulePer, n: int = 1) -> tuple[Period, ...]:
        """The due periods of a window, in order of time; `n` weeks or months make one where more than one.

        Quarters, half-years and years run by the calendar and reach beyond the term: see `long_periods`.
        Units that are no periods (minutes, days, each time, at any date) have none.
        """
        match per:
            case RulePer.WEEK | RulePer.FORTNIGHT:
                each = 2 * n if per is RulePer.FORTNIGHT else n
                return self.weeks(inside) if each == 1 else self._grouped(inside, each, self.weeks)
            case RulePer.MONTH:
                return self.months(inside) if n == 1 else self._grouped(inside, n, self.months)
            case RulePer.TERM:
                return self.whole(inside)
            case RulePer.TERM_PART:
                return self.parts(inside)
            case _:
                return ()

    def weeks(self, inside: Span) -> tuple[Period, ...]:
        """Monday to Sunday: none wholly in a break, no first or last one with under three school days."""
        found = list(_weeks(inside))
        edges = {found[0], found[-1]} if found else set()
        return tuple(
            Period(self._week_label(week), week)
            for week in found
            if self.school_days(week) >= (LEAST_DAYS_OF_A_WEEK if week in edges else 1)
        )

    def months(self, inside: Span) -> tuple[Period, ...]:
        """Calendar months with at least ten school days inside the window."""
        return tuple(
            Period(f"{month.starts_on.month}月", month)
            for month in _months(inside)
            if self.school_days(month) >= LEAST_DAYS_OF_A_MONTH
        )

    def _grouped(
        self, inside: Span, n: int, units: Callable[[Span], tuple[Period, ...]]
    ) -> tuple[Period, ...]:
        """Each n counted weeks or months of the term, of which all are counted in the window; an odd rest is not due."""
        counted = {period.label: period.span for period in units(inside)}
        of_term = [period.label for period in units(self.term)]
        groups = [of_term[first : first + n] for first in range(0, len(of_term) - n + 1, n)]
        return tuple(
            Period(f"{group[0][:-1]}–{group[-1].removeprefix('第')}",
                   Span(counted[group[0]].starts_on, counted[group[-1]].ends_on))
            for group in groups
            if all(label in counted for label in group)
        )  # fmt: skip

    def parts(self, inside: Span, wanted: Sequence[str] = tuple(PARTS)) -> tuple[Period, ...]:
        """期初, 期中, 期末: the first, middle and last four counted weeks (a third each of a short term).

        One of which under three school days are left in the window is not due."""
        weeks = [period.span for period in self.weeks(self.term)]
        length = min(WEEKS_OF_A_PART, len(weeks) // len(PARTS))
        if not length:
            return ()
        first_weeks = (0, (len(weeks) - length) // 2, len(weeks) - length)
        found = []
        for (part, label), first in zip(PARTS.items(), first_weeks, strict=True):
            span = Span(weeks[first].starts_on, weeks[first + length - 1].ends_on).cut(inside)
            if part in wanted and span is not None and self.school_days(span) >= LEAST_DAYS_OF_A_WEEK:
                found.append(Period(label, span))
        return tuple(found)

    def whole(self, inside: Span) -> tuple[Period, ...]:
        """The term as one period, where the window holds a school day at all."""
        return (Period("本学期", inside),) if self.school_days(inside) else ()

    def long_periods(
        self, inside: Span, per: RulePer, since: dt.date | None = None, *, by_school_year: bool = False
    ) -> tuple[Period, ...]:
        """Quarters, half-years and years that touch the window, each as it lies in the calendar.

        One is asked for in the term in which it ends (or in the holidays after it), so that no two terms ask for
        the same; what was done before the term counts, but nothing before `since` (the beginning of a pair).
        What is left of it in the window needs ten school days.
        """
        found = []
        for label, full in self._calendar_spans(per, by_school_year):
            part = full.cut(inside)
            if part is None or self.school_days(part) < LEAST_DAYS_OF_A_MONTH:
                continue
            starts = max(full.starts_on, since) if since is not None else full.starts_on
            found.append(Period(label, Span(starts, self._end_of(full, inside))))
        return tuple(found)

    def _end_of(self, full: Span, inside: Span) -> dt.date:
        if inside.ends_on < min(self.term.ends_on, full.ends_on):
            return inside.ends_on
        return (
            self.term.ends_on
            if self.term.ends_on < full.ends_on <= self.term.ends_on + _HOLIDAYS
            else full.ends_on
        )

    def _calendar_spans(self, per: RulePer, by_school_year: bool) -> Iterator[tuple[str, Span]]:
        """(name, days) of the quarters, halves or years of the calendar from the term's beginning to its end."""
        if per is RulePer.YEAR and by_school_year and self.year is not None:
            yield "本学年", self.year
            return
        months = {RulePer.QUARTER: 3, RulePer.HALF_YEAR: 6, RulePer.YEAR: 12}[per]
        first = dt.date(self.term.starts_on.year, (self.term.starts_on.month - 1) // months * months + 1, 1)
        while first <= self.term.ends_on:
            following = _months_later(first, months)
            yield _long_label(first, months), Span(first, following - _DAY)
            first = following

    def school_days(self, span: Span) -> int:
        """How many school days lie in the span."""
        days = self._school_days
        return bisect_right(days, span.ends_on) - bisect_left(days, span.starts_on)

    @cached_property
    def _school_days(self) -> list[dt.date]:
        return [
            day
            for day in _days(self.term)
            if day.weekday() < 5 and not any(each.holds(day) for each in self.breaks)
        ]

    def _week_label(self, week: Span) -> str:
        """第3周: schools number the weeks from the one in which the term begins, breaks included."""
        return f"第{(_monday(week.starts_on) - _monday(self.term.starts_on)) // _WEEK + 1}周"


def _months_later(first: dt.date, months: int) -> dt.date:
    ahead = first.month - 1 + months
    return dt.date(first.year + ahead // 12, ahead % 12 + 1, 1)


def _long_label(first: dt.date, months: int) -> str:
    if months == 12:
        return f"{first.year}年"
    if months == 6:
        return f"{first.year}年{'上' if first.month == 1 else '下'}半年"
    return f"{first.year}年第{(first.month + 2) // 3}季度"


def _monday(day: dt.date) -> dt.date:
    return day - day.weekday() * _DAY


def _days(span: Span) -> Iterator[dt.date]:
    day = span.starts_on
    while day <= span.ends_on:
        yield day
        day += _DAY


def _weeks(inside: Span) -> Iterator[Span]:
    monday = _monday(inside.starts_on)
    while monday <= inside.ends_on:
        week = Span(monday, monday + 6 * _DAY).cut(inside)
        if week is not None:
            yield week
        monday += _WEEK


def _months(inside: Span) -> Iterator[Span]:
    first = inside.starts_on.replace(day=1)
    while first <= inside.ends_on:
        following = (first + 31 * _DAY).replace(day=1)
        month = Span(first, following - _DAY).cut(inside)
        if month is not None:
            yield month
        first = following
