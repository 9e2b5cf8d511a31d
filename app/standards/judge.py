"""The judge: one rule, one who owes and its evidence give what was due, done, missing and comes next; no database."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from app.models.management.care_standard_item import RulePer
from app.standards.as_of import AsOf
from app.standards.calendar import Period, Span, TermCalendar
from app.standards.debtors import Debtor
from app.standards.evidence.shapes import Case, Cases, Dated, Evidence, Lasting
from app.standards.outcome import Outcome, Owed
from app.standards.rules import Rule
from app.standards.season import Seasons, asked_in

Number = Decimal | int
_LONG = frozenset({RulePer.QUARTER, RulePer.HALF_YEAR, RulePer.YEAR})
_DAY = dt.timedelta(days=1)


class Slot(NamedTuple):
    """A period in which the rule asks for something, up to the day of the report.

    `ends_on` is the last day whose deeds count, `late` the last one on which it can be made good.
    """

    period: Period
    due: Number
    most: Number | None
    starts_on: dt.date
    ends_on: dt.date
    late: dt.date
    is_over: bool
    is_running: bool

    def owed(self, count: Number) -> Owed | None:
        """What a count of deeds makes of it; None while it runs and is not fulfilled."""
        over = max(count - self.most, 0) if self.most is not None else 0
        done = min(count, self.due)
        is_owed = self.is_over or over or (self.due and done == self.due)
        return Owed(self.period, self.due, done, over) if is_owed else None


class Verdict(NamedTuple):
    """What one version of a rule finds."""

    owed: tuple[Owed, ...]
    next: Owed | None
    counted: Number
    last_on: dt.date | None


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A rule and the days on which it was in force."""

    rule: Rule
    valid: Span


_Key = tuple[Version, dt.date, dt.date, dt.date | None]


class Schedule:
    """The slots of one window, and what is owed in each for every count of deeds, made once for all who share it."""

    def __init__(
        self, slots: tuple[Slot, ...], rule: Rule, first: dt.date | None, counting: tuple[dt.date, dt.date]
    ) -> None:
        self.slots = slots
        #: The first and the last day whose deeds count at all.
        self.counting = counting
        self._kept = [first is None or slot.period.span.ends_on >= first for slot in slots]
        #: Plain rules take the short way: a number at least, nothing at most, no grace, no overlap.
        ahead = all(one.ends_on < two.starts_on for one, two in pairwise(slots))
        self.is_plain = ahead and rule.count_max is None and not rule.grace_days
        self._due = int(slots[0].due) if slots and self.is_plain else 0
        self.is_plain = self.is_plain and all(slot.due == self._due for slot in slots)
        rows = [self._owed_by_count(slot) for slot in slots] if self.is_plain else []
        self._by_count = [(at, row) for at, row in enumerate(rows) if self._kept[at]]
        self._running = next(
            (at for at, slot in enumerate(slots) if slot.is_running and not slot.is_over), len(slots)
        )
        self._next_by_count = self._waiting_by_count() if self.is_plain else []
        self._place = {
            slot.starts_on + number * _DAY: at
            for at, slot in enumerate(slots if self.is_plain else ())
            for number in range((slot.ends_on - slot.starts_on).days + 1)
        }

    def _owed_by_count(self, slot: Slot) -> list[Owed | None]:
        return [slot.owed(count) for count in range(self._due + 1)]

    def _waiting_by_count(self) -> list[Owed | None]:
        """What the running slot still lacks; nothing once it is fulfilled, or where none runs."""
        running = self.slots[self._running : self._running + 1]
        return [Owed(slot.period, slot.due, count) for slot in running for count in range(self._due)] + [None]

    def of_days(self, days: Sequence[dt.date]) -> tuple[tuple[Owed, ...], Owed | None]:
        """(owed, next) of plain deeds: one step for each of them and one for each slot."""
        # One place more, which nobody counts, stands for a running slot that is not there.
        counts, most = [0] * (len(self.slots) + 1), self._due
        for at in map(self._place.get, days):
            if at is not None and counts[at] < most:
                counts[at] += 1
        owed = [each for at, row in self._by_count if (each := row[counts[at]]) is not None]
        return tuple(owed), self._next_by_count[counts[self._running]]

    def of_counts(self, counts: Sequence[Number]) -> tuple[tuple[Owed, ...], Owed | None]:
        """(owed, next) by what was counted in each slot."""
        found = zip(self.slots, counts, self._kept, strict=True)
        owed = tuple(each for slot, count, kept in found if kept and (each := slot.owed(count)) is not None)
        waiting = (
            Owed(slot.period, slot.due, count)
            for slot, count in zip(self.slots, counts, strict=True)
            if slot.is_running and slot.owed(count) is None and count < slot.due
        )
        return owed, next(waiting, None)


