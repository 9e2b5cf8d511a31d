"""IncidentNotice 突发事件通知: one addressee who must be told, until when, and when he was reached (R80-R83)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, Problem, Unique
from app.models._validation import Look
from app.models.safety._contacts import ties_to_tell
from app.models.safety._kinds import Addressee


def _late_has_a_reason(row: IncidentNotice, _look: Look) -> Problem | None:
    if row.minutes_late == 0 or row.reached_at is None or (row.late_reason or "").strip():
        return None
    return Problem(
        "late_reason",
        Label(
            f"已超过时限 {row.minutes_late} 分钟，请写明晚通知的原因，再记“已通知到”。",
            f"{row.minutes_late} minutes over the limit; say why before it counts as told.",
        ),
    )


def _may_be_told(row: IncidentNotice, look: Look) -> Problem | None:
    """Nobody is put on the list who may not be told or whose relation had ended."""
    if row.caregiver_id is None or row.student_id is None:
        return None
    incident = look.referred(row, "incident_id")
    if incident is None:
        return None
    day = clock.in_china(incident.known_at).date()
    if any(tie.caregiver_id == row.caregiver_id for tie in ties_to_tell(look, row.student_id, day)):
        return None
    return Problem(
        "caregiver_id",
        Label(
            "此人当天不是该生的亲属或监护人，或登记为不可告知，不能列为通知对象。",
            "Not a relative of the child on that day, or may not be told.",
        ),
    )


class IncidentNotice(SchoolEntity):
    """Made by the program with the incident and its children; open until reached or given up with a reason."""

    spec = Spec(
        label=Label("突发事件通知", "Incident notice"),
        chapter=Chapter.SAFETY,
        group=Group.INCIDENTS,
        level=Level.PERSONAL,
        title="addressee",
        reach=Reach("linked", "incident_id", via=("IncidentStudent", "incident_id")),
        owner="incident_id.handled_by_id",
        also_owners=("incident_id.opened_by_id",),
        listed=("incident_id", "addressee", "student_id", "due_at", "reached_at", "late_reason"),
        filtered=("incident_id", "addressee", "student_id", "reached_at"),
        order="due_at",
        rules=(
            Unique(
                ("incident_id", "addressee", "student_id", "caregiver_id"),
                Label("这个对象已经在通知名单里。", "This addressee is on the list already."),
            ),
            Unique(
                ("incident_id", "addressee"),
                Label("这个单位已经在通知名单里。", "This office is on the list already."),
                where={"student_id": None},
            ),
            Judged(_late_has_a_reason),
            Judged(_may_be_told),
        ),
        systems=("H01", "H02"),
    )

    incident_id: Mapped[int] = c.ref("突发事件", "Incident", "Incident", required=True)
    addressee: Mapped[Addressee] = c.choice("通知对象", "Who is told", Addressee, required=True)
    student_id: Mapped[int | None] = c.ref("学生", "Student", "Student")
    caregiver_id: Mapped[int | None] = c.ref("家长/监护人", "Caregiver", "Caregiver")
    is_owed: Mapped[bool] = c.flag("必须通知", "Must be told", default=True, derived=True)
    due_at: Mapped[dt.datetime | None] = c.moment("最迟时间", "Due at", derived=True)
    reached_at: Mapped[dt.datetime | None] = c.moment("通知到的时间", "Told at", derived=True)
    late_reason: Mapped[str | None] = c.text("超时原因", "Why late", length=200)
    given_up_reason: Mapped[str | None] = c.text("不再联系的原因", "Why given up", length=200)
    given_up_at: Mapped[dt.datetime | None] = c.moment("停止联系时间", "Given up at", derived=True)

    @property
    def minutes_late(self) -> int:
        """Whole minutes begun after the limit, up to the moment it was reached or, while open, up to now."""
        if self.due_at is None:
            return 0
        over = (self.reached_at or self.given_up_at or clock.now()) - self.due_at
        return max(0, -int(-over.total_seconds() // 60))

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to call."""
        return self.reached_at is None and not self.given_up_reason

    def settle_by(self, attempts: list[dt.datetime]) -> None:
        """The first of the attempts that reached somebody decides; none, and it is open again."""
        self.reached_at = min(attempts, default=None)

    def complete(self) -> None:
        if self.given_up_reason and self.given_up_at is None:
            self.given_up_at = clock.now()
        elif not self.given_up_reason:
            self.given_up_at = None
