"""The calendar of due periods: the weeks and months of a term in which something is owed (domain 3.1); no database."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from app.access.vocabulary import Choice

#: The first and the last week of a window are owed from this many school days upward.
LEAST_DAYS_OF_A_WEEK = 3
#: A month is owed from this many school days upward.
LEAST_DAYS_OF_A_MONTH = 10

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)


class Per(Choice):
    """How often something is due."""

    WEEK = "week", "每周", "Every week"
    MONTH = "month", "每月", "Every month"
    TERM = "term", "每学期", "Every term"


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
    first = max([term.starts_on, *(day for day in starts if day is not None)])
    last = min([term.ends_on, *(day for day in ends if day is not None)])
    return Span(first, last) if first <= last else None


@dataclass(frozen=True)
class TermCalendar:
    """A term with its breaks; school days are Monday to Friday outside the breaks."""

    term: Span
    breaks: tuple[Span, ...] = ()

    def periods(self, inside: Span, per: Per) -> tuple[Period, ...]:
        """The due periods of a window, in order of time."""
        return {Per.WEEK: self.weeks, Per.MONTH: self.months, Per.TERM: self.whole}[per](inside)

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

    def whole(self, inside: Span) -> tuple[Period, ...]:
        """The term as one period, where the window holds a school day at all."""
        return (Period("本学期", inside),) if self.school_days(inside) else ()

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
