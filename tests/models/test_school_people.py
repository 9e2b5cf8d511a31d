"""The rules of staff, teaching assignments and headcounts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.models.school.class_headcount import ClassHeadcount
from app.models.school.staff import Staff, StaffCategory
from app.models.school.teaching_assignment import TeachingAssignment, TeachingRole
from tests import factories
from tests.models.conftest import TODAY, Place
from tests.models.refusals import column_refused, is_refused_by_the_database

DAY = dt.timedelta(days=1)


def a_colleague(place: Place, **values: Any) -> Staff:
    given = {"name": "林小溪", "category": StaffCategory.TEACHER, "phone": "10037236514"}
    return Staff(school_id=place.school.id, **(given | values))


def an_assignment(place: Place, staff: Staff, **values: Any) -> TeachingAssignment:
    given = {"role": TeachingRole.HOMEROOM, "starts_on": TODAY}
    return TeachingAssignment(
        school_id=place.school.id,
        staff_id=staff.id,
        school_class_id=place.school_class.id,
        **(given | values),
    )


def a_headcount(place: Place, **values: Any) -> ClassHeadcount:
    given = {"enrolled_total": 40, "boys": 22, "girls": 18}
    return ClassHeadcount(
        school_id=place.school.id,
        term_id=place.term.id,
        school_class_id=place.school_class.id,
        **(given | values),
    )


def test_a_staff_number_is_given_once(system: Any, place: Place) -> None:
    first = a_colleague(place, staff_no="T001")
    system.add(first)
    system.flush()
    assert column_refused(system, a_colleague(place, name="何玉兰", staff_no="T001")) == "staff_no"
    assert is_refused_by_the_database(system, first, name="何玉兰")


def test_any_number_of_staff_may_be_without_a_number(system: Any, place: Place) -> None:
    system.add_all([a_colleague(place), a_colleague(place, name="何玉兰")])
    system.flush()


@pytest.mark.system("C06", "C07", "D19")
def test_the_same_name_with_the_same_phone_is_the_same_person(system: Any, place: Place) -> None:
    first = a_colleague(place)
    system.add(first)
    system.flush()
    assert column_refused(system, a_colleague(place)) == "phone"
    assert is_refused_by_the_database(system, first)


def test_namesakes_with_other_phones_are_two_people(system: Any, place: Place) -> None:
    system.add_all([a_colleague(place), a_colleague(place, phone="10037236515")])
    system.flush()


def test_a_landline_is_a_phone(system: Any, place: Place) -> None:
    system.add(a_colleague(place, phone="0566-1234567"))
    system.flush()


@pytest.mark.system("D19")
@pytest.mark.parametrize("phone", ["", "1003723651", "一二三", "100372365144"])
def test_what_nobody_can_call_is_no_phone(system: Any, place: Place, phone: str) -> None:
    assert column_refused(system, a_colleague(place, phone=phone)) == "phone"


def test_nobody_leaves_before_joining(system: Any, place: Place) -> None:
    early = a_colleague(place, joined_on=TODAY, left_on=TODAY - DAY)
    assert column_refused(system, early) == "left_on"
    assert is_refused_by_the_database(
        system, place.teacher, name="何玉兰", joined_on=TODAY, left_on=TODAY - DAY
    )


def test_staff_are_here_from_joining_to_leaving(place: Place) -> None:
    person = a_colleague(place, joined_on=TODAY, left_on=TODAY + DAY)
    assert [person.is_here(TODAY + n * DAY) for n in (-1, 0, 1, 2)] == [False, True, True, False]
    assert a_colleague(place).is_here(TODAY)


def test_a_class_has_one_homeroom_teacher_on_any_day(system: Any, place: Place) -> None:
    factories.make_homeroom(system, place.teacher, place.school_class)
    second = factories.make_staff(system, place.school)
    assert column_refused(system, an_assignment(place, second)) == "starts_on"


def test_a_homeroom_teacher_follows_the_day_after_the_last_one_ended(system: Any, place: Place) -> None:
    first = factories.make_homeroom(system, place.teacher, place.school_class)
    first.ends_on = TODAY
    second = factories.make_staff(system, place.school)
    system.add(an_assignment(place, second, starts_on=TODAY + DAY))
    system.flush()


def test_two_homeroom_teachers_written_at_once_are_refused(system: Any, place: Place) -> None:
    second = factories.make_staff(system, place.school)
    system.add(an_assignment(place, place.teacher))
    assert column_refused(system, an_assignment(place, second)) == "starts_on"


def test_a_homeroom_teacher_given_as_an_object_is_judged_too(system: Any, place: Place) -> None:
    factories.make_homeroom(system, place.teacher, place.school_class)
    second = TeachingAssignment(
        school=place.school,
        staff=factories.make_staff(system, place.school),
        school_class=place.school_class,
        role=TeachingRole.HOMEROOM,
        starts_on=TODAY,
    )
    assert column_refused(system, second) == "starts_on"


def test_any_number_of_subject_teachers_share_a_class(system: Any, place: Place) -> None:
    for subject in ("语文", "数学"):
        system.add(an_assignment(place, place.teacher, role=TeachingRole.SUBJECT, subject=subject))
    system.flush()


def test_an_assignment_does_not_end_before_it_begins(system: Any, place: Place) -> None:
    assert column_refused(system, an_assignment(place, place.teacher, ends_on=TODAY - DAY)) == "ends_on"


def test_boys_and_girls_make_the_total(system: Any, place: Place) -> None:
    assert column_refused(system, a_headcount(place, boys=20)) == "enrolled_total"
    system.rollback()


def test_the_database_knows_that_boys_and_girls_make_the_total(system: Any, place: Place) -> None:
    counted = a_headcount(place)
    system.add(counted)
    system.flush()
    other = factories.make_class(system, place.year, grade=4)
    assert is_refused_by_the_database(system, counted, school_class_id=other.id, boys=20)
    assert not is_refused_by_the_database(system, counted, school_class_id=other.id, boys=None)


@pytest.mark.system("B06", "N09")
def test_a_class_is_counted_once_a_term(system: Any, place: Place) -> None:
    counted = a_headcount(place)
    system.add(counted)
    system.flush()
    assert column_refused(system, a_headcount(place)) == "term_id"
    assert is_refused_by_the_database(system, counted)


@pytest.mark.system("B06", "N09")
def test_a_class_has_no_fewer_pupils_than_registered_children(system: Any, place: Place) -> None:
    for _ in range(2):
        child = factories.make_student(system, school_class=place.school_class)
        factories.make_registration(system, child, place.term)
    factories.make_student(system, school_class=place.school_class)  # not left behind: does not count
    assert column_refused(system, a_headcount(place, enrolled_total=1, boys=1, girls=0)) == "enrolled_total"


def test_a_class_may_have_as_many_pupils_as_registered_children(system: Any, place: Place) -> None:
    child = factories.make_student(system, school_class=place.school_class)
    factories.make_registration(system, child, place.term)
    system.add(a_headcount(place, enrolled_total=1, boys=None, girls=None))
    system.flush()
