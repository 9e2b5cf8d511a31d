"""Evidence of a child among the others: birthdays kept and events it took part in (R19, R22)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app import clock
from app.models.events.event import Event, EventKind
from app.models.events.event_student import EventRole, EventStudent
from app.models.management.care_standard_item import RuleAction, RulePer, RuleSubject
from app.models.people.student import Student
from app.standards.as_of import AsOf
from app.standards.evidence._lines import cases, dated, kinds_of, moment, since
from app.standards.evidence._registry import evidence
from app.standards.evidence.children import standing
from app.standards.evidence.shapes import Case, Cases, Evidence
from app.standards.people import registered_of
from app.standards.rules import Rule

#: A party of the month is near enough (domain 3.2, R19).
_NEAR = dt.timedelta(days=31)
_DAY = dt.timedelta(days=1)
#: child -> (day, row) of what it took part in
_Taken = Mapping[int, Sequence[tuple[dt.date, int]]]


@evidence(RuleAction.EVENT, RuleSubject.CHILD, entity=EventStudent)
def took_part(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R22: events of the kinds named in which a child took part; R19: each birthday in the term, as a case."""
    kinds = kinds_of(rule, EventKind)
    if kinds == {EventKind.BIRTHDAY} and rule.per is RulePer.YEAR:
        parties = _taken(session, at, at.starts_on - _NEAR, kinds, EventRole.BIRTHDAY)
        found = cases(_birthdays(session, at, parties))
        return {child: found.get(child, Cases(())) for child in registered_of(session, at)}
    taken = _taken(session, at, since(at, rule), kinds)
    return dated(at, rule, ((child, day, key) for child, lines in taken.items() for day, key in lines))


def _taken(
    session: Any, at: AsOf, first: dt.date, kinds: frozenset[EventKind], role: EventRole | None = None
) -> _Taken:
    found = (
        select(EventStudent.student_id, Event.starts_at, EventStudent.id)
        .join(Event, EventStudent.event_id == Event.id)
        .where(
            *standing(EventStudent, at), Event.archived_at.is_(None), Event.kind.in_(kinds),
            Event.starts_at >= moment(first), Event.starts_at < moment(at.day + _DAY),
        )
    )  # fmt: skip
    if role is not None:
        found = found.where(EventStudent.role == role)
    taken: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    for child, starts_at, key in session.execute(found):
        taken[child].append((clock.in_china(starts_at).date(), key))
    return taken


def _birthdays(session: Any, at: AsOf, parties: _Taken) -> Iterator[tuple[int, Case]]:
    """Each registered child's birthday in the term: kept in the month before or after it, at the latest by its end."""
    born = select(Student.id, Student.birth_date).where(Student.id.in_(registered_of(session, at)))
    for child, birth_date in session.execute(born):
        for year in sorted({at.starts_on.year, at.ends_on.year}):
            birthday = birthday_in(birth_date, year)
            if at.starts_on <= birthday <= at.ends_on:
                yield child, _case(at, birthday, parties.get(child, ()))


def birthday_in(birth_date: dt.date, year: int) -> dt.date:
    """The day on which it is kept; of 29 February, the 28th in other years."""
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return dt.date(year, 2, 28)


def _case(at: AsOf, birthday: dt.date, parties: Sequence[tuple[dt.date, int]]) -> Case:
    due_on = min(birthday + _NEAR, at.ends_on)
    row_id = next((key for day, key in parties if abs(day - birthday) <= _NEAR), None)
    if row_id is not None:
        return Case(row_id, due_on, True)
    return Case(0, due_on, False if due_on <= at.day else None)
