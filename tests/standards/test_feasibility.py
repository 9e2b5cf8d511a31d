"""Rules that arithmetic forbids are named with it, and held against nobody (domain 3.5)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from app.models.management.care_standard_item import RuleAction, RulePer, RuleRole, RuleSubject
from app.standards.feasibility import Infeasible, infeasible, is_charged
from app.standards.rules import Rule, Timeline
from tests import factories as make
from tests.standards.conftest import FRIDAY, MONDAY, TwentyWeeks
from tests.standards.written import TALKS, in_force, rule


def load(code: str, least: int | None, most: int | None = None, **values: Any) -> Rule:
    """A rule of so many children for each member of staff."""
    number = None if most is None else Decimal(most)
    return rule(
        code, RuleSubject.MENTOR, RulePer.ALWAYS, least, RuleRole.ANYBODY, RuleAction.MENTORING,
        count_max=number, **values,
    )  # fmt: skip


A_MENTOR_FOR_EACH = rule("R14", RuleSubject.CHILD, RulePer.ALWAYS, 1, RuleRole.SCHOOL, RuleAction.MENTORING)


def found(weeks: TwentyWeeks, *rules: Rule, day: dt.date = FRIDAY) -> dict[str, Infeasible]:
    return {each.rule.code: each for each in infeasible(weeks.read(), weeks.at(day), in_force(*rules))}


def test_the_arithmetic_of_126_children_and_30_staff(weeks: TwentyWeeks) -> None:
    """下符桥 (001/6a): 21 can have six each, one each needs 126 staff, two each 63."""
    for _ in range(126):
        weeks.child()
    for _ in range(30):
        make.make_staff(weeks.session, weeks.school)
    told = {
        code: (named.most_who_can, named.out_of, named.needed)
        for rules in ((load("R30a", 6),), (load("R30c", 1),), (load("R30b", 1, 2), A_MENTOR_FOR_EACH, TALKS))
        for code, named in found(weeks, *rules).items()
    }
    assert told == {
        "R30a": (21, 30, 180),
        "R30c": (30, 126, 126),
        "R30b": (60, 126, 63),
        "R14": (60, 126, 63),
    }


def test_an_infeasible_rule_says_its_sum_and_is_charged_to_nobody(weeks: TwentyWeeks) -> None:
    for _ in range(12):
        weeks.child()
    for _ in range(3):
        make.make_staff(weeks.session, weeks.school)
    six = load("R30a", 6)
    (named,) = found(weeks, six, TALKS).values()
    assert "共需 18 名" in named.sentence.zh
    assert "at most 2 can" in named.sentence.en
    assert not is_charged(six, [named])
    assert is_charged(TALKS, [named])


@pytest.mark.parametrize(("staff", "is_possible"), [(2, True), (3, False)])
def test_twelve_children_are_enough_for_two_but_not_for_three(
    weeks: TwentyWeeks, staff: int, is_possible: bool
) -> None:
    for _ in range(12):
        weeks.child()
    for _ in range(staff):
        make.make_staff(weeks.session, weeks.school)
    assert ("R30a" not in found(weeks, load("R30a", 6))) is is_possible


def test_helpers_from_outside_and_those_who_left_are_not_counted(weeks: TwentyWeeks) -> None:
    for _ in range(6):
        weeks.child()
    make.make_staff(weeks.session, weeks.school)
    make.make_staff(weeks.session, weeks.school, is_employee=False)
    make.make_staff(weeks.session, weeks.school, left_on=FRIDAY - dt.timedelta(days=1))
    assert found(weeks, load("R30a", 6)) == {}


def test_staff_who_share_children_show_that_it_can_be_done(weeks: TwentyWeeks) -> None:
    children = [weeks.child() for _ in range(6)]
    for _ in range(2):
        mentor = make.make_staff(weeks.session, weeks.school)
        for child in children:
            make.make_mentoring(weeks.session, mentor, child, starts_on=MONDAY)
    assert found(weeks, load("R30a", 6)) == {}


def test_two_rules_that_contradict_each_other_are_named(weeks: TwentyWeeks) -> None:
    for _ in range(6):
        weeks.child()
    make.make_staff(weeks.session, weeks.school)
    named = found(weeks, load("R30a", 6), load("R30b", None, 2))["R30a"]
    assert "R30b" in named.sentence.zh
    assert named.most_who_can == 0


def test_leaders_can_have_only_the_troubled_children_there_are(weeks: TwentyWeeks) -> None:
    weeks.child(is_key_target=True, key_reason="家庭变故。")
    weeks.child()
    for _ in range(2):
        make.make_staff(weeks.session, weeks.school)
    named = found(weeks, load("R30d", 1, filters={"statuses": ["any"]}))["R30d"]
    assert (named.most_who_can, named.needed) == (1, 2)


def test_more_hours_than_the_term_has_are_named(weeks: TwentyWeeks) -> None:
    make.make_class(weeks.session, weeks.year)
    hours = (RuleSubject.CLASS, RulePer.TERM)
    asked = {"role": RuleRole.OFFICE, "action": RuleAction.LESSON}
    assert found(weeks, rule("R42", *hours, 18, **asked)) == {}
    named = found(weeks, rule("R42", *hours, 801, **asked))["R42"]
    assert (named.most_who_can, named.out_of, named.needed) == (0, 1, 101)


def test_a_day_without_a_standard_has_no_infeasible_rule(weeks: TwentyWeeks) -> None:
    assert infeasible(weeks.read(), weeks.at(), Timeline(())) == ()
