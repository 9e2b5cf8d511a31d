"""突发事件报告: a first, further or final report as it was kept, to be signed, sealed and sent (H01)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app import clock
from app.access.guard import Actor
from app.access.vocabulary import Label, in_a_row
from app.models.safety.incident_brief import IncidentBrief
from app.reports.document import Passage
from app.reports.sheet import Field, Fields, Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The report asked for."""
    brief = session.scalar(select(IncidentBrief).where(IncidentBrief.id == ask.row_id))
    if brief is None:
        raise NothingToPrint("没有这份报告。请从“突发事件报告”的详情页点“打印”。")
    title = f"突发事件{brief.kind.label.zh}"
    sent = f"{clock.in_china(brief.sent_at):%Y-%m-%d %H:%M}" if brief.sent_at else "（未报送）"
    to = in_a_row(each.label for each in sorted(brief.sent_to or ()))
    leaf = Leaf(
        title,
        (
            Fields((Field("报送单位", to), Field("报送时间", sent))),
            Passage("报告内容", tuple(brief.text.splitlines())),
            Signatures(("报告人", "校长"), has_seal=True),
        ),
    )
    return SheetData(imprint(session, actor, title, f"{brief.id}"), (leaf,))


SHEET = SheetKind(
    slug="incident-report",
    label=Label("突发事件报告", "Incident report"),
    entity="IncidentBrief",
    asks=(Asked.ROW,),
    collect=collect,
    about=Label(
        "初报、续报、终报，签字盖章后报送。", "First, further or final report, to be signed and sealed."
    ),
    systems=("H01",),
)
