"""Copying a term's registrations forward and beginning a school year: what is written, what is refused, what an undo takes back."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, insert, select

from app import clock
from app.access.guard import system_session
from app.models.care.mentoring import Mentoring
from app.models.care.peer_pairing import PeerPairing
from app.models.people._survey import SurveyPart
from app.models.people.care_registration import CareRegistration, LeaveReason
from app.models.people.enrollment import Enrollment, EnrollmentEnd
from app.models.people.id_numbers import Gender
from app.models.people.student import Student, StudentStatus
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from app.models.school.teaching_assignment import TeachingAssignment
from app.models.system.rollover import Rollover, RolloverState
from app.roster import rollovers
from app.roster.copy_forward import copy_forward, preview_forward
from app.roster.new_year import begin_year, preview_year
from app.roster.rollovers import RolloverRefused
from app.roster.year_plan import Choices, PairChoice, Step
from tests import factories as make

SPRING = dt.date(2026, 3, 2)
AUGUST = dt.date(2026, 8, 20)
_DAY = dt.timedelta(days=1)


@pytest.fixture
def system(app: Flask, transaction: Connection) -> Iterator[Any]:
    """A session without row scope; whatever it writes is undone."""
    with app.app_context(), clock.set_to(SPRING), system_session("a test of rollovers") as session:
        yield session


@dataclass(frozen=True)
class Place:
    """A school in its second term, with a third and a sixth grade."""

    school: Any
    year: Any
    before: Any
    term: Any
    third: Any
    sixth: Any
    teacher: Any
    child: Any


@pytest.fixture
def place(system: Any) -> Place:
    school = make.make_school(system)
    year = make.make_school_year(system, school)
    before = make.make_term(
        system, school, year, half="first", label="第一学期", is_current=False,
        starts_on=dt.date(2025, 9, 1), ends_on=dt.date(2026, 1, 20),
    )  # fmt: skip
    term = make.make_term(
        system, school, year, half="second", label="第二学期", starts_on=dt.date(2026, 2, 20),
        ends_on=dt.date(2026, 7, 10),
    )  # fmt: skip
    third, sixth = make.make_class(system, year), make.make_class(system, year, 6)
    teacher = make.make_staff(system, school)
    make.make_homeroom(system, teacher, third)
    child = make.make_student(system, school_class=third)
    make.make_registration(system, child, before, surveyed_on=before.starts_on, archive_no="A-1")
    return Place(school, year, before, term, third, sixth, teacher, child)


def _registration(system: Any, place: Place) -> CareRegistration:
    found = select(CareRegistration).filter_by(term_id=place.term.id, student_id=place.child.id)
    return system.scalars(found).one()


# ---- registrations ----


@pytest.mark.system("B07")
def test_a_copied_registration_counts_as_registered_and_waits_for_the_survey(
    system: Any, place: Place
) -> None:
    _key, count = copy_forward(system, place.school.id)
    copied = _registration(system, place)
    assert count == 1
    assert (copied.archive_no, copied.copied_from_id is not None) == ("A-1", True)
    assert copied.unconfirmed == frozenset(SurveyPart)
    assert copied.confirmed_on is None


@pytest.mark.system("B01")
def test_a_copied_registration_becomes_a_survey_with_its_last_part(system: Any, place: Place) -> None:
    copy_forward(system, place.school.id)
    copied = _registration(system, place)
    copied.confirm(set(SurveyPart) - {SurveyPart.HEALTH}, SPRING)
    assert copied.confirmed_on is None
    copied.confirm({SurveyPart.HEALTH}, SPRING + _DAY)
    system.flush()
    assert (copied.confirmed_on, copied.surveyed_on) == (SPRING + _DAY, SPRING + _DAY)


@pytest.mark.system("B01")
def test_changing_a_value_confirms_only_its_own_part(system: Any, place: Place) -> None:
    copy_forward(system, place.school.id)
    copied = _registration(system, place)
    copied.current_residence = "平安镇桃园村"
    system.flush()
    assert copied.unconfirmed == frozenset(SurveyPart) - {SurveyPart.GUARDIANSHIP}


def _why_left_out(system: Any, place: Place) -> str:
    forward = preview_forward(system, place.school.id)
    assert forward.copied == ()
    return forward.left_out[0].reason.zh


@pytest.mark.system("B07")
def test_a_child_whose_parents_returned_is_not_copied(system: Any, place: Place) -> None:
    old = system.scalars(select(CareRegistration)).one()
    old.left_on, old.leave_reason = old.surveyed_on, LeaveReason.PARENTS_RETURNED
    system.flush()
    assert _why_left_out(system, place) == "父母已返乡，不再留守"


@pytest.mark.system("B07")
def test_a_graduate_is_not_copied(system: Any, place: Place) -> None:
    place.child.status = StudentStatus.GRADUATED
    system.flush()
    assert _why_left_out(system, place) == "已毕业"


@pytest.mark.system("B07")
def test_a_child_registered_already_is_not_copied_twice(system: Any, place: Place) -> None:
    make.make_registration(system, place.child, place.term)
    assert _why_left_out(system, place) == "本学期已经登记"
    with pytest.raises(RolloverRefused, match="没有需要结转的登记"):
        copy_forward(system, place.school.id)


def test_nothing_is_copied_into_a_closed_term(system: Any, place: Place) -> None:
    place.term.closed_at = clock.now()
    system.flush()
    with pytest.raises(RolloverRefused, match="已经归档"):
        copy_forward(system, place.school.id)


def test_nothing_is_copied_where_there_is_no_earlier_term(system: Any, place: Place) -> None:
    with pytest.raises(RolloverRefused, match="没有更早的学期"):
        copy_forward(system, place.school.id, place.before.id)


def test_a_preview_that_the_school_has_outrun_is_not_written(system: Any, place: Place) -> None:
    seen = preview_forward(system, place.school.id).digest
    make.make_registration(system, make.make_student(system, school_class=place.third), place.before)
    with pytest.raises(RolloverRefused, match="又有了变化"):
        copy_forward(system, place.school.id, seen_digest=seen)


@pytest.mark.system("B07")
def test_undoing_a_copy_leaves_the_term_as_it_was(system: Any, place: Place) -> None:
    key, _count = copy_forward(system, place.school.id)
    rollovers.undo(system, key, place.school.id)
    system.expire_all()
    assert system.scalars(select(CareRegistration).filter_by(term_id=place.term.id)).all() == []
    assert system.get(Rollover, key).state is RolloverState.UNDONE
    with pytest.raises(RolloverRefused, match="已经撤销过"):
        rollovers.undo(system, key, place.school.id)


@pytest.mark.system("B07")
def test_a_copy_is_not_undone_once_a_child_was_surveyed_and_names_it(system: Any, place: Place) -> None:
    key, _count = copy_forward(system, place.school.id)
    _registration(system, place).is_boarding = True
    system.flush()
    with pytest.raises(RolloverRefused, match=f"留守儿童登记（{place.child.name}）"):
        rollovers.undo(system, key, place.school.id)


# ---- the school year ----


@pytest.fixture
def august(place: Place) -> Iterator[None]:
    with clock.set_to(AUGUST):
        yield


def _stays(system: Any, student: Any) -> list[tuple[Any, ...]]:
    found = select(Enrollment).filter_by(student_id=student.id).order_by(Enrollment.starts_on)
    return [(e.school_class_id, e.ends_on, e.end_reason) for e in system.scalars(found)]


def test_a_class_goes_up_with_its_number_and_its_homeroom_teacher(
    system: Any, place: Place, august: None
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


def test_the_top_grade_leaves_as_graduated_and_its_pairs_end(system: Any, place: Place, august: None) -> None:
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
    system: Any, place: Place, august: None
) -> None:
    plan = preview_year(system, place.school.id).plan
    assert [(each.label, each.step) for each in plan.classes] == [("三(1)班", Step.LEAVE)]


def test_a_person_may_let_a_class_stay(system: Any, place: Place, august: None) -> None:
    make.make_student(system, school_class=place.sixth)
    begin_year(system, place.school.id, Choices(steps={place.third.id: Step.STAY}))
    system.expire_all()
    assert system.get(SchoolClass, place.child.school_class_id).grade == 3


def test_kindergarten_goes_up_by_number_and_the_last_into_the_first_grade(
    system: Any, place: Place, august: None
) -> None:
    make.make_student(system, school_class=place.sixth)
    for number in (1, 2):
        make.make_student(system, school_class=make.make_class(system, place.year, 0, number))
    make.make_student(system, school_class=make.make_class(system, place.year, 1, 1))
    steps = {each.label: each.to_label for each in preview_year(system, place.school.id).plan.classes}
    assert steps["幼儿园(1)班"] == "幼儿园(2)班"
    assert steps["幼儿园(2)班"] == "一(1)班"


def test_a_first_grade_without_a_kindergarten_stands_empty(system: Any, place: Place, august: None) -> None:
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
    system: Any, place: Place, august: None, choice: PairChoice, ends: bool, waits: bool
) -> None:
    make.make_student(system, school_class=place.sixth)
    pair = make.make_mentoring(system, place.teacher, place.child)
    key = begin_year(system, place.school.id, Choices(pairs={pair.id: choice}))
    system.expire_all()
    assert (system.get(Mentoring, pair.id).ends_on is not None) is ends
    assert (pair.id in system.get(Rollover, key).postponed) is waits


def test_a_year_that_is_far_away_can_be_looked_at_and_not_begun(system: Any, place: Place) -> None:
    assert preview_year(system, place.school.id).is_too_early
    with pytest.raises(RolloverRefused, match="三个月之内"):
        begin_year(system, place.school.id)


def test_a_year_begun_twice_is_refused(system: Any, place: Place, august: None) -> None:
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


def test_undoing_a_year_restores_every_value(system: Any, place: Place, august: None) -> None:
    graduate = make.make_student(system, school_class=place.sixth)
    make.make_mentoring(system, place.teacher, graduate)
    before = _everything(system)
    key = begin_year(system, place.school.id)
    assert _everything(system) != before
    rollovers.undo(system, key, place.school.id)
    assert _everything(system) == before


def test_a_year_is_not_undone_once_a_pupil_was_moved_and_names_the_pupil(
    system: Any, place: Place, august: None
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
def test_a_thousand_pupils_go_up_in_ten_seconds(system: Any, place: Place, august: None) -> None:
    for grade in (1, 2, 4, 5):
        for number in range(1, 7):
            _fill(system, place, make.make_class(system, place.year, grade, number), 42)
    make.make_student(system, school_class=place.sixth)
    started = time.perf_counter()
    begin_year(system, place.school.id)
    assert time.perf_counter() - started < 10


def _fill(system: Any, place: Place, school_class: Any, count: int) -> None:
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
