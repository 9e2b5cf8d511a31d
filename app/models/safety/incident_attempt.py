"""IncidentAttempt 联系记录: one try to tell somebody of an incident: who called which number when, and what came of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Mapped, object_session

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec, entity_named
from app.models._rules import Judged, Problem
from app.models._validation import Look
from app.models.safety._contacts import ties_to_tell


class AttemptResult(Choice):
    """What came of the try."""

    REACHED = "reached", "已通知到", "Told"
    NO_ANSWER = "no-answer", "没有接通", "No answer"
    REFUSED = "refused", "拒接", "Refused"
    WRONG_NUMBER = "wrong-number", "号码不对", "Wrong number"


class AttemptWay(Choice):
    """How it was tried."""

    PHONE = "phone", "电话", "Phone"
    MESSAGE = "message", "微信或短信", "Message"
    IN_PERSON = "in-person", "当面", "In person"


def _after_the_school_knew(row: IncidentAttempt, look: Look) -> Problem | None:
    incident = look.referred(row, "incident_id")
    if incident is None or incident.known_at is None or incident.known_at <= row.at <= _soon():
        return None
    return Problem(
        "at",
        Label(
            "联系时间应在学校知道之后、现在之前，请核对。",
            "Must lie between the school's knowledge and now.",
        ),
    )


def _may_be_told(row: IncidentAttempt, look: Look) -> Problem | None:
    notice, incident = look.referred(row, "notice_id"), look.referred(row, "incident_id")
    if row.caregiver_id is None or notice is None or incident is None or notice.student_id is None:
        return None
    day = clock.in_china(incident.known_at).date()
    if any(tie.caregiver_id == row.caregiver_id for tie in ties_to_tell(look, notice.student_id, day)):
        return None
    return Problem(
        "caregiver_id", Label("此人不可告知该生的情况，请联系名单上的其他人。", "May not be told; call somebody else on the list.")
    )  # fmt: skip


class IncidentAttempt(SchoolEntity):
    """A try that reached somebody closes its notice; the others show that the school kept trying."""

    spec = Spec(
        label=Label("突发事件联系记录", "Attempt to tell"),
        chapter=Chapter.SAFETY,
        group=Group.INCIDENTS,
        level=Level.PERSONAL,
        title="result",
        reach=Reach("linked", "incident_id", via=("IncidentStudent", "incident_id")),
        owner="by_id",
        also_owners=("incident_id.handled_by_id", "incident_id.opened_by_id"),
        listed=("at", "incident_id", "notice_id", "caregiver_id", "phone", "result", "by_id"),
        filtered=("incident_id", "result", "by_id", "at"),
        order="-at",
        rules=(Judged(_after_the_school_knew), Judged(_may_be_told)),
        systems=("H01", "H02"),
    )

    incident_id: Mapped[int] = c.ref("突发事件", "Incident", "Incident", required=True)
    notice_id: Mapped[int] = c.ref("通知", "Notice", "IncidentNotice", required=True)
    at: Mapped[dt.datetime] = c.moment("时间", "At", required=True)
    way: Mapped[AttemptWay] = c.choice("方式", "How", AttemptWay, required=True, default=AttemptWay.PHONE)
    caregiver_id: Mapped[int | None] = c.ref("联系人", "Caregiver", "Caregiver")
    phone: Mapped[str | None] = c.phone("号码", "Number", place="incident_attempts.phone")
    by_id: Mapped[int] = c.ref("经办人", "By", "Staff", required=True)
    result: Mapped[AttemptResult] = c.choice("结果", "Result", AttemptResult, required=True)
    note: Mapped[str | None] = c.text("备注", "Note", length=200)

    def complete(self) -> None:
        """A try that reached somebody, or is taken back, moves its notice."""
        session: Any = object_session(self)
        if session is None or self.notice_id is None:
            return
        notice: Any = session.get(entity_named("IncidentNotice"), self.notice_id)
        told = self.result == AttemptResult.REACHED and self.archived_at is None
        changed = inspect(self).attrs.archived_at.history.has_changes()
        if notice is not None and (told or changed):
            notice.settle_by([*_told_before(session, self), *([self.at] if told else [])])


def _told_before(session: Any, row: IncidentAttempt) -> list[dt.datetime]:
    others = select(IncidentAttempt.at).where(
        IncidentAttempt.notice_id == row.notice_id,
        IncidentAttempt.result == AttemptResult.REACHED,
        IncidentAttempt.archived_at.is_(None),
        IncidentAttempt.id != (row.id or 0),
    )
    return list(session.scalars(others))


def _soon() -> dt.datetime:
    return clock.now() + dt.timedelta(minutes=1)
