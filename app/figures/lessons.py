"""Sections 六 and 七: lessons on the mind and on health, lectures, publicity, and who sat the health exam."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app import clock
from app.access.vocabulary import Label
from app.figures._conditions import held, in_term, left_behind, standing
from app.figures._registry import Conditions, Reading, Rows, Sum, figure
from app.figures.lesson_hours import hours_of_classes
from app.models.care.exam_score import Exam, ExamScore
from app.models.events.event import Event, EventKind
from app.models.events.lesson import Lesson, LessonStatus, LessonSubject
from app.models.management.care_standard import CareStandard
from app.models.management.care_standard_item import CareStandardItem
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from app.models.school.term import Term
from app.standards.as_of import AsOf


@figure(
    "mind-lessons",
    Label("心理健康课", "Psychology lessons"),
    Label(
        "本学期到统计日已上的心理健康课节数；停上、挪用的不计",
        "Lessons on psychology held in the term; dropped or diverted ones are not counted",
    ),
    6,
    ("F08",),
)
def mind_lessons(_session: Any, at: AsOf) -> Rows:
    return Rows(Lesson, _lessons(at, LessonSubject.MIND))


@figure(
    "mind-hours",
    Label("心理健康课课时", "Hours of psychology"),
    Label("本学期已上的心理健康课的课时合计", "Class hours of the psychology lessons held, added up"),
    6,
    ("F08",),
)
def mind_hours(session: Any, at: AsOf) -> Sum:
    return _hours(session, _lessons(at, LessonSubject.MIND))


@figure(
    "heart-talks",
    Label("恳谈会", "Heart-to-heart meetings"),
    Label("本学期到统计日召开的恳谈会", "Heart-to-heart meetings held in the term up to the day"),
    6,
    systems=("D24",),
    rules=("R61",),
)
def heart_talks(_session: Any, at: AsOf) -> Rows:
    return Rows(Event, held(at, EventKind.HEART_TALK))


@figure(
    "health-lessons",
    Label("健康教育课", "Health lessons"),
    Label(
        "本学期到统计日已上的健康教育课节数；停上、挪用的不计",
        "Lessons on health held in the term; dropped or diverted ones are not counted",
    ),
    7,
    systems=("G01",),
    rules=("R42",),
)
def health_lessons(_session: Any, at: AsOf) -> Rows:
    return Rows(Lesson, _lessons(at, LessonSubject.HEALTH))


@figure(
    "health-hours",
    Label("健康教育课时", "Hours of health"),
    Label("本学期已上的健康教育课的课时合计", "Class hours of the health lessons held, added up"),
    7,
    systems=("G01",),
    rules=("R42",),
)
def health_hours(session: Any, at: AsOf) -> Sum:
    return _hours(session, _lessons(at, LessonSubject.HEALTH))


@figure(
    "classes-with-health-hours",
    Label("健康教育课时达标的班级", "Classes with enough health hours"),
    Label(
        "本学期健康教育课时不少于学校制度规定（没有规定时为 18）的班级 ÷ 班级",
        "Classes with no fewer hours than the school's standard asks for (18 where it says nothing) / classes",
    ),
    7,
    systems=("G01",),
    rules=("R42",),
)
def classes_with_health_hours(session: Any, at: AsOf) -> Sum:
    classes = hours_of_classes(session, at)
    asked = (CareStandardItem.count_min, CareStandardItem.count_max, CareStandardItem.is_enabled)
    in_force = (CareStandard.starts_on, CareStandard.ends_on)
    by = (*_lessons(at, LessonSubject.HEALTH), Lesson.hours, Lesson.is_plan_ready, *asked, *in_force)
    reached = sorted(each.class_id for each in classes if not each.is_short)
    return Sum(SchoolClass, Reading(len(reached), len(classes)), tuple(reached), by)


@figure(
    "law-lessons",
    Label("法制课", "Law lessons"),
    Label(
        "本学期到统计日已上的法制课节数；停上、挪用的不计",
        "Lessons on law held in the term; dropped or diverted ones are not counted",
    ),
    9,
    systems=("H08",),
)
def law_lessons(_session: Any, at: AsOf) -> Rows:
    return Rows(Lesson, _lessons(at, LessonSubject.LAW))


@figure(
    "safety-lessons",
    Label("安全课", "Safety lessons"),
    Label(
        "本学期到统计日已上的安全课节数；停上、挪用的不计",
        "Lessons on safety held in the term; dropped or diverted ones are not counted",
    ),
    9,
    systems=("H12",),
)
def safety_lessons(_session: Any, at: AsOf) -> Rows:
    return Rows(Lesson, _lessons(at, LessonSubject.SAFETY))


@figure(
    "health-lectures",
    Label("健康教育讲座", "Health lectures"),
    Label("本学期到统计日举办的健康教育讲座", "Lectures on health held in the term up to the day"),
    7,
    systems=("G02",),
    rules=("R53",),
)
def health_lectures(_session: Any, at: AsOf) -> Rows:
    return Rows(Event, held(at, EventKind.HEALTH_LECTURE))


@figure(
    "health-publicity",
    Label("卫生宣传（本学年）", "Health publicity of the year"),
    Label(
        "本学年到统计日举办的次数（每年不少于 4 次）", "Held in the school year up to the day (four a year)"
    ),
    7,
    systems=("G04",),
    rules=("R54",),
)
def health_publicity(session: Any, at: AsOf) -> Rows:
    begins_at = clock.from_china(dt.datetime.combine(year_start(session, at), dt.time()))
    kind = Event.kind == EventKind.HEALTH_PUBLICITY
    return Rows(
        Event, (*standing(Event, at), kind, Event.starts_at >= begins_at, Event.starts_at < at.closes_at)
    )


@figure(
    "law-lectures",
    Label("法制、安全、心理讲座", "Lectures on law, safety and the mind"),
    Label(
        "本学期到统计日举办的法制、安全、心理讲座",
        "Lectures on law, safety or the mind held in the term up to the day",
    ),
    9,
    systems=("H07",),
    rules=("R55",),
)
def law_lectures(_session: Any, at: AsOf) -> Rows:
    return Rows(Event, held(at, EventKind.LAW_SAFETY_PSYCH_LECTURE))


@figure(
    "traffic-lectures",
    Label("交通安全讲座", "Traffic safety lectures"),
    Label("本学期到统计日举办的交通安全讲座", "Lectures on traffic safety held in the term up to the day"),
    9,
    systems=("H06",),
    rules=("R56",),
)
def traffic_lectures(_session: Any, at: AsOf) -> Rows:
    return Rows(Event, held(at, EventKind.TRAFFIC_LECTURE))


@figure(
    "health-exams",
    Label("参加健康书面考核的儿童", "Children who sat the health exam"),
    Label(
        "本学期有健康书面考核成绩的留守儿童 ÷ 留守儿童",
        "Left-behind children with a score of the written health exam / left-behind children",
    ),
    7,
    systems=("G03",),
    rules=("R43",),
)
def health_exams(_session: Any, at: AsOf) -> Rows:
    """Scores carry the term and no day: they count in the whole of their term."""
    scored = select(ExamScore.student_id).where(
        *standing(ExamScore, at), ExamScore.term_id == at.term_id, ExamScore.exam == Exam.HEALTH
    )
    children = (Student.id.in_(left_behind(at)),)
    return Rows(Student, (*children, Student.id.in_(scored)), children)


def _lessons(at: AsOf, subject: LessonSubject) -> Conditions:
    was_held = Lesson.status == LessonStatus.HELD
    return (*standing(Lesson, at), in_term(Lesson.held_on, at), Lesson.subject == subject, was_held)


def _hours(session: Any, lessons: Conditions) -> Sum:
    found = session.execute(select(Lesson.id, Lesson.hours).where(*lessons).order_by(Lesson.id)).all()
    hours = sum((row.hours for row in found), Decimal(0))
    return Sum(
        Lesson, Reading(len(found), amount=hours), tuple(row.id for row in found), (*lessons, Lesson.hours)
    )


def year_start(session: Any, at: AsOf) -> dt.date:
    """The first day of the term's school year."""
    year = select(Term.school_year_id).where(Term.id == at.term_id)
    found: dt.date | None = session.scalar(select(SchoolYear.starts_on).where(SchoolYear.id.in_(year)))
    return found or at.starts_on
