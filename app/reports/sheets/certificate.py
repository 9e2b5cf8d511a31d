"""奖状：a certificate for one granted award, or for all that the school gave in a term."""

from __future__ import annotations

from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures.awards import AwardLine, award_lines
from app.models.management.award import Award, AwardStatus
from app.reports import _terms
from app.reports._html import day
from app.reports.sheet import Certificate, Leaf, NothingToPrint, SheetData
from app.reports.sheets import Ask, Asked, SheetKind, imprint


def _one(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """A page for the award; it says what was done well and nothing about need."""
    lines = award_lines(session, Award.id == ask.row_id, Award.status == AwardStatus.GRANTED)
    if not lines:
        raise NothingToPrint("这项表彰还没有由校长决定，不能打印奖状。")
    return _pages(session, actor, lines, lines[0].recipient)


def _all(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """A page for every award that was granted in the term and that the school itself gives."""
    term = _terms.term_of(session, ask)
    inside = Award.awarded_on.between(term.starts_on, term.ends_on)
    lines = award_lines(session, Award.status == AwardStatus.GRANTED, Award.body.is_(None), inside)
    if not any(line.recipient for line in lines):
        raise NothingToPrint("这个学期还没有由本校颁发并已决定的表彰。")
    return _pages(session, actor, [line for line in lines if line.recipient], term.label)


def _pages(session: Any, actor: Actor, lines: list[AwardLine], subject: str) -> SheetData:
    own = imprint(session, actor, "奖状", subject)
    return SheetData(own, tuple(_leaf(line, own.school) for line in lines))


def _leaf(line: AwardLine, school: str) -> Leaf:
    deed = line.reason.rstrip("。；，")
    text = f"{deed}，表现突出，被评为" if deed else "表现突出，被评为"
    who = f"{line.class_label}　{line.recipient}" if line.class_label else line.recipient
    block = Certificate(who, text, f"“{line.title}”", line.body or school, day(line.day), line.certificate_no)
    return Leaf("奖状", (block,), name=f"{line.recipient} {line.title}", is_landscape=True)


_SYSTEMS = ("M01", "M02", "M03", "M04", "M05", "M06")

SHEETS = (
    SheetKind(
        slug="certificate",
        label=Label("奖状", "Certificate"),
        entity="Award",
        asks=(Asked.ROW,),
        collect=_one,
        about=Label("一张横页，校长决定后可以打印。", "One page, once the principal has granted the award."),
        systems=_SYSTEMS,
    ),
    SheetKind(
        slug="certificates",
        label=Label("全部奖状", "All certificates"),
        entity="Award",
        asks=(Asked.SCHOOL, Asked.TERM),
        collect=_all,
        about=Label("一学期本校颁发的全部奖状，一个文件。", "All certificates of a term in one file."),
        systems=_SYSTEMS,
    ),
)
