"""CounselingCase 咨询个案: a child in the care of one counselor; nothing outside this room leads to it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Unique, not_before


class CaseSource(Choice):
    """How the child came."""

    CHILD = "child", "学生自愿", "The child's own wish"
    REFERRAL = "referral", "转介", "Referral"
    MAILBOX = "mailbox", "信箱", "Mailbox"
    HOTLINE = "hotline", "热线", "Hotline"
    OTHER = "other", "其他", "Other"


class Risk(Choice):
    """How much the counselor worries."""

    NONE = "none", "无", "None"
    WATCH = "watch", "关注", "Watch"
    HIGH = "high", "高", "High"


class CounselingCase(SchoolEntity):
    """A case; open while `closed_on` is empty."""

    spec = Spec(
        label=Label("咨询个案", "Counseling case"),
        chapter=Chapter.COUNSELING,
        group=Group.COUNSELING,
        level=Level.CONFIDENTIAL,
        title="case_no",
        reach=Reach("case", "id"),
        owner="counselor_id",
        box="case",
        listed=("case_no", "student_id", "counselor_id", "opened_on", "risk", "closed_on"),
        searched=("case_no",),
        filtered=("opened_on", "closed_on"),
        order="-opened_on",
        systems=("F01", "F09"),
        indexes=(("counselor_id", "closed_on"),),
        rules=(
            Unique(
                ("school_id", "case_no"),
                Label("这个个案编号已经用过，请换一个。", "This case number is taken."),
            ),
            Unique(
                ("student_id", "counselor_id"),
                Label(
                    "该生在这位心理教师处已有未结束的个案，请继续使用原个案。",
                    "An open case exists; go on with that one.",
                ),
                where={"closed_on": None},
            ),
            not_before(
                "closed_on", "opened_on", Label("结案日期不能早于建立日期。", "Closed before it was opened.")
            ),
        ),
        notice=Label(
            "只有负责的心理教师和回避期间的代班心理教师可以看到。",
            "Only the counselor in charge, and who covers during a recusal, can read this.",
        ),
    )

    case_no: Mapped[str] = c.text("个案编号", "Case number", length=30, required=True)
    student_id: Mapped[int] = c.sealed_child(
        "学生", "Student", place="counseling_cases.student_id", required=True
    )
    counselor_id: Mapped[int] = c.ref("心理教师", "Counselor", "Staff", required=True)
    opened_on: Mapped[dt.date] = c.day("建立日期", "Opened on", required=True)
    source: Mapped[str] = c.sealed_choice(
        "来源", "Source", CaseSource, place="counseling_cases.source", required=True
    )
    issue: Mapped[str] = c.sealed_text("主要问题", "Issue", place="counseling_cases.issue", required=True)
    risk: Mapped[str] = c.sealed_choice("风险", "Risk", Risk, place="counseling_cases.risk", required=True)
    closed_on: Mapped[dt.date | None] = c.day("结案日期", "Closed on")
    closing: Mapped[str | None] = c.sealed_text("结案小结", "Closing note", place="counseling_cases.closing")
    box_id: Mapped[int | None] = c.ref("密钥匣", "Box", "VaultBox", derived=True)
    seat: Mapped[str | None] = c.seat()
