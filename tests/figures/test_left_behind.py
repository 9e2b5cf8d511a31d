"""Months away with interruptions, and what the two official definitions make of the same facts."""

from __future__ import annotations

import datetime as dt

import pytest

from app.figures.left_behind import Away, Parent, Stay, away_on, findings_of, months_between

DAY = dt.date(2025, 10, 15)
BORN = dt.date(2016, 3, 1)
HOME = Away()


def away(months: int) -> Away:
    return Away(dt.date(2020, 1, 1), months)


def parents(father: Away, mother: Away, *, is_unable: bool = False) -> list[Parent]:
    return [Parent("父亲", father), Parent("母亲", mother, is_unable)]


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (dt.date(2025, 7, 15), dt.date(2025, 10, 14), 2),
        (dt.date(2025, 7, 15), dt.date(2025, 10, 15), 3),
        (dt.date(2025, 8, 31), dt.date(2025, 11, 30), 2),
        (dt.date(2025, 8, 31), dt.date(2025, 12, 1), 3),
        (dt.date(2024, 12, 20), dt.date(2025, 1, 19), 0),
    ],
)
def test_a_month_is_whole_on_the_same_day_of_the_next(first: dt.date, last: dt.date, months: int) -> None:
    assert months_between(first, last) == months


def test_a_stay_that_lasts_is_counted_up_to_the_day() -> None:
    assert away_on([Stay(dt.date(2025, 1, 10))], DAY) == Away(dt.date(2025, 1, 10), 9)


def test_coming_home_in_between_begins_the_count_anew_and_is_told() -> None:
    stays = [Stay(dt.date(2025, 1, 10), dt.date(2025, 8, 1)), Stay(dt.date(2025, 8, 20))]
    assert away_on(stays, DAY) == Away(dt.date(2025, 8, 20), 1, interruptions=1)


def test_two_stays_without_a_day_at_home_are_one() -> None:
    stays = [Stay(dt.date(2025, 5, 1), dt.date(2025, 7, 31)), Stay(dt.date(2025, 8, 1))]
    assert away_on(stays, DAY) == Away(dt.date(2025, 5, 1), 5)


def test_whoever_came_back_yesterday_is_at_home_and_today_still_away() -> None:
    assert not away_on([Stay(dt.date(2025, 1, 1), DAY - dt.timedelta(days=1))], DAY).is_away
    assert away_on([Stay(dt.date(2025, 1, 1), DAY)], DAY).is_away


def test_a_stay_still_to_come_does_not_count() -> None:
    assert not away_on([Stay(DAY + dt.timedelta(days=1))], DAY).is_away


@pytest.mark.system("B01")
@pytest.mark.parametrize(
    ("family", "civil", "register", "code", "own"),
    [
        (parents(away(8), away(8)), True, True, 2, True),
        (parents(away(8), HOME), False, True, 1, True),
        (parents(away(8), HOME, is_unable=True), True, True, 1, True),
        (parents(away(2), away(2)), True, False, 0, True),
        (parents(HOME, HOME, is_unable=True), False, False, 0, False),
        ([Parent("母亲", away(5))], True, True, 1, True),
    ],
    ids=["both", "one, other able", "one, other unable", "both, two months", "nobody", "single parent"],
)
def test_each_definition_reads_the_facts_in_its_own_way(
    family: list[Parent], civil: bool, register: bool, code: int, own: bool
) -> None:
    found = findings_of(family, BORN, DAY)
    assert (found.civil.holds, found.register.holds, found.code, found.own.holds) == (
        civil,
        register,
        code,
        own,
    )


def test_at_sixteen_civil_affairs_no_longer_counts_the_child() -> None:
    family = parents(away(8), away(8))
    birthday = dt.date(DAY.year - 16, DAY.month, DAY.day)
    assert findings_of(family, birthday, DAY).civil.holds is False
    assert findings_of(family, birthday + dt.timedelta(days=1), DAY).civil.holds is True


def test_without_parents_on_record_nothing_is_found_and_the_reason_says_what_to_do() -> None:
    found = findings_of([], BORN, DAY)
    assert (found.civil.holds, found.code) == (None, None)
    assert "补登" in found.civil.reason.zh


def test_the_reason_names_the_parent_and_the_months() -> None:
    assert "父亲 8 个月" in findings_of(parents(away(8), HOME), BORN, DAY).register.reason.zh
