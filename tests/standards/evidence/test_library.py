"""Loans one by one: how many at a time, how long, nothing before all is returned, nothing unregistered (domain 3.5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.standards.outcome import Standing
from tests import facility_factories as facilities
from tests.standards.conftest import TwentyWeeks
from tests.standards.evidence.catalogued import outcomes, rule_of

FIRST = dt.date(2025, 10, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def lend(weeks: TwentyWeeks) -> Any:
    """`lend(child, day, returned_on)`: as it was on that day, by the rules of the entry form."""

    def loan(child: Any, day: dt.date, returned_on: dt.date | None = None, **values: Any) -> Any:
        book = facilities.make_book(weeks.session, weeks.school, registered_on=FIRST - 30 * DAY)
        child.library_card_no = child.library_card_no or f"K{child.id}"
        made = facilities.make_loan(weeks.session, book, child, borrowed_on=day, **values)
        made.returned_on = returned_on
        weeks.session.flush()
        return made

    return loan


@pytest.mark.parametrize(
    ("returned_on", "seen_on", "standing"),
    [
        (dt.date(2025, 10, 8), None, Standing.KEPT),
        (dt.date(2025, 10, 9), None, Standing.MISSING),
        (None, dt.date(2025, 10, 8), Standing.NOTHING_DUE),
        (None, dt.date(2025, 10, 9), Standing.MISSING),
    ],
)
def test_a_loan_of_the_first_is_due_on_the_eighth(
    weeks: TwentyWeeks, lend: Any, returned_on: dt.date | None, seen_on: dt.date | None, standing: Standing
) -> None:
    loan = lend(weeks.child(), FIRST, returned_on)
    found = outcomes(weeks, rule_of("R87"), *([seen_on] if seen_on else []))
    assert found[loan.id].standing is standing


def test_a_return_after_the_day_is_not_known_on_the_day(weeks: TwentyWeeks, lend: Any) -> None:
    loan = lend(weeks.child(), FIRST, FIRST + 5 * DAY)
    assert outcomes(weeks, rule_of("R87"), FIRST + 2 * DAY)[loan.id].standing is Standing.NOTHING_DUE


def test_two_books_at_a_time_are_allowed_and_a_school_may_allow_one(weeks: TwentyWeeks, lend: Any) -> None:
    child = weeks.child()
    loans = [lend(child, FIRST, FIRST + DAY) for _ in range(2)]
    assert {outcomes(weeks, rule_of("R86"))[loan.id].standing for loan in loans} == {Standing.KEPT}
    assert {outcomes(weeks, rule_of("R86", most=1))[loan.id].standing for loan in loans} == {Standing.MISSING}


def test_a_new_loan_before_all_is_returned_breaks_the_rule(weeks: TwentyWeeks, lend: Any) -> None:
    child = weeks.child()
    with clock.set_to(FIRST + 3 * DAY):
        early = [lend(child, FIRST, FIRST + DAY), lend(child, FIRST, FIRST + DAY)]
        new = lend(child, FIRST + DAY)
        early[1].returned_on = FIRST + 2 * DAY
    found = outcomes(weeks, rule_of("R88"))
    assert found[new.id].standing is Standing.MISSING
    assert {found[loan.id].standing for loan in early} == {Standing.KEPT}


def test_the_loans_of_another_child_are_no_obstacle(weeks: TwentyWeeks, lend: Any) -> None:
    lend(weeks.child(), FIRST)
    loan = lend(weeks.child(), FIRST + DAY)
    assert outcomes(weeks, rule_of("R88"))[loan.id].standing is Standing.KEPT


def test_a_book_registered_in_time_is_lent_by_the_rule(weeks: TwentyWeeks, lend: Any) -> None:
    loan = lend(weeks.child(), FIRST)
    assert outcomes(weeks, rule_of("R89", least=1))[loan.id].standing is Standing.KEPT
    loan.book.registered_on = FIRST + DAY
    assert outcomes(weeks, rule_of("R89", least=1))[loan.id].standing is Standing.MISSING
