"""What counts as given to a child: survey, report, mentor, helper, plan, book, deed, test, birthday (R12 to R25)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.models.care.exam_score import Exam
from app.models.care.growth_record import GrowthKind
from app.models.care.individual_plan import PlanKind
from app.models.care.peer_pairing import PeerPairingKind
from app.models.events.event import EventKind
from app.models.events.event_student import EventRole
from app.models.people._survey import SurveyPart
from app.models.people.special_category import CategoryGroup
from app.standards.catalogue import catalogue
from app.standards.evaluate import evaluate
from app.standards.evidence.celebrations import birthday_in
from app.standards.outcome import Outcome
from app.standards.rules import Rule, rule_of
from tests import activity_factories as activity
from tests import factories as make
from tests.standards.conftest import FRIDAY, MONDAY, TwentyWeeks
from tests.standards.written import TALKS, adopt, in_force, item_of

DAY = dt.timedelta(days=1)


def known(code: str, **changes: Any) -> Rule:
    """The rule as the catalogue has it."""
    told = catalogue()[code]
    values = {
        "filters": told.filters, "condition": told.condition, "count_min": told.least, "count_max": told.most,
    } | changes  # fmt: skip
    return Rule(code, told.name, told.subject, told.action, told.per, told.role, **values)


def outcomes(weeks: TwentyWeeks, what: Rule, day: dt.date = FRIDAY) -> list[Outcome]:
    return list(evaluate(weeks.read(), weeks.at(day), timeline=in_force(what)).outcomes)


def done(weeks: TwentyWeeks, code: str, day: dt.date = FRIDAY) -> tuple[Any, Any]:
    """(due, done) of the only one who owes."""
    (outcome,) = outcomes(weeks, known(code), day)
    return outcome.due, outcome.done


def born(weeks: TwentyWeeks, day: dt.date) -> Any:
    child = weeks.child()
    child.birth_date, child.id_card_no = day, None
    return child


@pytest.mark.parametrize(("after", "kept"), [(0, 1), (30, 1), (31, 0)])
def test_a_child_is_surveyed_within_thirty_days_of_the_term(
    weeks: TwentyWeeks, after: int, kept: int
) -> None:
    weeks.child(surveyed_on=MONDAY + after * DAY)
    assert done(weeks, "R13") == (1, kept)


def test_a_copied_registration_is_a_survey_only_once_every_part_was_asked_about(weeks: TwentyWeeks) -> None:
    weeks.child(unconfirmed=frozenset(SurveyPart))
    assert done(weeks, "R13") == (1, 0)


def test_a_child_has_its_mentor_as_long_as_the_pair_lasts(weeks: TwentyWeeks) -> None:
    child, mentor = weeks.child(), make.make_staff(weeks.session, weeks.school)
    make.make_mentoring(weeks.session, mentor, child, starts_on=MONDAY, ends_on=MONDAY + 30 * DAY)
    assert done(weeks, "R14", MONDAY + 30 * DAY) == (1, 1)
    assert done(weeks, "R14", MONDAY + 31 * DAY) == (1, 0)


def test_a_study_helper_is_no_hand_in_hand_friend(weeks: TwentyWeeks) -> None:
    child, helper = weeks.child(), make.make_student(weeks.session, weeks.school)
    teacher = make.make_staff(weeks.session, weeks.school)
    given = {"kind": PeerPairingKind.STUDY_HELPER, "starts_on": MONDAY}
    make.make_peer_pairing(weeks.session, child, helper, teacher, **given)
    assert done(weeks, "R15") == (1, 1)
    assert done(weeks, "R16") == (1, 0)


def test_a_study_plan_counts_once_it_has_a_time_and_a_stage(weeks: TwentyWeeks) -> None:
    child, author = weeks.child(), make.make_staff(weeks.session, weeks.school)
    with clock.set_to(MONDAY + 9 * DAY):
        plan = make.make_plan(
            weeks.session, child, weeks.term, author, kind=PlanKind.STUDY_HELP, made_on=MONDAY + 8 * DAY,
            help_time="每周三课后",
        )  # fmt: skip
    assert done(weeks, "R17") == (1, 0)
    make.make_stage(weeks.session, plan)
    assert done(weeks, "R17") == (1, 1)


def test_only_a_child_with_a_special_status_owes_a_plan_of_its_own(weeks: TwentyWeeks) -> None:
    child, teacher = weeks.child(), make.make_staff(weeks.session, weeks.school)
    assert outcomes(weeks, known("R18")) == []
    category = make.make_category(weeks.session, weeks.school, kind=CategoryGroup.PRIORITY)
    make.make_special_status(weeks.session, child, category, teacher, since=MONDAY)
    assert done(weeks, "R18") == (1, 0)


def test_a_report_counts_on_the_day_it_was_sent(weeks: TwentyWeeks) -> None:
    child, author = weeks.child(), make.make_staff(weeks.session, weeks.school)
    report = make.make_guardian_report(weeks.session, child, weeks.term, author)
    report.sent_on = report.sent_by = None
    assert done(weeks, "R12") == (1, 0)


def test_a_book_counts_for_its_month_and_an_essay_only_from_grade_three(weeks: TwentyWeeks) -> None:
    child = weeks.child()
    activity.make_reading_record(weeks.session, child, month=dt.date(2025, 10, 1))
    assert done(weeks, "R20a") == (5, 1)
    assert outcomes(weeks, known("R20b")) == []


def test_a_diary_is_no_deed(weeks: TwentyWeeks) -> None:
    child, author = weeks.child(), make.make_staff(weeks.session, weeks.school)
    activity.make_growth_record(weeks.session, child, author, kind=GrowthKind.DIARY, recorded_on=MONDAY + DAY)
    assert done(weeks, "R21") == (1, 0)
    activity.make_growth_record(weeks.session, child, author, kind=GrowthKind.DEED, recorded_on=MONDAY + DAY)
    assert done(weeks, "R21") == (1, 1)


@pytest.mark.parametrize(("days", "kept"), [(31, 1), (32, 0), (-31, 1), (-32, 0)])
def test_a_birthday_is_kept_by_a_party_within_thirty_one_days(
    weeks: TwentyWeeks, days: int, kept: int
) -> None:
    birthday = dt.date(2025, 11, 12)
    child, teacher = born(weeks, birthday.replace(year=2016)), make.make_staff(weeks.session, weeks.school)
    noon = clock.from_china(dt.datetime.combine(birthday + days * DAY, dt.time(12)))
    party = activity.make_event(weeks.session, teacher, kind=EventKind.BIRTHDAY, starts_at=noon)
    activity.make_event_student(weeks.session, party, child, role=EventRole.BIRTHDAY)
    assert done(weeks, "R19") == (1, kept)


def test_a_birthday_in_the_holidays_is_owed_in_no_term(weeks: TwentyWeeks) -> None:
    born(weeks, dt.date(2016, 8, 3))
    assert done(weeks, "R19") == (0, 0)


def test_a_child_of_the_leap_day_has_its_birthday_on_the_28th_in_other_years() -> None:
    leap_day = dt.date(2016, 2, 29)
    assert birthday_in(leap_day, 2024) == dt.date(2024, 2, 29)
    assert birthday_in(leap_day, 2026) == dt.date(2026, 2, 28)


def test_an_entrance_test_counts_on_the_day_it_was_entered(weeks: TwentyWeeks) -> None:
    child = weeks.child()
    assert done(weeks, "R24") == (1, 0)
    with clock.set_to(MONDAY + 3 * DAY):
        activity.make_score(weeks.session, child, weeks.term, exam=Exam.ENTRANCE)
    assert done(weeks, "R24") == (1, 1)


def test_a_rule_of_the_table_that_leaves_things_open_is_as_the_catalogue_has_it(weeks: TwentyWeeks) -> None:
    standard = adopt(weeks.session, make.make_school(weeks.session))
    item = item_of(standard, TALKS)
    item.filters = item.condition = None
    rule = rule_of(item)
    assert rule.filters == catalogue()["R03a"].filters
    assert (rule.name, rule.formula) == (catalogue()["R03a"].name, catalogue()["R03a"].formula)


def test_nothing_is_owed_to_a_child_from_the_day_it_is_put_away(weeks: TwentyWeeks) -> None:
    """Security P-01: its mentor may not even see it."""
    day = MONDAY + 40 * DAY
    make.make_consent(weeks.session, weeks.child(), given_on=MONDAY, withdrawn_on=day)
    assert done(weeks, "R14", day - DAY) == (1, 0)
    assert outcomes(weeks, known("R14"), day) == []
