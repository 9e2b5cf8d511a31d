"""TeachingAssignment 任课与班主任任职: who has a class from when to when; gives the row scope "own class" by date."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import NoOverlap, not_before


class TeachingRole(Choice):
    """What the person does in the class."""

    HOMEROOM = "homeroom", "班主任", "Homeroom teacher"
    SUBJECT = "subject", "任课", "Subject teacher"
    BRIGADE = "brigade", "中队辅导员", "Young Pioneers leader"


class TeachingAssignment(SchoolEntity):
    """A person's duty in a class; a class has one homeroom teacher on any day."""

    spec = Spec(
        label=Label("任课与班主任", "Teaching assignment"),
        chapter=Chapter.SCHOOL,
        group=Group.ORGANISATION,
        title="role",
        owner="staff_id",
        listed=("school_class_id", "role", "staff_id", "subject", "starts_on", "ends_on"),
        searched=("subject",),
        filtered=("school_class_id", "staff_id", "role"),
        order="-starts_on",
        rules=(
            not_before(
                "ends_on",
                "starts_on",
                Label("结束日期不能早于开始日期，请改正。", "The end must not come before the start."),
            ),
            NoOverlap(
                ("school_class_id",),
                Label(
                    "这个班在这段日期已有班主任，请先填写前任的结束日期。",
                    "The class has a homeroom teacher in these days; end that one first.",
                ),
                where={"role": TeachingRole.HOMEROOM},
            ),
        ),
    )

    staff_id: Mapped[int] = c.ref("教师", "Teacher", "Staff", required=True)
    school_class_id: Mapped[int] = c.ref("班级", "Class", "SchoolClass", required=True)
    role: Mapped[TeachingRole] = c.choice("任职", "Role", TeachingRole, required=True)
    subject: Mapped[str | None] = c.text("学科", "Subject", length=20)
    starts_on: Mapped[dt.date] = c.day("开始日期", "Starts on", required=True)
    ends_on: Mapped[dt.date | None] = c.day("结束日期", "Ends on")
