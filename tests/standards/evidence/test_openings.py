"""What counts for the home: openings in a week, slots of the timetable, teachers on duty, and the check of the stock."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.models.facilities.care_facility import FacilityKind
from app.models.facilities.opening_slot import Weekday
from app.standards.evidence.shapes import Cases
from tests import facility_factories as facilities
from tests import factories as make
from tests.standards.conftest import FRIDAY, MONDAY, TwentyWeeks
from tests.standards.evidence.catalogued import due_and_done, evidence_for, rule_of

DAY = dt.timedelta(days=1)
FOUR = dt.time(16)


@pytest.fixture
def home(weeks: TwentyWeeks) -> Any:
    return facilities.make_facility(weeks.session, weeks.school)


def open_up(weeks: TwentyWeeks, place: Any, day: dt.date, **values: Any) -> Any:
    first, second = (make.make_staff(weeks.session, weeks.school) for _ in range(2))
    given = {"held_on": day, "starts": FOUR} | values
    return facilities.make_opening(weeks.session, place, first, second, **given)


def test_the_home_owes_two_openings_in_each_of_twenty_weeks(weeks: TwentyWeeks, home: Any) -> None:
    for day in (MONDAY, MONDAY + DAY, MONDAY + 2 * DAY, MONDAY + 7 * DAY):
        open_up(weeks, home, day)
    assert due_and_done(weeks, rule_of("R63")) == (40, 3)


def test_only_the_home_counts_for_the_home(weeks: TwentyWeeks) -> None:
    library = facilities.make_facility(weeks.session, weeks.school, kind=FacilityKind.LIBRARY)
    open_up(weeks, library, MONDAY)
    assert due_and_done(weeks, rule_of("R63")) == (40, 0)


def test_a_slot_counts_once_a_day_and_only_in_its_hours(weeks: TwentyWeeks, home: Any) -> None:
    for place in range(5):
        facilities.make_slot(
            weeks.session, home, weekday=Weekday(str(place)), valid_from=MONDAY, valid_to=FRIDAY
        )
    open_up(weeks, home, MONDAY)
    open_up(weeks, home, MONDAY, starts=dt.time(16, 30))
    open_up(weeks, home, MONDAY + DAY, starts=dt.time(8))
    open_up(weeks, home, MONDAY + 2 * DAY)
    assert due_and_done(weeks, rule_of("R63b")) == (100, 2)


def test_each_opening_has_its_two_teachers(weeks: TwentyWeeks, home: Any) -> None:
    open_up(weeks, home, MONDAY)
    lonely = open_up(weeks, home, MONDAY + DAY)
    table = type(lonely).__table__
    weeks.session.raw_connection().execute(
        table.update().where(table.c.id == lonely.id).values(second_duty_id=None)
    )
    assert due_and_done(weeks, rule_of("R64")) == (2, 1)


def test_the_stock_is_checked_after_each_opening_of_a_place_with_books(weeks: TwentyWeeks, home: Any) -> None:
    library = facilities.make_facility(weeks.session, weeks.school, kind=FacilityKind.LIBRARY)
    open_up(weeks, home, MONDAY)
    open_up(weeks, library, MONDAY, is_stock_checked=True)
    open_up(weeks, library, MONDAY + DAY)
    assert due_and_done(weeks, rule_of("R90", least=1)) == (2, 1)


def test_an_opening_under_way_is_not_blamed_yet(weeks: TwentyWeeks) -> None:
    library = facilities.make_facility(weeks.session, weeks.school, kind=FacilityKind.LIBRARY)
    with clock.set_to(MONDAY):
        open_up(weeks, library, MONDAY)
        found = evidence_for(weeks, rule_of("R90"), weeks.school.id, MONDAY)
    assert isinstance(found, Cases)
    assert [case.is_done for case in found.cases] == [None]
