"""统计表：the classes side by side, with each grade and the school (domain 4.6)."""

from __future__ import annotations

from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures.class_statistics import class_lines, village_lines
from app.reports import _summary_tables, _terms
from app.reports._html import day
from app.reports.sheet import Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint
from app.standards.as_of import AsOf


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The classes the person sees, and the villages their children come from."""
    term = _terms.term_of(session, ask)
    at = AsOf.of(term, actor.today)
    lines = class_lines(session, at)
    if not lines:
        raise NothingToPrint("本学期还没有登记的儿童，没有可以统计的班级。")
    leaf = Leaf(
        title="留守儿童关爱情况统计表",
        subtitle=f"{term.label}　数字截至{day(at.day)}",
        blocks=(_summary_tables.classes(lines),),
        is_landscape=True,
    )
    by_village = Leaf(
        title="留守儿童分村统计表",
        subtitle=leaf.subtitle,
        blocks=(
            _summary_tables.villages(village_lines(session, at)),
            Signatures(("填表人", "校长"), has_seal=True),
        ),
        is_landscape=True,
    )
    return SheetData(imprint(session, actor, leaf.title, term.label), (leaf, by_village))


SHEET = SheetKind(
    slug="class-statistics",
    label=Label("班级统计表", "Class statistics"),
    entity="CareRegistration",
    asks=(Asked.SCHOOL, Asked.TERM),
    collect=collect,
    about=Label(
        "各班、各年级、全校和各村的人数与完成率，横页。",
        "Numbers and rates of classes, grades, the school and the villages.",
    ),
    systems=("B06",),
)
