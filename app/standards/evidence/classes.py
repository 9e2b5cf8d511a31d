"""Evidence of classes: plan and summary, lessons, exams, meetings, their own line, and papers that are complete (R40-R47)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from app import clock
from app.models.care.class_care_plan import ClassCarePlan
from app.models.care.exam_score import Exam, ExamScore
from app.models.events.event import Event, EventKind
from app.models.events.lesson import Lesson, LessonStatus, LessonSubject
from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.models.people.enrollment import Enrollment
from app.models.school.contact_channel import ChannelKind, ContactChannel
from app.models.school.school_class import SchoolClass
from app.standards.as_of import AsOf
from app.standards.evidence._lines import Deed, dated, days, kinds_of, lasting, moments, paper_day
from app.standards.evidence._registry import evidence
from app.standards.evidence.shapes import Dated, Evidence
from app.standards.rules import Rule

#: What `kinds` of a rule about the class's care plan name.
PLAN, SUMMARY = "plan", "summary"
#: A summary may be written so many days after the term (R41).
_SUMMARY_DAYS = 14


@evidence(RuleAction.CLASS_PLAN, RuleSubject.CLASS, entity=ClassCarePlan)
def plans_and_summaries(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R40, R41, R68: the care plan of a class, or its summary where the rule's `kinds` say so."""
    is_summary = SUMMARY in (rule.filters.get("kinds") or ())
    plan = ClassCarePlan
    found = select(plan.school_class_id, plan.summary_on if is_summary else plan.plan_on, plan.id).where(
        plan.school_id == at.school_id, plan.archived_at.is_(None), plan.term_id == at.term_id
    )
    grace = (rule.grace_days or _SUMMARY_DAYS) if is_summary else 0
    counted = ((key, paper_day(at, day, grace), row) for key, day, row in session.execute(found))
    return dated(at, rule, ((key, day, row) for key, day, row in counted if day is not None))


@evidence(RuleAction.LESSON, RuleSubject.CLASS, entity=Lesson)
def hours_held(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R42: lessons that were held, each by its hours; dropped and diverted ones count nothing."""
    found = select(Lesson.school_class_id, Lesson.held_on, Lesson.id, Lesson.hours).where(
        Lesson.school_id == at.school_id,
        Lesson.archived_at.is_(None),
        Lesson.status == LessonStatus.HELD,
        Lesson.subject.in_(kinds_of(rule, LessonSubject)),
        *days(at, rule, Lesson.held_on),
    )
    lessons: dict[int, list[tuple[dt.date, int, Decimal]]] = defaultdict(list)
    for class_id, day, row_id, hours in session.execute(found):
        lessons[class_id].append((day, row_id, hours))
    return {key: _by_hours(sorted(own)) for key, own in lessons.items()}


def _by_hours(lessons: list[tuple[dt.date, int, Decimal]]) -> Dated:
    held_on, rows, hours = zip(*lessons, strict=True)
    return Dated(held_on, hours, rows)


@evidence(RuleAction.EXAM, RuleSubject.CLASS, entity=ExamScore)
def exams_written(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R43: an exam counts once for a class, on the day its first score was entered."""
    found = (
        select(Enrollment.school_class_id, ExamScore.exam, ExamScore.subject, ExamScore.created_at, ExamScore.id)
        .join(Enrollment, Enrollment.student_id == ExamScore.student_id)
        .where(
            ExamScore.school_id == at.school_id,
            ExamScore.archived_at.is_(None),
            ExamScore.term_id == at.term_id,
            ExamScore.exam.in_(kinds_of(rule, Exam)),
            Enrollment.archived_at.is_(None),
            Enrollment.starts_on <= at.day,
            or_(Enrollment.ends_on.is_(None), Enrollment.ends_on >= at.day),
        )
        .order_by(ExamScore.created_at, ExamScore.id)
    )  # fmt: skip
    first: dict[tuple[int, Exam, str], Deed] = {}
    for class_id, exam, subject, entered_at, row_id in session.execute(found):
        day = paper_day(at, clock.in_china(entered_at).date())
        if day is not None:
            first.setdefault((class_id, exam, subject), (class_id, day, row_id))
    return dated(at, rule, first.values())


@evidence(RuleAction.EVENT, RuleSubject.CLASS, entity=Event)
def events_of_classes(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R44, R47: a class's own events and those of its grade; what the whole school held is not the class's."""
    found = (
        select(SchoolClass.id, Event.starts_at, Event.id)
        .join(Event, or_(Event.school_class_id == SchoolClass.id, Event.grade == SchoolClass.grade))
        .where(
            SchoolClass.school_id == at.school_id,
            Event.school_id == at.school_id,
            Event.archived_at.is_(None),
            Event.kind.in_(kinds_of(rule, EventKind)),
            *moments(at, rule, Event.starts_at),
        )
    )
    held = ((key, clock.in_china(starts_at).date(), row) for key, starts_at, row in session.execute(found))
    return dated(at, rule, held)


@evidence(RuleAction.CHANNEL, RuleSubject.CLASS, entity=ContactChannel)
def own_lines(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R45: a class's own hotline, from the day it was opened."""
    channel = ContactChannel
    found = select(channel.school_class_id, channel.opened_on, channel.id).where(
        channel.school_id == at.school_id,
        channel.archived_at.is_(None),
        channel.school_class_id.is_not(None),
        channel.kind.in_(kinds_of(rule, ChannelKind)),
    )
    return lasting((key, opened_on, None, row) for key, opened_on, row in session.execute(found))
