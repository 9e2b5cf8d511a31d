"""What changed since last week is the difference of two days as they stood, not a guess from today's rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from app import clock
from app.models.management.care_standard_item import RuleAction, RulePer, RuleSubject
from app.models.people.student_caregiver import GuardRole
from app.standards.evaluate import evaluate
from app.standards.last_week import LastWeek, week_of
from app.standards.rules import Timeline
from tests import factories as make
from tests.standards.conftest import MONDAY, TwentyWeeks
from tests.standards.written import TALKS, in_force, rule

DAY = dt.timedelta(days=1)
#: The Wednesday of the fourth week.
TODAY = MONDAY + 23 * DAY
ALWAYS_A_MENTOR = rule("R10", RuleSubject.CHILD, RulePer.ALWAYS, action=RuleAction.MENTORING)
Talk = Callable[..., Any]


def look(weeks: TwentyWeeks, timeline: Timeline, day: dt.date = TODAY) -> LastWeek:
    session = weeks.read()
    found = evaluate(session, weeks.at(day), timeline=timeline)
    return week_of(session, day, weeks.term, timeline, found)


def mentee(weeks: TwentyWeeks) -> tuple[Any, Any]:
    child, mentor = weeks.child(), make.make_staff(weeks.session, weeks.school)
    make.make_mentoring(weeks.session, mentor, child, starts_on=MONDAY)
    return child, mentor


def test_only_the_week_that_ran_out_since_is_newly_missing(weeks: TwentyWeeks) -> None:
    mentee(weeks)
    found = look(weeks, in_force(TALKS))
    assert [(each.rule.code, each.count) for each in found.newly_missing] == [("R03a", 1)]
    assert found.settled == ()


def test_a_week_with_a_talk_adds_nothing(weeks: TwentyWeeks, talk: Talk) -> None:
    child, mentor = mentee(weeks)
    talk(child, mentor, TODAY - 4 * DAY)
    assert look(weeks, in_force(TALKS)).is_quiet


def test_a_mentor_found_this_week_settles_what_was_missing_a_week_ago(weeks: TwentyWeeks) -> None:
    child, mentor = weeks.child(), make.make_staff(weeks.session, weeks.school)
    make.make_mentoring(weeks.session, mentor, child, starts_on=TODAY - DAY)
    weeks.child()
    found = look(weeks, in_force(ALWAYS_A_MENTOR))
    assert [(each.rule.code, each.count) for each in found.settled] == [("R10", 1)]
    # The other child lacked a mentor then and lacks one now: nothing new.
    assert found.newly_missing == ()


def test_in_the_first_week_everything_missing_is_new(weeks: TwentyWeeks) -> None:
    weeks.child()
    assert look(weeks, in_force(ALWAYS_A_MENTOR), MONDAY + 2 * DAY).missing_count == 1


def test_a_child_whose_guardian_left_this_week_is_named_and_one_of_last_month_is_not(
    weeks: TwentyWeeks,
) -> None:
    for since in (TODAY - 2 * DAY, TODAY - 30 * DAY):
        child = weeks.child()
        guardian = make.make_caregiver(weeks.session, child, guard_role=GuardRole.CURRENT)
        make.make_absence(weeks.session, guardian, away_since=since)
        if since == TODAY - 2 * DAY:
            expected = child
    assert look(weeks, in_force(TALKS)).unguarded == ((expected.id, expected.name),)


def test_incidents_are_counted_by_the_days_on_which_they_began_and_ended(weeks: TwentyWeeks) -> None:
    staff = make.make_staff(weeks.session, weeks.school)

    def noon(days_ago: int) -> dt.datetime:
        return clock.from_china(dt.datetime.combine(TODAY - days_ago * DAY, dt.time(12)))

    for began, ended in ((1, None), (6, 0), (7, 2), (30, 20)):
        closed = {} if ended is None else {"closed_at": noon(ended), "outcome": "已处理。"}
        known = noon(began)
        incident = make.make_incident(
            weeks.session, staff, known_at=known, occurred_at=known, is_in_school_time=False
        )
        for notice in make.notices_of(weeks.session, incident):
            notice.given_up_reason = "不在校期间"
        weeks.session.flush()
        for column, told in closed.items():
            setattr(incident, column, told)
        weeks.session.flush()
    found = look(weeks, in_force(TALKS))
    assert (found.incidents_opened, found.incidents_closed) == (2, 2)
