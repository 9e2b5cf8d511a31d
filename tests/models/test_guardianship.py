"""The rules of guardianship that end, of adults who cannot care, of entrusted care, and of legal aid."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.models._rules import Invalid
from app.models.people.student import Student
from app.models.people.student_caregiver import ChangeReason, GuardRole, Relation, StudentCaregiver
from app.models.safety.legal_aid_case import LegalAidStatus
from tests import factories as make
from tests.models.conftest import TODAY, Place
from tests.models.refusals import columns_of


@pytest.fixture
def child(system: Any, place: Place) -> Student:
    return make.make_student(system, place.school)


def test_a_guardianship_does_not_end_without_a_reason(system: Any, child: Student) -> None:
    adult = make.make_caregiver(system, child, guard_role=GuardRole.CURRENT)
    link = system.query(StudentCaregiver).filter_by(caregiver_id=adult.id).one()
    link.valid_to = TODAY
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert columns_of(refusal) == ["change_reason"]
    link.change_reason = ChangeReason.PARENT_BACK
    system.flush()


def test_a_mere_relative_ends_without_a_reason(system: Any, child: Student) -> None:
    adult = make.make_caregiver(system, child, Relation.NEIGHBOUR)
    system.query(StudentCaregiver).filter_by(caregiver_id=adult.id).one().valid_to = TODAY
    system.flush()


@pytest.mark.parametrize(
    ("given", "column"),
    [({}, "unable_reason"), ({"unable_reason": "重病卧床"}, "unable_since")],
    ids=["no reason", "no day"],
)
def test_unable_to_care_needs_reason_and_day(
    system: Any, child: Student, given: dict[str, Any], column: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_caregiver(system, child, is_unable_to_care=True, **given)
    assert columns_of(refusal) == [column]


def test_a_child_is_not_entrusted_to_its_own_parent(system: Any, child: Student) -> None:
    mother = make.make_caregiver(system, child, Relation.MOTHER)
    with pytest.raises(Invalid) as refusal:
        make.make_care_delegation(system, child, mother)
    assert columns_of(refusal) == ["caregiver_id"]


def test_a_child_is_not_entrusted_to_somebody_unknown_to_it(
    system: Any, place: Place, child: Student
) -> None:
    other = make.make_student(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_care_delegation(system, child, make.make_caregiver(system, other))
    assert columns_of(refusal) == ["caregiver_id"]


def test_a_child_is_not_entrusted_to_somebody_unable_to_care(system: Any, child: Student) -> None:
    adult = make.make_caregiver(
        system, child, is_unable_to_care=True, unable_reason="重病卧床", unable_since=TODAY
    )
    with pytest.raises(Invalid) as refusal:
        make.make_care_delegation(system, child, adult)
    assert columns_of(refusal) == ["caregiver_id"]


def test_a_child_is_entrusted_to_one_adult_at_a_time(system: Any, child: Student) -> None:
    make.make_care_delegation(system, child, make.make_caregiver(system, child))
    with pytest.raises(Invalid) as refusal:
        make.make_care_delegation(system, child, make.make_caregiver(system, child, Relation.NEIGHBOUR))
    assert columns_of(refusal) == ["starts_on"]


def test_entrusted_care_begins_after_it_was_agreed(system: Any, child: Student) -> None:
    adult = make.make_caregiver(system, child)
    with pytest.raises(Invalid) as refusal:
        make.make_care_delegation(
            system, child, adult, agreed_on=TODAY, starts_on=TODAY - dt.timedelta(days=1)
        )
    assert columns_of(refusal) == ["starts_on"]


@pytest.mark.system("H10")
@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"is_aided": True}, "agency"),
        ({"status": LegalAidStatus.CLOSED}, "closed_on"),
        ({"status": LegalAidStatus.CLOSED, "closed_on": TODAY}, "result"),
        (
            {"status": LegalAidStatus.CLOSED, "closed_on": TODAY, "result": "调解。", "is_qualifying": True},
            "reason_unaided",
        ),
    ],
    ids=["aid without agency", "closed without day", "closed without result", "qualifying but not aided"],
)
def test_a_legal_aid_case_with_a_gap_is_refused(
    system: Any, child: Student, given: dict[str, Any], column: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_legal_aid_case(system, child, **given)
    assert columns_of(refusal) == [column]


@pytest.mark.system("H10")
def test_one_case_is_recorded_once_a_day(system: Any, child: Student) -> None:
    make.make_legal_aid_case(system, child)
    with pytest.raises(Invalid):
        make.make_legal_aid_case(system, child, opened_on=clock.today())
