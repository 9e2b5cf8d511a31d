"""CounselorRecusal 咨询回避: when a counselor steps back and who covers; the reason is deliberately not asked."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Check, NoOverlap, not_before


class CounselorRecusal(SchoolEntity):
    """While it lasts, the covering counselor reaches the cases (domain 6.1)."""

    spec = Spec(
        label=Label("咨询回避", "Counselor recusal"),
        chapter=Chapter.COUNSELING,
        group=Group.RECUSALS,
        title="starts_at",
        reach=Reach("staff", "counselor_id"),
        owner="counselor_id",
        listed=("counselor_id", "starts_at", "ends_at", "cover_id"),
        filtered=("counselor_id", "starts_at", "ends_at"),
        order="-starts_at",
        systems=("F05",),
        rules=(
            not_before("ends_at", "starts_at", Label("结束时间不能早于开始时间。", "Ends before it begins.")),
            NoOverlap(
                ("counselor_id",),
                Label(
                    "这段时间已登记过回避，请修改原记录。",
                    "A recusal is on record for that time; edit that one.",
                ),
                "starts_at",
                "ends_at",
            ),
            Check(
                "cover_is_another",
                "cover_id <> counselor_id",
                lambda row: row.cover_id is None or row.cover_id != row.counselor_id,
                Label("代班人不能是回避者本人，请另选一位。", "The cover must be somebody else."),
                "cover_id",
            ),
        ),
    )

    counselor_id: Mapped[int] = c.ref("回避的心理教师", "Counselor", "Staff", required=True)
    starts_at: Mapped[dt.datetime] = c.moment("开始时间", "From", required=True)
    ends_at: Mapped[dt.datetime | None] = c.moment("结束时间", "Until")
    cover_id: Mapped[int | None] = c.ref("代班心理教师", "Covered by", "Staff")
