"""What a term's safety comes to: accidents, families told in time, legal aid."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.figures import Reading, all_figures
from app.models.safety._kinds import Addressee, IncidentKind
from app.models.safety.incident import Incident
from app.models.safety.incident_attempt import AttemptResult
from app.models.safety.legal_aid_case import PartInCase
from tests import factories as make
from tests.standards.conftest import MONDAY, TwentyWeeks

DAY = MONDAY + dt.timedelta(days=30)


@pytest.fixture
def teacher(weeks: TwentyWeeks) -> Any:
    return make.make_staff(weeks.session, weeks.school)


def read(weeks: TwentyWeeks, name: str) -> Reading:
    return all_figures()[name].read(weeks.read(), weeks.at(DAY))


def incident(weeks: TwentyWeeks, teacher: Any, day: dt.date, **values: Any) -> Incident:
    with clock.set_to(day):
        return make.make_incident(weeks.session, teacher, weeks.child(), **values)


@pytest.mark.system("H11")
def test_an_illness_and_what_happened_before_the_term_are_no_accidents_of_it(
    weeks: TwentyWeeks, teacher: Any
) -> None:
    incident(weeks, teacher, DAY)
    incident(weeks, teacher, DAY, kind=IncidentKind.ILLNESS)
    incident(weeks, teacher, MONDAY - dt.timedelta(days=1))
    assert read(weeks, "accidents") == Reading(1)


@pytest.mark.system("H01", "H02")
def test_a_notice_that_reached_nobody_or_too_late_is_not_told_in_time(
    weeks: TwentyWeeks, teacher: Any
) -> None:
    made = incident(weeks, teacher, DAY)
    guardian, authority, government = (
        make.notices_of(weeks.session, made, each)[0]
        for each in (Addressee.GUARDIAN, Addressee.AUTHORITY, Addressee.GOVERNMENT)
    )
    told = {"result": AttemptResult.REACHED}
    with clock.set_to(guardian.due_at):
        make.make_incident_attempt(weeks.session, guardian, teacher, **told)
    with clock.set_to(authority.due_at + dt.timedelta(minutes=1)):
        authority.late_reason = "电话占线。"
        make.make_incident_attempt(weeks.session, authority, teacher, **told)
    assert government.reached_at is None
    assert read(weeks, "told-in-time") == Reading(1, 3)


@pytest.mark.system("H10", "N07")
def test_legal_aid_is_measured_over_the_cases_that_qualify(weeks: TwentyWeeks) -> None:
    children = [weeks.child() for _ in range(3)]
    given: tuple[dict[str, Any], ...] = (
        {"is_qualifying": True, "is_aided": True, "agency": "县法律援助中心"},
        {"is_qualifying": True, "part": PartInCase.SUSPECT},
        {"is_qualifying": False},
    )
    for child, values in zip(children, given, strict=True):
        make.make_legal_aid_case(weeks.session, child, opened_on=DAY, **values)
    assert read(weeks, "legal-aid") == Reading(1, 2)
    assert read(weeks, "offences") == Reading(1)
