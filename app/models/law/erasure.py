"""Erasure 删除登记: that two persons had a child's data deleted, when and why; numbers only (security P-08 to P-10)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec


class ErasureReason(Choice):
    """Why; a free text would soon hold a name."""

    KEPT_LONG_ENOUGH = "kept-long-enough", "保存期限已满", "Kept long enough"
    ASKED = "asked", "监护人要求删除", "A guardian asked"
    WITHDRAWN = "withdrawn", "监护人撤回同意", "Consent was withdrawn"
    WRONGLY_KEPT = "wrongly-kept", "误登记或重复登记", "Entered by mistake, or twice"


class Erasure(SchoolEntity):
    """Proposed by one, confirmed by another, done after the days of grace; the child's number is all that stays.

    `access/erasing.py` writes it. A number instead of a key: the row outlives the child's.
    """

    spec = Spec(
        label=Label("删除登记", "Erasure"),
        chapter=Chapter.LAW,
        group=Group.ERASURES,
        title="student_number",
        listed=(
            "student_number",
            "reason",
            "proposed_at",
            "confirmed_at",
            "due_at",
            "done_at",
            "cancelled_at",
        ),
        filtered=("reason", "proposed_at", "done_at"),
        order="-proposed_at",
        indexes=(("school_id", "done_at"),),
    )

    student_number: Mapped[int] = c.number("学生编号", "Child no.", required=True, derived=True)
    #: Tells the child from a later one who was given the same number.
    student_made_at: Mapped[dt.datetime] = c.moment(
        "学生登记时间", "Child recorded at", required=True, derived=True
    )
    reason: Mapped[ErasureReason] = c.choice("原因", "Reason", ErasureReason, required=True, derived=True)
    proposed_by_id: Mapped[int] = c.ref("提出账号", "Proposed by", "User", required=True, derived=True)
    proposed_at: Mapped[dt.datetime] = c.moment("提出时间", "Proposed at", required=True, derived=True)
    confirmed_by_id: Mapped[int | None] = c.ref("确认账号", "Confirmed by", "User", derived=True)
    confirmed_at: Mapped[dt.datetime | None] = c.moment("确认时间", "Confirmed at", derived=True)
    due_at: Mapped[dt.datetime | None] = c.moment("执行时间", "To be done at", derived=True)
    cancelled_at: Mapped[dt.datetime | None] = c.moment("取消时间", "Cancelled at", derived=True)
    done_at: Mapped[dt.datetime | None] = c.moment("完成时间", "Done at", derived=True)
    rows: Mapped[int | None] = c.number("删除的行数", "Rows deleted", derived=True)
