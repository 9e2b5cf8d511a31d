"""What was due, done and missing: rules x evidence x calendar x a day, for everybody at once (domain 3.1)."""

from __future__ import annotations

import datetime as dt
import gc
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from app.models._base import Entity
from app.models.management.care_standard_item import RulePer
from app.standards.as_of import AsOf
from app.standards.calendar import Span
from app.standards.debtors import Debtor, debtors_of
from app.standards.evidence._registry import once, run, source_of
from app.standards.evidence.shapes import Cases, Dated, Evidence, Lasting
from app.standards.judge import Judge, Version
from app.standards.outcome import Evaluation, Outcome
from app.standards.people import calendar_of, seasons_in
from app.standards.rules import Rule, Timeline, timeline_of

__all__ = ["calendar_of", "evaluate", "rows_behind"]


def evaluate(
    session: Any,
    at: AsOf,
    *,
    timeline: Timeline | None = None,
    codes: Collection[str] | None = None,
    students: Collection[int] | None = None,
) -> Evaluation:
    """Due, done and missing of everybody the session's actor sees, in the order of the rules.

    A period is due once it is over on the day, or earlier when it is fulfilled already. One who owes without any
    due period has an outcome with none (不适用). `timeline` asks what if other standards were in force, `codes`
    only some rules, `students` only what is owed about these children. Evidence the actor may not read does not
    count, so that rules of the whole school are right only for those who see the whole school. A rule for whose
    action nothing is recorded that may be read (心理辅导) is among the rules and has no outcomes.
    """
    timeline = timeline or timeline_of(session, at.school_id)
    rules = _versions(timeline, at, codes)
    with run(students), _collecting_later():
        judge = Judge(calendar_of(session, at), at, seasons_in(session, at))
        outcomes = [outcome for versions in rules for outcome in _outcomes(session, at, judge, versions)]
    return Evaluation(tuple(versions[-1].rule for versions in rules), tuple(outcomes))


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Hundreds of thousands of small lasting values make Python look for garbage again and again, a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _versions(timeline: Timeline, at: AsOf, codes: Collection[str] | None) -> list[tuple[Version, ...]]:
    """The rules in the order of their codes, each as it was written from time to time up to the day.

    A rule that was given to another subject is another rule, judged up to the day of the change.
    """
    found: list[tuple[Version, ...]] = []
    for code, written in sorted(timeline.versions(Span(at.starts_on, at.day)).items()):
        if codes is not None and code not in codes:
            continue
        subjects = dict.fromkeys(rule.subject for rule, _valid in written)
        found.extend(
            tuple(Version(rule, valid) for rule, valid in written if rule.subject is subject)
            for subject in subjects
        )
    return found


def _outcomes(session: Any, at: AsOf, judge: Judge, versions: Sequence[Version]) -> Iterator[Outcome]:
    latest = versions[-1].rule
    found = [_evidence(session, at, version.rule) for version in versions]
    if any(each is None for each in found):
        return
    for debtor in debtors_of(session, at, latest, _subjects(found)):
        yield judge.outcome(versions, debtor, [_of_debtor(each or {}, debtor) for each in found])


def _subjects(found: Sequence[Mapping[int, Evidence] | None]) -> set[int]:
    return {key for each in found if each for key in each}


def _evidence(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence] | None:
    """What counts for the rule by subject; asked once of rules that differ only in name and condition."""
    known = source_of(rule)
    return None if known is None else _asked(session, at, _Same(rule))


class _Same:
    """A rule as its source sees it: two of the same kind, filters, role and limits have the same evidence."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        told = json.dumps(dict(rule.filters), sort_keys=True, default=str)
        # Cases are judged where they are found, so that another limit is another question.
        limits = (rule.count_min, rule.count_max, rule.grace_days)
        self._key = (rule.action, rule.subject, rule.role, rule.per, rule.period_n, told, limits)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@once
def _asked(session: Any, at: AsOf, same: _Same) -> Mapping[int, Evidence]:
    known = source_of(same.rule)
    return {} if known is None else known.source(session, at, same.rule)


def _of_debtor(found: Mapping[int, Evidence], debtor: Debtor) -> Evidence | None:
    if len(debtor.keys) == 1:
        return found.get(debtor.keys[0])
    return _together([found[key] for key in debtor.keys if key in found])


def _together(found: Sequence[Evidence]) -> Evidence | None:
    """The evidence of all children of a household: one visit to the home serves them all."""
    if len(found) < 2:
        return found[0] if found else None
    if isinstance(found[0], Cases):
        cases = (case for each in found if isinstance(each, Cases) for case in each.cases)
        return Cases(sorted(cases, key=lambda case: case.due_on))
    if isinstance(found[0], Lasting):
        return Lasting([span for each in found if isinstance(each, Lasting) for span in each.spans])
    return Dated(sorted(day for each in found if isinstance(each, Dated) for day in each.days))


def rows_behind(
    session: Any, at: AsOf, rule: Rule, subject_id: int, inside: Span | None = None
) -> tuple[type[Entity], tuple[int, ...]] | None:
    """The rows that counted for one who owes: (entity, ids by day); None where none stand behind.

    `subject_id` is that of the outcome; `inside` narrows to some of the days that count, as those of one period.
    """
    known = source_of(rule)
    if known is None or known.entity is None:
        return None
    with run(opens_rows=True):
        found = known.source(session, at, rule)
        judge = Judge(calendar_of(session, at), at, seasons_in(session, at))
        version = Version(rule, Span(dt.date.min, dt.date.max))
        rows: list[int] = []
        for debtor in debtors_of(session, at, rule, found):
            if debtor.subject_id != subject_id:
                continue
            first, last = judge.counting(version, debtor)
            days = (
                Span(max(first, inside.starts_on), min(last, inside.ends_on)) if inside else Span(first, last)
            )
            rows.extend(row for key in debtor.keys for row in _rows(rule, found.get(key), days))
        return known.entity, tuple(rows)


def _rows(rule: Rule, found: Evidence | None, span: Span) -> list[int]:
    match found:
        case Dated(days=days, rows=rows) if rows is not None:
            return [row for day, row in zip(days, rows, strict=True) if span.holds(day)]
        case Lasting(spans=spans, rows=rows) if rows is not None:
            # At any date: what holds on the day itself, not what held once.
            on_day = Span(span.ends_on, span.ends_on) if rule.per is RulePer.ALWAYS else span
            return [row for each, row in zip(spans, rows, strict=True) if each.cut(on_day) is not None]
        case Cases(cases=cases):
            return [
                case.row_id
                for case in cases
                if case.row_id and case.is_done is not None and span.holds(case.due_on)
            ]
        case _:
            return []
