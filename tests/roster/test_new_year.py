"""Beginning a school year: who goes up, who leaves, what becomes of pairs and teachers, and what an undo takes back."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from sqlalchemy import insert, select

from app import clock
from app.models.care.mentoring import Mentoring
from app.models.care.peer_pairing import PeerPairing
from app.models.people.enrollment import Enrollment, EnrollmentEnd
from app.models.people.id_numbers import Gender
from app.models.people.student import Student, StudentStatus
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from app.models.school.teaching_assignment import TeachingAssignment
from app.models.system.rollover import Rollover
from app.roster import rollovers
from app.roster.new_year import begin_year, preview_year
from app.roster.rollovers import RolloverRefused
from app.roster.year_plan import Choices, PairChoice, Step
from tests import factories as make
from tests.roster.conftest import AUGUST, TwoTerms

_DAY = dt.timedelta(days=1)


def _stays(system: Any, student: Any) -> list[tuple[Any, ...]]:
    found = select(Enrollment).filter_by(student_id=student.id).order_by(Enrollment.starts_on)
    return [(e.school_class_id, e.ends_on, e.end_reason) for e in system.scalars(found)]


def test_a_class_goes_up_with_its_number_and_its_homeroom_teacher(
    system: Any, place: TwoTerms, august: None
) -> None:
    make.make_student(system, school_class=place.sixth)
    begin_year(system, place.school.id)
    system.expire_all()
    fourth = system.scalars(select(SchoolClass).filter_by(grade=4, number=1)).one()
    last_day = place.year.ends_on
    assert _stays(system, place.child) == [
        (place.third.id, last_day, EnrollmentEnd.PROMOTED),
        (fourth.id, None, None),
    ]
    assert place.child.school_class_id == fourth.id
    duty = system.scalars(select(TeachingAssignment).filter_by(school_class_id=fourth.id)).one()
    assert (duty.staff_id, duty.starts_on) == (place.teacher.id, last_day + _DAY)


def test_the_top_grade_leaves_as_graduated_and_its_pairs_end(
    system: Any, place: TwoTerms, august: None
) -> None:
    graduate = make.make_student(system, school_class=place.sixth)
    pair = make.make_mentoring(system, place.teacher, graduate)
    helped = make.make_peer_pairing(system, place.child, graduate, place.teacher)
    begin_year(system, place.school.id)
    system.expire_all()
    assert system.get(Student, graduate.id).status is StudentStatus.GRADUATED
    assert _stays(system, graduate)[0][2] is EnrollmentEnd.GRADUATED
    assert (pair.ends_on, pair.end_reason) == (max(place.year.ends_on, pair.starts_on), "毕业")
    assert system.get(PeerPairing, helped.id).ends_on is not None


def test_the_highest_grade_there_is_leaves_even_where_it_is_the_third(
    system: Any, place: TwoTerms, august: None
) -> None:
    plan = preview_year(system, place.school.id).plan
    assert [(each.label, each.step) for each in plan.classes] == [("三(1)班", Step.LEAVE)]


def test_a_person_may_let_a_class_stay(system: Any, place: TwoTerms, august: None) -> None:
    make.make_student(system, school_class=place.sixth)
    begin_year(system, place.school.id, Choices(steps={place.third.id: Step.STAY}))
    system.expire_all()
    assert system.get(SchoolClass, place.child.school_class_id).grade == 3


def test_kindergarten_goes_up_by_number_and_the_last_into_the_first_grade(
    system: Any, place: TwoTerms, august: None
) -> None:
    make.make_student(system, school_class=place.sixth)
    for number in (1, 2):
        make.make_student(system, school_class=make.make_class(system, place.year, 0, number))
    make.make_student(system, school_class=make.make_class(system, place.year, 1, 1))
    steps = {each.label: each.to_label for each in preview_year(system, place.school.id).plan.classes}
    assert steps["幼儿园(1)班"] == "幼儿园(2)班"
    assert steps["幼儿园(2)班"] == "一(1)班"


def test_a_first_grade_without_a_kindergarten_stands_empty(
    system: Any, place: TwoTerms, august: None
) -> None:
    make.make_student(system, school_class=place.sixth)
    make.make_student(system, school_class=make.make_class(system, place.year, 1, 1))
    begin_year(system, place.school.id)
    new = system.scalars(select(SchoolYear).where(SchoolYear.starts_on > place.year.starts_on)).one()
    first = system.scalars(select(SchoolClass).filter_by(school_year_id=new.id, grade=1)).one()
    assert system.scalars(select(Enrollment).filter_by(school_class_id=first.id)).all() == []


@pytest.mark.parametrize(
    ("choice", "ends", "waits"),
    [(PairChoice.KEEP, False, False), (PairChoice.END, True, False), (PairChoice.LATER, False, True)],
)
def test_each_pair_goes_on_ends_or_waits_as_decided(
    system: Any, place: TwoTerms, august: None, choice: PairChoice, ends: bool, waits: bool
) -> None:
    make.make_student(system, school_class=place.sixth)
    pair = make.make_mentoring(system, place.teacher, place.child)
    key = begin_year(system, place.school.id, Choices(pairs={pair.id: choice}))
    system.expire_all()
    assert (system.get(Mentoring, pair.id).ends_on is not None) is ends
    assert (pair.id in system.get(Rollover, key).postponed) is waits


def test_a_year_that_is_far_away_can_be_looked_at_and_not_begun(system: Any, place: TwoTerms) -> None:
    assert preview_year(system, place.school.id).is_too_early
    with pytest.raises(RolloverRefused, match="三个月之内"):
        begin_year(system, place.school.id)


def test_a_year_begun_twice_is_refused(system: Any, place: TwoTerms, august: None) -> None:
    make.make_student(system, school_class=place.sixth)
    begin_year(system, place.school.id)
    with pytest.raises(RolloverRefused, match="三个月之内"):
        begin_year(system, place.school.id)


def test_a_school_without_pupils_has_no_year_to_begin(system: Any) -> None:
    with pytest.raises(RolloverRefused, match="没有在班学生"):
        preview_year(system, make.make_school(system).id)


def _everything(system: Any) -> list[Any]:
    system.expire_all()
    kept = (Student, Enrollment, SchoolClass, SchoolYear, TeachingAssignment, Mentoring)
    return [
        [
            {k: v for k, v in vars(row).items() if k[0] != "_" and k not in ("version", "updated_at")}
            for row in system.scalars(select(entity).order_by(entity.id).execution_options(populate_existing=True))
        ]
        for entity in kept
    ]  # fmt: skip


def test_undoing_a_year_restores_every_value(system: Any, place: TwoTerms, august: None) -> None:
    graduate = make.make_student(system, school_class=place.sixth)
    make.make_mentoring(system, place.teacher, graduate)
    before = _everything(system)
    key = begin_year(system, place.school.id)
    assert _everything(system) != before
    rollovers.undo(system, key, place.school.id)
    assert _everything(system) == before


def test_a_year_is_not_undone_once_a_pupil_was_moved_and_names_the_pupil(
    system: Any, place: TwoTerms, august: None
) -> None:
    make.make_student(system, school_class=place.sixth)
    key = begin_year(system, place.school.id)
    system.expire_all()
    with clock.set_to(AUGUST + _DAY):
        place.child.status = StudentStatus.DROPPED_OUT
        system.flush()
    with pytest.raises(RolloverRefused, match=f"学生（{place.child.name}）"):
        rollovers.undo(system, key, place.school.id)


@pytest.mark.sqlite_only
def test_a_thousand_pupils_go_up_in_ten_seconds(system: Any, place: TwoTerms, august: None) -> None:
    for grade in (1, 2, 4, 5):
        for number in range(1, 7):
            _fill(system, place, make.make_class(system, place.year, grade, number), 42)
    make.make_student(system, school_class=place.sixth)
    started = time.perf_counter()
    begin_year(system, place.school.id)
    assert time.perf_counter() - started < 10


def _fill(system: Any, place: TwoTerms, school_class: Any, count: int) -> None:
    """Pupils written without their rules: the test is about what comes after."""
    stamp = {"created_at": clock.now(), "updated_at": clock.now(), "version": 1, "school_id": place.school.id}
    pupils = [
        stamp | {"name": make.name(), "gender": Gender.MALE, "birth_date": dt.date(2016, 1, 1),
                 "school_class_id": school_class.id, "status": StudentStatus.ENROLLED}
        for _ in range(count)
    ]  # fmt: skip
    ids = system.scalars(insert(Student).returning(Student.id), pupils).all()
    stays = [
        stamp | {"student_id": key, "school_class_id": school_class.id, "starts_on": place.year.starts_on}
        for key in ids
    ]
    system.execute(insert(Enrollment), stays)
