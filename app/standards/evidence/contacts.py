"""Evidence of contacts: talks, visits, calls and letters, read for all rules in one statement (R01a to R11, R23, R26, R94)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from app import clock
from app.models.care.contact_record import Channel, ContactRecord, Occasion, Parties
from app.models.management.care_standard_item import RuleAction, RulePer, RuleRole, RuleSubject
from app.models.people.student import Student
from app.standards.as_of import AsOf
from app.standards.calendar import Span
from app.standards.evidence._china_day import day_of, hour_text
from app.standards.evidence._registry import evidence, once, opens_rows, students_asked
from app.standards.evidence.shapes import Dated
from app.standards.people import Held, calendar_of, headed, mentored, pairs_of, taught
from app.standards.rules import Rule

_C = ContactRecord
_DAY = dt.timedelta(days=1)
#: The longest period that reaches back before the term, and the longest grace after it.
_YEAR, _GRACE = dt.timedelta(days=370), dt.timedelta(days=60)
_PART_OF = {Occasion.TERM_START: "start", Occasion.MID_TERM: "middle", Occasion.TERM_END: "end"}
_LONG = frozenset({RulePer.QUARTER, RulePer.HALF_YEAR, RulePer.YEAR})

Source = Callable[[Any, AsOf, Rule], Mapping[int, Dated]]


class Group(NamedTuple):
    """The contacts of one child with the same person, parties and means that reached somebody."""

    student_id: int
    staff_id: int | None
    parties: Parties
    channel: Channel
    occasion: Occasion | None
    days: Sequence[dt.date]
    #: Empty unless a figure is opened into its rows.
    rows: Sequence[int]


@dataclass(slots=True)
class _Pile:
    """Days of contacts and, where figures are opened, the rows behind them."""

    days: list[dt.date] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def add(self, group: Group, spans: Sequence[Span] | None) -> None:
        """All of the group, or what lies in one of the spans: nearly always one of them holds it all."""
        if spans is None or _holds_all(spans[0], group.days):
            self.days.extend(group.days)
            self.rows.extend(group.rows)
            return
        kept = [at for at, day in enumerate(group.days) if any(span.holds(day) for span in spans)]
        self.days.extend(group.days[at] for at in kept)
        self.rows.extend(group.rows[at] for at in kept if group.rows)

    def dated(self) -> Dated:
        if not self.rows:
            return Dated(sorted(self.days))
        lines = sorted(zip(self.days, self.rows, strict=True))
        return Dated([day for day, _row in lines], rows=[row for _day, row in lines])


def _holds_all(span: Span, days: Sequence[dt.date]) -> bool:
    return span.starts_on <= min(days) and max(days) <= span.ends_on


@evidence(RuleAction.CONTACT, RuleSubject.CHILD, RuleSubject.HOUSEHOLD, entity=ContactRecord)
def of_children(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Dated]:
    """Contacts about each child by whoever held the rule's role on the day; between child and parents, all of them."""
    if rule.filters.get("each_party"):
        return _of_each(session, at, rule, of_children)
    found: dict[int, _Pile] = defaultdict(_Pile)
    held = _held(session, at, rule.role)
    for group in _fitting(session, at, rule):
        if held is None or group.parties is Parties.CHILD_PARENT:
            found[group.student_id].add(group, None)
        elif spans := held.get((group.student_id, group.staff_id)):
            found[group.student_id].add(group, spans)
    return {key: pile.dated() for key, pile in found.items() if pile.days}


@evidence(RuleAction.CONTACT, RuleSubject.PAIR, entity=ContactRecord)
def of_pairs(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Dated]:
    """The mentor's own contacts about his child."""
    if rule.filters.get("each_party"):
        return _of_each(session, at, rule, of_pairs)
    found: dict[tuple[int, int | None], _Pile] = defaultdict(_Pile)
    for group in _fitting(session, at, rule):
        found[group.student_id, group.staff_id].add(group, None)
    dated = {key: pile.dated() for key, pile in found.items()}
    pairs = pairs_of(session, at)
    return {p.id: dated[key] for p in pairs if (key := (p.student_id, p.mentor_id)) in dated}


def _of_each(session: Any, at: AsOf, rule: Rule, source: Source) -> Mapping[int, Dated]:
    """The strict reading of R10, so often with each of the parties: the n-th time is over when the last had its n-th.

    Meant for rules of a whole term; the row behind it is that of the last.
    """
    told = {word: each for word, each in rule.filters.items() if word != "each_party"}
    alone = [
        source(session, at, replace(rule, filters=told | {"parties": [each]}))
        for each in rule.filters["parties"]
    ]
    shared = set.intersection(*(set(found) for found in alone))
    return {key: _last_of_each([found[key] for found in alone]) for key in shared}


