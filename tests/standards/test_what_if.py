"""What if: the same records judged by another standard, before anybody adopts it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from app import clock
from app.models.management.care_standard_item import CareStandardItem, RuleSubject
from app.standards.as_of import AsOf
from app.standards.names import names_of
from app.standards.presets import presets
from app.standards.rules import timeline_of
from app.standards.what_if import Difference, compare, under_change, under_preset
from tests import factories as make
from tests.standards.conftest import MONDAY, TwentyWeeks

pytestmark = pytest.mark.system("A04")

DAY = dt.timedelta(days=1)
TALKS = "R03a"


@pytest.fixture
def talked_every_month(weeks: TwentyWeeks, talk: Callable[..., Any]) -> Any:
    """A child whose mentor talks with it on the tenth school day of every month: too seldom by the week."""
    child, mentor = weeks.child(), make.make_staff(weeks.session, weeks.school)
    make.make_mentoring(weeks.session, mentor, child, starts_on=MONDAY)
    for month in (9, 10, 11, 12):
        talk(child, mentor, dt.date(2025, month, 15))
    talk(child, mentor, dt.date(2026, 1, 12))
    return child


def _at(weeks: TwentyWeeks) -> AsOf:
    return weeks.at()


def _without_talks(session: Any, weeks: TwentyWeeks, changes: dict[str, Any]) -> Difference:
    timeline = timeline_of(session, weeks.school.id)
    rule = next(each for each in timeline.standards[0].rules if each.code == TALKS)
    return compare(session, _at(weeks), under_change(timeline, MONDAY, rule, changes))


def test_a_rule_switched_off_leaves_nobody_overdue_by_it(weeks: TwentyWeeks, talked_every_month: Any) -> None:
    difference = _without_talks(weeks.read(), weeks, {"is_enabled": False})
    assert difference.rules_now[TALKS] == 1
    assert TALKS not in difference.rules_then


def test_a_higher_number_makes_others_overdue_and_writes_nothing(
    weeks: TwentyWeeks, talk: Callable[..., Any]
) -> None:
    child, mentor = weeks.child(), make.make_staff(weeks.session, weeks.school)
    make.make_mentoring(weeks.session, mentor, child, starts_on=MONDAY)
    for week in range(20):
        talk(child, mentor, MONDAY + 7 * week * DAY)
    session = weeks.read()
    rows = session.scalar(select(func.count(CareStandardItem.id)))
    difference = _without_talks(session, weeks, {"count_min": Decimal(2)})
    assert (difference.rules_now.get(TALKS, 0), difference.rules_then[TALKS]) == (0, 1)
    assert session.scalar(select(func.count(CareStandardItem.id))) == rows


def test_the_same_numbers_turn_nobody(weeks: TwentyWeeks, talked_every_month: Any) -> None:
    difference = _without_talks(weeks.read(), weeks, {})
    assert (difference.newly, difference.no_longer) == ((), ())
    assert difference.now == difference.then


def test_a_rule_is_not_for_those_the_condition_leaves_out(
    weeks: TwentyWeeks, talked_every_month: Any
) -> None:
    difference = _without_talks(weeks.read(), weeks, {"condition": {"boarding": True}})
    assert TALKS not in difference.rules_then


def test_an_emptied_condition_is_for_everybody(weeks: TwentyWeeks, talked_every_month: Any) -> None:
    difference = _without_talks(weeks.read(), weeks, {"condition": None, "grace_days": None})
    assert difference.rules_then[TALKS] == 1


def test_another_preset_names_who_would_be_overdue(weeks: TwentyWeeks, talked_every_month: Any) -> None:
    """PS8 asks for an excellent pupil beside each child; nobody has one."""
    session = weeks.read()
    difference = compare(session, _at(weeks), under_preset(presets()["ps08"]))
    assert difference.rules_then["R15"] == 1
    child = [each for each in difference.newly if each.subject is RuleSubject.CHILD]
    pair = [each for each in difference.no_longer if each.subject is RuleSubject.PAIR]
    assert [each.student_id for each in child + pair] == [talked_every_month.id] * len(child + pair)
    names = names_of(session, difference.newly + difference.no_longer)
    assert all(talked_every_month.name in names.of(each) for each in child + pair)
    assert difference.count(RuleSubject.PAIR) == (0, 1)


def test_a_preset_borrows_notices_only_where_it_has_none() -> None:
    lender = presets()["ps03"]
    codes = {code: {rule.code for rule in _rules(code, lender)} for code in ("ps01", "ps02")}
    assert {"R80", "R81", "R82a", "R83"} <= codes["ps01"]
    assert "R82b" in codes["ps02"]
    assert "R82a" not in codes["ps02"]


def _rules(code: str, lender: Any) -> Any:
    return under_preset(presets()[code], lender).standards[0].rules


def test_without_a_standard_everything_missing_is_new(weeks: TwentyWeeks, talked_every_month: Any) -> None:
    for item in weeks.session.query(CareStandardItem):
        item.archived_at = clock.now()
    session = weeks.read()
    difference = compare(session, _at(weeks), under_preset(presets()["ps01"]))
    assert difference.now == {}
    assert {each.subject for each in difference.newly} >= {RuleSubject.CHILD, RuleSubject.PAIR}
