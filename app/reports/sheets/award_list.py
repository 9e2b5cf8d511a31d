"""表彰名单：who was honoured in a school year, for the wall: name, class and title, and nothing about aid or need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures.awards import AwardLine, award_lines
from app.models.management.award import Award, AwardStatus
from app.models.school.school_year import SchoolYear
from app.reports import _terms
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "表彰名单"
_COLUMNS = (
    Column("序号", 0.4, True), Column("荣誉称号", 1.4), Column("获奖者", 1), Column("班级", 0.8, True),
    Column("级别", 0.6), Column("颁发单位", 1.2), Column("日期", 0.9, True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Honoured:
    """A line on the wall. There is no place in it for a reason, a phone, a category or aid."""

    title: str
    name: str
    school_class: str
    level: str
    body: str
    day: str


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The granted awards of the school year of the term."""
    term = _terms.term_of(session, ask)
    year: Any = session.get(SchoolYear, term.school_year_id)
    inside = (Award.awarded_on >= year.starts_on, Award.awarded_on <= year.ends_on)
    lines = award_lines(session, Award.status == AwardStatus.GRANTED, *inside)
    rows = [_honoured(line) for line in lines if line.recipient]
    if not rows:
        raise NothingToPrint("这个学年还没有已决定的表彰。")
    table = Table("", _COLUMNS, tuple(_cells(place, row) for place, row in enumerate(rows, 1)))
    leaf = Leaf(_TITLE, (table,), subtitle=f"{year.label}学年　共{len(rows)}项")
    return SheetData(imprint(session, actor, _TITLE, year.label, mark="张贴版"), (leaf,))


def _honoured(line: AwardLine) -> Honoured:
    return Honoured(line.title, line.recipient, line.class_label, line.level, line.body, f"{line.day}")


def _cells(place: int, row: Honoured) -> tuple[str, ...]:
    return (str(place), row.title, row.name, row.school_class, row.level, row.body or "本校", row.day)


SHEET = SheetKind(
    slug="award-list",
    label=Label("表彰名单（张贴）", "Awards, for the wall"),
    entity="Award",
    asks=(Asked.SCHOOL, Asked.TERM),
    collect=collect,
    about=Label("一个学年已决定的表彰，可以张贴。", "The awards granted in a school year."),
    systems=("J06", "J07", "M01", "M02", "M03", "M04", "M05", "M06", "M07"),
    is_posted=True,
)
