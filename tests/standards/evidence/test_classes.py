"""What counts for classes: plan and summary by their days, hours held, exams, meetings, the line, the five papers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from app import clock
from app.models.care.exam_score import Exam
from app.models.events.event import EventKind
from app.models.events.lesson import LessonStatus, LessonSubject
from app.models.people.student_caregiver import GuardRole, Relation
from app.models.school.contact_channel import ChannelKind, ContactChannel
from app.standards.outcome import Standing
from tests import activity_factories as activities
from tests import factories as make
from tests.standards.conftest import FRIDAY, MONDAY, TwentyWeeks
from tests.standards.evidence.catalogued import due_and_done, outcomes, rule_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def school_class(weeks: TwentyWeeks) -> Any:
    return make.make_class(weeks.session, weeks.year)


@pytest.fixture
def teacher(weeks: TwentyWeeks) -> Any:
    return make.make_staff(weeks.session, weeks.school)


@pytest.mark.parametrize(
    ("plan_on", "done"),
    [(MONDAY - 20 * DAY, 1), (MONDAY + 30 * DAY, 1), (MONDAY + 31 * DAY, 0)],
)
def test_a_plan_counts_when_written_within_thirty_days_of_the_start(
    weeks: TwentyWeeks, school_class: Any, teacher: Any, plan_on: dt.date, done: int
) -> None:
    activities.make_class_plan(weeks.session, school_class, weeks.term, teacher, plan_on=plan_on)
    assert due_and_done(weeks, rule_of("R40")) == (1, done)


@pytest.mark.parametrize(("days_after", "done"), [(-3, 1), (9, 1)])
def test_a_summary_may_be_written_after_the_term(
    weeks: TwentyWeeks, school_class: Any, teacher: Any, days_after: int, done: int
) -> None:
    written = {"summary_on": FRIDAY + days_after * DAY, "summary_text": "坚持谈心。"}
    activities.make_class_plan(weeks.session, school_class, weeks.term, teacher, plan_on=MONDAY, **written)
    afterwards = clock.today()
    assert due_and_done(weeks, rule_of("R41"), afterwards) == (1, done)
    assert due_and_done(weeks, rule_of("R68"), afterwards) == (1, done)


def test_a_summary_over_fourteen_days_late_is_missing(
    weeks: TwentyWeeks, school_class: Any, teacher: Any
) -> None:
    written = {"summary_on": FRIDAY + 15 * DAY, "summary_text": "坚持谈心。"}
    with clock.set_to(FRIDAY + 20 * DAY):
        activities.make_class_plan(
            weeks.session, school_class, weeks.term, teacher, plan_on=MONDAY, **written
        )
        assert due_and_done(weeks, rule_of("R41"), clock.today()) == (1, 0)


@pytest.mark.parametrize(
    ("hours", "standing"),
    [("17.5", Standing.MISSING), ("18", Standing.KEPT), ("36", Standing.KEPT), ("36.5", Standing.EXCEEDED)],
)
def test_health_hours_lie_within_18_and_36(
    weeks: TwentyWeeks, school_class: Any, teacher: Any, hours: str, standing: Standing
) -> None:
    left = Decimal(hours)
    for day in range(10):
        part = min(left, Decimal(5))
        if part:
            lesson = {"held_on": MONDAY + day * DAY, "hours": part}
            activities.make_lesson(weeks.session, school_class, teacher, **lesson)
            left -= part
    assert outcomes(weeks, rule_of("R42"))[school_class.id].standing is standing


@pytest.mark.parametrize(
    "values",
    [{"status": LessonStatus.STOPPED, "reason": "教师外出。"}, {"subject": LessonSubject.LAW}],
)
def test_a_dropped_lesson_and_another_subject_give_no_hours(
    weeks: TwentyWeeks, school_class: Any, teacher: Any, values: dict[str, Any]
) -> None:
    activities.make_lesson(weeks.session, school_class, teacher, held_on=MONDAY, **values)
    assert outcomes(weeks, rule_of("R42"))[school_class.id].counted == 0


def test_an_exam_of_thirty_children_is_one_exam(weeks: TwentyWeeks, school_class: Any) -> None:
    for _ in range(3):
        child = weeks.child()
        make.make_enrollment(weeks.session, child, school_class, starts_on=MONDAY)
        score = activities.make_score(weeks.session, child, weeks.term, exam=Exam.HEALTH, subject="健康")
        score.created_at = clock.from_china(dt.datetime.combine(FRIDAY - 9 * DAY, dt.time(15)))
    assert outcomes(weeks, rule_of("R43"))[school_class.id].counted == 1
    assert outcomes(weeks, rule_of("R43"), FRIDAY - 10 * DAY)[school_class.id].counted == 0


def test_a_meeting_counts_for_its_class_or_its_grade_and_no_other(
    weeks: TwentyWeeks, school_class: Any, teacher: Any
) -> None:
    other = make.make_class(weeks.session, weeks.year, grade=5)
    noon = clock.from_china(dt.datetime.combine(MONDAY, dt.time(12)))
    held = {"kind": EventKind.CLASS_MEETING, "starts_at": noon}
    activities.make_event(weeks.session, teacher, school_class_id=school_class.id, **held)
    activities.make_event(weeks.session, teacher, grade=school_class.grade, **held)
    activities.make_event(weeks.session, teacher, **held)
    found = outcomes(weeks, rule_of("R44"))
    assert (found[school_class.id].counted, found[other.id].counted) == (2, 0)


def test_a_line_counts_from_the_day_it_was_opened(weeks: TwentyWeeks, school_class: Any) -> None:
    line = ContactChannel(
        school_id=weeks.school.id, kind=ChannelKind.FAMILY_LINE, number=make.phone(),
        school_class_id=school_class.id, opened_on=MONDAY + 5 * DAY,
    )  # fmt: skip
    weeks.session.add(line)
    assert due_and_done(weeks, rule_of("R45")) == (1, 1)
    assert due_and_done(weeks, rule_of("R45"), MONDAY + 4 * DAY) == (1, 0)


def test_a_paper_is_complete_once_it_is_for_every_child_of_the_class(
    weeks: TwentyWeeks, school_class: Any, teacher: Any
) -> None:
    child = weeks.child()
    make.make_enrollment(weeks.session, child, school_class, starts_on=MONDAY)
    assert outcomes(weeks, rule_of("R46"))[school_class.id].counted == 2
    make.make_mentoring(weeks.session, teacher, child, starts_on=MONDAY)
    make.make_caregiver(weeks.session, child, guard_role=GuardRole.CURRENT)
    assert outcomes(weeks, rule_of("R46"))[school_class.id].counted == 4
    mother = make.make_caregiver(weeks.session, child, Relation.MOTHER)
    make.make_absence(weeks.session, mother, away_since=MONDAY - 90 * DAY)
    assert outcomes(weeks, rule_of("R46"))[school_class.id].standing is Standing.KEPT
    second = weeks.child()
    make.make_enrollment(weeks.session, second, school_class, starts_on=MONDAY)
    assert outcomes(weeks, rule_of("R46"))[school_class.id].counted == 2
