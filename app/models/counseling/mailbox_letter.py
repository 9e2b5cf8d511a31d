"""MailboxLetter 知心信箱来信：a letter to the counselor, with or without a name, and its answer."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Judged, Problem, not_before
from app.models._validation import Look


def _is_not_ahead(row: MailboxLetter, _look: Look) -> Problem | None:
    if row.received_at <= clock.now():
        return None
    return Problem("received_at", Label("收信时间不能晚于现在。", "Not in the future, please."))


def _answer_has_its_time(row: MailboxLetter, _look: Look) -> Problem | None:
    """Asked only where the answer is being written: to open a sealed one for this would need the key."""
    if "answer" in inspect(row).unloaded or not row.answer or row.answered_at is not None:
        return None
    return Problem("answered_at", Label("写了回信，请填写回信时间。", "Say when the answer was given."))


class MailboxLetter(SchoolEntity):
    """A letter from the box; the child stays empty where the letter does not say."""

    spec = Spec(
        label=Label("知心信箱来信", "Mailbox letter"),
        chapter=Chapter.COUNSELING,
        group=Group.COUNSELING,
        level=Level.CONFIDENTIAL,
        title="received_at",
        owner="counselor_id",
        box="own",
        listed=("received_at", "student_id", "counselor_id", "answered_at"),
        filtered=("received_at", "answered_at"),
        order="-received_at",
        systems=("F07",),
        rules=(
            not_before(
                "answered_at", "received_at", Label("回信时间不能早于收信时间。", "Answered before it came.")
            ),
            Judged(_is_not_ahead),
            Judged(_answer_has_its_time),
        ),
        notice=Label("只有收信的心理教师可以看到。", "Only the counselor who received it can read this."),
    )

    received_at: Mapped[dt.datetime] = c.moment("收信时间", "Received at", required=True)
    counselor_id: Mapped[int] = c.ref("心理教师", "Counselor", "Staff", required=True)
    student_id: Mapped[int | None] = c.sealed_child(
        "学生",
        "Student",
        place="mailbox_letters.student_id",
        hint=Label("没有署名的信留空。", "Empty where the letter is unsigned."),
    )
    text: Mapped[str] = c.sealed_text("来信内容", "Letter", place="mailbox_letters.text", required=True)
    answered_at: Mapped[dt.datetime | None] = c.moment("回信时间", "Answered at")
    answer: Mapped[str | None] = c.sealed_text("回信内容", "Answer", place="mailbox_letters.answer")
    seat: Mapped[str | None] = c.seat()
