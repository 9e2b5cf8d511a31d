"""The rules of events, lessons, trainings and photos."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from app import clock
from app.models.events.event import KIND_SYSTEMS, Event, EventKind
from app.models.events.event_adult import EventAdult
from app.models.events.event_student import EventRole, EventStudent
from app.models.events.lesson import Lesson, LessonStatus, LessonSubject
from app.models.events.parent_training import ParentTraining
from app.models.events.photo import MOST_PER_EVENT, Photo
from app.models.events.training_attendance import TrainingAttendance
from tests import activity_factories as makes
from tests import factories as make
from tests.models.conftest import TODAY, Place
from tests.models.refusals import column_refused, is_refused_by_the_database

DAY = dt.timedelta(days=1)


@pytest.fixture
def event(system: Any, place: Place) -> Event:
    """A party of the whole school."""
    return makes.make_event(system, place.teacher)


def unsaved_event(place: Place, **values: Any) -> Event:
    given = {"kind": EventKind.FORUM, "title": "座谈会", "starts_at": clock.now() - DAY} | values
    return Event(school_id=place.school.id, organiser_id=place.teacher.id, **given)


def lesson(place: Place, **values: Any) -> Lesson:
    given = {
        "held_on": TODAY,
        "subject": LessonSubject.HEALTH,
        "hours": Decimal(1),
        "topic": "洗手",
        "school_class_id": place.school_class.id,
        "teacher_id": place.teacher.id,
    } | values
    return Lesson(school_id=place.school.id, **given)


def test_every_kind_of_event_says_which_registers_it_keeps() -> None:
    assert set(KIND_SYSTEMS) == set(EventKind)
    assert all(codes for kind, codes in KIND_SYSTEMS.items() if kind is not EventKind.OTHER)


@pytest.mark.system("D16", "D17", "D18")
def test_an_event_that_ends_before_it_begins_is_refused(system: Any, place: Place) -> None:
    now = clock.now()
    assert column_refused(system, unsaved_event(place, starts_at=now, ends_at=now - DAY)) == "ends_at"


def test_an_event_of_a_class_is_not_of_a_grade_as_well(system: Any, place: Place) -> None:
    row = unsaved_event(place, school_class_id=place.school_class.id, grade=3)
    assert column_refused(system, row) == "grade"


@pytest.mark.system(
    "A07", "A10", "A11", "A16", "A17", "A27", "C15", "C22", "D24", "D25", "E03", "E05", "F14", "G02",
    "G04", "H05", "H06", "H07", "J09", "K01", "K02", "K03", "K05", "K06", "K07", "K09", "K11", "K12",
    "K14", "K18", "K19", "K20", "K21", "K22", "L06", "M01",
)  # fmt: skip
def test_no_kind_of_event_has_minutes_or_attendance_before_it_begins(system: Any, place: Place) -> None:
    for kind in EventKind:
        for told in ({"minutes": "开得很好"}, {"headcount_children": 30}):
            row = unsaved_event(place, kind=kind, starts_at=clock.now() + DAY, **told)
            assert column_refused(system, row) == next(iter(told)), kind
            system.expunge(row)


def test_an_event_of_a_closed_term_rests(system: Any, place: Place) -> None:
    place.term.closed_at = clock.now()
    system.flush()
    assert column_refused(system, unsaved_event(place)) == ""


@pytest.mark.system("K04", "K08")
def test_a_child_stands_on_a_list_once_in_each_role(system: Any, place: Place, event: Event) -> None:
    child = make.make_student(system, place.school)
    first = makes.make_event_student(system, event, child)
    makes.make_event_student(system, event, child, role=EventRole.WON)
    assert is_refused_by_the_database(system, first)
    again = EventStudent(school_id=place.school.id, event_id=event.id, student_id=child.id)
    assert column_refused(system, again) == "role"


@pytest.mark.system("D16")
@pytest.mark.parametrize("given", [{}, {"outside_name": "来宾", "staff_id": 1}])
def test_a_line_of_the_sign_in_sheet_is_exactly_one_person(
    system: Any, place: Place, event: Event, given: dict[str, Any]
) -> None:
    if "staff_id" in given:
        given = given | {"staff_id": place.teacher.id}
    row = EventAdult(school_id=place.school.id, event_id=event.id, **given)
    assert column_refused(system, row) == "outside_name"


@pytest.mark.parametrize("column", ["staff_id", "outside_name", "caregiver_id"])
def test_nobody_signs_in_twice(system: Any, place: Place, event: Event, column: str) -> None:
    adult = make.make_caregiver(system, make.make_student(system, place.school))
    person = {"staff_id": place.teacher.id, "outside_name": "来宾", "caregiver_id": adult.id}[column]
    makes.make_event_adult(system, event, **{column: person})
    row = EventAdult(school_id=place.school.id, event_id=event.id, **{column: person})
    assert column_refused(system, row) == column


def test_adults_and_photos_take_the_class_of_their_event(system: Any, place: Place) -> None:
    event = makes.make_event(system, place.teacher, school_class_id=place.school_class.id)
    assert makes.make_event_adult(system, event).school_class_id == place.school_class.id
    assert makes.make_photo(system, event).school_class_id == place.school_class.id


def test_a_photo_with_consent_says_whose(system: Any, place: Place, event: Event) -> None:
    row = Photo(
        school_id=place.school.id, event_id=event.id, caption="合影", stored_name="a.jpg", has_consent=True
    )
    assert column_refused(system, row) == "consent_by"


def test_a_photo_of_tomorrow_is_refused(system: Any, place: Place, event: Event) -> None:
    row = Photo(
        school_id=place.school.id,
        event_id=event.id,
        caption="合影",
        stored_name="a.jpg",
        taken_on=TODAY + DAY,
    )
    assert column_refused(system, row) == "taken_on"


def test_an_event_has_no_more_photos_than_a_record_needs(system: Any, place: Place, event: Event) -> None:
    for _ in range(MOST_PER_EVENT):
        makes.make_photo(system, event)
    row = Photo(school_id=place.school.id, event_id=event.id, caption="又一张", stored_name="a.jpg")
    assert column_refused(system, row) == "event_id"


@pytest.mark.system("G01")
@pytest.mark.parametrize("status", [LessonStatus.STOPPED, LessonStatus.DIVERTED])
def test_a_dropped_lesson_says_why(system: Any, place: Place, status: LessonStatus) -> None:
    assert column_refused(system, lesson(place, status=status)) == "reason"


@pytest.mark.system("G01", "F08", "H08")
def test_a_lesson_has_some_hours_and_is_not_ahead(system: Any, place: Place) -> None:
    assert column_refused(system, lesson(place, hours=Decimal(0))) == "hours"
    system.rollback()


def test_a_lesson_of_tomorrow_is_refused(system: Any, place: Place) -> None:
    assert column_refused(system, lesson(place, held_on=TODAY + DAY)) == "held_on"


@pytest.mark.system("G05")
def test_a_lesson_without_a_plan_can_be_recorded_and_is_told_apart(system: Any, place: Place) -> None:
    row = makes.make_lesson(system, place.school_class, place.teacher, is_plan_ready=False)
    assert row.is_plan_ready is False


@pytest.mark.system("E01")
def test_a_session_number_is_given_once(system: Any, place: Place) -> None:
    makes.make_training(system, place.teacher)
    row = ParentTraining(
        school_id=place.school.id, session_no=1, held_on=TODAY, topic="安全", lecturer_id=place.teacher.id
    )
    assert column_refused(system, row) == "session_no"


@pytest.mark.system("E01", "E02", "E04", "E06")
def test_a_training_has_a_lecturer(system: Any, place: Place) -> None:
    row = ParentTraining(school_id=place.school.id, session_no=2, held_on=TODAY, topic="安全")
    assert column_refused(system, row) == "lecturer_name"


@pytest.mark.system("E01")
def test_what_families_said_names_how_they_were_asked(system: Any, place: Place) -> None:
    row = ParentTraining(
        school_id=place.school.id,
        session_no=2,
        held_on=TODAY,
        topic="安全",
        lecturer_name="民警",
        evaluation_digest="好",
    )
    assert column_refused(system, row) == "evaluation_form"


@pytest.mark.system("E01")
def test_a_guardian_is_registered_once_for_a_child(system: Any, place: Place) -> None:
    training, child = makes.make_training(system, place.teacher), make.make_student(system, place.school)
    adult = make.make_caregiver(system, child)
    makes.make_attendance(system, training, child, adult)
    row = TrainingAttendance(
        school_id=place.school.id, training_id=training.id, student_id=child.id, caregiver_id=adult.id
    )
    assert column_refused(system, row) == "student_id"


@pytest.mark.system("E01")
def test_a_stranger_is_not_registered_for_a_child(system: Any, place: Place) -> None:
    training, child = makes.make_training(system, place.teacher), make.make_student(system, place.school)
    stranger = make.make_caregiver(system, make.make_student(system, place.school))
    row = TrainingAttendance(
        school_id=place.school.id, training_id=training.id, student_id=child.id, caregiver_id=stranger.id
    )
    assert column_refused(system, row) == "caregiver_id"


@pytest.mark.system("E01", "E07")
def test_who_was_absent_has_no_score(system: Any, place: Place) -> None:
    training, child = makes.make_training(system, place.teacher), make.make_student(system, place.school)
    adult = make.make_caregiver(system, child)
    row = TrainingAttendance(
        school_id=place.school.id,
        training_id=training.id,
        student_id=child.id,
        caregiver_id=adult.id,
        score=Decimal(90),
    )
    assert column_refused(system, row) == "score"
