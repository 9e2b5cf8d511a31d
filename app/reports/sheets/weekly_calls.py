"""亲情通话登记表：a week's calls home of a class, to be ticked by hand beside the phone and keyed in by code."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.people.short_code import short_code
from app.reports import _terms
from app.reports._children import Child, children
from app.reports.document import Column, Table
from app.reports.sheet import CodedTable, Leaf, Note, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "亲情通话登记表"
_COLUMNS = (
    Column("姓名", 0.9), Column("通话对象", 1.3), Column("月　日", 0.8), Column("方式", 0.8),
    Column("分钟（0为没打通）", 0.9), Column("说了什么（一句话）", 2.6),
)  # fmt: skip


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """A table a class; the list lies beside a public phone, so it shows no numbers."""
    at = _terms.as_of(session, actor, ask)
    classes: dict[str, list[Child]] = defaultdict(list)
    for child in children(session, actor, at, ask):
        classes[child.class_label].append(child)
    monday = actor.today - dt.timedelta(days=actor.today.weekday())
    week = f"{monday:%Y-%m-%d}至{monday + dt.timedelta(days=6):%m-%d}"
    leaves = tuple(_leaf(label, week, members) for label, members in classes.items())
    return SheetData(imprint(session, actor, _TITLE, leaves[0].name if len(leaves) == 1 else ""), leaves)


def _leaf(label: str, week: str, members: list[Child]) -> Leaf:
    rows = tuple((child.name, _parents(child), "", "", "", "") for child in members)
    table = CodedTable(Table("", _COLUMNS, rows), tuple(short_code(child.id) for child in members))
    hint = Note("方式：电话、视频、网络或书信。周末在“手写卡录入”中按编号登记。")
    return Leaf(_TITLE, (table, hint, Signatures(("登记人",))), subtitle=f"{label}　{week}", name=label)


def _parents(child: Child) -> str:
    names = (each.relation.label.zh for each in child.adults if each.relation.value in ("father", "mother"))
    return "　".join(f"□{name}" for name in names)


SHEET = SheetKind(
    slug="weekly-calls",
    label=Label("亲情通话登记表（空白）", "Weekly calls, to be filled by hand"),
    entity="ContactRecord",
    asks=(Asked.CLASS, Asked.SCHOOL),
    collect=collect,
    about=Label(
        "放在电话旁边，每个孩子一行，印有编号，不印号码。", "Lies beside the phone; codes, no numbers."
    ),
    systems=("D07", "D12"),
)
