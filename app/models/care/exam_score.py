"""ExamScore 成绩：a child's mark in one subject and examination of a term."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Check, Unique
from app.models._terms import in_open_term


class Exam(Choice):
    """Which examination of the term."""

    ENTRANCE = "entrance", "期初测试", "Test at the start of term"
    MID_TERM = "mid-term", "期中", "Mid-term"
    FINAL = "final", "期末", "Final"
    HEALTH = "health", "健康书面考核", "Written health exam"
    OTHER = "other", "其他", "Other"


class ExamScore(SchoolEntity):
    """A mark out of a full mark; one for each child, term, subject and examination."""

    spec = Spec(
        label=Label("成绩", "Exam score"),
        chapter=Chapter.CARE,
        group=Group.CARE_LOG,
        level=Level.PERSONAL,
        title="subject",
        reach=Reach("child", "student_id"),
        listed=("term_id", "student_id", "subject", "exam", "score", "full_score"),
        searched=("subject",),
        filtered=("term_id", "student_id", "exam", "subject"),
        systems=("B14", "B22", "G03"),
        rules=(
            Unique(
                ("student_id", "term_id", "subject", "exam"),
                Label(
                    "该生本学期这一科的这次考试已有成绩，请修改原成绩。",
                    "This score exists already; edit that one.",
                ),
            ),
            Check(
                "score_within_full",
                "score >= 0 AND score <= full_score AND full_score > 0",
                lambda row: None in (row.score, row.full_score) or 0 <= row.score <= row.full_score > 0,
                Label("成绩应在 0 和满分之间，请核对。", "The score lies between 0 and the full mark."),
                "score",
            ),
            in_open_term,
        ),
    )

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    subject: Mapped[str] = c.text("学科", "Subject", length=20, required=True)
    exam: Mapped[Exam] = c.choice("考试", "Examination", Exam, required=True)
    score: Mapped[Decimal] = c.decimal("成绩", "Score", digits=5, places=1, required=True)
    full_score: Mapped[Decimal] = c.decimal("满分", "Full mark", digits=5, places=1, required=True)
