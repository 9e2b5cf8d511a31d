"""Birthdays kept, hours of health lessons, families trained and books read, counted as the rules say."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from app import clock
from app.figures import all_figures
from app.figures.birthdays import birthdays, missed
from app.figures.lesson_hours import hours_of_classes
from app.figures.reading import readers
from app.figures.ten_ones import ten_ones
from app.figures.training import trainings
from app.models.events.event import EventKind
from app.models.events.event_student import EventRole
from app.models.events.lesson import LessonStatus, LessonSubject
from app.models.events.parent_training import EvaluationForm
from app.models.people.student_caregiver import GuardRole
from tests import activity_factories as makes
from tests import factories as make
from tests.standards.conftest import MONDAY, TwentyWeeks

DECEMBER = dt.date(2025, 12, 1)


@pytest.fixture
def teacher(weeks: TwentyWeeks) -> Any:
    return make.make_staff(weeks.session, weeks.school)


def class_with_children(weeks: TwentyWeeks, grade: int, number: int) -> tuple[Any, list[Any]]:
    """A class with `number` registered children, enrolled since the term began."""
    school_class = make.make_class(weeks.session, weeks.year, grade, 1)
    with clock.set_to(MONDAY):
        children = [make.make_student(weeks.session, school_class=school_class) for _ in range(number)]
    for child in children:
        make.make_registration(weeks.session, child, weeks.term, surveyed_on=MONDAY)
    return school_class, children


@pytest.mark.system("K04")
def test_a_birthday_is_kept_by_a_party_of_this_year_that_names_the_child(
    weeks: TwentyWeeks, teacher: Any
) -> None:
    born = dt.date(2015, 10, 3)
    kept, last_year, alone = [weeks.child() for _ in range(3)]
    for child in (kept, last_year, alone):
        child.birth_date, child.id_card_no = born, None
    for child, year in ((kept, 2025), (last_year, 2024)):
        day = clock.from_china(dt.datetime(year, 10, 20, 15))  # noqa: DTZ001 - China's wall clock
        party = makes.make_event(weeks.session, teacher, kind=EventKind.BIRTHDAY, starts_at=day)
        makes.make_event_student(weeks.session, party, child, role=EventRole.BIRTHDAY)
    found = {row.student_id: row.is_kept for row in birthdays(weeks.read(), weeks.at(DECEMBER))}
    assert found == {kept.id: True, last_year.id: False, alone.id: False}
    owed = {row.student_id for row in missed(weeks.read(), weeks.at(DECEMBER))}
    assert owed == {last_year.id, alone.id}


@pytest.mark.system("K04")
def test_nobody_is_missed_before_his_month_is_over(weeks: TwentyWeeks) -> None:
    child = weeks.child()
    child.birth_date, child.id_card_no = dt.date(2015, 12, 2), None
    assert missed(weeks.read(), weeks.at(dt.date(2025, 12, 31))) == []


@pytest.mark.system("G01")
def test_dropped_and_diverted_lessons_count_no_hours(weeks: TwentyWeeks, teacher: Any) -> None:
    school_class, _children = class_with_children(weeks, 3, 1)
    for day in range(17):
        makes.make_lesson(weeks.session, school_class, teacher, held_on=MONDAY + dt.timedelta(days=day))
    dropped = {"status": LessonStatus.DIVERTED, "reason": "改上数学", "held_on": MONDAY}
    makes.make_lesson(weeks.session, school_class, teacher, **dropped)
    makes.make_lesson(weeks.session, school_class, teacher, subject=LessonSubject.LAW, held_on=MONDAY)
    line = hours_of_classes(weeks.read(), weeks.at())[0]
    assert (line.hours, line.dropped, line.missing, line.is_short) == (Decimal(17), 1, Decimal(1), True)
    makes.make_lesson(weeks.session, school_class, teacher, held_on=MONDAY, is_plan_ready=False)
    line = hours_of_classes(weeks.read(), weeks.at())[0]
    assert (line.is_short, line.is_too_much, line.unprepared) == (False, False, 1)


@pytest.mark.system("G01")
def test_a_class_is_behind_only_against_the_part_of_the_term_that_is_over(
    weeks: TwentyWeeks, teacher: Any
) -> None:
    school_class, _children = class_with_children(weeks, 3, 1)
    for _ in range(9):
        makes.make_lesson(weeks.session, school_class, teacher, held_on=MONDAY)
    halfway = hours_of_classes(weeks.read(), weeks.at(dt.date(2025, 11, 7)))[0]
    assert (halfway.is_short, halfway.is_behind) == (True, False)
    assert hours_of_classes(weeks.read(), weeks.at())[0].is_behind


@pytest.mark.system("G01")
def test_more_hours_than_the_most_are_told(weeks: TwentyWeeks, teacher: Any) -> None:
    school_class, _children = class_with_children(weeks, 3, 1)
    for _ in range(5):
        makes.make_lesson(weeks.session, school_class, teacher, held_on=MONDAY, hours=Decimal(8))
    assert hours_of_classes(weeks.read(), weeks.at())[0].is_too_much


@pytest.mark.system("E07", "N06")
def test_a_family_is_reached_when_a_guardian_was_present(weeks: TwentyWeeks, teacher: Any) -> None:
    came, stayed_away, _not_invited = [weeks.child() for _ in range(3)]
    training = makes.make_training(weeks.session, teacher, held_on=MONDAY)
    for child, is_present in ((came, True), (stayed_away, False)):
        adult = make.make_caregiver(weeks.session, child, guard_role=GuardRole.CURRENT)
        makes.make_attendance(weeks.session, training, child, adult, is_present=is_present)
    reading = all_figures()["families-trained"].read(weeks.read(), weeks.at())
    assert (reading.count, reading.out_of) == (1, 3)
    assert not reading.reaches(95)


@pytest.mark.system("E01")
def test_a_training_is_complete_after_register_attendance_and_evaluation(
    weeks: TwentyWeeks, teacher: Any
) -> None:
    training = makes.make_training(weeks.session, teacher, held_on=MONDAY)
    assert [label.zh for label in trainings(weeks.read(), weeks.at())[0].lacks] == [
        "名册",
        "考勤",
        "测试或反馈",
    ]
    child = weeks.child()
    adult = make.make_caregiver(weeks.session, child)
    makes.make_attendance(weeks.session, training, child, adult, is_present=True)
    training.evaluation_form, training.evaluation_digest = EvaluationForm.SURVEY, "有用"
    assert trainings(weeks.read(), weeks.at())[0].lacks == ()


@pytest.mark.system("I07")
def test_the_essay_is_owed_by_the_grade_of_that_month(weeks: TwentyWeeks) -> None:
    _second, (small,) = class_with_children(weeks, 2, 1)
    _third, (big, done, silent) = class_with_children(weeks, 3, 3)
    month = dt.date(2025, 11, 1)
    for child, day in ((small, None), (big, None), (done, dt.date(2025, 11, 20))):
        makes.make_reading_record(weeks.session, child, month=month, response_on=day)
    found = {row.student_id: row for row in readers(weeks.read(), weeks.at(), month)}
    assert [found[child.id].owes_essay for child in (small, big, done, silent)] == [False, True, False, False]
    assert [found[child.id].owes_book for child in (small, big, done, silent)] == [False, False, False, True]


@pytest.mark.system("K13")
def test_a_promise_to_each_child_is_kept_only_when_it_reached_all(weeks: TwentyWeeks, teacher: Any) -> None:
    first, second = weeks.child(), weeks.child()
    party = makes.make_event(
        weeks.session, teacher, kind=EventKind.BIRTHDAY, starts_at=weeks.at(DECEMBER).begins_at
    )
    for _ in range(2):
        makes.make_growth_record(weeks.session, first, teacher, recorded_on=MONDAY)
    kept = {
        one.label.zh: (one.done, one.due, one.is_kept) for one in ten_ones(weeks.read(), weeks.at(DECEMBER))
    }
    assert len(kept) == 10
    assert kept["办一次集体生日会"] == (1, 1, True), party.id
    assert kept["每人做一件有意义的事"] == (1, 2, False)
    makes.make_growth_record(weeks.session, second, teacher, recorded_on=MONDAY)
    kept = {one.label.zh: one.is_kept for one in ten_ones(weeks.read(), weeks.at(DECEMBER))}
    assert kept["每人做一件有意义的事"]
    assert not kept["建一个留守儿童之家"]
