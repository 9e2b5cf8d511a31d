"""Incident 突发事件: what happened, since when the school knows, and who sees to it; opening it starts the clocks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Mapped, object_session

from app import clock
from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec, entity_named
from app.models._rules import Judged, Problem, not_before
from app.models._validation import Look
from app.models.safety._kinds import Addressee, IncidentKind
from app.models.safety._limits import is_in_school_time
from app.models.safety._notices import notices_of_offices, set_clock

#: A change of these moves the limits.
_CLOCK = ("kind", "is_severe", "known_at", "is_in_school_time")


def _known_by_now(row: Incident, _look: Look) -> Problem | None:
    if row.known_at <= clock.now() + dt.timedelta(minutes=1):
        return None
    return Problem(
        "known_at", Label("学校知道的时间不能晚于现在，请核对。", "The school cannot know of it before it is told.")
    )  # fmt: skip


def _closing_has_an_outcome(row: Incident, _look: Look) -> Problem | None:
    if row.closed_at is None or (row.outcome or "").strip():
        return None
    return Problem("outcome", Label("结束处置前请写明处理结果。", "Write down the outcome before closing."))


def _closing_leaves_nobody_untold(row: Incident, look: Look) -> Problem | None:
    if row.closed_at is None or row.id is None:
        return None
    notices = look.standing(entity_named("IncidentNotice"), incident_id=row.id)
    waiting = [n for n in notices if n.is_owed and n.reached_at is None and not n.given_up_reason]
    if not waiting:
        return None
    names = "、".join(dict.fromkeys(Addressee(n.addressee).label.zh for n in waiting))
    return Problem(
        "closed_at",
        Label(
            f"还有 {len(waiting)} 个应通知的对象没有通知到（{names}），请继续联系，或逐个写明为什么不再联系。",
            f"{len(waiting)} who must be told have not been reached; go on, or give each a reason.",
        ),
    )


def _severe_illness_saw_a_doctor(row: Incident, _look: Look) -> Problem | None:
    """R84: to the hospital at once; where that was not needed, what was done instead."""
    is_severe_illness = row.kind == IncidentKind.ILLNESS and row.is_severe
    if row.closed_at is None or not is_severe_illness or row.sent_to_hospital_at or row.first_aid:
        return None
    return Problem(
        "sent_to_hospital_at",
        Label(
            "严重疾病请填写送医时间；没有送医的，请在“现场处置”里写明。",
            "Say when the child was sent to hospital, or what was done instead.",
        ),
    )


class Incident(SchoolEntity):
    """An emergency of the school with one child or several; it runs until it is closed."""

    spec = Spec(
        label=Label("突发事件", "Incident"),
        chapter=Chapter.SAFETY,
        group=Group.INCIDENTS,
        level=Level.PERSONAL,
        title="place",
        reach=Reach("linked", "id", via=("IncidentStudent", "incident_id")),
        owner="handled_by_id",
        also_owners=("opened_by_id",),
        listed=("known_at", "kind", "place", "is_severe", "handled_by_id", "closed_at"),
        filtered=("kind", "is_severe", "known_at", "closed_at", "handled_by_id"),
        order="-known_at",
        rules=(
            not_before(
                "known_at",
                "occurred_at",
                Label("学校知道的时间不能早于发生时间。", "The school cannot know before it happened."),
            ),
            not_before(
                "closed_at",
                "known_at",
                Label("结束时间不能早于学校知道的时间。", "Closed before the school knew."),
            ),
            Judged(_known_by_now),
            Judged(_closing_has_an_outcome),
            Judged(_closing_leaves_nobody_untold),
            Judged(_severe_illness_saw_a_doctor),
        ),
        indexes=(("school_id", "closed_at"),),
        systems=("H01", "H02", "H11"),
    )

    kind: Mapped[IncidentKind] = c.choice("事件类别", "Kind", IncidentKind, required=True)
    occurred_at: Mapped[dt.datetime] = c.moment("发生时间", "Happened at", required=True)
    known_at: Mapped[dt.datetime] = c.moment(
        "学校知道的时间", "The school knew at", required=True, hint=Label("通知时限从这时算起。", "The limits run from here.")
    )  # fmt: skip
    place: Mapped[str] = c.text("地点", "Place", required=True)
    description: Mapped[str] = c.long_text("情况", "What happened", required=True)
    is_severe: Mapped[bool] = c.flag("情况严重", "Severe")
    is_in_school_time: Mapped[bool | None] = c.flag(
        "发生在在校期间",
        "In school time",
        default=None,
        hint=Label("留空时按校历和时间判定；不在校期间不计时限。", "Empty: by calendar and hour; else no clock runs."),
    )  # fmt: skip
    handled_by_id: Mapped[int] = c.ref("处置人", "Handled by", "Staff", required=True)
    opened_by_id: Mapped[int | None] = c.ref("登记人", "Opened by", "Staff", derived=True)
    first_aid: Mapped[str | None] = c.long_text("现场处置", "First aid")
    hospital: Mapped[str | None] = c.text("送往医院", "Hospital")
    sent_to_hospital_at: Mapped[dt.datetime | None] = c.moment("送医时间", "Sent to hospital at")
    outcome: Mapped[str | None] = c.long_text("处理结果", "Outcome")
    closed_at: Mapped[dt.datetime | None] = c.moment("结束时间", "Closed at")

    def complete(self) -> None:
        session: Any = object_session(self)
        if session is None or self.known_at is None or self.occurred_at is None:
            return
        look, state = Look(session.raw_connection()), inspect(self)
        if self.is_in_school_time is None:
            self.is_in_school_time = is_in_school_time(look, self.school_id, self.occurred_at)
        if state.pending and not _has_notices(session, self):
            self.opened_by_id = self.opened_by_id or self.handled_by_id
            session.add_all(notices_of_offices(look, self))
        elif state.persistent and any(state.attrs[name].history.has_changes() for name in _CLOCK):
            notice: Any = entity_named("IncidentNotice")
            for each in session.scalars(select(notice).where(notice.incident_id == self.id)):
                set_clock(look, self, each)


def _has_notices(session: Any, incident: Incident) -> bool:
    """Whether the rows of the offices are made already: a flush that was refused may be tried again."""
    notice = entity_named("IncidentNotice")
    return any(isinstance(row, notice) and row.__dict__.get("incident") is incident for row in session.new)
