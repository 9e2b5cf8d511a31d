"""What counts for members of staff: the children they mentor, what they signed, cards and diaries, late entries."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.models.care.growth_record import GrowthKind
from app.models.care.mentoring import MentoringFocus, MentoringKind
from app.standards.evidence.shapes import Cases, Dated
from app.standards.outcome import Standing
from tests import activity_factories, facility_factories
from tests import factories as make
from tests.standards.conftest import FRIDAY, MONDAY, TwentyWeeks
from tests.standards.evidence.catalogued import evidence_for, outcomes, rule_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def mentor(weeks: TwentyWeeks) -> Any:
    return make.make_staff(weeks.session, weeks.school)


def pair(weeks: TwentyWeeks, mentor: Any, child: Any = None, **values: Any) -> Any:
    return make.make_mentoring(
        weeks.session, mentor, child or weeks.child(), **({"starts_on": MONDAY} | values)
    )


@pytest.mark.parametrize(("code", "children", "done"), [("R30a", 5, 5), ("R30a", 7, 6), ("R30c", 1, 1)])
def test_children_with_an_open_pair_count_up_to_what_is_asked(
    weeks: TwentyWeeks, mentor: Any, code: str, children: int, done: int
) -> None:
    for _ in range(children):
        pair(weeks, mentor)
    assert outcomes(weeks, rule_of(code))[mentor.id].done == done


def test_one_or_two_children_means_three_are_too_many(weeks: TwentyWeeks, mentor: Any) -> None:
    for _ in range(2):
        pair(weeks, mentor)
    assert outcomes(weeks, rule_of("R30b"))[mentor.id].standing is Standing.KEPT
    pair(weeks, mentor)
    outcome = outcomes(weeks, rule_of("R30b"))[mentor.id]
    assert (outcome.counted, outcome.standing) == (3, Standing.EXCEEDED)


def test_a_child_in_two_kinds_of_pair_is_one_child(weeks: TwentyWeeks, mentor: Any) -> None:
    child = weeks.child()
    pair(weeks, mentor, child)
    pair(weeks, mentor, child, kind=MentoringKind.PROXY_PARENT)
    assert outcomes(weeks, rule_of("R30a"))[mentor.id].done == 1


def test_an_ended_pair_counts_on_its_days_only(weeks: TwentyWeeks, mentor: Any) -> None:
    pair(weeks, mentor, ends_on=FRIDAY - DAY)
    assert outcomes(weeks, rule_of("R30c"))[mentor.id].done == 0
    assert outcomes(weeks, rule_of("R30c"), FRIDAY - DAY)[mentor.id].done == 1


def test_a_member_of_staff_without_any_child_owes_as_well(weeks: TwentyWeeks, mentor: Any) -> None:
    outcome = outcomes(weeks, rule_of("R30c"))[mentor.id]
    assert (outcome.due, outcome.done) == (1, 0)


def test_leaders_are_asked_for_key_targets_and_special_children(weeks: TwentyWeeks) -> None:
    leader = make.make_staff(weeks.session, weeks.school, post="leader")
    pair(weeks, leader)
    rule = rule_of("R30d", condition={})
    assert outcomes(weeks, rule)[leader.id].done == 0
    pair(weeks, leader, weeks.child(is_key_target=True, key_reason="家庭变故。"))
    assert outcomes(weeks, rule)[leader.id].done == 1


def test_an_unsigned_safety_letter_is_none(weeks: TwentyWeeks, mentor: Any) -> None:
    pledge = facility_factories.make_pledge(weeks.session, weeks.year, staff_id=mentor.id)
    assert outcomes(weeks, rule_of("R32"))[mentor.id].counted == 0
    pledge.signed_on = dt.date(2025, 9, 5)
    assert outcomes(weeks, rule_of("R32"))[mentor.id].counted == 1


def test_a_care_card_is_filled_once_all_pairs_have_their_aim(weeks: TwentyWeeks, mentor: Any) -> None:
    aims = frozenset({MentoringFocus.STUDY})
    pair(weeks, mentor, focus=aims)
    second = pair(weeks, mentor)
    rule = rule_of("R33", filters={})
    assert evidence_for(weeks, rule, mentor.id) is None
    second.focus = aims
    assert evidence_for(weeks, rule, mentor.id) == Dated([MONDAY], None, [second.id])


def test_a_card_of_autumn_counts_in_the_days_named(weeks: TwentyWeeks, mentor: Any) -> None:
    pair(weeks, mentor, focus=frozenset({MentoringFocus.STUDY}))
    found = evidence_for(weeks, rule_of("R33"), mentor.id)
    assert isinstance(found, Dated)
    assert found.days == [dt.date(2026, 1, 1)]


def test_diaries_are_counted_and_never_judged(weeks: TwentyWeeks, mentor: Any) -> None:
    for kind in (GrowthKind.DIARY, GrowthKind.DIARY, GrowthKind.DEED):
        activity_factories.make_growth_record(
            weeks.session, weeks.child(), mentor, kind=kind, recorded_on=MONDAY
        )
    outcome = outcomes(weeks, rule_of("R34"))[mentor.id]
    assert (outcome.counted, outcome.standing) == (2, Standing.COUNTED)


@pytest.mark.parametrize(("days_later", "is_listed"), [(0, False), (14, False), (15, True)])
def test_an_entry_more_than_fourteen_days_later_is_listed(
    weeks: TwentyWeeks, mentor: Any, days_later: int, is_listed: bool
) -> None:
    noon = clock.from_china(dt.datetime.combine(MONDAY, dt.time(12)))
    contact = make.make_contact(weeks.session, weeks.child(), mentor, happened_at=noon)
    contact.created_at = clock.from_china(dt.datetime.combine(MONDAY + days_later * DAY, dt.time(23, 59)))
    found = evidence_for(weeks, rule_of("R31"), mentor.id)
    if is_listed:
        assert isinstance(found, Cases)
        assert [(case.row_id, case.due_on) for case in found.cases] == [(contact.id, MONDAY)]
    else:
        assert found is None
