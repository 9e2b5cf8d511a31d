"""HandOver 交接单：a child who leaves for another school or arrives from one, and the papers that go along (domain B08)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Check, Judged, Problem, Rests, Unique
from app.models._validation import Look


class Direction(Choice):
    """Whether the child goes or comes."""

    OUT = "out", "转出（离开）", "Leaving"
    IN = "in", "转入（新来）", "Arriving"


class MoveReason(Choice):
    """Why the child moves."""

    TRANSFER = "transfer", "转学", "Change of school"
    WITH_PARENTS = "with-parents", "随父母就读", "Goes to school where the parents are"
    DROPPED_OUT = "dropped-out", "辍学", "Dropped out"
    OTHER = "other", "其他", "Other"


class HandedOver(Choice):
    """What goes with the child; records of counseling never do."""

    ARCHIVE = "archive", "留守儿童档案", "Archive of the child"
    CONTACT_CARD = "contact-card", "联系卡", "Contact card"
    GROWTH_RECORDS = "growth-records", "成长记录", "Growth records"
    SCHOOL_RECORD = "school-record", "学籍材料", "School record"
    VACCINATIONS = "vaccinations", "预防接种证明", "Proof of vaccinations"
    PLANS = "plans", "个别方案", "Individual plans"
    AID_PAPERS = "aid-papers", "资助材料", "Papers about aid"
    OTHER = "other", "其他", "Other"


def _knows_the_other_school(row: HandOver) -> bool:
    return bool(row.other_school) or row.reason not in (MoveReason.TRANSFER, MoveReason.WITH_PARENTS)


def _is_not_ahead_of_time(row: HandOver, _look: Look) -> Problem | None:
    if row.handed_on <= clock.today():
        return None
    return Problem(
        "handed_on",
        Label(
            "交接日期不能晚于今天；还没有交接的，请到当天再登记。",
            "The day of the hand-over lies ahead; record it on that day.",
        ),
    )


class HandOver(SchoolEntity):
    """One move of one child; the page of moves ends or begins what hangs on it."""

    spec = Spec(
        label=Label("交接单", "Hand-over sheet"),
        chapter=Chapter.CHILDREN,
        group=Group.CHILDREN,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        listed=("handed_on", "student_id", "direction", "reason", "other_school", "handled_by_id"),
        filtered=("direction", "reason", "handed_on", "student_id"),
        order="-handed_on",
        rules=(
            Unique(
                ("student_id", "direction", "handed_on"),
                Label("这次交接已经登记过，请修改原来的交接单。", "This hand-over is on record; edit that sheet."),
            ),
            Check(
                "transfer_names_school",
                "reason NOT IN ('transfer', 'with-parents') OR other_school <> ''",
                _knows_the_other_school,
                Label("转学请写明对方学校名称；还不知道的，写“待联系”。", "Name the other school."),
                "other_school",
            ),
            Judged(_is_not_ahead_of_time),
            Rests("handed_on"),
        ),
        systems=("B08",),
        notice=Label(
            "本校的班主任、教务、校长和系统管理员看得到交接单。心理辅导内容不随交接单移交。",
            "Homeroom teacher, office, principal and administrator read this. Counseling is never handed over.",
        ),
    )  # fmt: skip

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    direction: Mapped[Direction] = c.choice("方向", "Direction", Direction, required=True)
    handed_on: Mapped[dt.date] = c.day(
        "交接日期", "Day", required=True, hint=Label("离校填最后一天，转入填第一天。", "Last or first day here.")
    )  # fmt: skip
    reason: Mapped[MoveReason] = c.choice("原因", "Reason", MoveReason, required=True)
    other_school: Mapped[str | None] = c.text("对方学校", "Other school")
    other_person: Mapped[str | None] = c.text("对方经办人", "Person there", length=40)
    other_phone: Mapped[str | None] = c.phone("对方电话", "Phone there", place="hand_overs.other_phone")
    items: Mapped[frozenset[HandedOver] | None] = c.choices("移交材料", "Handed over", HandedOver)
    handled_by_id: Mapped[int] = c.ref("本校经办人", "Handled by", "Staff", required=True)
    note: Mapped[str | None] = c.long_text(
        "备注", "Note", hint=Label("需要新学校继续关注的事项。", "What the new school should go on with.")
    )
