"""Lesson 专题课：one lesson of health, psychology, law or safety; its hours count when it was held."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Check, Judged, Problem, Rests
from app.models._validation import Look


class LessonSubject(Choice):
    """The special subjects whose hours a school answers for."""

    HEALTH = "health", "健康教育", "Health"
    MIND = "mind", "心理健康", "Psychology"
    LAW = "law", "法制", "Law"
    SAFETY = "safety", "安全", "Safety"
    OTHER = "other", "其他", "Other"


class LessonStatus(Choice):
    """Whether it was held."""

    HELD = "held", "已上", "Held"
    STOPPED = "stopped", "停上", "Dropped"
    DIVERTED = "diverted", "挪用", "Used for something else"


def _is_not_ahead(row: Lesson, _look: Look) -> Problem | None:
    if row.held_on <= clock.today():
        return None
    return Problem(
        "held_on", Label("还没有上的课不登记，请在当天上课后登记。", "Record a lesson once its day has come.")
    )


class Lesson(SchoolEntity):
    """A lesson of one class. Dropped or diverted it counts no hours, and the reason is asked (G01)."""

    spec = Spec(
        label=Label("专题课", "Special lesson"),
        chapter=Chapter.EVENTS,
        group=Group.EVENTS,
        title="topic",
        reach=Reach("class", "school_class_id"),
        owner="teacher_id",
        listed=("held_on", "school_class_id", "subject", "topic", "hours", "teacher_id", "status"),
        searched=("topic",),
        filtered=("held_on", "school_class_id", "subject", "teacher_id", "status", "is_plan_ready"),
        order="-held_on",
        indexes=(("school_id", "held_on"),),
        systems=("F08", "G01", "G05", "H08"),
        rules=(
            Check(
                "hours_are_some",
                "hours > 0",
                lambda row: row.hours is None or row.hours > 0,
                Label(
                    "课时应大于 0；没有上的课请改“状态”，不要把课时填成 0。",
                    "Hours are more than 0; a dropped lesson has a status.",
                ),
                "hours",
            ),
            Check(
                "dropped_with_reason",
                "status = 'held' OR coalesce(reason, '') <> ''",
                lambda row: row.status == LessonStatus.HELD or bool((row.reason or "").strip()),
                Label(
                    "停上或挪作他用的课请写明原因；这节课不计课时。",
                    "Say why the lesson was dropped; it counts no hours.",
                ),
                "reason",
            ),
            Judged(_is_not_ahead),
            Rests("held_on"),
        ),
    )

    school_class_id: Mapped[int] = c.ref("班级", "Class", "SchoolClass", required=True)
    held_on: Mapped[dt.date] = c.day("日期", "Date", required=True)
    subject: Mapped[LessonSubject] = c.choice("课程", "Subject", LessonSubject, required=True)
    hours: Mapped[Decimal] = c.decimal("课时", "Class hours", digits=4, places=1, required=True, most=8)
    teacher_id: Mapped[int] = c.ref("教师", "Teacher", "Staff", required=True)
    topic: Mapped[str] = c.text("课题", "Topic", length=80, required=True)
    is_plan_ready: Mapped[bool] = c.flag("教案已备", "Lesson plan ready", default=True)
    status: Mapped[LessonStatus] = c.choice(
        "状态", "Status", LessonStatus, required=True, default=LessonStatus.HELD
    )
    reason: Mapped[str | None] = c.text("停上或挪用原因", "Why dropped", length=120)