class Judge:
    """Judges for one term on one day; the periods of equal windows are worked out once."""

    def __init__(self, calendar: TermCalendar, at: AsOf, seasons: Seasons = ()) -> None:
        self._calendar, self._at, self._seasons = calendar, at, seasons
        self._schedules: dict[_Key, Schedule] = {}
        self._of_nobody: dict[_Key, Verdict] = {}

    def outcome(
        self, versions: Sequence[Version], debtor: Debtor, found: Sequence[Evidence | None]
    ) -> Outcome:
        """What the rule, as it was written from time to time, asks of the one who owes; the last version names it."""
        verdicts = [
            self._verdict(version, debtor, evidence)
            for version, evidence in zip(versions, found, strict=True)
        ]
        last = verdicts[-1]
        owed = last.owed if len(verdicts) == 1 else tuple(each for v in verdicts for each in v.owed)
        return Outcome(
            versions[-1].rule, debtor.subject_id, debtor.student_id, debtor.staff_id, debtor.class_id,
            owed, last.counted, last.last_on, last.next,
        )  # fmt: skip

    def _verdict(self, version: Version, debtor: Debtor, found: Evidence | None) -> Verdict:
        if isinstance(found, Cases):
            return self._of_cases(version, debtor, found)
        if version.rule.per is RulePer.ALWAYS:
            return self._on_the_day(version, debtor, found)
        if found is None:
            return self._of_nothing(version, debtor)
        return self._of_periods(version, debtor, found)

    def _of_nothing(self, version: Version, debtor: Debtor) -> Verdict:
        """Most of those who did nothing share their periods, so that they share what is found as well."""
        key = _key(version, debtor)
        if key not in self._of_nobody:
            self._of_nobody[key] = self._of_periods(version, debtor, Dated(()))
        return self._of_nobody[key]

    def _of_periods(self, version: Version, debtor: Debtor, found: Dated | Lasting) -> Verdict:
        schedule = self._schedule(version, debtor)
        if isinstance(found, Lasting):
            owed, running = schedule.of_counts(_lasting(found, schedule.slots))
        elif schedule.is_plain and found.weights is None:
            owed, running = schedule.of_days(found.days)
        else:
            owed, running = schedule.of_counts(_counts(found, schedule.slots, version.rule))
        return Verdict(owed, running, *self._counted(schedule, found))

    def _counted(self, schedule: Schedule, found: Dated | Lasting) -> tuple[Number, dt.date | None]:
        """(all that counts in the window up to the day, the last day of it)"""
        if isinstance(found, Lasting):
            return sum(span.holds(self._at.day) for span in found.spans), None
        first, last = schedule.counting
        days = found.days
        begin, end = bisect_left(days, first), bisect_right(days, last)
        counted = end - begin if found.weights is None else sum(found.weights[begin:end], Decimal(0))
        return counted, days[end - 1] if end > begin else None

    def counting(self, version: Version, debtor: Debtor) -> tuple[dt.date, dt.date]:
        """The first and the last day whose deeds count for the one who owes: what opens his number into its rows."""
        if version.rule.per is RulePer.ALWAYS:
            return dt.date.min, self._at.day
        return self._schedule(version, debtor).counting

    def _counting(self, rule: Rule, debtor: Debtor, slots: Sequence[Slot]) -> tuple[dt.date, dt.date]:
        starts = min(debtor.days.starts_on, slots[0].starts_on) if slots else debtor.days.starts_on
        first = max(starts, self._at.from_on or starts)
        return first, min(debtor.days.ends_on + rule.grace_days * _DAY, self._until(rule))

    def _until(self, rule: Rule) -> dt.date:
        return self._at.asked if rule.grace_days else self._at.day

    def _schedule(self, version: Version, debtor: Debtor) -> Schedule:
        """The periods that this version of the rule judges for the one who owes."""
        key = _key(version, debtor)
        if key not in self._schedules:
            slots = tuple(self._made(version, debtor)) if version.rule.is_judged else ()
            counting = self._counting(version.rule, debtor, slots)
            self._schedules[key] = Schedule(slots, version.rule, self._at.from_on, counting)
        return self._schedules[key]

    def _made(self, version: Version, debtor: Debtor) -> Iterator[Slot]:
        """What is yet to begin asks for nothing, and nothing that lies ahead of the day counts."""
        rule, until = version.rule, self._until(version.rule)
        grace = rule.grace_days * _DAY
        for period in self._periods(rule, debtor):
            starts, ends = period.span.starts_on, period.span.ends_on
            asked = asked_in(rule, period.span, self._seasons)
            is_in_force = version.valid.holds(min(ends, self._at.day))
            if (
                asked is None
                or not is_in_force
                or starts > until
                or not (asked.least or asked.most is not None)
            ):
                continue
            due, most = _plain(asked.least), None if asked.most is None else _plain(asked.most)
            last, late = min(ends, until), min(ends + grace, until)
            yield Slot(period, due, most, starts, last, late, ends + grace <= until, starts <= self._at.day)

    def _periods(self, rule: Rule, debtor: Debtor) -> tuple[Period, ...]:
        """The periods of the rule in the window, cut by what its filters say about days."""
        calendar, inside, told = self._calendar, debtor.days, rule.filters
        if told.get("between"):
            return _between_days(calendar, inside, told["between"])
        if told.get("within_days") is not None:
            return _first_days(calendar, inside, int(told["within_days"]))
        if rule.per is RulePer.TERM_PART or (told.get("parts") and rule.per is RulePer.TERM):
            return calendar.parts(inside, told["parts"]) if told.get("parts") else calendar.parts(inside)
        if rule.per in _LONG:
            is_school_year = bool(told.get("school_year"))
            return calendar.long_periods(inside, rule.per, debtor.since, by_school_year=is_school_year)
        return calendar.periods(inside, rule.per, rule.period_n)

    def _on_the_day(self, version: Version, debtor: Debtor, found: Evidence | None) -> Verdict:
        """At any date: how many hold on the day, or were there by it; nothing is owed by one whose days are over."""
        day, rule = self._at.day, version.rule
        count = _on(found, day)
        last_on = found.days[-1] if isinstance(found, Dated) and found.days else None
        if not rule.is_judged or not debtor.days.holds(day) or not version.valid.holds(day):
            return Verdict((), None, count, last_on)
        due = _plain(rule.count_min or Decimal(0))
        over = 0 if rule.count_max is None else max(count - _plain(rule.count_max), 0)
        period = Period(f"截至{day.month}月{day.day}日", Span(day, day))
        return Verdict((Owed(period, due, min(count, due), over),), None, count, last_on)

    def _of_cases(self, version: Version, debtor: Debtor, found: Cases) -> Verdict:
        """Each case is judged by itself, by the rule in force on the day on which it fell due."""
        at = self._at
        first = max(debtor.days.starts_on, at.from_on or debtor.days.starts_on)
        mine = [
            case for case in found.cases
            if first <= case.due_on <= debtor.days.ends_on and version.valid.holds(min(case.due_on, at.day))
        ]  # fmt: skip
        judged = [case for case in mine if case.is_done is not None]
        owed = tuple(_owed(case) for case in judged) if version.rule.is_judged else ()
        waiting = next((_owed(case) for case in mine if case.is_done is None), None)
        done = [case.due_on for case in judged if case.is_done]
        return Verdict(owed, waiting, len(judged), max(done, default=None))


