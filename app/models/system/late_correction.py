"""LateCorrection 归档后更正：that one row of a closed term may be corrected until a day, and why; nothing else reopens."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, object_session

from app import clock
from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec, all_entities
from app.models._rules import Judged, Problem, Rests
from app.models._validation import Look

#: Long enough for the teacher who made the mistake to read of it, short enough not to be forgotten.
DAYS_OPEN = 3
_SHORTEST_REASON = 4


def _names_a_resting_row(row: LateCorrection, look: Look) -> Problem | None:
    found = {cls.__name__: cls for cls in all_entities()}.get(row.record)
    rests = found if found and any(isinstance(rule, Rests) for rule in found.spec.rules) else None
    if rests and any(each.school_id == row.school_id for each in look.rows(rests, id=row.row_id)):
        return None
    return Problem(
        "row_id",
        Label("没有这条记录，请从该记录的页面进入。", "There is no such record; come from its own page."),
    )


def _says_why(row: LateCorrection, _look: Look) -> Problem | None:
    if len(row.reason.strip()) >= _SHORTEST_REASON:
        return None
    return Problem(
        "reason",
        Label("请写明为什么要更正，至少 4 个字；理由会记入日志。", "Say why in at least four characters; it is logged."),
    )  # fmt: skip


class LateCorrection(SchoolEntity):
    """The principal or the administrator opens one row; whoever may edit it anyway then corrects it, and it is logged."""

    spec = Spec(
        label=Label("归档后更正", "Late correction"),
        chapter=Chapter.SCHOOL,
        group=Group.SETTINGS,
        title="reason",
        listed=("created_at", "record", "row_id", "reason", "until"),
        filtered=("record", "created_at"),
        is_append_only=True,
        rules=(Judged(_names_a_resting_row), Judged(_says_why)),
        indexes=(("record", "row_id"),),
        systems=("B18",),
    )

    record: Mapped[str] = c.text("记录种类", "Kind of record", length=40, required=True)
    row_id: Mapped[int] = c.number("记录编号", "Number of the record", required=True)
    reason: Mapped[str] = c.text(
        "更正理由",
        "Reason",
        length=200,
        required=True,
        hint=Label("会记入日志，请不要写孩子的姓名。", "Goes to the log; name no child."),
    )
    until: Mapped[dt.date] = c.day("可更正到", "Open until", required=True, derived=True)

    def complete(self) -> None:
        if object_session(self) is not None and self.until is None:
            self.until = clock.today() + dt.timedelta(days=DAYS_OPEN - 1)
