"""GrowthRecord 成长记录：a diary page, a progress check, a good deed or a piece for the portfolio of a child."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, Problem, Rests
from app.models._validation import Look, is_given


class GrowthKind(Choice):
    """What is recorded."""

    DIARY = "diary", "成长日记", "Diary of the teacher"
    PROGRESS_CHECK = "progress-check", "进步检查", "Progress check"
    PORTFOLIO = "portfolio", "成长记录袋", "Portfolio"
    DEED = "deed", "有意义的事", "A meaningful deed"
    BEHAVIOUR = "behaviour", "行为习惯", "Behaviour"


def _is_not_ahead(row: GrowthRecord, _look: Look) -> Problem | None:
    if row.recorded_on <= clock.today():
        return None
    return Problem("recorded_on", Label("日期不能晚于今天。", "Not in the future, please."))


def _check_says_what_and_whereto(row: GrowthRecord, _look: Look) -> Problem | None:
    """A progress check names a subject or a pair of children, and how it stands after."""
    if row.kind != GrowthKind.PROGRESS_CHECK:
        return None
    if not row.subject and not is_given(row, "pairing_id"):
        return Problem(
            "subject",
            Label(
                "进步检查请写明学科，或选择所检查的同伴结对。",
                "Name the subject, or the pair of children checked.",
            ),
        )
    if not row.after:
        return Problem("after", Label("进步检查请写明检查后的情况。", "Say how it stands at the check."))
    return None


def _pair_is_of_the_child(row: GrowthRecord, look: Look) -> Problem | None:
    pair = look.referred(row, "pairing_id")
    if pair is None or row.student_id in (pair.student_id, pair.helper_id):
        return None
    return Problem(
        "pairing_id",
        Label("这一结对里没有该生，请重新选择。", "The child is not in this pair; choose again."),
    )


class GrowthRecord(SchoolEntity):
    """A dated note about a child by a teacher; a progress check adds before and after."""

    spec = Spec(
        label=Label("成长记录", "Growth record"),
        chapter=Chapter.CARE,
        group=Group.CARE_LOG,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        owner="author_id",
        listed=("recorded_on", "student_id", "kind", "author_id", "subject", "text"),
        filtered=("recorded_on", "student_id", "kind", "author_id"),
        order="-recorded_on",
        indexes=(("student_id", "recorded_on"), ("school_id", "recorded_on")),
        systems=("B13", "B14", "B15", "C16", "C21", "K10"),
        rules=(
            Judged(_is_not_ahead),
            Judged(_check_says_what_and_whereto),
            Judged(_pair_is_of_the_child),
            Rests("recorded_on"),
        ),
        notice=Label(
            "班主任、校长和本校系统管理员可以看到这条记录；不宜写入的心理内容请用“心理转介”。",
            "The homeroom teacher, the principal and the IT administrator can read this; what is not for them"
            " goes into a counseling referral.",
        ),
    )

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    recorded_on: Mapped[dt.date] = c.day("日期", "Date", required=True)
    kind: Mapped[GrowthKind] = c.choice("类别", "Kind", GrowthKind, required=True)
    author_id: Mapped[int] = c.ref("记录人", "Author", "Staff", required=True)
    text: Mapped[str] = c.long_text("内容", "Text", required=True)
    subject: Mapped[str | None] = c.text("学科", "Subject", length=20)
    before: Mapped[str | None] = c.text("检查前", "Before", length=80)
    after: Mapped[str | None] = c.text("检查后", "After", length=80)
    pairing_id: Mapped[int | None] = c.ref("同伴结对", "Pair of children", "PeerPairing")
    kept_at: Mapped[str | None] = c.text(
        "原件存放处", "Original kept at",
        hint=Label("记录袋里的作品放在哪里。", "Where the piece itself is kept."),
    )  # fmt: skip
