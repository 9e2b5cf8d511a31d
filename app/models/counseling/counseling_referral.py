"""CounselingReferral 心理转介: the one door through which a teacher brings a child's trouble to the counselors."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Judged, Problem
from app.models._validation import Look, is_given


class ReferralStatus(Choice):
    """How far the counselors have come with it."""

    WAITING = "waiting", "待接收", "Waiting"
    ACCEPTED = "accepted", "已接收", "Accepted"
    DECLINED = "declined", "不受理", "Declined"


def _is_not_ahead(row: CounselingReferral, _look: Look) -> Problem | None:
    if row.referred_at <= clock.now():
        return None
    return Problem("referred_at", Label("转介时间不能晚于现在。", "Not in the future, please."))


def _answer_names_its_counselor(row: CounselingReferral, _look: Look) -> Problem | None:
    if row.status == ReferralStatus.WAITING or is_given(row, "received_by_id"):
        return None
    return Problem(
        "received_by_id", Label("请选择接收转介的心理教师。", "Choose the counselor who answered.")
    )


class CounselingReferral(SchoolEntity):
    """Its author can write it but not read it back: he sees the date and the status, for the child is sealed as well."""

    spec = Spec(
        label=Label("心理转介", "Counseling referral"),
        chapter=Chapter.COUNSELING,
        group=Group.REFERRALS,
        level=Level.CONFIDENTIAL,
        title="referred_at",
        owner="referred_by_id",
        box="letter",
        listed=("referred_at", "student_id", "status", "is_urgent", "referred_by_id"),
        filtered=("status", "is_urgent", "referred_at"),
        order="-referred_at",
        systems=("F09",),
        rules=(Judged(_is_not_ahead), Judged(_answer_names_its_counselor)),
        notice=Label(
            "只有本校心理教师能看到转介的是谁、为什么；保存后您自己只能看到日期和处理状态。",
            "Only the school's counselors can read who was referred and why; you yourself will see the date and the status.",
        ),
    )

    student_id: Mapped[int] = c.sealed_letter_to_child(
        "学生", "Student", place="counseling_referrals.student_id", required=True
    )
    referred_by_id: Mapped[int] = c.ref("转介人", "Referred by", "Staff", required=True, level=Level.INTERNAL)
    referred_at: Mapped[dt.datetime] = c.moment(
        "转介时间", "Referred at", required=True, level=Level.INTERNAL
    )
    is_urgent: Mapped[bool] = c.flag("紧急", "Urgent", level=Level.INTERNAL)
    reason: Mapped[str] = c.sealed_text(
        "转介原因", "Reason", place="counseling_referrals.reason", required=True
    )
    status: Mapped[ReferralStatus] = c.choice(
        "状态", "Status", ReferralStatus, required=True, level=Level.INTERNAL, default=ReferralStatus.WAITING
    )
    received_by_id: Mapped[int | None] = c.ref("接收人", "Received by", "Staff")
    received_at: Mapped[dt.datetime | None] = c.moment("接收时间", "Received at", derived=True)
    box_id: Mapped[int | None] = c.ref("密钥匣", "Box", "VaultBox", derived=True)
    seat: Mapped[str | None] = c.seat()

    def complete(self) -> None:
        if self.status == ReferralStatus.WAITING:
            self.received_at = None
        elif self.received_at is None:
            self.received_at = clock.now()
