"""CareService 关爱服务记录：one thing done first for a left-behind child, as evidence of the priorities promised."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, Problem, Rests
from app.models._validation import Look


class CareDomain(Choice):
    """The priorities: three of them, with safety four (L01, L02)."""

    STUDY = "study", "学习优先", "Study first"
    LIFE = "life", "生活优先", "Daily life first"
    ACTIVITY = "activity", "活动优先", "Activities first"
    SAFETY = "safety", "安全优先", "Safety first"


class CareServiceKind(Choice):
    """What was done."""

    AFTER_CLASS = "after-class", "课后辅导", "Tutoring after class"
    NOON = "noon", "午间辅导", "Tutoring at noon"
    EVENING = "evening", "晚辅导", "Tutoring in the evening"
    DOCTOR = "doctor", "送医就诊", "Taken to the doctor"
    BOARD = "board", "食宿照料", "Board and lodging"
    SELF_CARE = "self-care", "生活自理指导", "Living skills"
    THINGS = "things", "物品帮助", "Things given"
    INVITED_FIRST = "invited-first", "活动优先安排", "Invited first"
    SAFETY_LESSON = "safety-lesson", "安全教育", "Safety lesson"
    OTHER = "other", "其他", "Other"


def _is_not_ahead(row: CareService, _look: Look) -> Problem | None:
    if row.done_on <= clock.today():
        return None
    return Problem(
        "done_on",
        Label("日期不能晚于今天；打算做的请写进计划。", "Not in the future; intentions go into a plan."),
    )


class CareService(SchoolEntity):
    """A service to one child on one day."""

    spec = Spec(
        label=Label("关爱服务记录", "Care service"),
        chapter=Chapter.CARE,
        group=Group.CARE_LOG,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        owner="staff_id",
        listed=("done_on", "student_id", "domain", "kind", "staff_id", "minutes", "note"),
        filtered=("done_on", "student_id", "domain", "kind", "staff_id"),
        order="-done_on",
        indexes=(("student_id", "done_on"), ("school_id", "done_on")),
        systems=("C20", "C21", "G07", "G09", "H12", "K16", "K17", "L01", "L02", "L11"),
        rules=(Judged(_is_not_ahead), Rests("done_on")),
        notice=Label(
            "班主任、校长和本校系统管理员可以看到这条记录。",
            "The homeroom teacher, the principal and the IT administrator can read this.",
        ),
    )

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    done_on: Mapped[dt.date] = c.day("日期", "Date", required=True)
    domain: Mapped[CareDomain] = c.choice("优先领域", "Priority", CareDomain, required=True)
    kind: Mapped[CareServiceKind] = c.choice("服务内容", "Service", CareServiceKind, required=True)
    staff_id: Mapped[int] = c.ref("教师", "Staff", "Staff", required=True)
    minutes: Mapped[int | None] = c.number("时长（分钟）", "Minutes", least=1, most=1440)
    note: Mapped[str | None] = c.long_text("说明", "Note")
