"""What the sources share: how far back a deed matters, which of them a rule wants, and lines made into evidence."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement

from app import clock
from app.access.vocabulary import Choice
from app.models.management.care_standard_item import RulePer
from app.standards.as_of import AsOf
from app.standards.calendar import Span
from app.standards.evidence.shapes import Case, Cases, Dated, Lasting
from app.standards.rules import Rule

Kind = TypeVar("Kind", bound=Choice)
#: subject, day, row
Deed = tuple[int, dt.date, int]

#: A calendar period that a term cuts may have begun so many days before the term.
_DAYS_BEFORE = {RulePer.YEAR: 366, RulePer.HALF_YEAR: 184, RulePer.QUARTER: 92}

_GRACE = dt.timedelta(days=60)


def since(at: AsOf, rule: Rule) -> dt.date:
    """The first day whose deeds may matter to the rule: a year in which the term lies began before the term."""
    return at.starts_on - dt.timedelta(days=_DAYS_BEFORE.get(rule.per, 0) * rule.period_n)


def until(at: AsOf) -> dt.date:
    """The last day whose deeds may matter: the day asked for, and after the term the longest grace there is."""
    return min(at.asked, at.ends_on + _GRACE)


def moments(at: AsOf, rule: Rule, column: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The column's moment lies on the days that may matter to the rule."""
    return column >= moment(since(at, rule)), column < moment(until(at) + dt.timedelta(days=1))


def days(at: AsOf, rule: Rule, column: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The column's day is one of those that may matter to the rule."""
    return column >= since(at, rule), column <= until(at)


def moment(day: dt.date) -> dt.datetime:
    """The first moment of the day in China."""
    return clock.from_china(dt.datetime.combine(day, dt.time()))


def kinds_of(rule: Rule, kind: type[Kind]) -> frozenset[Kind]:
    """The kinds that the rule's filters name; all of them where they name none."""
    return frozenset(kind(value) for value in rule.filters.get("kinds") or ()) or frozenset(kind)


def dated(at: AsOf, rule: Rule, deeds: Iterable[Deed]) -> dict[int, Dated]:
    """The deeds that the rule's days (`between`, `within_days`) let through, by subject in order of time."""
    found: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    for subject, day, row_id in deeds:
        if is_in_days(at, rule, day):
            found[subject].append((day, row_id))
    return {key: _sorted(lines) for key, lines in found.items()}


def _sorted(lines: list[tuple[dt.date, int]]) -> Dated:
    lines.sort()
    return Dated([day for day, _row in lines], None, [row for _day, row in lines])


def lasting(lines: Iterable[tuple[int, dt.date | None, dt.date | None, int]]) -> dict[int, Lasting]:
    """(subject, from, until, row) as facts that last; an open end lasts for ever."""
    spans: dict[int, list[Span]] = defaultdict(list)
    rows: dict[int, list[int]] = defaultdict(list)
    for subject, starts_on, ends_on, row_id in lines:
        spans[subject].append(Span(starts_on or dt.date.min, ends_on or dt.date.max))
        rows[subject].append(row_id)
    return {key: Lasting(spans[key], rows[key]) for key in spans}


def cases(found: Iterable[tuple[int, Case]]) -> dict[int, Cases]:
    """(subject, case) as the cases of each subject, by day."""
    by_subject: dict[int, list[Case]] = defaultdict(list)
    for subject, case in found:
        by_subject[subject].append(case)
    return {key: Cases(sorted(each, key=lambda case: case.due_on)) for key, each in by_subject.items()}


def cases_of_school(at: AsOf, found: Iterable[Case]) -> dict[int, Cases]:
    """The school's cases by day; without any nothing is owed, which is not the same as nothing done."""
    return {at.school_id: Cases(sorted(found, key=lambda case: case.due_on))}


def is_in_days(at: AsOf, rule: Rule, day: dt.date) -> bool:
    """Whether the day lies between the days of the year and within the days of the term's start that the rule names."""
    filters: Mapping[str, Any] = rule.filters
    within = filters.get("within_days")
    if within is not None and day > at.starts_on + dt.timedelta(days=int(within)):
        return False
    between = filters.get("between")
    return not between or _is_between(f"{day:%m-%d}", *between)


def _is_between(day: str, first: str, last: str) -> bool:
    """Over the turn of the year as well: "11-01" to "02-28"."""
    return first <= day <= last if first <= last else day >= first or day <= last


def paper_day(at: AsOf, day: dt.date | None, days_after: int | None = None) -> dt.date | None:
    """On which day of the term its own paper counts; None while it is not there on the day asked for.

    Papers of a term are begun before it and finished after it: the one counts from its first day, the other on its
    last day, if it is at most `days_after` late.
    """
    if day is None or day > at.asked:
        return None
    if days_after is not None and day > at.ends_on + dt.timedelta(days=days_after):
        return None
    return min(max(day, at.starts_on), at.ends_on)
