"""The rules of a term's registration and of special categories."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.models._rules import Invalid
from app.models.people.care_registration import AbsenceKind, LeaveReason
from tests import factories as make
from tests.models.conftest import TODAY, Place
from tests.models.refusals import columns_of


@pytest.mark.system("B01", "B02", "B07")
def test_a_child_is_registered_once_a_term(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    make.make_registration(system, student, place.term)
    with pytest.raises(Invalid) as refusal:
        make.make_registration(system, student, place.term)
    assert columns_of(refusal) == ["term_id"]


@pytest.mark.system("B01")
def test_a_survey_thirty_days_before_the_term_counts_and_an_earlier_one_does_not(
    system: Any, place: Place
) -> None:
    earliest = place.term.starts_on - dt.timedelta(days=30)
    assert make.make_registration(
        system, make.make_student(system, place.school), place.term, surveyed_on=earliest
    ).id
    with pytest.raises(Invalid) as refusal:
        make.make_registration(
            system,
            make.make_student(system, place.school),
            place.term,
            surveyed_on=earliest - dt.timedelta(days=1),
        )
    assert columns_of(refusal) == ["surveyed_on"]


@pytest.mark.parametrize("kind", list(AbsenceKind))
def test_whether_a_child_is_left_behind_follows_from_who_is_away(
    system: Any, place: Place, kind: AbsenceKind
) -> None:
    student = make.make_student(system, place.school)
    registration = make.make_registration(system, student, place.term, absence_kind=kind)
    assert registration.meets_definition is (kind is not AbsenceKind.OTHER)


@pytest.mark.system("B01", "B07")
def test_another_finding_without_a_reason_is_refused(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_registration(
            system, student, place.term, absence_kind=AbsenceKind.OTHER, meets_definition=True
        )
    assert columns_of(refusal) == ["override_reason"]


def test_another_finding_with_a_reason_stands(system: Any, place: Place) -> None:
    registration = make.make_registration(
        system,
        make.make_student(system, place.school),
        place.term,
        absence_kind=AbsenceKind.OTHER,
        meets_definition=True,
        override_reason="父亲服刑，母亲改嫁。",
    )
    assert registration.meets_definition is True


@pytest.mark.parametrize(
    ("values", "column"),
    [({"left_on": TODAY}, "leave_reason"), ({"leave_reason": LeaveReason.PARENTS_RETURNED}, "left_on")],
)
def test_leaving_has_a_day_and_a_reason(
    system: Any, place: Place, values: dict[str, Any], column: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_registration(system, make.make_student(system, place.school), place.term, **values)
    assert columns_of(refusal) == [column]


def test_a_child_does_not_leave_before_the_survey(system: Any, place: Place) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_registration(
            system,
            make.make_student(system, place.school),
            place.term,
            surveyed_on=TODAY,
            left_on=TODAY - dt.timedelta(days=1),
            leave_reason=LeaveReason.OTHER,
        )
    assert columns_of(refusal) == ["left_on"]


def test_a_registration_of_a_closed_term_can_no_longer_be_changed(system: Any, place: Place) -> None:
    registration = make.make_registration(system, make.make_student(system, place.school), place.term)
    place.term.closed_at = clock.now()
    system.flush()
    registration.is_boarding = True
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert "归档" in refusal.value.problems[0].message.zh


def test_a_row_cannot_be_moved_out_of_a_closed_term(system: Any, place: Place) -> None:
    registration = make.make_registration(system, make.make_student(system, place.school), place.term)
    later = make.make_term(
        system,
        place.school,
        place.year,
        half="second",
        label="第二学期",
        is_current=False,
        starts_on=dt.date(2026, 2, 15),
        ends_on=dt.date(2026, 7, 10),
    )
    place.term.closed_at = clock.now()
    system.flush()
    registration.term_id, registration.surveyed_on = later.id, later.starts_on
    with pytest.raises(Invalid):
        system.flush()


@pytest.mark.system("B12")
def test_two_categories_of_a_school_never_share_a_code(system: Any, place: Place) -> None:
    make.make_category(system, place.school, code="T1")
    with pytest.raises(Invalid) as refusal:
        make.make_category(system, place.school, code="T1")
    assert columns_of(refusal) == ["code"]


@pytest.mark.system("A26", "B11", "B12")
def test_the_same_finding_is_recorded_once(system: Any, place: Place) -> None:
    student, category = make.make_student(system, place.school), make.make_category(system, place.school)
    make.make_special_status(system, student, category, place.teacher)
    with pytest.raises(Invalid) as refusal:
        make.make_special_status(system, student, category, place.teacher)
    assert columns_of(refusal) == ["since"]


@pytest.mark.system("B11")
def test_a_finding_does_not_end_before_it_begins(system: Any, place: Place) -> None:
    student, category = make.make_student(system, place.school), make.make_category(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_special_status(system, student, category, place.teacher, until=TODAY - dt.timedelta(days=1))
    assert columns_of(refusal) == ["until"]
