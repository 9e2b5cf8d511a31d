"""How a rule is executed (domain 3.1), point by point, and the judge beside its slow twin on random terms; no database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from app.models.management.care_standard_item import RulePer, RuleSubject
from app.standards.as_of import AsOf
from app.standards.calendar import Span, TermCalendar
from app.standards.debtors import Debtor
from app.standards.evidence.shapes import Case, Cases, Dated, Evidence, Lasting
from app.standards.judge import Judge, Version
from app.standards.outcome import Outcome, Standing
from app.standards.rules import Rule
from tests.standards import slow_twin as slow
from tests.standards.written import ALWAYS, rule

MONDAY, FRIDAY = dt.date(2025, 9, 1), dt.date(2026, 1, 16)
TERM = Span(MONDAY, FRIDAY)
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
YEAR = Span(dt.date(2025, 8, 1), dt.date(2026, 7, 31))


def asked(
    what: Rule,
    found: Evidence | None = None,
    day: dt.date = FRIDAY,
    days: Span = TERM,
    *,
    term: Span = TERM,
    breaks: tuple[Span, ...] = (),
    **values: Any,
) -> Outcome:
    """What the rule asks of one who owes on these days."""
    inside = min(max(day, term.starts_on), term.ends_on)
    at = AsOf(1, 1, term.starts_on, term.ends_on, inside, day)
    since = values.pop("since", None)
    if (first := values.pop("first", None)) is not None:
        at = at.since(first)
    judge = Judge(TermCalendar(term, breaks, YEAR), at)
    versions = values.get("versions") or (Version(what, ALWAYS),)
    return judge.outcome(versions, Debtor(1, (1,), days, since=since), [found] * len(versions))


def pair(per: RulePer, least: int | None = 1, **values: Any) -> Rule:
    return rule("R00", RuleSubject.PAIR, per, least, **values)


def on(*days: dt.date) -> Dated:
    return Dated(sorted(days))


def test_twenty_talks_in_one_week_are_not_banked_for_the_other_nineteen() -> None:
    outcome = asked(pair(RulePer.WEEK), on(*[MONDAY + DAY] * 20))
    assert (outcome.due, outcome.done, outcome.counted) == (20, 1, 20)


def test_a_fortnight_is_a_pair_of_counted_weeks_and_an_odd_last_week_is_not_due() -> None:
    assert asked(pair(RulePer.FORTNIGHT)).due == 10
    shorter = Span(MONDAY, FRIDAY - WEEK)
    outcome = asked(pair(RulePer.FORTNIGHT), term=shorter, days=shorter)
    assert outcome.due == 9
    assert outcome.missing_periods[0].label == "第1–2周"


def test_a_week_of_holidays_moves_the_fortnights_after_it() -> None:
    free = Span(dt.date(2025, 10, 6), dt.date(2025, 10, 12))
    outcome = asked(pair(RulePer.FORTNIGHT), breaks=(free,))
    assert outcome.due == 9
    assert "第5–7周" in [period.label for period in outcome.missing_periods]


def test_a_pair_begun_in_the_second_week_of_a_fortnight_owes_nothing_for_it() -> None:
    assert asked(pair(RulePer.FORTNIGHT), days=Span(MONDAY + WEEK, FRIDAY)).due == 9


def test_two_months_make_one_period_where_the_rule_says_so() -> None:
    outcome = asked(pair(RulePer.MONTH, period_n=2))
    assert [period.label for period in outcome.missing_periods] == ["9–10月", "11–12月"]


def test_a_quarter_is_asked_for_in_the_term_in_which_it_ends() -> None:
    outcome = asked(pair(RulePer.QUARTER))
    assert [period.label for period in outcome.missing_periods] == ["2025年第3季度", "2025年第4季度"]
    assert outcome.next is not None
    assert outcome.next.period.label == "2026年第1季度"


def test_what_was_done_in_august_counts_for_the_quarter_but_not_what_was_before_the_pair() -> None:
    august = on(dt.date(2025, 8, 20))
    assert asked(pair(RulePer.QUARTER), august).done == 1
    assert asked(pair(RulePer.QUARTER), august, since=MONDAY).done == 0


def test_a_year_runs_by_the_calendar_or_by_the_school_year_as_the_rule_says() -> None:
    spring = Span(dt.date(2026, 2, 23), dt.date(2026, 7, 10))
    by_calendar = pair(RulePer.YEAR, 4)
    by_school = pair(RulePer.YEAR, 4, filters={"school_year": True})
    assert [e.period.label for e in asked(by_calendar).owed] == ["2025年"]
    assert asked(by_school).owed == ()
    assert asked(by_calendar, day=spring.ends_on, term=spring, days=spring).owed == ()
    due = asked(by_school, day=spring.ends_on, term=spring, days=spring)
    assert [e.period.label for e in due.owed] == ["本学年"]


def test_a_half_year_that_ends_in_the_holidays_is_asked_for_in_the_term_before() -> None:
    spring = Span(dt.date(2026, 2, 23), dt.date(2026, 6, 26))
    outcome = asked(pair(RulePer.HALF_YEAR), day=spring.ends_on, term=spring, days=spring)
    assert [period.label for period in outcome.missing_periods] == ["2026年上半年"]


def test_a_visit_in_each_of_three_parts_of_the_term() -> None:
    parts = pair(RulePer.TERM_PART)
    outcome = asked(parts, on(MONDAY + 3 * WEEK, MONDAY + 4 * WEEK, FRIDAY))
    assert [(e.period.label, e.done) for e in outcome.owed] == [("期初", 1), ("期中", 0), ("期末", 1)]
    last = asked(pair(RulePer.TERM_PART, filters={"parts": ["end"]}), on(FRIDAY - 4 * WEEK))
    assert [(e.period.label, e.done) for e in last.owed] == [("期末", 0)]


def test_a_survey_within_seven_days_is_due_on_the_eighth_day_of_term() -> None:
    survey = pair(RulePer.TERM, filters={"within_days": 7})
    assert asked(survey, day=MONDAY + 6 * DAY).owed == ()
    assert asked(survey, day=MONDAY + 7 * DAY).missing == 1
    assert asked(survey, on(MONDAY + 8 * DAY)).missing == 1
    assert asked(survey, on(MONDAY + 7 * DAY)).missing == 0


def test_days_of_the_year_are_asked_for_only_in_the_term_that_holds_them() -> None:
    spring = Span(dt.date(2026, 2, 23), dt.date(2026, 7, 10))
    children_s_day = pair(RulePer.YEAR, filters={"between": ["05-25", "06-07"]})
    assert asked(children_s_day).owed == ()
    june = asked(children_s_day, on(dt.date(2026, 6, 1)), spring.ends_on, spring, term=spring)
    assert (june.due, june.done) == (1, 1)


def test_a_fact_that_lasts_is_asked_for_as_it_stands_on_the_day() -> None:
    mentored = pair(RulePer.ALWAYS)
    spell = Lasting([Span(MONDAY, MONDAY + WEEK)])
    assert asked(mentored, spell, MONDAY + WEEK).standing is Standing.KEPT
    assert asked(mentored, spell, MONDAY + WEEK + DAY).standing is Standing.MISSING
    assert asked(mentored, None, MONDAY, Span(MONDAY + DAY, FRIDAY)).standing is Standing.NOTHING_DUE


def test_more_than_the_most_is_above_the_limit_and_not_missing() -> None:
    hours = pair(RulePer.TERM, 18, count_max=Decimal(36))
    weights = [Decimal(1)] * 40
    taught = Dated([MONDAY + at * DAY for at in range(40)], weights)
    outcome = asked(hours, taught)
    assert (outcome.standing, outcome.missing, outcome.owed[0].over) == (Standing.EXCEEDED, 0, 4)
    few = Dated(taught.days[:17], weights[:17])
    assert asked(hours, few).missing == 1
    assert asked(hours, Dated(taught.days[:36], weights[:36])).standing is Standing.KEPT


def test_words_without_a_number_are_counted_and_never_judged() -> None:
    outcome = asked(pair(RulePer.TERM, None), on(MONDAY, MONDAY + DAY))
    assert (outcome.standing, outcome.counted, outcome.owed, outcome.next) == (Standing.COUNTED, 2, (), None)


def test_a_grace_puts_off_the_question_and_lets_the_deed_be_made_good_once() -> None:
    graced = pair(RulePer.WEEK, grace_days=2)
    tuesday = MONDAY + WEEK + DAY
    assert asked(graced, day=MONDAY + 7 * DAY).owed == ()
    assert asked(graced, day=tuesday).missing == 1
    made_good = asked(graced, on(tuesday), MONDAY + 2 * WEEK + DAY)
    assert [each.done for each in made_good.owed] == [1, 0]


def test_a_grace_after_the_term_is_asked_for_in_the_holidays() -> None:
    summary = pair(RulePer.TERM, grace_days=14)
    assert asked(summary, day=FRIDAY + 13 * DAY).owed == ()
    assert asked(summary, day=FRIDAY + 14 * DAY).missing == 1
    assert asked(summary, on(FRIDAY + 10 * DAY), FRIDAY + 14 * DAY).done == 1


def test_a_period_is_judged_by_the_rule_in_force_on_its_last_day() -> None:
    weekly, monthly = pair(RulePer.WEEK), pair(RulePer.MONTH)
    change = dt.date(2025, 11, 1)
    versions = (Version(weekly, Span(MONDAY, change - DAY)), Version(monthly, Span(change, dt.date.max)))
    outcome = asked(weekly, None, versions=versions)
    labels = [period.label for period in outcome.missing_periods]
    assert labels == [f"第{number}周" for number in range(1, 9)] + ["11月", "12月", "1月"]
    assert outcome.rule is monthly
    running = asked(weekly, None, change - DAY, versions=versions[:1])
    assert running.next is not None and running.next.period.label == "第9周"


def test_cases_are_judged_one_by_one_and_one_that_waits_comes_next() -> None:
    cases = Cases([Case(7, MONDAY, True), Case(8, MONDAY + DAY, False), Case(9, MONDAY + 9 * DAY, None)])
    outcome = asked(pair(RulePer.MINUTES, None, count_max=Decimal(30)), cases)
    assert (outcome.due, outcome.done, outcome.standing) == (2, 1, Standing.MISSING)
    assert outcome.next is not None and outcome.next.period.span.starts_on == MONDAY + 9 * DAY


def test_what_comes_next_is_the_running_period_and_what_it_lacks() -> None:
    twice = pair(RulePer.MONTH, 2)
    outcome = asked(twice, on(dt.date(2025, 10, 9)), dt.date(2025, 10, 20))
    assert outcome.next is not None
    assert (outcome.next.period.label, outcome.next.due, outcome.next.done) == ("10月", 2, 1)
    done = asked(twice, on(dt.date(2025, 10, 9), dt.date(2025, 10, 10)), dt.date(2025, 10, 20))
    assert done.next is None


def test_part_of_a_term_asks_for_the_periods_that_end_in_it() -> None:
    october = asked(pair(RulePer.WEEK), on(MONDAY), dt.date(2025, 10, 31), first=dt.date(2025, 10, 1))
    assert [each.period.label for each in october.owed] == ["第5周", "第6周", "第7周", "第8周"]
    assert (october.counted, october.last_on) == (0, None)


@pytest.mark.parametrize(("visits", "due"), [(2, 30), (1, 15), (3, 45)])
def test_fifteen_children_are_owed_30_15_or_45_visits_as_the_paper_says(visits: int, due: int) -> None:
    per, each = (RulePer.TERM_PART, 1) if visits == 3 else (RulePer.TERM, visits)
    assert sum(asked(pair(per, each)).due for _child in range(15)) == due


dates = some.dates(dt.date(2023, 8, 20), dt.date(2028, 9, 10))


@some.composite
def worlds(draw: Any) -> tuple[slow.World, Span, list[dt.date]]:
    """A term of any length with breaks, a day, the window of one who owes, and deeds in and about it."""
    first = draw(dates)
    last = first + draw(some.integers(0, 160)) * DAY
    inside = some.dates(first - 40 * DAY, last + 40 * DAY)
    breaks = []
    for _break in range(draw(some.integers(0, 3))):
        start = draw(some.dates(first, last))
        breaks.append((start, min(last, start + draw(some.integers(0, 16)) * DAY)))
    world = slow.World(first, last, draw(some.dates(first, last)), breaks)
    starts = draw(some.dates(first, last))
    window = Span(starts, draw(some.dates(starts, last)))
    if draw(some.booleans()):
        window = Span(first, last)
    return world, window, sorted(draw(some.lists(inside, max_size=60)))


_SLOWLY = {
    RulePer.WEEK: slow.weeks, RulePer.FORTNIGHT: slow.fortnights, RulePer.MONTH: slow.months,
    RulePer.TERM: slow.whole, RulePer.TERM_PART: slow.parts, RulePer.QUARTER: slow.quarters,
}  # fmt: skip
#: 29 February is a Thursday in the last counted week.
LEAP = slow.World(dt.date(2024, 2, 19), dt.date(2024, 2, 29), dt.date(2024, 2, 29))


@settings(max_examples=150, deadline=None)
@given(worlds(), some.sampled_from(list(_SLOWLY)), some.integers(1, 3))
@example((LEAP, Span(LEAP.starts_on, LEAP.ends_on), [dt.date(2024, 2, 29)]), RulePer.WEEK, 1)
def test_the_judge_says_what_its_slow_twin_says(
    given_world: tuple[slow.World, Span, list[dt.date]], per: RulePer, least: int
) -> None:
    world, window, deeds = given_world
    term = Span(world.starts_on, world.ends_on)
    breaks = tuple(Span(*each) for each in world.breaks)
    outcome = asked(pair(per, least), Dated(deeds), world.today, window, term=term, breaks=breaks)
    inside = slow.days_from(window.starts_on, window.ends_on)
    expected = slow.Finding.of(world, _SLOWLY[per](world, inside), least, deeds)
    assert [(each.period.span.ends_on, each.due, each.done) for each in outcome.owed] == expected.owed
