"""Suggestion 意见建议：what children, parents or staff suggest, to whom, and what came of it (A20)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Check, Judged, Problem, not_before
from app.models._validation import Look, is_given


class SuggestionFrom(Choice):
    """Who suggests."""

    CHILD = "child", "儿童", "Child"
    PARENT = "parent", "家长", "Parent"
    STAFF = "staff", "教职工", "Staff"
    ANONYMOUS = "anonymous", "匿名", "Anonymous"


class AddressedTo(Choice):
    """Who answers."""

    PRINCIPAL = "principal", "校长", "Principal"
    HOMEROOM = "homeroom", "班主任", "Homeroom teacher"
    COUNSELOR = "counselor", "心理辅导教师", "Counselor"


def _names_the_class_of_its_teacher(row: Any) -> bool:
    return (row.addressed_to == AddressedTo.HOMEROOM) == is_given(row, "school_class_id")


def _stays_anonymous(row: Any) -> bool:
    return row.from_kind != SuggestionFrom.ANONYMOUS or not (row.sender or "").strip()


def _is_answered_with_words(row: Suggestion, _look: Look) -> Problem | None:
    if row.replied_on is None:
        has_words = bool((row.reply or "").strip())
        message = Label("写了答复，请填答复日期。", "There is a reply; give its day.")
        return Problem("replied_on", message) if has_words else None
    if row.replied_on > clock.today():
        return Problem("replied_on", Label("日期不能晚于今天。", "The day must not lie in the future."))
    if (row.reply or "").strip():
        return None
    return Problem("reply", Label("请写明答复内容。", "Write what was replied."))


class Suggestion(SchoolEntity):
    """A suggestion; a class stands only in one addressed to its teacher, so that no other reads the rest."""

    spec = Spec(
        label=Label("意见建议", "Suggestion"),
        chapter=Chapter.MANAGEMENT,
        group=Group.SUGGESTIONS,
        title="made_on",
        reach=Reach("class", "school_class_id"),
        listed=("made_on", "from_kind", "addressed_to", "school_class_id", "content", "replied_on", "is_adopted"),
        filtered=("made_on", "from_kind", "addressed_to", "replied_on", "is_adopted"),
        order="-made_on",
        systems=("A20",),
        rules=(
            Check(
                "class_of_the_teacher",
                "(addressed_to = 'homeroom') = (school_class_id IS NOT NULL)",
                _names_the_class_of_its_teacher,
                Label("写给班主任的须选班级，其他的不选。", "Choose the class when it is for the homeroom teacher, and only then."),
                "school_class_id",
            ),
            Check(
                "anonymous_without_sender",
                "from_kind <> 'anonymous' OR sender IS NULL OR sender = ''",
                _stays_anonymous,
                Label("匿名意见不能填写提出人，请清空。", "An anonymous suggestion has no sender; clear it."),
                "sender",
            ),
            Judged(_is_answered_with_words),
            not_before("replied_on", "made_on", Label("答复日期不能早于提出日期。", "The reply lies before it.")),
        ),
        notice=Label(
            "收信人和校长可以看到全文和提出人；系统管理员看不到提出人。",
            "The addressee and the principal read all; the IT administrator does not see the sender.",
        ),
    )  # fmt: skip

    made_on: Mapped[dt.date] = c.day("日期", "Date", required=True)
    from_kind: Mapped[SuggestionFrom] = c.choice("提出人类别", "From", SuggestionFrom, required=True)
    sender: Mapped[str | None] = c.text("提出人", "Sender", length=40, level=Level.PERSONAL)
    addressed_to: Mapped[AddressedTo] = c.choice(
        "写给", "To", AddressedTo, required=True, default=AddressedTo.PRINCIPAL
    )
    school_class_id: Mapped[int | None] = c.ref("班级", "Class", "SchoolClass")
    content: Mapped[str] = c.long_text("内容", "Content", length=1000, required=True)
    reply: Mapped[str | None] = c.long_text("答复", "Reply", length=1000)
    replied_on: Mapped[dt.date | None] = c.day("答复日期", "Replied on")
    is_adopted: Mapped[bool | None] = c.flag("已采纳", "Adopted", default=None)
