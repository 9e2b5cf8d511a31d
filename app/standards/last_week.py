"""What changed in a week: the school judged on a day and seven days before, by what came to be missing and what no longer is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select

from app import clock
from app.figures.guardianship import unguarded
from app.models.management.care_standard_item import RulePer
from app.models.people.care_registration import CareRegistration
from app.models.people.student import Student
from app.models.safety.incident import Incident
from app.standards.as_of import AsOf
from app.standards.evaluate import evaluate
from app.standards.outcome import Evaluation
from app.standards.rules import Rule, Timeline

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Moved:
    """A rule and how many deeds it came to lack, or no longer lacks."""

    rule: Rule
    count: Decimal | int


@dataclass(frozen=True, slots=True)
class LastWeek:
    """What is so today and was not seven days before; children as (id, name), by name."""

    newly_missing: tuple[Moved, ...]
    settled: tuple[Moved, ...]
    unguarded: tuple[tuple[int, str], ...]
    incidents_opened: int
    incidents_closed: int

    @property
    def missing_count(self) -> Decimal | int:
        return sum(each.count for each in self.newly_missing)

    @property
    def settled_count(self) -> Decimal | int:
        return sum(each.count for each in self.settled)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing changed at all."""
        return not (
            self.newly_missing
            or self.settled
            or self.unguarded
            or self.incidents_opened
            or self.incidents_closed
        )


def week_of(session: Any, today: dt.date, term: Any, timeline: Timeline, found: Evaluation) -> LastWeek:
    """The week up to `today` of what the session sees; `found` is the evaluation of today.

    Both days are judged as they stood. Before the term nothing was missing, so that all of its first week is new.
    """
    earlier = today - WEEK
    before: Mapping[Hashable, Decimal | int] = {}
    if earlier >= term.starts_on:
        before = _lacking(evaluate(session, AsOf.of(term, earlier), timeline=timeline))
    now = _lacking(found)
    rules = {rule.code: rule for rule in found.rules}
    return LastWeek(
        _more(now, before, rules),
        _more(before, now, rules),
        _newly_unguarded(session, term, today),
        _incidents(session, Incident.known_at, today),
        _incidents(session, Incident.closed_at, today),
    )


def _lacking(found: Evaluation) -> dict[Hashable, Decimal | int]:
    """(rule, whose, period) -> what it lacks; what must hold at any date has no period."""
    lacks: dict[Hashable, Decimal | int] = {}
    for outcome in found.outcomes:
        is_always = outcome.rule.per is RulePer.ALWAYS
        for owed in outcome.owed:
            if owed.is_missing:
                period = None if is_always else owed.period.span
                lacks[outcome.rule.code, outcome.rule.subject, outcome.subject_id, period] = (
                    owed.due - owed.done
                )
    return lacks


def _more(
    lacks: Mapping[Any, Decimal | int], others: Mapping[Any, Decimal | int], rules: Mapping[str, Rule]
) -> tuple[Moved, ...]:
    """By rule how much more is lacking in the first than in the second, the most first."""
    counts: Counter[str] = Counter()
    for key, lack in lacks.items():
        more = lack - others.get(key, 0)
        if more > 0 and key[0] in rules:
            counts[key[0]] += more  # type: ignore[assignment]
    return tuple(Moved(rules[code], count) for code, count in counts.most_common())


def _newly_unguarded(session: Any, term: Any, today: dt.date) -> tuple[tuple[int, str], ...]:
    """Children nobody is in charge of today who were not on that list then: whoever cared left, or they came anew."""
    earlier = today - WEEK
    was_so = select(Student.id).where(unguarded(_registered(term, earlier), earlier))
    found = (
        select(Student.id, Student.name)
        .where(
            unguarded(_registered(term, today), today),
            Student.id.not_in(was_so),
            Student.archived_at.is_(None),
        )
        .order_by(Student.name)
    )
    return tuple((key, name) for key, name in session.execute(found))


def _registered(term: Any, day: dt.date) -> Any:
    return select(CareRegistration.student_id).where(
        CareRegistration.term_id == term.id,
        CareRegistration.archived_at.is_(None),
        CareRegistration.surveyed_on <= day,
        or_(CareRegistration.left_on.is_(None), CareRegistration.left_on > day),
    )


def _incidents(session: Any, moment: Any, today: dt.date) -> int:
    """How many have this moment in the seven days that end today."""
    first, end = (
        clock.from_china(dt.datetime.combine(day, dt.time()))
        for day in (today - WEEK + dt.timedelta(days=1), today + dt.timedelta(days=1))
    )
    counted = select(func.count(Incident.id)).where(
        moment >= first, moment < end, Incident.archived_at.is_(None)
    )
    return int(session.scalar(counted))
