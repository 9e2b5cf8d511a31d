"""Makes single rows of the activities, the care log and the counselor's further papers for tests."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from app import clock
from app.models.care.care_service import CareDomain, CareService, CareServiceKind
from app.models.care.class_care_plan import ClassCarePlan
from app.models.care.exam_score import Exam, ExamScore
from app.models.care.growth_record import GrowthKind, GrowthRecord
from app.models.care.reading_record import ReadingRecord
from app.models.counseling.case_release import CaseRelease, ReleasePurpose
from app.models.counseling.counseling_case import CounselingCase
from app.models.counseling.mailbox_letter import MailboxLetter
from app.models.counseling.screening_result import Finding, ScreeningResult
from app.models.events.event import Event, EventKind
from app.models.events.event_adult import EventAdult
from app.models.events.event_student import EventStudent
from app.models.events.lesson import Lesson, LessonSubject
from app.models.events.parent_training import ParentTraining
from app.models.events.photo import Photo
from app.models.events.training_attendance import TrainingAttendance
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.school.term import Term
from tests.factories import _about, _add, _add_sealed


def make_event(session: Any, organiser: Staff, **values: Any) -> Event:
    """A party of the whole school an hour ago."""
    given = {
        "kind": EventKind.FESTIVAL,
        "title": "中秋团圆会",
        "starts_at": clock.now() - dt.timedelta(hours=1),
    } | values
    return _add(session, Event(school_id=organiser.school_id, organiser_id=organiser.id, **given))


def make_event_student(session: Any, event: Event, student: Student, **values: Any) -> EventStudent:
    return _about(session, EventStudent, student, event_id=event.id, **values)


def make_event_adult(session: Any, event: Event, **values: Any) -> EventAdult:
    given = values or {"outside_name": "来宾"}
    return _add(session, EventAdult(school_id=event.school_id, event_id=event.id, **given))


def make_photo(session: Any, event: Event, **values: Any) -> Photo:
    given = {"caption": "分月饼", "stored_name": "0" * 32 + ".jpg"} | values
    return _add(session, Photo(school_id=event.school_id, event_id=event.id, **given))


def make_lesson(session: Any, school_class: SchoolClass, teacher: Staff, **values: Any) -> Lesson:
    given = {
        "held_on": clock.today(),
        "subject": LessonSubject.HEALTH,
        "hours": Decimal(1),
        "topic": "饭前洗手",
    } | values
    keys = {"school_class_id": school_class.id, "teacher_id": teacher.id}
    return _add(session, Lesson(school_id=teacher.school_id, **keys, **given))


def make_training(session: Any, lecturer: Staff, **values: Any) -> ParentTraining:
    given = {"session_no": 1, "held_on": clock.today(), "topic": "陪孩子写作业"} | values
    return _add(session, ParentTraining(school_id=lecturer.school_id, lecturer_id=lecturer.id, **given))


def make_attendance(
    session: Any, training: ParentTraining, student: Student, adult: Caregiver, **values: Any
) -> TrainingAttendance:
    keys = {"training_id": training.id, "caregiver_id": adult.id}
    return _about(session, TrainingAttendance, student, **keys, **values)


def make_class_plan(
    session: Any, school_class: SchoolClass, term: Term, author: Staff, **values: Any
) -> ClassCarePlan:
    given = {"plan_on": clock.today(), "plan_text": "每周谈心一次。"} | values
    keys = {"school_class_id": school_class.id, "term_id": term.id, "author_id": author.id}
    return _add(session, ClassCarePlan(school_id=author.school_id, **keys, **given))


def make_care_service(session: Any, student: Student, staff: Staff, **values: Any) -> CareService:
    given = {
        "done_on": clock.today(),
        "domain": CareDomain.STUDY,
        "kind": CareServiceKind.AFTER_CLASS,
    } | values
    return _about(session, CareService, student, staff_id=staff.id, **given)


def make_growth_record(session: Any, student: Student, author: Staff, **values: Any) -> GrowthRecord:
    given = {"recorded_on": clock.today(), "kind": GrowthKind.DEED, "text": "扶老人过桥。"} | values
    return _about(session, GrowthRecord, student, author_id=author.id, **given)


def make_reading_record(session: Any, student: Student, **values: Any) -> ReadingRecord:
    given = {"month": clock.today(), "title": "草房子"} | values
    return _about(session, ReadingRecord, student, **given)


def make_score(session: Any, student: Student, term: Term, **values: Any) -> ExamScore:
    given = {
        "subject": "数学",
        "exam": Exam.MID_TERM,
        "score": Decimal(80),
        "full_score": Decimal(100),
    } | values
    return _about(session, ExamScore, student, term_id=term.id, **given)


def make_screening(
    session: Any, student: Student, term: Term, counselor: Staff, **values: Any
) -> ScreeningResult:
    given = {"tool": "自评问卷", "result": "情绪分偏高。", "finding": Finding.ATTENTION} | values
    keys = {"school_id": student.school_id, "student_id": student.id, "term_id": term.id}
    return _add_sealed(session, ScreeningResult(counselor_id=counselor.id, **keys, **given))


def make_letter(session: Any, counselor: Staff, **values: Any) -> MailboxLetter:
    given = {"received_at": clock.now(), "text": "我想妈妈了。"} | values
    return _add_sealed(
        session, MailboxLetter(school_id=counselor.school_id, counselor_id=counselor.id, **given)
    )


def make_release(session: Any, case: CounselingCase, author: Staff, **values: Any) -> CaseRelease:
    given = {
        "draft_title": "一次咨询",
        "purpose": ReleasePurpose.TEACHING,
        "draft": "一名学生睡不好。",
    } | values
    keys = {"case_id": case.id, "prepared_by_id": author.id}
    return _add_sealed(session, CaseRelease(school_id=case.school_id, **keys, **given))
