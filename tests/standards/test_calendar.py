"""The weeks and months in which something is due: the points of domain 3.1 and the worked figures of 3.5."""

from __future__ import annotations

import datetime as dt

import pytest

from app.models.management.care_standard_item import RulePer
from app.standards.calendar import Span, TermCalendar, window

MONDAY = dt.date(2025, 9, 1)
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
#: Twenty weeks from Monday 1 September 2025 to Friday 16 January 2026.
TERM = Span(MONDAY, MONDAY + 20 * WEEK - 3 * DAY)
TWENTY_WEEKS = TermCalendar(TERM)
NATIONAL_DAY = Span(dt.date(2025, 10, 6), dt.date(2025, 10, 10))


def labels(calendar: TermCalendar, inside: Span, per: RulePer) -> list[str]:
    return [period.label for period in calendar.periods(inside, per)]


def test_a_term_of_twenty_weeks_has_twenty_talks_and_five_calls_for_each_child() -> None:
    assert len(TWENTY_WEEKS.weeks(TERM)) == 20
    assert labels(TWENTY_WEEKS, TERM, RulePer.MONTH) == ["9月", "10月", "11月", "12月", "1月"]


def test_a_week_wholly_inside_a_break_is_not_due() -> None:
    calendar = TermCalendar(TERM, (NATIONAL_DAY,))
    assert len(calendar.weeks(TERM)) == 19
    assert "第6周" not in labels(calendar, TERM, RulePer.WEEK)


def test_a_week_in_the_middle_is_due_as_long_as_one_school_day_is_left() -> None:
    almost = Span(NATIONAL_DAY.starts_on, NATIONAL_DAY.ends_on - DAY)
    assert len(TermCalendar(TERM, (almost,)).weeks(TERM)) == 20


@pytest.mark.parametrize(("first_weekday", "weeks"), [(2, 20), (3, 19)])
def test_a_first_week_with_under_three_school_days_is_not_due(first_weekday: int, weeks: int) -> None:
    term = Span(MONDAY + first_weekday * DAY, TERM.ends_on)
    assert len(TermCalendar(term).weeks(term)) == weeks


@pytest.mark.parametrize(("days", "weeks"), [(3, 2), (2, 1)])
def test_a_last_week_with_under_three_school_days_is_not_due(days: int, weeks: int) -> None:
    term = Span(MONDAY, MONDAY + WEEK + (days - 1) * DAY)
    assert len(TermCalendar(term).weeks(term)) == weeks


def test_a_pair_from_the_eleventh_week_owes_ten_talks() -> None:
    begun = window(TERM, [MONDAY + 10 * WEEK])
    assert begun is not None
    assert len(TWENTY_WEEKS.weeks(begun)) == 10
    assert labels(TWENTY_WEEKS, begun, RulePer.WEEK)[0] == "第11周"


def test_a_pair_begun_on_a_thursday_owes_nothing_for_that_week() -> None:
    begun = window(TERM, [MONDAY + 3 * DAY])
    assert begun is not None
    assert len(TWENTY_WEEKS.weeks(begun)) == 19


@pytest.mark.parametrize(("day", "is_due"), [(dt.date(2025, 9, 17), True), (dt.date(2025, 9, 18), False)])
def test_a_pair_begun_in_mid_month_owes_the_month_from_ten_school_days_upward(
    day: dt.date, is_due: bool
) -> None:
    begun = window(TERM, [day])
    assert begun is not None
    assert ("9月" in labels(TWENTY_WEEKS, begun, RulePer.MONTH)) is is_due


def test_a_month_of_holidays_is_not_due() -> None:
    calendar = TermCalendar(TERM, (Span(dt.date(2025, 10, 1), dt.date(2025, 10, 20)),))
    assert labels(calendar, TERM, RulePer.MONTH) == ["9月", "11月", "12月", "1月"]


def test_the_window_runs_from_the_latest_start_to_the_earliest_end() -> None:
    surveyed, paired = MONDAY + 4 * DAY, MONDAY + 9 * DAY
    left, parted = MONDAY + 60 * DAY, MONDAY + 50 * DAY
    assert window(TERM, [surveyed, paired], [left, parted]) == Span(paired, parted)
    assert window(TERM, [None], [None]) == TERM
    assert window(TERM, [MONDAY - 90 * DAY], [TERM.ends_on + 90 * DAY]) == TERM


def test_a_pair_that_ended_before_it_could_begin_owes_nothing() -> None:
    assert window(TERM, [MONDAY + 9 * DAY], [MONDAY + 8 * DAY]) is None


def test_a_pair_over_the_border_of_terms_begins_a_new_window_in_each() -> None:
    begun_last_term = MONDAY - 100 * DAY
    assert window(TERM, [begun_last_term]) == TERM


def test_the_term_is_one_period_as_long_as_a_school_day_is_in_the_window() -> None:
    assert labels(TWENTY_WEEKS, TERM, RulePer.TERM) == ["本学期"]
    weekend = Span(MONDAY + 5 * DAY, MONDAY + 6 * DAY)
    assert TWENTY_WEEKS.periods(weekend, RulePer.TERM) == ()


def test_a_period_is_over_on_its_last_day() -> None:
    first = TWENTY_WEEKS.weeks(TERM)[0]
    assert first.is_over(MONDAY + 6 * DAY)
    assert not first.is_over(MONDAY + 5 * DAY)


def test_weeks_are_numbered_from_the_one_in_which_the_term_begins() -> None:
    term = Span(MONDAY + 2 * DAY, TERM.ends_on)
    assert labels(TermCalendar(term), term, RulePer.WEEK)[:2] == ["第1周", "第2周"]
