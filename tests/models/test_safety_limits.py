"""How long the school has to tell whom: own limits, the preset, school time, illness."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.models._rules import Invalid
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, Relation
from app.models.safety._kinds import Addressee, IncidentKind
from app.models.school.term_break import TermBreak
from tests import factories as make
from tests.models.conftest import TODAY, Place
from tests.models.refusals import columns_of

CHAIN = pytest.mark.system("H01", "H02")
YESTERDAY = TODAY - dt.timedelta(days=1)


def at(hour: int, minute: int, day: dt.date = TODAY) -> dt.datetime:
    """That wall clock in China as a moment."""
    return clock.from_china(dt.datetime.combine(day, dt.time(hour, minute)))


@pytest.fixture
def child(system: Any, place: Place) -> Student:
    return make.make_student(system, place.school, school_class=place.school_class)


@pytest.fixture
def grandmother(system: Any, child: Student) -> Caregiver:
    return make.make_caregiver(system, child, guard_role=GuardRole.CURRENT)


@pytest.fixture
def father(system: Any, child: Student) -> Caregiver:
    adult = make.make_caregiver(system, child, Relation.FATHER)
    make.make_absence(system, adult)
    return adult


def minutes_of(system: Any, incident: Any) -> dict[Addressee, int | None]:
    """addressee -> minutes from the school's knowledge to the limit; only whom the school owes the news."""
    owed = (notice for notice in make.notices_of(system, incident) if notice.is_owed)
    return {
        n.addressee: int((n.due_at - incident.known_at).total_seconds() // 60) if n.due_at else None
        for n in owed
    }


def told(system: Any, incident: Any, addressee: Addressee) -> list[int | None]:
    return [notice.caregiver_id for notice in make.notices_of(system, incident, addressee)]


@CHAIN
def test_without_limits_of_its_own_a_school_has_30_60_and_120_minutes(
    system: Any, place: Place, child: Student, grandmother: Caregiver, father: Caregiver
) -> None:
    incident = make.make_incident(system, place.teacher, child)
    assert minutes_of(system, incident) == {
        Addressee.GUARDIAN: 30,
        Addressee.PARENT: 60,
        Addressee.AUTHORITY: 120,
        Addressee.GOVERNMENT: 120,
    }


@CHAIN
def test_the_school_s_own_limit_goes_before_the_preset(system: Any, place: Place, child: Student) -> None:
    make.make_incident_limit(system, place.school, minutes=20)
    assert minutes_of(system, make.make_incident(system, place.teacher, child))[Addressee.GUARDIAN] == 20


@CHAIN
def test_a_limit_for_one_kind_goes_before_the_one_for_all(system: Any, place: Place, child: Student) -> None:
    make.make_incident_limit(system, place.school, minutes=20)
    make.make_incident_limit(system, place.school, minutes=5, kind=IncidentKind.MISSING)
    lost = make.make_incident(system, place.teacher, child, kind=IncidentKind.MISSING)
    hurt = make.make_incident(system, place.teacher, child)
    assert minutes_of(system, lost)[Addressee.GUARDIAN] == 5
    assert minutes_of(system, hurt)[Addressee.GUARDIAN] == 20


@CHAIN
def test_a_limit_that_was_ended_no_longer_counts(system: Any, place: Place, child: Student) -> None:
    make.make_incident_limit(system, place.school, minutes=20, ends_on=YESTERDAY)
    assert minutes_of(system, make.make_incident(system, place.teacher, child))[Addressee.GUARDIAN] == 30


@CHAIN
def test_a_county_that_leaves_the_government_out_owes_it_nothing(
    system: Any, place: Place, child: Student
) -> None:
    make.make_incident_limit(
        system, place.school, addressee=Addressee.GOVERNMENT, is_owed=False, minutes=None
    )
    incident = make.make_incident(system, place.teacher, child)
    assert Addressee.GOVERNMENT not in minutes_of(system, incident)


@CHAIN
def test_two_limits_for_all_kinds_at_one_time_are_refused(system: Any, place: Place) -> None:
    make.make_incident_limit(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_incident_limit(system, place.school)
    assert columns_of(refusal) == ["starts_on"]


def test_minutes_for_somebody_who_is_not_told_are_refused(system: Any, place: Place) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_incident_limit(system, place.school, is_owed=False, minutes=10)
    assert columns_of(refusal) == ["minutes"]


@CHAIN
def test_outside_school_time_no_clock_runs_and_the_incident_is_still_on_record(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    incident = make.make_incident(system, place.teacher, child, is_in_school_time=False)
    assert minutes_of(system, incident) == {}
    assert told(system, incident, Addressee.GUARDIAN) == [grandmother.id]


@pytest.mark.parametrize(
    ("hour", "minute", "day", "is_school_time"),
    [
        (6, 59, TODAY, False),
        (7, 0, TODAY, True),
        (17, 59, TODAY, True),
        (18, 0, TODAY, False),
        (23, 59, TODAY - dt.timedelta(days=2), False),
        (10, 0, dt.date(2025, 10, 11), False),
        (10, 0, dt.date(2025, 10, 2), False),
        (10, 0, dt.date(2025, 7, 15), False),
    ],
    ids=["before", "first", "last", "after", "night", "saturday", "holiday", "no term"],
)
def test_school_time_follows_weekday_hour_and_calendar(
    system: Any, place: Place, hour: int, minute: int, day: dt.date, is_school_time: bool
) -> None:
    system.add(
        TermBreak(
            school_id=place.school.id, term_id=place.term.id, name="国庆节",
            starts_on=dt.date(2025, 10, 1), ends_on=dt.date(2025, 10, 8),
        )
    )  # fmt: skip
    system.flush()
    moment = at(hour, minute, day)
    with clock.set_to(moment + dt.timedelta(hours=1)):
        incident = make.make_incident(
            system, place.teacher, occurred_at=moment, known_at=moment, is_in_school_time=None
        )
    assert incident.is_in_school_time is is_school_time


@CHAIN
def test_a_light_illness_owes_nobody_and_a_severe_one_the_family_at_once(
    system: Any, place: Place, child: Student, grandmother: Caregiver, father: Caregiver
) -> None:
    light = make.make_incident(system, place.teacher, child, kind=IncidentKind.ILLNESS)
    severe = make.make_incident(system, place.teacher, child, kind=IncidentKind.ILLNESS, is_severe=True)
    assert minutes_of(system, light) == {}
    assert minutes_of(system, severe) == {Addressee.GUARDIAN: None, Addressee.PARENT: None}


@CHAIN
def test_an_illness_that_turns_severe_owes_the_guardian_the_news(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    incident = make.make_incident(system, place.teacher, child, kind=IncidentKind.ILLNESS)
    incident.is_severe = True
    system.flush()
    assert Addressee.GUARDIAN in minutes_of(system, incident)


@CHAIN
def test_the_limit_moves_with_the_moment_the_school_knew(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    incident = make.make_incident(system, place.teacher, child)
    incident.known_at -= dt.timedelta(minutes=3)
    system.flush()
    assert minutes_of(system, incident)[Addressee.GUARDIAN] == 30
