"""成长日记：the teacher's notes about a child in a term — diary, deeds, behaviour, and the pieces kept."""

from __future__ import annotations

from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.care.growth_record import GrowthKind
from app.reports import _terms
from app.reports._growth import GrowthLine, growth_of
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_KINDS = tuple(kind for kind in GrowthKind if kind is not GrowthKind.PROGRESS_CHECK)
_COLUMNS = (
    Column("日期", 1),
    Column("类别", 1.1),
    Column("内容", 4),
    Column("原件存放处", 1.2),
    Column("记录人", 0.9),
)


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """A leaf for each child that has a note in the term."""
    notes = growth_of(session, _terms.as_of(session, actor, ask), ask, _KINDS)
    leaves = tuple(_leaf(child, lines) for child, lines in notes.items())
    if not leaves:
        raise NothingToPrint("本学期还没有成长记录。请先在孩子的“成长与服务”里登记。")
    subject = leaves[0].name if len(leaves) == 1 else "成长"
    return SheetData(imprint(session, actor, "成长日记", subject), leaves)


def _leaf(child: tuple[int, str, str], lines: list[GrowthLine]) -> Leaf:
    _key, name, label = child
    rows = tuple((each.day, each.kind, each.text, each.kept_at, each.author) for each in lines)
    return Leaf(
        title="关爱留守儿童成长日记",
        subtitle=f"{label}　{name}",
        name=f"{label} {name}",
        blocks=(Table("", _COLUMNS, rows), Signatures(("帮扶教师", "班主任"))),
    )


SHEET = SheetKind(
    slug="growth-diary",
    label=Label("成长日记", "Growth diary"),
    entity="GrowthRecord",
    asks=(Asked.STUDENT, Asked.CLASS, Asked.SCHOOL, Asked.TERM),
    collect=collect,
    about=Label(
        "每个孩子一页：教师日记、有意义的事、行为习惯和记录袋。",
        "A page a child: diary, deeds, behaviour and portfolio.",
    ),
    systems=("B13", "B15", "C21", "K10"),
)
