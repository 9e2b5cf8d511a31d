"""The two clocks of V10: told in time or so many minutes late, and what has no number is only counted (domain 3.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app import clock
from app.models.people.student_caregiver import GuardRole, Relation
from app.models.safety._kinds import Addressee, IncidentKind
from app.models.safety.incident_attempt import AttemptResult
from app.standards.calendar import Span
from app.standards.evaluate import evaluate
from app.standards.evidence.incidents import minutes_late
from app.standards.evidence.shapes import Cases
from app.standards.outcome import Standing
from app.standards.rules import Standard, Timeline
from tests import factories as make
from tests.standards.conftest import FRIDAY, TwentyWeeks
from tests.standards.evidence.catalogued import evidence_for, outcomes, rule_of
from tests.standards.written import in_force

WEDNESDAY = dt.date(2025, 10, 15)


def at_clock(hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
    return clock.from_china(dt.datetime.combine(WEDNESDAY, dt.time(hour, minute, second)))


@pytest.fixture
def incident(weeks: TwentyWeeks) -> Any:
    """Known at ten: a child with a guardian at home and a mother away."""
    child, staff = weeks.child(), make.make_staff(weeks.session, weeks.school)
    make.make_caregiver(weeks.session, child, guard_role=GuardRole.CURRENT)
    mother = make.make_caregiver(weeks.session, child, Relation.MOTHER)
    make.make_absence(weeks.session, mother, away_since=dt.date(2025, 2, 1))
    return make.make_incident(weeks.session, staff, child, occurred_at=at_clock(9, 55), known_at=at_clock(10))


@pytest.fixture
def tell(weeks: TwentyWeeks, incident: Any) -> Callable[[Addressee, dt.datetime], None]:
    def reach(addressee: Addressee, at: dt.datetime) -> None:
        (notice,) = make.notices_of(weeks.session, incident, addressee)
        staff = make.make_staff(weeks.session, weeks.school)
        notice.late_reason = "电话占线。"
        make.make_incident_attempt(weeks.session, notice, staff, at=at, result=AttemptResult.REACHED)

    return reach


@pytest.mark.parametrize(
    ("code", "addressee", "told_at", "is_kept", "late"),
    [
        ("R80", Addressee.GUARDIAN, at_clock(10, 30), True, 0),
        ("R80", Addressee.GUARDIAN, at_clock(10, 30, 1), False, 1),
        ("R80", Addressee.GUARDIAN, at_clock(10, 31), False, 1),
        ("R81", Addressee.PARENT, at_clock(11), True, 0),
        ("R82a", Addressee.AUTHORITY, at_clock(12), True, 0),
        ("R82b", Addressee.AUTHORITY, at_clock(12), False, 60),
        ("R83", Addressee.GOVERNMENT, at_clock(12), True, 0),
        ("R83", Addressee.GOVERNMENT, at_clock(12, 1), False, 1),
    ],
)
def test_the_clocks_run_from_the_schools_knowledge(
    weeks: TwentyWeeks, incident: Any, tell: Any, code: str, addressee: Addressee, told_at: dt.datetime,
    is_kept: bool, late: int,
) -> None:  # fmt: skip
    tell(addressee, told_at)
    rule = rule_of(code)
    outcome = outcomes(weeks, rule)[incident.id]
    assert outcome.standing is (Standing.KEPT if is_kept else Standing.MISSING)
    assert minutes_late(incident.known_at, told_at, int(rule.count_max or 0)) == late


def test_another_limit_holds_from_its_day_on(weeks: TwentyWeeks, incident: Any, tell: Any) -> None:
    tell(Addressee.AUTHORITY, at_clock(12))
    changed_on = WEDNESDAY + dt.timedelta(days=1)
    before = Standard("旧", "测试", Span(dt.date(2025, 1, 1), WEDNESDAY), (rule_of("R82a"),))
    stricter = rule_of("R82a", most=60)
    after = Standard("新", "测试", Span(changed_on, dt.date.max), (stricter,))
    strict_all_along = in_force(stricter)
    for timeline, done in ((Timeline((before, after)), 1), (strict_all_along, 0)):
        found = evaluate(weeks.read(), weeks.at(FRIDAY), timeline=timeline)
        assert [outcome.done for outcome in found.outcomes] == [done]


def test_nobody_told_is_missing_once_the_time_is_up(weeks: TwentyWeeks, incident: Any) -> None:
    outcome = outcomes(weeks, rule_of("R80"))[incident.id]
    assert (outcome.due, outcome.done) == (1, 0)


def test_nothing_is_said_while_the_clock_runs(weeks: TwentyWeeks, incident: Any) -> None:
    with clock.set_to(at_clock(10, 20)):
        found = evidence_for(weeks, rule_of("R80"), incident.id, WEDNESDAY)
    assert isinstance(found, Cases)
    assert [case.is_done for case in found.cases] == [None]


def test_outside_school_time_nothing_is_owed(weeks: TwentyWeeks, incident: Any) -> None:
    incident.is_in_school_time = False
    assert outcomes(weeks, rule_of("R80")) == {}


def test_each_child_of_an_incident_has_a_guardian_to_be_told(weeks: TwentyWeeks, incident: Any) -> None:
    make.make_incident_student(weeks.session, incident, weeks.child())
    assert outcomes(weeks, rule_of("R80"))[incident.id].due == 2


def test_an_incident_of_another_day_to_come_is_not_known_yet(weeks: TwentyWeeks, incident: Any) -> None:
    assert outcomes(weeks, rule_of("R80"), WEDNESDAY - dt.timedelta(days=1)) == {}


def test_a_severe_illness_is_counted_without_any_minutes(weeks: TwentyWeeks, incident: Any) -> None:
    incident.kind, incident.is_severe = IncidentKind.ILLNESS, True
    assert outcomes(weeks, rule_of("R80"), FRIDAY) == {}
    (waiting,) = cases_of(weeks, "R84", incident)
    assert waiting.is_done is None
    incident.sent_to_hospital_at = at_clock(10, 15)
    (sent,) = cases_of(weeks, "R84", incident)
    assert sent.is_done is True
    assert outcomes(weeks, rule_of("R84"))[incident.id].standing is Standing.COUNTED


def test_the_guardian_of_a_seriously_ill_child_is_told(weeks: TwentyWeeks, incident: Any, tell: Any) -> None:
    incident.kind, incident.is_severe = IncidentKind.ILLNESS, True
    weeks.session.flush()
    (waiting,) = cases_of(weeks, "R85", incident)
    assert waiting.is_done is None
    tell(Addressee.GUARDIAN, at_clock(14))
    (told,) = cases_of(weeks, "R85", incident)
    assert told.is_done is True


def cases_of(weeks: TwentyWeeks, code: str, incident: Any) -> Any:
    found = evidence_for(weeks, rule_of(code), incident.id)
    assert isinstance(found, Cases)
    return found.cases