def _key(version: Version, debtor: Debtor) -> _Key:
    """Only periods that reach beyond the term ask when a pair began."""
    since = debtor.since if version.rule.per in _LONG else None
    return version, debtor.days.starts_on, debtor.days.ends_on, since


def _owed(case: Case) -> Owed:
    period = Period(f"{case.due_on.month}月{case.due_on.day}日", Span(case.due_on, case.due_on))
    return Owed(period, 1, int(bool(case.is_done)))


def _plain(number: Decimal) -> Number:
    whole = int(number)
    return whole if whole == number else number


def _on(found: Evidence | None, day: dt.date) -> Number:
    if isinstance(found, Lasting):
        return sum(span.holds(day) for span in found.spans)
    if isinstance(found, Dated):
        end = bisect_right(found.days, day)
        return end if found.weights is None else sum(found.weights[:end], Decimal(0))
    return 0


def _lasting(found: Lasting, slots: Sequence[Slot]) -> list[Number]:
    """In each period as many as touch it."""
    return [
        sum(s.starts_on <= slot.ends_on and s.ends_on >= slot.starts_on for s in found.spans)
        for slot in slots
    ]


def _counts(found: Dated, slots: Sequence[Slot], rule: Rule) -> list[Number]:
    """How often it was done in each period; what was made good in the grace counts once, for the earlier period."""
    days, weights, first = found.days, found.weights, 0
    counts: list[Number] = []
    for slot in slots:
        begin = max(first, bisect_left(days, slot.starts_on))
        end = bisect_right(days, slot.ends_on, begin)
        if rule.grace_days and end - begin < slot.due:
            end = first = min(bisect_right(days, slot.late, end), begin + int(slot.due))
        counts.append(end - begin if weights is None else sum(weights[begin:end], Decimal(0)))
    return counts


def _between_days(calendar: TermCalendar, inside: Span, between: Sequence[str]) -> tuple[Period, ...]:
    """The days of the year from "05-25" to "06-07", where the window holds them."""
    (first_month, first_day), (last_month, last_day) = (map(int, each.split("-")) for each in between)
    found = []
    for year in {calendar.term.starts_on.year, calendar.term.ends_on.year}:
        starts = dt.date(year, first_month, first_day)
        ends = dt.date(year + ((last_month, last_day) < (first_month, first_day)), last_month, last_day)
        if (span := Span(starts, ends).cut(inside)) is not None:
            label = f"{starts.month}月{starts.day}日至{ends.month}月{ends.day}日"
            found.append(Period(label, span))
    return tuple(sorted(found, key=lambda each: each.span.starts_on))


def _first_days(calendar: TermCalendar, inside: Span, days: int) -> tuple[Period, ...]:
    """The first days of the term, or of a window that opens later: so long after it the deed is due."""
    limit = Span(inside.starts_on, inside.starts_on + days * _DAY).cut(inside)
    if limit is None or not calendar.school_days(inside):
        return ()
    return (Period(f"开学{days}天内", limit),)
