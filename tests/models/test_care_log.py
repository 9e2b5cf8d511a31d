"""The rules of class plans, services, growth records, reading and scores."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from app import clock
from app.models.care.care_service import CareDomain, CareService, CareServiceKind
from app.models.care.class_care_plan import ClassCarePlan
from app.models.care.exam_score import Exam, ExamScore
from app.models.care.growth_record import GrowthKind, GrowthRecord
from app.models.care.reading_record import ReadingRecord, asks_essay
from app.models.people.student import Student
from tests import activity_factories as makes
from tests import factories as make
from tests.models.conftest import TODAY, Place
from tests.models.refusals import column_refused

DAY = dt.timedelta(days=1)


@pytest.fixture
def child(system: Any, place: Place) -> Student:
    """A pupil of the school."""
    return make.make_student(system, place.school)


def class_plan(place: Place, **values: Any) -> ClassCarePlan:
    given = {"plan_on": TODAY, "plan_text": "谈心", "author_id": place.teacher.id} | values
    return ClassCarePlan(
        school_id=place.school.id, school_class_id=place.school_class.id, term_id=place.term.id, **given
    )


def growth(child: Student, place: Place, **values: Any) -> GrowthRecord:
    given = {"recorded_on": TODAY, "kind": GrowthKind.PROGRESS_CHECK, "text": "有进步"} | values
    return GrowthRecord(school_id=child.school_id, student_id=child.id, author_id=place.teacher.id, **given)


@pytest.mark.system("C12")
def test_a_class_has_one_plan_a_term(system: Any, place: Place) -> None:
    makes.make_class_plan(system, place.school_class, place.term, place.teacher)
    assert column_refused(system, class_plan(place)) == "term_id"


@pytest.mark.system("C12")
@pytest.mark.parametrize("half", [{"summary_text": "做完了"}, {"summary_on": TODAY}])
def test_a_summary_and_its_day_come_together(system: Any, place: Place, half: dict[str, Any]) -> None:
    assert column_refused(system, class_plan(place, **half)) == "summary_on"


@pytest.mark.system("C12")
def test_a_summary_is_not_made_before_its_plan(system: Any, place: Place) -> None:
    row = class_plan(place, summary_text="做完了", summary_on=TODAY - DAY)
    assert column_refused(system, row) == "summary_on"


@pytest.mark.system("C12")
def test_a_plan_of_a_closed_term_rests(system: Any, place: Place) -> None:
    place.term.closed_at = clock.now()
    system.flush()
    assert column_refused(system, class_plan(place)) == ""


@pytest.mark.system("L01", "L02", "C20", "K16", "K17", "G07", "G09", "H12", "L11")
def test_a_service_of_tomorrow_is_a_plan_and_refused(system: Any, place: Place, child: Student) -> None:
    row = CareService(
        school_id=child.school_id,
        student_id=child.id,
        done_on=TODAY + DAY,
        domain=CareDomain.SAFETY,
        kind=CareServiceKind.DOCTOR,
        staff_id=place.teacher.id,
    )
    assert column_refused(system, row) == "done_on"


@pytest.mark.system("B13", "B15", "K10", "C21")
@pytest.mark.parametrize(
    "kind", [GrowthKind.DIARY, GrowthKind.DEED, GrowthKind.PORTFOLIO, GrowthKind.BEHAVIOUR]
)
def test_a_note_of_tomorrow_is_refused(system: Any, place: Place, child: Student, kind: GrowthKind) -> None:
    assert column_refused(system, growth(child, place, kind=kind, recorded_on=TODAY + DAY)) == "recorded_on"


@pytest.mark.system("B14", "C16")
def test_a_progress_check_says_in_what(system: Any, place: Place, child: Student) -> None:
    assert column_refused(system, growth(child, place, after="及格")) == "subject"


@pytest.mark.system("B14", "C16")
def test_a_progress_check_says_how_it_stands_now(system: Any, place: Place, child: Student) -> None:
    assert column_refused(system, growth(child, place, subject="数学")) == "after"


@pytest.mark.system("C16")
def test_a_check_names_a_pair_of_which_the_child_is_one(system: Any, place: Place, child: Student) -> None:
    others = [make.make_student(system, place.school) for _ in range(2)]
    own = make.make_peer_pairing(system, others[0], child, place.teacher)
    system.add(growth(child, place, pairing_id=own.id, after="好多了"))
    system.flush()
    strange = make.make_peer_pairing(system, *others, place.teacher)
    assert column_refused(system, growth(child, place, pairing_id=strange.id, after="好多了")) == "pairing_id"


@pytest.mark.system("I07")
def test_a_book_is_recorded_once_in_a_month_whichever_day_was_typed(system: Any, child: Student) -> None:
    first = makes.make_reading_record(system, child, month=TODAY)
    assert first.month == TODAY.replace(day=1)
    again = ReadingRecord(
        school_id=child.school_id, student_id=child.id, month=TODAY.replace(day=3), title="草房子"
    )
    assert column_refused(system, again) == "title"


@pytest.mark.system("I07")
def test_an_essay_is_not_written_before_the_book_is_read(system: Any, child: Student) -> None:
    row = ReadingRecord(
        school_id=child.school_id,
        student_id=child.id,
        month=TODAY,
        title="昆虫记",
        response_on=TODAY - 30 * DAY,
    )
    assert column_refused(system, row) == "response_on"


@pytest.mark.system("I07")
def test_a_month_to_come_is_refused(system: Any, child: Student) -> None:
    row = ReadingRecord(
        school_id=child.school_id, student_id=child.id, month=TODAY + 40 * DAY, title="昆虫记"
    )
    assert column_refused(system, row) == "month"


@pytest.mark.system("I07")
def test_an_essay_is_asked_from_grade_three_on() -> None:
    assert [asks_essay(grade) for grade in (None, 0, 2, 3, 9)] == [False, False, False, True, True]


@pytest.mark.system("B14", "B22", "G03")
def test_a_score_is_entered_once(system: Any, place: Place, child: Student) -> None:
    makes.make_score(system, child, place.term)
    assert column_refused(system, score(place, child)) == "exam"


def score(place: Place, child: Student, **values: Any) -> ExamScore:
    given = {
        "subject": "数学",
        "exam": Exam.MID_TERM,
        "score": Decimal(80),
        "full_score": Decimal(100),
    } | values
    return ExamScore(school_id=child.school_id, student_id=child.id, term_id=place.term.id, **given)


@pytest.mark.system("B22", "G03")
@pytest.mark.parametrize("mark", ["-1", "100.5"])
def test_a_score_lies_between_nothing_and_the_full_mark(
    system: Any, place: Place, child: Student, mark: str
) -> None:
    assert column_refused(system, score(place, child, score=Decimal(mark), exam=Exam.HEALTH)) == "score"
