"""GuardianReport 监护人通报单: what the school tells the guardian once a term, on four topics and with advice."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, Problem, Unique
from app.models._terms import in_open_term
from app.models._validation import Look, is_given
from app.models.care._family import ties


class SentBy(Choice):
    """How the report reached the guardian."""

    MEETING = "meeting", "会议", "Meeting"
    HOME_VISIT = "home-visit", "家访", "Home visit"
    PHONE = "phone", "电话", "Phone"
    WRITTEN = "written", "书面", "In writing"


def _receiver_belongs_to_the_child(row: GuardianReport, look: Look) -> Problem | None:
    if not is_given(row, "received_by_id") or ties(row, "received_by_id", look):
        return None
    return Problem(
        "received_by_id",
        Label(
            "此人不是该生登记的家长或监护人，请重新选择。",
            "Not recorded as a caregiver of this child; choose again.",
        ),
    )


class GuardianReport(SchoolEntity):
    """One report per child and term. The text on state of mind is the teacher's own observation."""

    spec = Spec(
        label=Label("监护人通报单", "Guardian report"),
        chapter=Chapter.CARE,
        group=Group.GUARDIAN_REPORTS,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        owner="author_id",
        listed=("student_id", "term_id", "author_id", "sent_on", "sent_by"),
        filtered=("student_id", "term_id", "author_id", "sent_on", "sent_by"),
        systems=("D15",),
        rules=(
            Unique(
                ("student_id", "term_id"),
                Label(
                    "该生本学期已有通报单，请修改原单。",
                    "The child has a report for this term already; edit that one.",
                ),
            ),
            Judged(_receiver_belongs_to_the_child),
            in_open_term,
        ),
        notice=Label(
            "这份通报会交给监护人；“心理健康”只写班主任自己的观察，不得写入心理辅导的内容。",
            "The guardian receives this; write under state of mind only what you observed, nothing from counseling.",
        ),
    )

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    author_id: Mapped[int] = c.ref("填写人", "Author", "Staff", required=True)
    study: Mapped[str] = c.long_text("学习情况", "Study", required=True)
    life: Mapped[str] = c.long_text("生活情况", "Daily life", required=True)
    conduct: Mapped[str] = c.long_text("品德表现", "Conduct", required=True)
    psych: Mapped[str] = c.long_text("心理健康（班主任观察）", "State of mind (observed)", required=True)
    advice: Mapped[str] = c.long_text("针对性建议", "Advice", required=True)
    sent_on: Mapped[dt.date | None] = c.day("通报日期", "Sent on")
    sent_by: Mapped[SentBy | None] = c.choice("通报方式", "Sent by", SentBy)
    received_by_id: Mapped[int | None] = c.ref("接收人", "Received by", "Caregiver")
