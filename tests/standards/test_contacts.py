"""What was due, done and missing, counted from real rows on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app import clock
from app.access.guard import Actor, bind
from app.access.vocabulary import Role
from app.extensions import db
from app.models.care.contact_record import Channel, Occasion, Parties
from app.models.management.care_standard_item import RulePer, RuleRole, RuleSubject
from app.models.people.care_registration import LeaveReason
from app.models.people.student_caregiver import GuardRole, Relation
from app.standards.calendar import Span
from app.standards.evaluate import evaluate
from app.standards.outcome import Evaluation, Tally
from app.standards.rules import Rule, Standard, Timeline
from tests import factories as make
from tests.standards.conftest import FRIDAY, MONDAY, TwentyWeeks
from tests.standards.written import CALLS, TALKS, VISITS_BY_HOMEROOM, VISITS_BY_MENTOR, in_force

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
Talk = Callable[..., Any]


def found(weeks: TwentyWeeks, rule: Rule, day: dt.date | None = None) -> Evaluation:
    return evaluate(weeks.read(), weeks.at(day) if day else weeks.at(), timeline=in_force(rule))


def judged(weeks: TwentyWeeks, rule: Rule, day: dt.date | None = None) -> tuple[Any, Any]:
    """(due, done)"""
    tally = Tally.of(found(weeks, rule, day).outcomes)
    return tally.due, tally.done


def pair(weeks: TwentyWeeks, **values: Any) -> tuple[Any, Any]:
    mentor, child = make.make_staff(weeks.session, weeks.school), weeks.child()
    make.make_mentoring(weeks.session, mentor, child, **({"starts_on": MONDAY} | values))
    return mentor, child


@pytest.mark.system("C21", "D03", "D04")
def test_a_mentor_of_six_owes_120_talks_and_30_calls(weeks: TwentyWeeks) -> None:
    mentor = make.make_staff(weeks.session, weeks.school)
    for _ in range(6):
        make.make_mentoring(weeks.session, mentor, weeks.child(), starts_on=MONDAY)
    assert judged(weeks, TALKS) == (120, 0)
    assert judged(weeks, CALLS) == (30, 0)


@pytest.mark.system("D01")
def test_a_homeroom_teacher_of_fifteen_owes_30_visits(weeks: TwentyWeeks) -> None:
    for _ in range(15):
        weeks.child()
    assert judged(weeks, VISITS_BY_HOMEROOM) == (30, 0)


def test_twenty_talks_in_one_week_are_one_week_done(weeks: TwentyWeeks, talk: Talk) -> None:
    mentor, child = pair(weeks)
    for _ in range(20):
        talk(child, mentor, MONDAY + DAY)
    assert judged(weeks, TALKS) == (20, 1)


def test_a_pair_from_week_eleven_owes_ten_talks(weeks: TwentyWeeks) -> None:
    pair(weeks, starts_on=MONDAY + 10 * WEEK)
    assert judged(weeks, TALKS) == (10, 0)


@pytest.mark.system("D04", "D07", "D23")
def test_a_call_nobody_answered_never_counts(weeks: TwentyWeeks, talk: Talk) -> None:
    mentor, child = pair(weeks)
    mother = make.make_caregiver(weeks.session, child, Relation.MOTHER)
    values = {"parties": Parties.STAFF_PARENT, "channel": Channel.PHONE, "caregiver_id": mother.id}
    talk(child, mentor, MONDAY + DAY, reached=False, **values)
    assert judged(weeks, CALLS) == (5, 0)
    talk(child, mentor, MONDAY + 2 * DAY, **values)
    assert judged(weeks, CALLS) == (5, 1)


@pytest.mark.system("C21", "D03")
def test_only_the_mentor_s_own_talks_fulfil_his_duty(weeks: TwentyWeeks, talk: Talk) -> None:
    _mentor, child = pair(weeks)
    talk(child, make.make_staff(weeks.session, weeks.school), MONDAY + DAY)
    assert judged(weeks, TALKS) == (20, 0)


def test_a_child_with_two_mentors_is_owed_by_both(weeks: TwentyWeeks, talk: Talk) -> None:
    mentor, child = pair(weeks)
    second = make.make_staff(weeks.session, weeks.school)
    make.make_mentoring(weeks.session, second, child, starts_on=MONDAY)
    talk(child, mentor, MONDAY + DAY)
    assert judged(weeks, TALKS) == (40, 1)


def test_a_child_that_left_is_owed_nothing_from_then_on(weeks: TwentyWeeks) -> None:
    mentor = make.make_staff(weeks.session, weeks.school)
    left = {"left_on": MONDAY + 5 * WEEK - 3 * DAY, "leave_reason": LeaveReason.PARENTS_RETURNED}
    make.make_mentoring(weeks.session, mentor, weeks.child(**left), starts_on=MONDAY)
    assert judged(weeks, TALKS) == (5, 0)


def test_a_child_surveyed_late_is_owed_from_the_survey(weeks: TwentyWeeks) -> None:
    mentor = make.make_staff(weeks.session, weeks.school)
    make.make_mentoring(weeks.session, mentor, weeks.child(surveyed_on=MONDAY + 4 * WEEK), starts_on=MONDAY)
    assert judged(weeks, TALKS) == (16, 0)


def test_a_week_that_goes_on_is_due_only_once_it_is_fulfilled(weeks: TwentyWeeks, talk: Talk) -> None:
    mentor, child = pair(weeks)
    wednesday = MONDAY + 2 * WEEK + 2 * DAY
    assert judged(weeks, TALKS, wednesday) == (2, 0)
    talk(child, mentor, wednesday)
    assert judged(weeks, TALKS, wednesday) == (3, 1)


def test_what_happened_after_the_day_is_not_counted_yet(weeks: TwentyWeeks, talk: Talk) -> None:
    mentor, child = pair(weeks)
    talk(child, mentor, MONDAY + WEEK)
    assert judged(weeks, TALKS, MONDAY + 6 * DAY) == (1, 0)


def test_visits_of_a_term_that_goes_on_are_due_only_when_both_were_made(
    weeks: TwentyWeeks, talk: Talk
) -> None:
    mentor, child = pair(weeks)
    guardian = make.make_caregiver(weeks.session, child)
    visit = {"parties": Parties.STAFF_GUARDIAN, "channel": Channel.HOME_VISIT, "caregiver_id": guardian.id}
    talk(child, mentor, MONDAY + DAY, **visit)
    assert judged(weeks, VISITS_BY_MENTOR, MONDAY + 9 * WEEK) == (0, 0)
    assert judged(weeks, VISITS_BY_MENTOR) == (2, 1)
    for later in (2, 3):
        talk(child, mentor, MONDAY + later * DAY, **visit)
    assert judged(weeks, VISITS_BY_MENTOR, MONDAY + 9 * WEEK) == (2, 2)


@pytest.mark.system("D01", "D02")
def test_a_phone_call_is_no_home_visit(weeks: TwentyWeeks, talk: Talk) -> None:
    mentor, child = pair(weeks)
    guardian = make.make_caregiver(weeks.session, child)
    for day in (1, 2):
        talk(
            child,
            mentor,
            MONDAY + day * DAY,
            parties=Parties.STAFF_GUARDIAN,
            channel=Channel.PHONE,
            caregiver_id=guardian.id,
        )
    assert judged(weeks, VISITS_BY_MENTOR) == (2, 0)


def test_a_visit_counts_for_whoever_headed_the_child_s_class_on_that_day(
    weeks: TwentyWeeks, talk: Talk
) -> None:
    school_class = make.make_class(weeks.session, weeks.year)
    with clock.set_to(MONDAY):
        child = make.make_student(weeks.session, school_class=school_class)
    make.make_registration(weeks.session, child, weeks.term, surveyed_on=MONDAY)
    guardian = make.make_caregiver(weeks.session, child)
    first, second = (make.make_staff(weeks.session, weeks.school) for _ in range(2))
    border = MONDAY + 8 * WEEK
    make.make_homeroom(weeks.session, first, school_class, starts_on=MONDAY, ends_on=border)
    make.make_homeroom(weeks.session, second, school_class, starts_on=border + DAY)
    visit = {"parties": Parties.STAFF_GUARDIAN, "channel": Channel.HOME_VISIT, "caregiver_id": guardian.id}
    talk(child, first, border, **visit)
    talk(child, first, border + DAY, **visit)
    assert judged(weeks, VISITS_BY_HOMEROOM) == (2, 1)
    talk(child, second, border + DAY, **visit)
    assert judged(weeks, VISITS_BY_HOMEROOM) == (2, 2)


def test_an_archived_record_an_archived_pair_and_an_archived_child_count_nowhere(
    weeks: TwentyWeeks, talk: Talk
) -> None:
    mentor, child = pair(weeks)
    record = talk(child, mentor, MONDAY + DAY)
    record.archived_at = clock.now()
    assert judged(weeks, TALKS) == (20, 0)
    child.archived_at = clock.now()
    assert judged(weeks, TALKS) == (0, 0)


def test_a_talk_late_at_night_belongs_to_the_day_it_was_in_china(weeks: TwentyWeeks, talk: Talk) -> None:
    mentor, child = pair(weeks)
    night = clock.from_china(dt.datetime.combine(MONDAY + WEEK, dt.time(0, 30)))
    make.make_contact(weeks.session, child, mentor, happened_at=night)
    owed = found(weeks, TALKS).outcomes[0].owed
    assert [each.done for each in owed[:3]] == [0, 1, 0]


def test_the_missing_periods_are_named(weeks: TwentyWeeks, talk: Talk) -> None:
    mentor, child = pair(weeks)
    for number in range(20):
        if number not in (2, 7):
            talk(child, mentor, MONDAY + number * WEEK)
    owed = found(weeks, TALKS, FRIDAY).outcomes[0].owed
    assert [each.period.label for each in owed if each.is_missing] == ["第3周", "第8周"]


def test_words_recorded_as_of_the_end_of_term_count_for_it_though_a_few_days_off(
    weeks: TwentyWeeks, talk: Talk
) -> None:
    teacher, school_class = (
        make.make_staff(weeks.session, weeks.school),
        make.make_class(weeks.session, weeks.year),
    )
    with clock.set_to(MONDAY):
        child = make.make_student(weeks.session, school_class=school_class)
    make.make_registration(weeks.session, child, weeks.term, surveyed_on=MONDAY)
    make.make_homeroom(weeks.session, teacher, school_class, starts_on=MONDAY)
    guardian = make.make_caregiver(weeks.session, child)
    visit = {"parties": Parties.STAFF_GUARDIAN, "channel": Channel.HOME_VISIT, "caregiver_id": guardian.id}
    in_parts = replace(VISITS_BY_HOMEROOM, per=RulePer.TERM_PART, count_min=Decimal(1))
    before_the_end = FRIDAY - 30 * DAY
    talk(child, teacher, before_the_end, **visit)
    assert judged(weeks, in_parts) == (3, 0)
    talk(child, teacher, before_the_end, occasion=Occasion.TERM_END, **visit)
    assert judged(weeks, in_parts) == (3, 1)


def test_a_homeroom_teacher_who_is_the_mentor_fulfils_two_duties_with_one_row(
    weeks: TwentyWeeks, talk: Talk
) -> None:
    teacher, school_class = (
        make.make_staff(weeks.session, weeks.school),
        make.make_class(weeks.session, weeks.year),
    )
    with clock.set_to(MONDAY):
        child = make.make_student(weeks.session, school_class=school_class)
    make.make_registration(weeks.session, child, weeks.term, surveyed_on=MONDAY)
    make.make_homeroom(weeks.session, teacher, school_class, starts_on=MONDAY)
    make.make_mentoring(weeks.session, teacher, child, starts_on=MONDAY)
    monthly = replace(TALKS, code="R04", subject=RuleSubject.CHILD, per=RulePer.MONTH, role=RuleRole.HOMEROOM)
    talk(child, teacher, MONDAY + DAY)
    both = evaluate(weeks.read(), weeks.at(), timeline=in_force(TALKS, monthly))
    assert [each.done for each in both.outcomes] == [1, 1]
    assert {each.staff_id for each in both.outcomes} == {teacher.id}
    assert both.of_staff(teacher.id) == list(both.of_class(school_class.id)) == both.of_student(child.id)


def test_whoever_sees_one_pair_is_told_of_one_pair(weeks: TwentyWeeks) -> None:
    mentors = [pair(weeks)[0] for _ in range(3)]
    weeks.session.commit()
    bind(db.session, Actor(9_998, mentors[0].id, weeks.term.school_id, frozenset({Role.MENTOR}), FRIDAY))
    own = evaluate(db.session, weeks.at(), timeline=in_force(TALKS))
    assert [each.staff_id for each in own.outcomes] == [mentors[0].id]
    whole = evaluate(weeks.read(), weeks.at(), timeline=in_force(TALKS))
    assert own.outcomes[0].owed == next(e for e in whole.outcomes if e.staff_id == mentors[0].id).owed


def test_the_question_may_be_about_some_children_or_some_rules_only(weeks: TwentyWeeks) -> None:
    _mentor, child = pair(weeks)
    pair(weeks)
    session, at, standard = weeks.read(), weeks.at(), in_force(TALKS, CALLS)
    some = evaluate(session, at, timeline=standard, students={child.id})
    assert {each.student_id for each in some.outcomes} == {child.id}
    assert [rule.code for rule in evaluate(session, at, timeline=standard, codes={"R05a"}).rules] == ["R05a"]


def test_last_term_is_judged_by_last_term_s_standard(weeks: TwentyWeeks) -> None:
    pair(weeks)
    change = MONDAY + 10 * WEEK
    old = Standard("旧", "甲", Span(MONDAY, change - DAY), (TALKS,))
    new = Standard("新", "乙", Span(change, dt.date.max), (replace(TALKS, count_min=Decimal(2)),))
    (outcome,) = evaluate(weeks.read(), weeks.at(), timeline=Timeline((new, old))).outcomes
    assert [each.due for each in outcome.owed] == [1] * 10 + [2] * 10


def test_a_period_whose_last_day_has_no_standard_owes_nothing(weeks: TwentyWeeks) -> None:
    pair(weeks)
    later = in_force(TALKS, valid=Span(MONDAY + 15 * WEEK, dt.date.max))
    assert Tally.of(evaluate(weeks.read(), weeks.at(), timeline=later).outcomes).due == 5


def test_siblings_with_one_guardian_are_one_household(weeks: TwentyWeeks, talk: Talk) -> None:
    first, second = weeks.child(), weeks.child()
    guardian = make.make_caregiver(weeks.session, first, guard_role=GuardRole.CURRENT)
    make.tie(weeks.session, second, guardian, Relation.GRANDMOTHER, guard_role=GuardRole.CURRENT)
    visits = replace(
        VISITS_BY_HOMEROOM, subject=RuleSubject.HOUSEHOLD, role=RuleRole.ANYBODY, count_min=Decimal(1)
    )
    assert judged(weeks, visits) == (1, 0)


def test_the_strict_reading_asks_so_often_of_parents_and_of_the_guardian(
    weeks: TwentyWeeks, talk: Talk
) -> None:
    both = {"parties": ["staff-parent", "staff-guardian"]}
    together = replace(CALLS, code="R10", per=RulePer.TERM, filters=both, count_min=Decimal(3))
    strict = replace(together, filters=both | {"each_party": True})
    mentor, child = pair(weeks)
    mother = make.make_caregiver(weeks.session, child, Relation.MOTHER)
    guardian = make.make_caregiver(weeks.session, child, guard_role=GuardRole.CURRENT)

    def call(week: int, adult: Any) -> None:
        party = Parties.STAFF_PARENT if adult is mother else Parties.STAFF_GUARDIAN
        values = {"parties": party, "channel": Channel.PHONE, "caregiver_id": adult.id}
        talk(child, mentor, MONDAY + week * WEEK, **values)

    for week, adult in enumerate([mother] * 3 + [guardian] * 2):
        call(week, adult)
    assert judged(weeks, together) == (3, 3)
    assert judged(weeks, strict) == (3, 2)
    call(6, guardian)
    assert judged(weeks, strict) == (3, 3)
    # Before the third contact with the guardian the third time was not over.
    (outcome,) = found(weeks, strict).outcomes
    assert outcome.last_on == MONDAY + 6 * WEEK
