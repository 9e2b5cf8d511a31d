"""生日登记表: the children's days month by month, and whether this year's was kept; the wall has a poorer list."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures.birthdays import Birthday, birthdays
from app.reports._terms import as_of
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_COLUMNS = (Column("日期", 1), Column("姓名", 1.4), Column("班级", 1.2), Column("今年", 1))


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The months of the year under each other; of a class where one is asked for."""
    rows = birthdays(session, as_of(session, actor, ask), None, ask.school_class_id)
    if not rows:
        raise NothingToPrint("没有可以打印的生日：这个范围里没有登记的留守儿童。")
    months = tuple(_month(month, list(group)) for month, group in groupby(rows, lambda row: row.month))
    kept = sum(row.is_kept for row in rows)
    leaf = Leaf(
        "生日登记表", (*months, Signatures(("班主任",))), subtitle=f"共 {len(rows)} 人，今年已过 {kept} 人"
    )
    return SheetData(imprint(session, actor, leaf.title, str(actor.today.year)), (leaf,))


def _month(month: int, rows: list[Birthday]) -> Table:
    lines = tuple(
        (f"{row.month} 月 {row.day} 日", row.name, row.class_label, "已过" if row.is_kept else "")
        for row in rows
    )
    return Table(f"{month} 月", _COLUMNS, lines)


SHEET = SheetKind(
    slug="birthday-register",
    label=Label("生日登记表", "Birthday register"),
    entity="Event",
    asks=(Asked.SCHOOL, Asked.CLASS),
    collect=collect,
    about=Label(
        "按月列出孩子的生日和今年是否过了。", "The birthdays by month, and which were kept this year."
    ),
    systems=("B20", "K04"),
)
