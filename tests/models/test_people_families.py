"""The rules of caregivers, family relations and absences."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.models._rules import Invalid
from app.models.people.caregiver import Caregiver
from app.models.people.student_caregiver import ChangeReason, GuardRole, Relation, StudentCaregiver
from tests import factories as make
from tests.models.conftest import TODAY, Place
from tests.models.refusals import columns_of

YESTERDAY = TODAY - dt.timedelta(days=1)


def test_siblings_share_one_caregiver(system: Any, place: Place) -> None:
    elder, younger = make.make_student(system, place.school), make.make_student(system, place.school)
    grandmother = make.make_caregiver(system, elder, guard_role=GuardRole.CURRENT)
    make.tie(system, younger, grandmother, Relation.GRANDMOTHER, guard_role=GuardRole.CURRENT)
    assert system.query(StudentCaregiver).filter_by(caregiver_id=grandmother.id).count() == 2


def test_namesakes_are_two_caregivers(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    make.make_caregiver(system, student, Relation.GRANDMOTHER, name="王秀英")
    assert make.make_caregiver(system, student, Relation.MATERNAL_GRANDMOTHER, name="王秀英").id


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0566-1234567", "0566-1234567"),
        ("05661234567", "0566-1234567"),
        ("10037236514", "10037236514"),
        ("+86 100 3723 6514", "10037236514"),
        ("400-100-2000", "400-100-2000"),
        ("12355", "12355"),
    ],
)
def test_a_caregiver_may_have_any_form_of_phone_and_it_is_kept_in_one(
    system: Any, place: Place, typed: str, kept: str
) -> None:
    student = make.make_student(system, place.school)
    adult = make.make_caregiver(system, student, phone=typed)
    assert adult.phone == kept
    assert system.scalars(select(Caregiver.id).where(Caregiver.phone == typed)).all() == [adult.id]


@pytest.mark.system("B04", "B19")
def test_a_phone_with_a_digit_missing_is_refused(system: Any, place: Place) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_caregiver(system, make.make_student(system, place.school), phone="1003723651")
    assert columns_of(refusal) == ["phone"]


@pytest.mark.system("B04", "C17", "H03")
def test_a_current_guardian_without_a_phone_is_refused(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_caregiver(system, student, guard_role=GuardRole.CURRENT, phone=None)
    assert columns_of(refusal) == ["caregiver_id"]


def test_a_second_phone_is_enough_for_a_guardian(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    adult = make.make_caregiver(
        system, student, guard_role=GuardRole.CURRENT, phone=None, phone2=make.phone()
    )
    assert adult.id


def test_somebody_who_guards_nobody_needs_no_phone(system: Any, place: Place) -> None:
    assert make.make_caregiver(system, make.make_student(system, place.school), phone=None).id


@pytest.mark.system("B04", "C17", "H03")
def test_the_last_phone_of_a_current_guardian_cannot_be_taken_away(system: Any, place: Place) -> None:
    adult = make.make_caregiver(system, make.make_student(system, place.school), guard_role=GuardRole.CURRENT)
    adult.phone = None
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert columns_of(refusal) == ["phone"]


def test_a_guardian_written_together_with_the_link_needs_a_phone_too(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    adult = Caregiver(school=place.school, name="李春燕")
    link = StudentCaregiver(
        school=place.school,
        student=student,
        caregiver=adult,
        relation=Relation.GRANDMOTHER,
        guard_role=GuardRole.CURRENT,
        valid_from=TODAY,
    )
    system.add_all([adult, link])
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert columns_of(refusal) == ["caregiver_id"]


@pytest.mark.system("B03", "B08")
def test_a_child_has_one_current_guardian_at_a_time(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    make.make_caregiver(system, student, guard_role=GuardRole.CURRENT)
    with pytest.raises(Invalid) as refusal:
        make.make_caregiver(system, student, Relation.NEIGHBOUR, guard_role=GuardRole.CURRENT)
    assert "valid_from" in columns_of(refusal)


def test_a_guardian_may_follow_another_in_one_go(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    make.make_caregiver(system, student, guard_role=GuardRole.CURRENT)
    aunt = make.make_caregiver(system, student, Relation.UNCLE_OR_AUNT)
    before, after = system.query(StudentCaregiver).order_by(StudentCaregiver.id)
    before.valid_to, before.change_reason = YESTERDAY, ChangeReason.FAMILY
    system.add(
        StudentCaregiver(
            school=place.school,
            student=student,
            caregiver=aunt,
            relation=Relation.UNCLE_OR_AUNT,
            guard_role=GuardRole.CURRENT,
            valid_from=TODAY,
        )
    )
    after.valid_to = YESTERDAY
    system.flush()
    assert system.query(StudentCaregiver).filter_by(student_id=student.id).count() == 3


@pytest.mark.parametrize("relation", [Relation.FATHER, Relation.MOTHER])
def test_a_child_has_one_father_and_one_mother_at_a_time(
    system: Any, place: Place, relation: Relation
) -> None:
    student = make.make_student(system, place.school)
    make.make_caregiver(system, student, relation)
    with pytest.raises(Invalid) as refusal:
        make.make_caregiver(system, student, relation)
    assert columns_of(refusal) == ["valid_from"]
    assert relation.label.zh in refusal.value.problems[0].message.zh


def test_father_and_mother_are_parents_without_a_tick(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    for relation in (Relation.FATHER, Relation.MOTHER, Relation.GRANDFATHER):
        make.make_caregiver(system, student, relation)
    links = system.query(StudentCaregiver).filter_by(student_id=student.id)
    assert {link.relation: link.is_parent for link in links} == {
        Relation.FATHER: True,
        Relation.MOTHER: True,
        Relation.GRANDFATHER: False,
    }


def test_a_relation_is_recorded_once(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    adult = make.make_caregiver(system, student)
    with pytest.raises(Invalid) as refusal:
        make.tie(system, student, adult, Relation.GRANDMOTHER)
    assert columns_of(refusal) == ["valid_from"]


def test_a_relation_does_not_end_before_it_begins(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    adult = make.make_caregiver(system, student)
    with pytest.raises(Invalid) as refusal:
        make.tie(system, student, adult, Relation.OTHER, valid_from=TODAY, valid_to=YESTERDAY)
    assert columns_of(refusal) == ["valid_to"]


def test_somebody_tied_to_a_child_may_be_told_and_may_fetch_it_unless_unticked(
    system: Any, place: Place
) -> None:
    make.make_caregiver(system, make.make_student(system, place.school))
    link = system.query(StudentCaregiver).one()
    assert (link.may_be_told, link.may_fetch) == (True, True)


@pytest.mark.system("B03")
def test_two_absences_of_one_parent_never_overlap(system: Any, place: Place) -> None:
    father = make.make_caregiver(system, make.make_student(system, place.school), Relation.FATHER)
    make.make_absence(system, father, away_since=dt.date(2025, 3, 1))
    with pytest.raises(Invalid) as refusal:
        make.make_absence(system, father, away_since=dt.date(2025, 9, 1))
    assert columns_of(refusal) == ["away_since"]


def test_a_parent_may_leave_again_after_coming_home(system: Any, place: Place) -> None:
    father = make.make_caregiver(system, make.make_student(system, place.school), Relation.FATHER)
    make.make_absence(system, father, away_since=dt.date(2025, 3, 1), returned_on=dt.date(2025, 8, 20))
    assert make.make_absence(system, father, away_since=dt.date(2025, 9, 1)).id


def test_a_parent_does_not_return_before_leaving(system: Any, place: Place) -> None:
    father = make.make_caregiver(system, make.make_student(system, place.school), Relation.FATHER)
    with pytest.raises(Invalid) as refusal:
        make.make_absence(system, father, away_since=TODAY, returned_on=YESTERDAY)
    assert columns_of(refusal) == ["returned_on"]
