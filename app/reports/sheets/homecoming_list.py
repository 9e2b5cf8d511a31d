"""返乡名单：the parents away, with room for when they come home, so that visits fall on the days they are there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.reports import _terms
from app.reports._children import Adult, Child, children
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, Note, NothingToPrint, SheetData
from app.reports.sheets import Ask, Asked, SheetKind, imprint
from app.standards.as_of import AsOf

_TITLE = "家长外出返乡名单"
_COLUMNS = (
    Column("序号", 0.45, True), Column("班级", 0.8, True), Column("学生", 0.8), Column("家长", 1.1), Column("电话", 1.2),
    Column("务工地点", 1.4), Column("外出日期", 1, True), Column("已外出", 0.7, True), Column("预计返乡", 1),
    Column("计划家访", 1), Column("家访教师", 0.9),
)  # fmt: skip


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """A line for each parent away today, by class; asked before 中秋，国庆 and 春节."""
    at = _terms.as_of(session, actor, ask)
    pairs = [
        (child, adult) for child in children(session, actor, at, ask) for adult in child.adults if adult.work
    ]
    if not pairs:
        raise NothingToPrint("这些孩子的家长现在都没有外出登记，没有返乡名单可印。")
    rows = tuple(_row(place, child, adult, at) for place, (child, adult) in enumerate(pairs, 1))
    note = Note("先打电话问清返乡日期，再约家访；返乡后请在“外出务工记录”里填写返乡日期。")
    leaf = Leaf(
        _TITLE, (Table(f"共{len(rows)}人", _COLUMNS, rows), note), f"截至{at.day:%Y-%m-%d}", is_landscape=True
    )
    return SheetData(imprint(session, actor, _TITLE, f"{at.day:%Y-%m-%d}"), (leaf,))


def _row(place: int, child: Child, adult: Adult, at: AsOf) -> tuple[str, ...]:
    since = dt.date.fromisoformat(adult.work["away_since"])
    months = (at.day.year - since.year) * 12 + at.day.month - since.month - (at.day.day < since.day)
    mentor = child.mentors[0].name if child.mentors else ""
    return (
        str(place),
        child.class_label,
        child.name,
        f"{adult.relation.label.zh} {adult.facts.get('name', '')}",
        adult.facts.get("phone", ""),
        adult.work.get("work_place", ""),
        adult.work["away_since"],
        f"{months}个月",
        "",
        "",
        mentor,
    )


SHEET = SheetKind(
    slug="homecoming-list",
    label=Label("家长外出返乡名单", "Parents away, and when they come home"),
    entity="CareRegistration",
    asks=(Asked.CLASS, Asked.SCHOOL),
    collect=collect,
    about=Label("节前电话询问返乡日期，安排家访。", "To ask before the festivals, and to plan visits."),
    systems=("D01", "D22"),
)
