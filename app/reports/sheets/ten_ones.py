"""“十个一”落实表：the ten promises of a term against what was recorded (K13)."""

from __future__ import annotations

from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures.ten_ones import One, ten_ones
from app.reports import _terms
from app.reports._html import day
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint
from app.standards.as_of import AsOf

_COLUMNS = (
    Column("序号", 0.5, is_number=True),
    Column("内容", 2.4),
    Column("已做", 0.8, is_number=True),
    Column("应做", 0.8, is_number=True),
    Column("是否落实", 0.9),
)


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """One page for the term, over the children and events the person sees."""
    term = _terms.term_of(session, ask)
    at = AsOf.of(term, actor.today)
    rows = tuple(_row(number, one) for number, one in enumerate(ten_ones(session, at), start=1))
    leaf = Leaf(
        title="“十个一”落实表",
        subtitle=f"{term.label}　截至{day(at.day)}",
        blocks=(Table("", _COLUMNS, rows), Signatures(("填表人", "校长"), has_seal=True)),
    )
    return SheetData(imprint(session, actor, "十个一落实表", term.label), (leaf,))


def _row(number: int, one: One) -> tuple[str, ...]:
    return (str(number), one.label.zh, str(one.done), str(one.due), "已落实" if one.is_kept else "未落实")


SHEET = SheetKind(
    slug="ten-ones",
    label=Label("“十个一”落实表", "The ten ones"),
    entity="Event",
    asks=(Asked.SCHOOL, Asked.TERM),
    collect=collect,
    about=Label("一学期的十项承诺，逐项数出做了多少。", "The ten promises of a term, counted one by one."),
    systems=("K13",),
)
