"""Seasons: exam weeks, the week after Spring Festival, the week before long breaks, and what rules ask in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.models.management.care_standard_item import RulePer, RuleSubject
from app.standards.calendar import Span, TermCalendar
from app.standards.evaluate import evaluate
from app.standards.season import Season, Seasons, asked_in, seasons_of, spring_festivals
from tests import factories as make
from tests.standards.conftest import MONDAY, TwentyWeeks
from tests.standards.new_moons import new_moons
from tests.standards.written import in_force, rule

DAY = dt.timedelta(days=1)
WEEK = Span(MONDAY + 7 * DAY, MONDAY + 13 * DAY)
IN_EXAMS: Seasons = ((Season.EXAM_WEEK, WEEK),)


def weekly(**season: dict[str, Any]) -> Any:
    asked = {key.replace("_", "-"): told for key, told in season.items()}
    return rule("R03a", RuleSubject.PAIR, RulePer.WEEK, filters={"parties": ["staff-child"]}, season=asked)


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2024, 2, 10),
        dt.date(2025, 1, 29),
        dt.date(2026, 2, 17),
        dt.date(2027, 2, 6),
        dt.date(2030, 2, 3),
    ],
)
def test_known_spring_festivals_ship(day: dt.date) -> None:
    assert day in spring_festivals()


def test_every_spring_festival_from_2010_to_2050_is_a_new_moon_between_21_january_and_20_february() -> None:
    assert [day.year for day in spring_festivals()] == list(range(2010, 2051))
    for day in spring_festivals():
        assert dt.date(day.year, 1, 21) <= day <= dt.date(day.year, 2, 20)
        assert day in {moment.date() for moment in new_moons(day.year)}


def test_the_week_after_spring_festival_is_the_first_with_lessons() -> None:
    term = TermCalendar(Span(dt.date(2026, 3, 4), dt.date(2026, 7, 3)))
    assert (Season.AFTER_SPRING_FESTIVAL, Span(dt.date(2026, 3, 2), dt.date(2026, 3, 8))) in seasons_of(term)


def test_an_autumn_term_has_no_week_after_spring_festival() -> None:
    found = seasons_of(TermCalendar(Span(MONDAY, dt.date(2026, 1, 16))))
    assert Season.AFTER_SPRING_FESTIVAL not in dict(found)


def test_the_weeks_before_a_long_break_and_before_the_holidays_are_a_season_but_not_before_a_short_one() -> (
    None
):
    breaks = (
        Span(dt.date(2025, 10, 1), dt.date(2025, 10, 8)),
        Span(dt.date(2025, 11, 10), dt.date(2025, 11, 11)),
    )
    found = seasons_of(TermCalendar(Span(MONDAY, dt.date(2026, 1, 16)), breaks))
    mondays = [week.starts_on for season, week in found if season is Season.BEFORE_BREAK]
    assert mondays == [dt.date(2025, 9, 29), dt.date(2026, 1, 12)]


def test_a_rule_pauses_in_a_week_of_exams_and_in_no_other() -> None:
    paused = weekly(exam_week={"pause": True})
    assert asked_in(paused, WEEK, IN_EXAMS) is None
    assert asked_in(paused, Span(MONDAY, MONDAY + 6 * DAY), IN_EXAMS) == (1, None)


def test_a_week_of_exams_does_not_do_away_with_the_month_round_it() -> None:
    month = Span(MONDAY, MONDAY + 29 * DAY)
    assert asked_in(weekly(exam_week={"pause": True}), month, IN_EXAMS) == (1, None)


def test_of_several_seasons_the_highest_number_counts() -> None:
    both = (*IN_EXAMS, (Season.BEFORE_BREAK, WEEK))
    tightened = weekly(exam_week={"count_min": 2}, before_break={"count_min": 3, "count_max": 5})
    assert asked_in(tightened, WEEK, both) == (3, 5)


@pytest.mark.parametrize(("season", "due"), [({}, 20), ({"pause": True}, 19), ({"count_min": 3}, 22)])
def test_the_judge_asks_for_less_or_more_in_the_week_of_the_exam(
    weeks: TwentyWeeks, season: dict[str, Any], due: int
) -> None:
    weeks.term.midterm_exam_on = WEEK.starts_on + 2 * DAY
    mentor = make.make_staff(weeks.session, weeks.school)
    make.make_mentoring(weeks.session, mentor, weeks.child(), starts_on=MONDAY)
    found = evaluate(weeks.read(), weeks.at(), timeline=in_force(weekly(exam_week=season)))
    assert [each.due for each in found.outcomes] == [due]


def test_a_check_that_is_asked_for_only_in_a_season_is_owed_only_then(
    weeks: TwentyWeeks, talk: Callable[..., Any]
) -> None:
    staff, child = make.make_staff(weeks.session, weeks.school), weeks.child()
    make.make_mentoring(weeks.session, staff, child, starts_on=MONDAY)
    weeks.term.final_exam_on = WEEK.starts_on
    added = rule("R03a", RuleSubject.PAIR, RulePer.WEEK, 0, season={"exam-week": {"count_min": 1}},
                 filters={"parties": ["staff-child"]})  # fmt: skip
    talk(child, staff, MONDAY)
    (outcome,) = evaluate(weeks.read(), weeks.at(), timeline=in_force(added)).outcomes
    assert (outcome.due, outcome.missing) == (1, 1)
    assert [period.label for period in outcome.missing_periods] == ["第2周"]
