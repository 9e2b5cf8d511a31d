"""Evidence of the home and the other places: how often they opened, with how many teachers, and checked afterwards (R63, R64, R90)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from app import clock
from app.models.facilities.care_facility import CareFacility, FacilityKind
from app.models.facilities.opening_session import OpeningSession
from app.models.facilities.opening_slot import OpeningSlot, Weekday
from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.standards.as_of import AsOf
from app.standards.calendar import Span
from app.standards.evidence._lines import cases_of_school, dated, days
from app.standards.evidence._registry import evidence
from app.standards.evidence.shapes import Case, Evidence
from app.standards.rules import Rule

#: What `kinds` of a rule name besides the kinds of places: each opening judged by itself.
DUTY, CLOSING_CHECK = "duty", "closing-check"
#: Places with books, whose stock is checked after each opening (R90).
_WITH_BOOKS = frozenset({FacilityKind.LIBRARY, FacilityKind.VILLAGE_LIBRARY})


@evidence(RuleAction.OPENING, RuleSubject.SCHOOL, entity=OpeningSession)
def openings(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """How often places opened (`slots`: which slots of the timetable), or each opening by its teachers or its check."""
    kinds = frozenset(rule.filters.get("kinds") or ())
    if CLOSING_CHECK in kinds:
        checked = _openings(session, at, rule, _WITH_BOOKS)
        return cases_of_school(at, map(_checked, checked))
    places = frozenset(FacilityKind(kind) for kind in kinds - {DUTY}) or frozenset(FacilityKind)
    found = _openings(session, at, rule, places)
    if DUTY in kinds:
        return cases_of_school(at, (_staffed(row, rule) for row in found))
    counted = _of_the_timetable(session, at, found) if rule.filters.get("slots") else found
    return dated(at, rule, ((at.school_id, row.held_on, row.id) for row in counted))


def _openings(session: Any, at: AsOf, rule: Rule, places: frozenset[FacilityKind]) -> list[Any]:
    opening = OpeningSession
    found = (
        select(
            opening.id,
            opening.facility_id,
            opening.held_on,
            opening.starts,
            opening.second_duty_id,
            opening.is_stock_checked,
            opening.closed_at,
        )
        .join(CareFacility, CareFacility.id == opening.facility_id)
        .where(
            opening.school_id == at.school_id,
            opening.archived_at.is_(None),
            CareFacility.kind.in_(places),
            *days(at, rule, opening.held_on),
        )
        .order_by(opening.held_on, opening.starts, opening.id)
    )
    return list(session.execute(found))


def _staffed(opening: Any, rule: Rule) -> Case:
    """R64: as many teachers as the rule asks were there."""
    on_duty = 1 if opening.second_duty_id is None else 2
    return Case(opening.id, opening.held_on, rule.count_min is None or on_duty >= rule.count_min)


def _checked(opening: Any) -> Case:
    """R90: nothing is said of an opening of today that is still under way."""
    is_under_way = opening.closed_at is None and opening.held_on >= clock.today()
    is_done = True if opening.is_stock_checked else None if is_under_way else False
    return Case(opening.id, opening.held_on, is_done)


def _of_the_timetable(session: Any, at: AsOf, found: Iterable[Any]) -> Iterator[Any]:
    """R63b: the openings inside a slot of the timetable of their day, each slot once a day."""
    slots = _slots(session, at)
    used: set[tuple[dt.date, int]] = set()
    for opening in found:
        for slot_id, span, starts, ends in slots.get((opening.facility_id, Weekday.of(opening.held_on)), ()):
            is_inside = span.holds(opening.held_on) and starts <= opening.starts < ends
            if is_inside and (opening.held_on, slot_id) not in used:
                used.add((opening.held_on, slot_id))
                yield opening
                break


def _slots(session: Any, at: AsOf) -> dict[tuple[int, Weekday], list[tuple[int, Span, dt.time, dt.time]]]:
    slot = OpeningSlot
    found = select(
        slot.facility_id, slot.weekday, slot.id, slot.valid_from, slot.valid_to, slot.starts, slot.ends
    ).where(slot.school_id == at.school_id, slot.archived_at.is_(None))
    by_day: dict[tuple[int, Weekday], list[tuple[int, Span, dt.time, dt.time]]] = {}
    for facility_id, weekday, slot_id, first, last, starts, ends in session.execute(found):
        line = slot_id, Span(first, last or dt.date.max), starts, ends
        by_day.setdefault((facility_id, weekday), []).append(line)
    return by_day
