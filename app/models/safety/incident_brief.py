"""IncidentBrief 事件报告: the first, further and final report of an incident, as it was sent upward."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, Problem, Unique
from app.models._validation import Look
from app.models.safety._kinds import OF_A_CHILD, Addressee


class BriefKind(Choice):
    """Which report it is."""

    FIRST = "first", "初报", "First report"
    FURTHER = "further", "续报", "Further report"
    FINAL = "final", "终报", "Final report"


def _goes_to_an_office(row: IncidentBrief, _look: Look) -> Problem | None:
    if not set(row.sent_to or ()) & set(OF_A_CHILD):
        return None
    return Problem(
        "sent_to",
        Label("书面报告只报上级教育主管部门和乡镇党委政府。", "Written reports go to the two offices only."),
    )


class IncidentBrief(SchoolEntity):
    """Text composed from what is recorded, corrected by a person, and kept as sent."""

    spec = Spec(
        label=Label("突发事件报告", "Incident report"),
        chapter=Chapter.SAFETY,
        group=Group.INCIDENTS,
        level=Level.PERSONAL,
        title="kind",
        reach=Reach("linked", "incident_id", via=("IncidentStudent", "incident_id")),
        owner="incident_id.handled_by_id",
        also_owners=("incident_id.opened_by_id",),
        listed=("incident_id", "kind", "sent_at", "sent_to", "by_id"),
        filtered=("incident_id", "kind", "sent_at"),
        order="-id",
        rules=(
            Unique(
                ("incident_id",),
                Label(
                    "初报只有一份，后来的情况请写续报。", "There is one first report; write a further one."
                ),
                where={"kind": BriefKind.FIRST},
            ),
            Unique(
                # The school is named so that the two indexes have different names.
                ("school_id", "incident_id"),
                Label("终报只有一份，请修改原来的终报。", "There is one final report; edit it."),
                where={"kind": BriefKind.FINAL},
            ),
            Judged(_goes_to_an_office),
        ),
        systems=("H01",),
    )

    incident_id: Mapped[int] = c.ref("突发事件", "Incident", "Incident", required=True)
    kind: Mapped[BriefKind] = c.choice("报告类别", "Kind", BriefKind, required=True)
    text: Mapped[str] = c.long_text("内容", "Text", required=True)
    sent_to: Mapped[frozenset[Addressee] | None] = c.choices("报送单位", "Sent to", Addressee)
    sent_at: Mapped[dt.datetime | None] = c.moment(
        "报送时间", "Sent at", hint=Label("尚未报送请留空。", "Empty until sent.")
    )
    by_id: Mapped[int] = c.ref("报告人", "By", "Staff", required=True)
