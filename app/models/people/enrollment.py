"""Enrollment 在班记录: from when to when a pupil belongs to a class; the pupil's class follows the latest one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, object_session

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec, entity_named
from app.models._rules import NoOverlap, Unique, not_before


class EnrollmentEnd(Choice):
    """Why a pupil left the class; the retention rate (N03) tells dropping out from moving on."""

    PROMOTED = "promoted", "升级", "Moved up"
    TRANSFERRED = "transferred", "转学", "Transferred"
    GRADUATED = "graduated", "毕业", "Graduated"
    DROPPED_OUT = "dropped-out", "辍学", "Dropped out"
    OTHER = "other", "其他", "Other"


_ALREADY = Label(
    "该生在这段时间已在另一个班，请先填写原在班记录的结束日期（本次开始的前一天）。",
    "The pupil is in another class at that time; end that enrollment the day before this one begins.",
)


class Enrollment(SchoolEntity):
    """One stay in one class; whoever enters or ends it moves the pupil."""

    spec = Spec(
        label=Label("在班记录", "Enrollment"),
        chapter=Chapter.CHILDREN,
        group=Group.CHILDREN,
        title="student_id",
        reach=Reach("child", "student_id"),
        listed=("student_id", "school_class_id", "starts_on", "ends_on", "end_reason"),
        filtered=("student_id", "school_class_id", "starts_on", "ends_on", "end_reason"),
        order="-starts_on",
        systems=("N02", "N03", "N04"),
        rules=(
            not_before("ends_on", "starts_on", Label("结束日期不能早于开始日期。", "Ends before it begins.")),
            NoOverlap(("student_id",), _ALREADY),
            Unique(("student_id",), _ALREADY, where={"ends_on": None}),
        ),
        indexes=(("student_id", "starts_on"),),
    )

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    school_class_id: Mapped[int] = c.ref("班级", "Class", "SchoolClass", required=True)
    starts_on: Mapped[dt.date] = c.day("开始日期", "From", required=True)
    ends_on: Mapped[dt.date | None] = c.day(
        "结束日期",
        "Until",
        hint=Label("在班的最后一天；仍在班请留空。", "Last day in the class; empty while it lasts."),
    )
    end_reason: Mapped[EnrollmentEnd | None] = c.choice("结束原因", "Why ended", EnrollmentEnd)

    def complete(self) -> None:
        """Keep the pupil's own class in step."""
        student = self._pupil()
        if student is not None:
            latest = self.latest_open(self._of(student), clock.today())
            class_id = latest.school_class_id if latest else None
            if student.school_class_id != class_id:
                student.school_class_id = class_id

    @staticmethod
    def latest_open(enrollments: Iterable[Any], on: dt.date) -> Any | None:
        """The one begun last of those that stand and have not ended before the day."""
        going_on = [
            e for e in enrollments if e.archived_at is None and (e.ends_on is None or e.ends_on >= on)
        ]
        return max(going_on, key=lambda enrollment: enrollment.starts_on or dt.date.min, default=None)

    def _pupil(self) -> Any | None:
        given, session = self.__dict__.get("student"), object_session(self)
        if given is not None and given.id in (None, self.student_id):
            return given
        return session.get(entity_named("Student"), self.student_id) if session and self.student_id else None

    def _of(self, student: Any) -> list[Any]:
        session = object_session(self)
        new = [row for row in session.new if isinstance(row, Enrollment)] if session else []
        own = [
            row
            for row in new
            if row.__dict__.get("student") is student or (row.student_id and row.student_id == student.id)
        ]
        if session is None or student.id is None:
            return own
        return [*session.scalars(select(Enrollment).where(Enrollment.student_id == student.id)), *own]
