"""CounselingSession 咨询记录卡: one session of a case, held by its counselor or by whoever covers for him."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, object_session

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec, entity_named
from app.models._rules import Judged, Problem, not_before
from app.models._validation import Look


def _counselor_is_not_recused(row: CounselingSession, look: Look) -> Problem | None:
    """Nobody receives a child while he has stepped back himself (domain 6.2)."""
    for recusal in look.standing(entity_named("CounselorRecusal"), counselor_id=row.counselor_id):
        begun = recusal.starts_at <= row.started_at
        if begun and (recusal.ends_at is None or row.started_at <= recusal.ends_at):
            return Problem(
                "started_at",
                Label(
                    "这段时间在该心理教师的回避期内，请改期；由代班教师接待的，请在“咨询教师”选择代班教师。",
                    "The counselor has stepped back at that time; choose another time, or the covering counselor.",
                ),
            )
    return None


class CounselingSession(SchoolEntity):
    """The card of one session; finished when `completed_at` is set."""

    spec = Spec(
        label=Label("咨询记录卡", "Counseling session"),
        chapter=Chapter.COUNSELING,
        group=Group.COUNSELING,
        level=Level.CONFIDENTIAL,
        title="started_at",
        reach=Reach("case", "case_id"),
        box="case",
        listed=("started_at", "case_id", "minutes", "counselor_id", "completed_at"),
        filtered=("case_id", "started_at", "completed_at"),
        order="-started_at",
        systems=("F01", "F02", "F06"),
        indexes=(("case_id", "started_at"),),
        rules=(
            not_before(
                "completed_at",
                "started_at",
                Label("整理完成时间不能早于咨询开始时间。", "Finished before it began."),
            ),
            Judged(_counselor_is_not_recused),
        ),
        notice=Label(
            "只有负责的心理教师和回避期间的代班心理教师可以看到。",
            "Only the counselor in charge, and who covers during a recusal, can read this.",
        ),
    )

    case_id: Mapped[int] = c.ref("个案", "Case", "CounselingCase", required=True)
    counselor_id: Mapped[int] = c.ref(
        "咨询教师",
        "Held by",
        "Staff",
        required=True,
        hint=Label("代班时选择代班教师本人。", "Under cover: the covering counselor."),
    )
    started_at: Mapped[dt.datetime] = c.moment("开始时间", "Started at", required=True)
    minutes: Mapped[int] = c.number("时长（分钟）", "Minutes", required=True, least=1, most=600)
    place: Mapped[str | None] = c.text("地点", "Place")
    matter: Mapped[str] = c.sealed_text("主诉", "Matter", place="counseling_sessions.matter", required=True)
    process: Mapped[str | None] = c.sealed_text("咨询过程", "Course", place="counseling_sessions.process")
    assessment: Mapped[str | None] = c.sealed_text(
        "评估", "Assessment", place="counseling_sessions.assessment"
    )
    advice: Mapped[str | None] = c.sealed_text("建议", "Advice", place="counseling_sessions.advice")
    next_on: Mapped[dt.date | None] = c.day("下次日期", "Next on")
    completed_at: Mapped[dt.datetime | None] = c.moment("整理完成时间", "Card finished at")
    seat: Mapped[str | None] = c.seat()

    def complete(self) -> None:
        """The case's own counselor holds it unless another is named."""
        session = object_session(self)
        if self.counselor_id is None and self.case_id is not None and session is not None:
            case = session.get(entity_named("CounselingCase"), self.case_id)
            self.counselor_id = case.counselor_id if case else None
