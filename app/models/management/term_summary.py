"""TermSummary 学期总结: the texts of a summary and, once approved, the figures as they were signed (domain 4.1.2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Check, Judged, Problem, Unique
from app.models._validation import Look

_TAKEN = Label("本学期的总结已经建立，请修改原来的总结。", "The term has its summary; edit that one.")
#: What a signature stands under.
_SIGNED = ("school_class_id", "term_id", "sections", "figures", "status", "approved_by_id", "approved_at")


class SummaryStatus(Choice):
    """How far a summary is."""

    DRAFT = "draft", "草稿", "Draft"
    SUBMITTED = "submitted", "已提交", "Submitted"
    APPROVED = "approved", "已审定", "Approved"


def _is_signed_when_approved(row: Any) -> bool:
    signed = row.approved_by_id is not None and row.approved_at is not None and row.figures is not None
    return signed or row.status != SummaryStatus.APPROVED


def _stays_as_approved(row: TermSummary, look: Look) -> Problem | None:
    """A signed paper never changes; it may be archived and written anew."""
    stored = next(iter(look.rows(TermSummary, id=row.id)), None) if row.id else None
    if stored is None or stored.status != SummaryStatus.APPROVED:
        return None
    if all(getattr(row, name) == getattr(stored, name) for name in _SIGNED):
        return None
    return Problem(
        "status",
        Label(
            "总结已审定，内容和数字不能再改。如需更正，请先归档本总结，再新建一份。",
            "An approved summary cannot be changed. Archive it and write a new one.",
        ),
    )


class TermSummary(SchoolEntity):
    """The summary of a school (no class) or of one class for a term.

    `sections` maps headings to texts; `figures` is the copy of all numbers that approval freezes.
    """

    spec = Spec(
        label=Label("学期总结", "Term summary"),
        chapter=Chapter.MANAGEMENT,
        group=Group.SUMMARIES,
        title="term_id",
        listed=("term_id", "school_class_id", "status", "approved_by_id", "approved_at"),
        filtered=("term_id", "school_class_id", "status"),
        systems=("A15", "A25", "K13", "K23"),
        rules=(
            Unique(("school_id", "term_id"), _TAKEN, where={"school_class_id": None}),
            Unique(("school_id", "term_id", "school_class_id"), _TAKEN),
            Check(
                "signed_when_approved",
                "status <> 'approved' OR"
                " (approved_by_id IS NOT NULL AND approved_at IS NOT NULL AND figures IS NOT NULL)",
                _is_signed_when_approved,
                Label(
                    "审定须记录审定人、审定时间和数字，请从报表页审定。", "Approve it on the page of reports."
                ),
                "status",
            ),
            Judged(_stays_as_approved),
        ),
    )

    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    school_class_id: Mapped[int | None] = c.ref(
        "班级", "Class", "SchoolClass", hint=Label("全校总结不选班级。", "None for the whole school.")
    )
    status: Mapped[SummaryStatus] = c.choice(
        "状态", "Status", SummaryStatus, required=True, default=SummaryStatus.DRAFT, derived=True
    )
    sections: Mapped[dict[str, str] | None] = c.json_value("各节文字", "Sections")
    figures: Mapped[dict[str, Any] | None] = c.json_value("审定时的数字", "Figures as approved")
    approved_by_id: Mapped[int | None] = c.ref("审定人", "Approved by", "User", derived=True)
    approved_at: Mapped[dt.datetime | None] = c.moment("审定时间", "Approved at", derived=True)