def _last_of_each(found: Sequence[Dated]) -> Dated:
    days = [max(nth) for nth in zip(*(each.days for each in found), strict=False)]
    if any(each.rows is None for each in found):
        return Dated(days)
    lines = (zip(each.days, each.rows or (), strict=True) for each in found)
    return Dated(days, rows=[max(nth)[1] for nth in zip(*lines, strict=False)])


def _held(session: Any, at: AsOf, role: RuleRole) -> Held | None:
    """Who held the role for a child, and when; None where anybody's contacts count."""
    match role:
        case RuleRole.HOMEROOM:
            return headed(session, at)
        case RuleRole.SUBJECT_TEACHER:
            return taught(session, at)
        case RuleRole.MENTOR:
            return mentored(session, at)
        case _:
            return None


def _fitting(session: Any, at: AsOf, rule: Rule) -> Iterator[Group]:
    told = rule.filters
    parties, channels = _chosen(told.get("parties"), Parties), _chosen(told.get("channels"), Channel)
    occasions = frozenset(Occasion(each) for each in told.get("occasions") or ())
    asked = Asked(
        at, rule.per in _LONG, bool(occasions) or rule.per is RulePer.TERM_PART, told.get("min_length")
    )
    parts = _parts(session, at) if rule.per is RulePer.TERM_PART else {}
    for group in contact_groups(session, asked):
        fits = group.parties in parties and group.channel in channels
        if fits and (not occasions or group.occasion in occasions):
            yield _moved(group, parts.get(group.occasion), at.day) if group.occasion in parts else group


def _parts(session: Any, at: AsOf) -> dict[Occasion | None, Span]:
    """What was recorded as a visit of 期初, 期中 or 期末 is one, though it took place a few days off (R01c)."""
    calendar = calendar_of(session, at)
    return {
        occasion: period.span
        for occasion, part in _PART_OF.items()
        for period in calendar.parts(calendar.term, (part,))
    }


def _moved(group: Group, part: Span | None, until: dt.date) -> Group:
    if part is None:
        return group
    nearest = (min(max(day, part.starts_on), part.ends_on) for day in group.days)
    return group._replace(days=tuple(min(day, until) for day in nearest))


def _chosen(values: Any, kind: type[Any]) -> frozenset[Any]:
    return frozenset(kind(value) for value in values or kind)


class Asked(NamedTuple):
    """How much of the contacts is read: most rules share the same."""

    at: AsOf
    reaches_back: bool
    by_occasion: bool
    min_length: int | None


@once
def contact_groups(session: Any, asked: Asked) -> tuple[Group, ...]:
    """The contacts of the term that reached somebody, put together by the database."""
    by_row = opens_rows()
    occasion = (_C.occasion,) if asked.by_occasion else ()
    keys = (_C.student_id, _C.staff_id, _C.parties, _C.channel, *occasion)
    hour = hour_text(_C.happened_at)
    if by_row:
        found = select(*keys, hour, _C.id)
    else:
        found = select(*keys, func.aggregate_strings(hour, ",")).group_by(*keys)
    known = _Days()
    return tuple(
        _group(row, asked.by_occasion, by_row, known) for row in session.execute(found.where(*_read(asked)))
    )


def _read(asked: Asked) -> Iterator[ColumnElement[bool]]:
    at = asked.at
    first = at.starts_on - _YEAR if asked.reaches_back else at.starts_on
    last = min(at.asked, at.ends_on + _GRACE)
    yield _C.school_id == at.school_id
    # By child and day instead of by day: the groups then come in the order of the index (twice as fast).
    yield _C.student_id.in_(select(Student.id).where(Student.school_id == at.school_id))
    yield _C.archived_at.is_(None)
    yield _C.reached.is_(True)
    yield _C.happened_at >= clock.from_china(dt.datetime.combine(first, dt.time()))
    yield _C.happened_at < clock.from_china(dt.datetime.combine(last + _DAY, dt.time()))
    if asked.min_length is not None:
        yield func.length(func.trim(_C.content)) >= asked.min_length
    if (students := students_asked()) is not None:
        yield _C.student_id.in_(students)


class _Days(dict[str, dt.date]):
    """The days as the database writes them, each read once."""

    def __missing__(self, text: str) -> dt.date:
        day = self[text] = day_of(text)
        return day


def _group(row: Any, by_occasion: bool, by_row: bool, known: _Days) -> Group:
    occasion = row[4] if by_occasion else None
    told = row[5] if by_occasion else row[4]
    days = [known[each] for each in told.split(",")]
    student_id, staff_id, parties, channel = row[:4]
    return Group(student_id, staff_id, parties, channel, occasion, days, (row[-1],) if by_row else ())
