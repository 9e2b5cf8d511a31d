"""Rates of the school: the one figure of that name, compared unrounded, and nothing out of nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from app.models.management.care_standard_item import RuleAction
from app.standards.catalogue import catalogue
from app.standards.evidence.rates import RATES, figure_of
from app.standards.outcome import Standing
from tests.standards.conftest import FRIDAY, TwentyWeeks
from tests.standards.evidence.catalogued import outcomes, rule_of

CODES = tuple(code for code, told in catalogue().items() if told.action is RuleAction.RATE)


def test_every_rate_of_the_catalogue_has_its_figure() -> None:
    assert {figure_of(rule_of(code)) for code in CODES} == set(RATES.values())


@pytest.mark.parametrize(("vaccinated", "standing"), [(19, Standing.KEPT), (18, Standing.MISSING)])
def test_95_percent_of_twenty_are_nineteen(weeks: TwentyWeeks, vaccinated: int, standing: Standing) -> None:
    for number in range(20):
        weeks.child(vaccination_complete=number < vaccinated)
    assert outcomes(weeks, rule_of("R104"))[weeks.school.id].standing is standing


def test_a_rate_is_compared_unrounded(weeks: TwentyWeeks) -> None:
    for number in range(19):
        weeks.child(vaccination_complete=number < 18)
    assert round(18 / 19 * 100) == 95
    assert outcomes(weeks, rule_of("R104"))[weeks.school.id].standing is Standing.MISSING


def test_before_the_end_of_term_a_rate_that_is_not_reached_is_not_missing(weeks: TwentyWeeks) -> None:
    weeks.child(vaccination_complete=False)
    running = outcomes(weeks, rule_of("R104"), FRIDAY - dt.timedelta(days=1))[weeks.school.id]
    assert running.standing is Standing.NOTHING_DUE
    assert running.next is not None


def test_without_any_case_there_is_no_rate_of_legal_aid(weeks: TwentyWeeks) -> None:
    weeks.child()
    assert outcomes(weeks, rule_of("R106"))[weeks.school.id].standing is Standing.NOTHING_DUE
