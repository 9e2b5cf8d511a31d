"""ScreeningResult 身心调查：what a survey of mind and body found about a child; the counselor's own, sealed."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique
from app.models._terms import in_open_term


class Finding(Choice):
    """What the questionnaire says of the child."""

    USUAL = "usual", "未见异常", "Nothing unusual"
    ATTENTION = "attention", "需要关注", "Needs attention"


class ScreeningResult(SchoolEntity):
    """One result per child, term and questionnaire (B22)."""

    spec = Spec(
        label=Label("身心调查", "Screening result"),
        chapter=Chapter.COUNSELING,
        group=Group.COUNSELING,
        level=Level.CONFIDENTIAL,
        title="tool",
        owner="counselor_id",
        box="own",
        listed=("term_id", "student_id", "tool", "finding", "counselor_id"),
        filtered=("term_id",),
        systems=("B22",),
        rules=(
            Unique(
                ("student_id", "term_id", "tool"),
                Label(
                    "该生本学期这份量表已有结果，请修改原结果。", "This result exists already; edit that one."
                ),
            ),
            in_open_term,
        ),
        notice=Label("只有填写的心理教师可以看到。", "Only the counselor who writes this can read it."),
    )

    student_id: Mapped[int] = c.sealed_child(
        "学生", "Student", place="screening_results.student_id", required=True
    )
    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    counselor_id: Mapped[int] = c.ref("心理教师", "Counselor", "Staff", required=True)
    tool: Mapped[str] = c.text("量表或问卷", "Questionnaire", required=True)
    result: Mapped[str] = c.sealed_text("结果", "Result", place="screening_results.result", required=True)
    finding: Mapped[str] = c.sealed_choice(
        "结论", "Finding", Finding, place="screening_results.finding", required=True
    )
    seat: Mapped[str | None] = c.seat()
