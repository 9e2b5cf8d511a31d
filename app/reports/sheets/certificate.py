"""奖状：a certificate for one granted award, or for all of the school year."""

from __future__ import annotations

from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures.awards import AwardLine, award_lines
from app.models.management.award import Award, AwardStatus
from app.reports._html import day
from app.reports.sheet import Certificate, Leaf, NothingToPrint, SheetData
from app.reports.sheets import Ask, Asked, SheetKind, imprint


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """A page for the award; it says what was done well and nothing about need."""
    lines = award_lines(session, Award.id == ask.row_id, Award.status == AwardStatus.GRANTED)
    if not lines:
        raise NothingToPrint("这项表彰还没有由校长决定，不能打印奖状。")
    own = imprint(session, actor, "奖状", lines[0].recipient)
    return SheetData(own, tuple(_leaf(line, own.school) for line in lines))


def _leaf(line: AwardLine, school: str) -> Leaf:
    deed = line.reason.rstrip("。；，")
    text = f"{deed}，表现突出，被评为" if deed else "表现突出，被评为"
    who = f"{line.class_label}　{line.recipient}" if line.class_label else line.recipient
    block = Certificate(who, text, f"“{line.title}”", line.body or school, day(line.day), line.certificate_no)
    return Leaf("奖状", (block,), name=f"{line.recipient} {line.title}", is_landscape=True)


SHEET = SheetKind(
    slug="certificate",
    label=Label("奖状", "Certificate"),
    entity="Award",
    asks=(Asked.ROW,),
    collect=collect,
    about=Label("一张横页，校长决定后可以打印。", "One page, once the principal has granted the award."),
    systems=("M01", "M02", "M03", "M04", "M05"),
)
