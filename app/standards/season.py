"""The seasons of a term （考试周、春节后、长假前） and what a rule asks in them: it may pause, tighten or add a check."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from app.access.vocabulary import Choice
from app.standards.calendar import Span, TermCalendar
from app.standards.rules import Rule

_FILE = Path(__file__).parent / "spring_festivals.toml"
_DAY = dt.timedelta(days=1)
#: Parents leave until about 元宵; a term that begins later than this after the festival has no such week.
_AFTER_FESTIVAL = 30 * _DAY
#: Going home for a weekend needs no check of its own; from so many days on a break does.
_LONG_BREAK = 5


class Season(Choice):
    """A stretch of a term in which rules may ask for something else; the value is the key in a rule's `season`."""

    EXAM_WEEK = "exam-week", "考试周", "Exam week"
    AFTER_SPRING_FESTIVAL = "after-spring-festival", "春节后第一周", "First week after Spring Festival"
    BEFORE_BREAK = "before-break", "长假前一周", "Week before a long break"


#: Each season of a term with one of its weeks.
Seasons = tuple[tuple[Season, Span], ...]


class Asked(NamedTuple):
    """How often a rule asks in one period: at least and, where it has a limit, at most."""

    least: Decimal
    most: Decimal | None


@cache
def spring_festivals() -> tuple[dt.date, ...]:
    """春节 of the years 2010 to 2050."""
    days: list[dt.date] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["days"]
    return tuple(days)


def seasons_of(calendar: TermCalendar, exam_days: Iterable[dt.date | None] = ()) -> Seasons:
    """The weeks (Monday to Sunday) of each season in a term, from its breaks and the days of its exams."""
    found = {
        Season.EXAM_WEEK: (_week(day) for day in exam_days if day is not None),
        Season.AFTER_SPRING_FESTIVAL: _after_festival(calendar),
        Season.BEFORE_BREAK: _before_breaks(calendar),
    }
    return tuple((season, week) for season, weeks in found.items() for week in weeks)


def asked_in(rule: Rule, span: Span, seasons: Seasons) -> Asked | None:
    """What the rule asks in a period; None where a season of its own pauses it.

    A pause holds only for a period wholly inside the season: an exam week does not do away with a month. A number
    holds for every period that touches the season; of several the highest. A rule that asks 0 otherwise is so added.
    """
    usual = Asked(rule.count_min or Decimal(0), rule.count_max)
    if not rule.season:
        return usual
    told = [(rule.season[season.value], days) for season, days in seasons if season.value in rule.season]
    if any(each.get("pause") and days.cut(span) == span for each, days in told):
        return None
    touching = [each for each, days in told if days.cut(span) is not None]
    least = _numbers(touching, "count_min") or [usual.least]
    most = _numbers(touching, "count_max")
    return Asked(max(least), max(most) if most else usual.most)


def _numbers(told: Sequence[Any], key: str) -> list[Decimal]:
    return [Decimal(str(each[key])) for each in told if each.get(key) is not None]


def _after_festival(calendar: TermCalendar) -> Iterator[Span]:
    """The first week with lessons after the festival: the children are back, and their parents leave again."""
    for festival in spring_festivals():
        inside = Span(festival + _DAY, festival + _AFTER_FESTIVAL).cut(calendar.term)
        first = _first_school_day(calendar, inside) if inside else None
        if first is not None:
            yield _week(first)


def _first_school_day(calendar: TermCalendar, inside: Span) -> dt.date | None:
    day = inside.starts_on
    while day <= inside.ends_on:
        if calendar.school_days(Span(day, day)):
            return day
        day += _DAY
    return None


def _before_breaks(calendar: TermCalendar) -> Iterator[Span]:
    """The last week with lessons before a break of some days, and before the holidays at the end of the term."""
    long = [each for each in calendar.breaks if (each.ends_on - each.starts_on).days + 1 >= _LONG_BREAK]
    for last in (*(each.starts_on - _DAY for each in long), calendar.term.ends_on):
        if calendar.term.holds(last):
            yield _week(last)


def _week(day: dt.date) -> Span:
    monday = day - day.weekday() * _DAY
    return Span(monday, monday + 6 * _DAY)
