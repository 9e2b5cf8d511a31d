"""Counts the demo once more, by SQL text and by going through the days one by one: nothing of `app.figures` is used."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.sql.elements import TextClause

from app import clock
from app.models._columns import UtcMoment
from app.standards.calendar import Span
from tests.demo.conftest import Demo

DAY = dt.timedelta(days=1)
REGISTERED = (
    "(SELECT r.student_id FROM care_registrations r WHERE r.term_id = :term AND r.archived_at IS NULL"
    " AND (r.left_on IS NULL OR r.left_on >= :day))"
)
#: The rows of a table that are in force on the day.
ON_DAY = "archived_at IS NULL AND school_id = :school AND starts_on <= :day AND (ends_on IS NULL OR ends_on >= :day)"
HAPPENED = (
    "FROM contact_records WHERE school_id = :school AND archived_at IS NULL"
    " AND happened_at >= :since AND happened_at < :until"
)


class Recount:
    """One term of one school of the demo, up to a day."""

    def __init__(self, demo: Demo, school_id: int, term: Any, day: dt.date) -> None:
        self._demo, self.school_id, self.day = demo, school_id, min(day, term.ends_on)
        self.term = Span(term.starts_on, term.ends_on)
        self._values = {
            "school": school_id,
            "term": term.id,
            "day": self.day,
            "starts": term.starts_on,
            "since": _midnight(term.starts_on),
            "until": _midnight(self.day + DAY),
        }

    def sql(self, statement: str, **more: Any) -> list[tuple[Any, ...]]:
        given = {k: v for k, v in (self._values | more).items() if f":{k}" in statement}
        with self._demo.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(_typed(statement), given)]

    def one(self, statement: str, **more: Any) -> int:
        return int(self.sql(statement, **more)[0][0] or 0)

    def registered(self, condition: str = "1 = 1") -> int:
        """Registrations in force on the day that fulfil the condition."""
        found = f"SELECT count(*) FROM care_registrations c WHERE c.term_id = :term AND c.student_id IN {REGISTERED}"
        return self.one(f"{found} AND {condition}")

    def contacts(self, condition: str) -> int:
        return self.one(f"SELECT count(*) {HAPPENED} AND reached AND {condition}")

    def talks(self) -> dict[int, tuple[int, int]]:
        """mentor -> (done, due) of the weekly talks."""
        return self._by_mentor(self._weeks, "parties = 'staff-child'")

    def calls(self) -> dict[int, tuple[int, int]]:
        """mentor -> (done, due) of the monthly calls."""
        return self._by_mentor(
            self._months, "parties = 'staff-parent' AND channel IN ('phone', 'video', 'online')"
        )

    def _by_mentor(self, periods: Any, condition: str) -> dict[int, tuple[int, int]]:
        done = self._days("staff_id", condition)
        found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for mentor, child, starts, ends in self._pairs():
            found[mentor][0] += 0
            for days in periods(starts, ends):
                is_done = any(day in days for day in done[child, mentor])
                if is_done or days[-1] <= self.day:
                    found[mentor][0] += is_done
                    found[mentor][1] += 1
        return {mentor: (one, two) for mentor, (one, two) in found.items()}

    def _pairs(self) -> list[tuple[int, int, dt.date, dt.date]]:
        rows = self.sql(
            "SELECT m.mentor_id, m.student_id, m.starts_on, m.ends_on, r.surveyed_on, r.left_on FROM mentorings m"
            " LEFT JOIN care_registrations r ON r.student_id = m.student_id AND r.term_id = :term"
            " WHERE m.school_id = :school"
        )
        found = []
        for mentor, child, *days in rows:
            begun, ended, surveyed, left = (_day(day) for day in days)
            starts = max(day for day in (self.term.starts_on, begun, surveyed) if day)
            ends = min(day for day in (self.term.ends_on, ended, left) if day)
            if starts <= ends:
                found.append((mentor, child, starts, ends))
        return found

    def _days(self, who: str, condition: str) -> dict[tuple[int, int], list[dt.date]]:
        found: dict[tuple[int, int], list[dt.date]] = defaultdict(list)
        for child, staff, moment in self.sql(
            f"SELECT student_id, {who}, happened_at {HAPPENED} AND reached AND {condition}"
        ):
            found[child, staff].append(_china(moment))
        return found

    def _school_days(self, starts: dt.date, ends: dt.date) -> list[dt.date]:
        breaks = [
            (_day(first), _day(last))
            for first, last in self.sql("SELECT starts_on, ends_on FROM term_breaks WHERE term_id = :term")
        ]
        every = [starts + number * DAY for number in range((ends - starts).days + 1)]
        return [d for d in every if d.weekday() < 5 and not any(a <= d <= b for a, b in breaks)]

    def _weeks(self, starts: dt.date, ends: dt.date) -> list[list[dt.date]]:
        every = [starts + number * DAY for number in range((ends - starts).days + 1)]
        by_week: dict[tuple[int, int], list[dt.date]] = defaultdict(list)
        for day in every:
            by_week[day.isocalendar()[:2]].append(day)
        school, weeks = set(self._school_days(starts, ends)), list(by_week.values())
        least = [3 if week in (weeks[0], weeks[-1]) else 1 for week in weeks]
        return [week for week, few in zip(weeks, least, strict=True) if len(school & set(week)) >= few]

    def _months(self, starts: dt.date, ends: dt.date) -> list[list[dt.date]]:
        by_month: dict[tuple[int, int], list[dt.date]] = defaultdict(list)
        for number in range((ends - starts).days + 1):
            day = starts + number * DAY
            by_month[day.year, day.month].append(day)
        school = set(self._school_days(starts, ends))
        return [month for month in by_month.values() if len(school & set(month)) >= 10]


def summed(counted: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """(done, due) of all mentors."""
    return sum(one for one, _due in counted.values()), sum(due for _one, due in counted.values())


def _typed(statement: str) -> TextClause:
    moments = [bindparam(name, type_=UtcMoment()) for name in ("since", "until") if f":{name}" in statement]
    return text(statement).bindparams(*moments)


def _midnight(day: dt.date) -> dt.datetime:
    return clock.from_china(dt.datetime.combine(day, dt.time()))


def _day(value: Any) -> Any:
    """SQLite gives text where PostgreSQL gives a date."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _china(value: Any) -> dt.date:
    moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return clock.in_china(moment).date()
