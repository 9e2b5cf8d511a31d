"""Silence: the child about whom there is not a single row comes first, and what is missing around it has a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.models.care.contact_record import Channel, Parties
from app.models.management.care_standard_item import RulePer, RuleSubject
from app.models.people.care_registration import GuardianshipKind, LeaveReason
from app.models.people.student_caregiver import GuardRole, Relation
from app.standards.rules import Timeline
from app.standards.silence import Silence, SilentChild, silent_children
from tests import factories as make
from tests.standards.conftest import FRIDAY, MONDAY, TwentyWeeks
from tests.standards.written import TALKS, VISITS_BY_HOMEROOM, in_force, rule

DAY = dt.timedelta(days=1)
Talk = Callable[..., Any]
FOR_ALL = in_force(VISITS_BY_HOMEROOM)


def silence(
    weeks: TwentyWeeks, day: dt.date = FRIDAY, timeline: Timeline = FOR_ALL, **values: Any
) -> list[SilentChild]:
    return silent_children(weeks.read(), weeks.at(day), timeline, **values)


@pytest.fixture
def cared_for(weeks: TwentyWeeks, talk: Talk) -> Any:
    """A child with a guardian on the phone, a mentor, and a talk on the last day but one."""
    child, mentor = weeks.child(), make.make_staff(weeks.session, weeks.school)
    make.make_caregiver(weeks.session, child, guard_role=GuardRole.CURRENT)
    make.make_mentoring(weeks.session, mentor, child, starts_on=MONDAY)
    talk(child, mentor, FRIDAY - DAY)
    return child


def test_a_child_without_a_single_row_comes_first(weeks: TwentyWeeks, cared_for: Any) -> None:
    forgotten = weeks.child()
    first, second = silence(weeks)
    assert first.student_id == forgotten.id
    assert first.kinds == (
        Silence.NEVER_CONTACTED,
        Silence.NO_MENTOR,
        Silence.NO_GUARDIAN,
        Silence.NO_NUMBER,
    )
    assert (first.last_contact_on, first.days) == (None, (FRIDAY - MONDAY).days)
    assert (second.student_id, second.is_silent, second.days) == (cared_for.id, False, 1)


def test_a_child_without_a_row_ranks_above_any_number_of_overdue_duties(
    weeks: TwentyWeeks, cared_for: Any
) -> None:
    forgotten = weeks.child()
    assert silence(weeks, overdue={cared_for.id: 500})[0].student_id == forgotten.id


def test_nobody_in_charge_ranks_above_never_contacted(weeks: TwentyWeeks, cared_for: Any, talk: Talk) -> None:
    weeks.child()
    alone = weeks.child(guardianship_kind=GuardianshipKind.NOBODY)
    talk(alone, make.make_staff(weeks.session, weeks.school), FRIDAY)
    first, second, _third = silence(weeks)
    assert first.student_id == alone.id
    assert first.kinds[0] is Silence.NOBODY_GUARDS
    assert second.kinds[0] is Silence.NEVER_CONTACTED


def test_a_call_that_nobody_answered_breaks_no_silence(
    weeks: TwentyWeeks, cared_for: Any, talk: Talk
) -> None:
    child, staff = weeks.child(), make.make_staff(weeks.session, weeks.school)
    mother = make.make_caregiver(weeks.session, child, Relation.MOTHER)
    told = {"parties": Parties.STAFF_PARENT, "channel": Channel.PHONE, "caregiver_id": mother.id}
    talk(child, staff, FRIDAY, reached=False, **told)
    assert Silence.NEVER_CONTACTED in silence(weeks)[0].kinds
    talk(child, staff, FRIDAY, **told)
    assert Silence.NEVER_CONTACTED not in silence(weeks)[0].kinds


def test_the_longer_silence_comes_first_and_then_what_is_overdue(weeks: TwentyWeeks, talk: Talk) -> None:
    staff = make.make_staff(weeks.session, weeks.school)
    long_ago, lately, lately_overdue = weeks.child(), weeks.child(), weeks.child()
    for child, day in ((long_ago, MONDAY), (lately, FRIDAY), (lately_overdue, FRIDAY)):
        talk(child, staff, day)
    found = silence(weeks, overdue={lately_overdue.id: 2})
    assert [each.student_id for each in found] == [long_ago.id, lately_overdue.id, lately.id]


def test_a_contact_of_the_term_before_is_a_long_silence_and_not_none(weeks: TwentyWeeks, talk: Talk) -> None:
    child = weeks.child()
    talk(child, make.make_staff(weeks.session, weeks.school), MONDAY - 80 * DAY)
    (only,) = silence(weeks)
    assert (only.last_contact_on, only.days) == (MONDAY - 80 * DAY, (FRIDAY - MONDAY).days + 80)
    assert Silence.NEVER_CONTACTED not in only.kinds


def test_a_contact_after_the_day_is_not_known_on_the_day(weeks: TwentyWeeks, cared_for: Any) -> None:
    (only,) = silence(weeks, FRIDAY - 2 * DAY)
    assert only.kinds == (Silence.NEVER_CONTACTED,)


def test_a_number_is_one_of_somebody_who_may_be_told(weeks: TwentyWeeks, cared_for: Any) -> None:
    child = weeks.child()
    adult = make.make_caregiver(weeks.session, weeks.child())
    make.tie(weeks.session, child, adult, Relation.OTHER, may_be_told=False)
    found = {each.student_id: each.kinds for each in silence(weeks)}
    assert Silence.NO_NUMBER in found[child.id]
    assert Silence.NO_NUMBER not in found[cared_for.id]


def test_an_ended_pair_is_no_mentor(weeks: TwentyWeeks, cared_for: Any) -> None:
    child, mentor = weeks.child(), make.make_staff(weeks.session, weeks.school)
    make.make_mentoring(weeks.session, mentor, child, starts_on=MONDAY, ends_on=FRIDAY - DAY)
    found = {each.student_id: each.kinds for each in silence(weeks)}
    assert Silence.NO_MENTOR in found[child.id]
    assert Silence.NO_MENTOR not in found[cared_for.id]


def test_a_child_that_left_is_not_asked_about(weeks: TwentyWeeks, cared_for: Any) -> None:
    weeks.child(left_on=FRIDAY - DAY, leave_reason=LeaveReason.PARENTS_RETURNED)
    weeks.child(meets_definition=False, override_reason="父母已返乡。")
    assert [each.student_id for each in silence(weeks)] == [cared_for.id]


def test_only_rules_with_a_number_cover_a_child(weeks: TwentyWeeks, cared_for: Any) -> None:
    words = rule("R26", RuleSubject.CHILD, RulePer.TERM, None)
    for timeline in (in_force(words), in_force(), Timeline(())):
        assert silence(weeks, timeline=timeline)[0].kinds == (Silence.NO_RULE,)


def test_a_rule_for_pairs_covers_only_children_with_a_mentor(weeks: TwentyWeeks, cared_for: Any) -> None:
    child = weeks.child()
    found = {each.student_id: each.kinds for each in silence(weeks, timeline=in_force(TALKS))}
    assert Silence.NO_RULE in found[child.id]
    assert found[cared_for.id] == ()


def test_a_rule_for_boarders_covers_no_day_pupil(weeks: TwentyWeeks) -> None:
    boarder, day_pupil = weeks.child(is_boarding=True), weeks.child()
    boarders = rule("R04", RuleSubject.CHILD, RulePer.MONTH, condition={"boarding": True})
    found = {each.student_id: each.kinds for each in silence(weeks, timeline=in_force(boarders))}
    assert Silence.NO_RULE in found[day_pupil.id]
    assert Silence.NO_RULE not in found[boarder.id]


def test_only_the_children_asked_about_are_answered(weeks: TwentyWeeks, cared_for: Any) -> None:
    child = weeks.child()
    assert [each.student_id for each in silence(weeks, students=[child.id])] == [child.id]
