"""The rules of pupils and their enrollments."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.models._rules import Invalid
from app.models.people.enrollment import Enrollment
from app.models.people.id_numbers import Gender, birth_date_of, is_id_number
from tests import factories as make
from tests.models.conftest import TODAY, Place
from tests.models.refusals import columns_of

YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)


def test_id_numbers_made_for_tests_are_valid_and_say_the_birth_date() -> None:
    born = dt.date(2016, 2, 29)
    number = make.id_number(born, Gender.FEMALE)
    assert is_id_number(number)
    assert birth_date_of(number) == born


def test_a_birth_date_that_does_not_exist_makes_an_id_number_wrong() -> None:
    assert birth_date_of("999999201702300018") is None


@pytest.mark.system("B03", "B20")
def test_a_birth_date_other_than_the_id_number_says_is_refused(system: Any, place: Place) -> None:
    number = make.id_number(dt.date(2016, 5, 1), Gender.MALE)
    with pytest.raises(Invalid) as refusal:
        make.make_student(
            system, place.school, id_card_no=number, birth_date=dt.date(2016, 5, 2), gender=Gender.MALE
        )
    assert columns_of(refusal) == ["birth_date"]


def test_a_sex_other_than_the_id_number_says_is_refused(system: Any, place: Place) -> None:
    born = dt.date(2016, 5, 1)
    number = make.id_number(born, Gender.MALE)
    with pytest.raises(Invalid) as refusal:
        make.make_student(system, place.school, id_card_no=number, birth_date=born, gender=Gender.FEMALE)
    assert columns_of(refusal) == ["gender"]


def test_a_child_without_any_number_is_accepted(system: Any, place: Place) -> None:
    make.make_student(system, place.school, id_card_no=None)
    assert make.make_student(system, place.school, id_card_no=None, student_no=None).id


@pytest.mark.system("B03")
@pytest.mark.parametrize("column", ["student_no", "id_card_no"])
def test_two_pupils_never_share_a_number(system: Any, place: Place, column: str) -> None:
    born, sex = dt.date(2016, 5, 1), Gender.MALE
    number = {column: make.id_number(born, sex), "birth_date": born, "gender": sex}
    make.make_student(system, place.school, **number)
    with pytest.raises(Invalid) as refusal:
        make.make_student(system, place.school, **number)
    assert columns_of(refusal) == [column]


def test_a_pupil_of_another_school_may_have_the_same_number(system: Any, place: Place) -> None:
    make.make_student(system, place.school, student_no="G1")
    assert make.make_student(system, make.make_school(system), student_no="G1").id


def test_a_class_given_at_creation_enrolls_the_pupil_there_from_today(system: Any, place: Place) -> None:
    student = make.make_student(system, school_class=place.school_class)
    (stay,) = system.query(Enrollment).filter_by(student_id=student.id)
    assert (stay.school_class_id, stay.starts_on, stay.ends_on) == (place.school_class.id, TODAY, None)
    assert stay.school_id == place.school.id


def test_an_enrollment_given_with_a_new_pupil_is_not_doubled(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school, school_class=None)
    make.make_enrollment(system, student, place.school_class, starts_on=YESTERDAY)
    assert system.query(Enrollment).filter_by(student_id=student.id).count() == 1
    assert student.school_class_id == place.school_class.id


def test_ending_the_enrollment_takes_the_pupil_out_of_the_class(system: Any, place: Place) -> None:
    student = make.make_student(system, school_class=place.school_class)
    stay = system.query(Enrollment).filter_by(student_id=student.id).one()
    stay.starts_on, stay.ends_on = YESTERDAY - dt.timedelta(days=9), YESTERDAY
    system.flush()
    assert student.school_class_id is None


def test_archiving_the_enrollment_takes_the_pupil_out_of_the_class(system: Any, place: Place) -> None:
    student = make.make_student(system, school_class=place.school_class)
    stay = system.query(Enrollment).filter_by(student_id=student.id).one()
    stay.archived_at = dt.datetime(2025, 10, 15, tzinfo=dt.UTC)
    system.flush()
    assert student.school_class_id is None


def test_a_pupil_follows_the_enrollment_that_began_last(system: Any, place: Place) -> None:
    student = make.make_student(system, school_class=place.school_class)
    other = make.make_class(system, place.year, number=2)
    stay = system.query(Enrollment).filter_by(student_id=student.id).one()
    stay.ends_on = TODAY
    system.add(
        Enrollment(
            school_id=place.school.id, student_id=student.id, school_class_id=other.id, starts_on=TOMORROW
        )
    )
    system.flush()
    assert student.school_class_id == other.id


def test_the_class_of_a_pupil_is_not_changed_by_hand(system: Any, place: Place) -> None:
    student = make.make_student(system, school_class=place.school_class)
    student.school_class_id = make.make_class(system, place.year, number=2).id
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert columns_of(refusal) == ["school_class_id"]


@pytest.mark.system("B02", "B05")
def test_a_pupil_is_in_one_class_at_a_time(system: Any, place: Place) -> None:
    student = make.make_student(system, school_class=place.school_class)
    with pytest.raises(Invalid) as refusal:
        make.make_enrollment(system, student, make.make_class(system, place.year, number=2))
    assert "starts_on" in columns_of(refusal)


def test_an_enrollment_given_as_objects_is_held_to_the_same_rule(system: Any, place: Place) -> None:
    student = make.make_student(system, school_class=place.school_class)
    other = make.make_class(system, place.year, number=2)
    system.add(Enrollment(school=place.school, student=student, school_class=other, starts_on=TODAY))
    with pytest.raises(Invalid):
        system.flush()


def test_an_enrollment_does_not_end_before_it_begins(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_enrollment(system, student, place.school_class, ends_on=YESTERDAY)
    assert columns_of(refusal) == ["ends_on"]


def test_an_archived_pupil_keeps_everything_but_stands_no_more(system: Any, place: Place) -> None:
    student = make.make_student(system, school_class=place.school_class, student_no="G9")
    student.archived_at = dt.datetime(2025, 10, 15, tzinfo=dt.UTC)
    system.flush()
    assert make.make_student(system, place.school, student_no="G9").id
