"""Parents who come home or leave again in the coming week."""

from __future__ import annotations

import datetime as dt

from app.models.people.care_registration import LeaveReason
from app.standards.family_travel import returns_and_departures
from tests import factories as make
from tests.standards.conftest import MONDAY, TwentyWeeks

DAY = dt.timedelta(days=1)
SUNDAY = MONDAY + 6 * DAY


def family(weeks: TwentyWeeks, **absence: dt.date) -> int:
    child = weeks.child()
    adult = make.make_caregiver(weeks.session, child)
    make.make_absence(weeks.session, adult, **absence)
    return int(child.id)


def travels(weeks: TwentyWeeks) -> list[tuple[int, dt.date, bool]]:
    found = returns_and_departures(weeks.read(), weeks.at(MONDAY))
    return [(each.student_id, each.day, each.leaves) for each in found]


def test_a_parent_expected_within_seven_days_comes_home(weeks: TwentyWeeks) -> None:
    last_year = MONDAY - 300 * DAY
    child = family(weeks, away_since=last_year, expected_return_on=SUNDAY)
    family(weeks, away_since=last_year, expected_return_on=SUNDAY + DAY)
    family(weeks, away_since=last_year)
    assert travels(weeks) == [(child, SUNDAY, False)]


def test_a_parent_who_is_home_already_is_expected_no_more(weeks: TwentyWeeks) -> None:
    family(weeks, away_since=MONDAY - 300 * DAY, expected_return_on=SUNDAY, returned_on=MONDAY - DAY)
    assert travels(weeks) == []


def test_a_parent_who_goes_this_week_leaves(weeks: TwentyWeeks) -> None:
    child = family(weeks, away_since=SUNDAY)
    family(weeks, away_since=MONDAY - DAY)
    assert travels(weeks) == [(child, SUNDAY, True)]


def test_a_parent_of_a_child_that_left_is_nobodys_news(weeks: TwentyWeeks) -> None:
    child = weeks.child(left_on=MONDAY, leave_reason=LeaveReason.PARENTS_RETURNED)
    adult = make.make_caregiver(weeks.session, child)
    make.make_absence(weeks.session, adult, away_since=SUNDAY)
    assert travels(weeks) == []
