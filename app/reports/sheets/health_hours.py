"""健康课时表：hours of health lessons of each class in the term, against what the standard asks (R42)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures.lesson_hours import ClassHours, asked_hours, hours_of_classes
from app.reports import _terms
from app.reports._html import day
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, Note, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint
from app.standards.as_of import AsOf

_COLUMNS = (
    Column("班级", 1.4),
    Column("已上课时", 1, is_number=True),
    Column("还差", 1, is_number=True),
    Column("停上、挪用（节）", 1.2, is_number=True),
    Column("没有教案（节）", 1.2, is_number=True),
    Column("是否达到", 1),
)


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """One page over the classes whose lessons the person sees."""
    term = _terms.term_of(session, ask)
    at = AsOf.of(term, actor.today)
    lines = hours_of_classes(session, at)
    if not lines:
        raise NothingToPrint("没有可以统计的班级，请先编班。")
    least, most = asked_hours(session, at)
    total = ("合计", _hours(sum((line.hours for line in lines), Decimal(0))), "", "", "", "")
    asked = f"每班每学期不少于 {_hours(least)} 课时" + (f"，不多于 {_hours(most)} 课时" if most else "")
    leaf = Leaf(
        title="健康教育课课时表",
        subtitle=f"{term.label}　截至{day(at.day)}",
        blocks=(
            Table("", _COLUMNS, tuple(_row(line) for line in lines), total),
            Note(f"{asked}；停上和挪作他用的课不计课时。"),
            Signatures(("填表人", "教务")),
        ),
    )
    return SheetData(imprint(session, actor, leaf.title, term.label), (leaf,))


def _row(line: ClassHours) -> tuple[str, ...]:
    return (
        line.label,
        _hours(line.hours),
        _hours(line.missing) if line.is_short else "",
        str(line.dropped or ""),
        str(line.unprepared or ""),
        "未达到" if line.is_short else "超过上限" if line.is_too_much else "达到",
    )


def _hours(value: Decimal) -> str:
    """Without a trailing zero: 9, 9.5."""
    return f"{value.normalize():f}"


SHEET = SheetKind(
    slug="health-hours",
    label=Label("健康教育课课时表", "Hours of health lessons"),
    entity="Lesson",
    asks=(Asked.SCHOOL, Asked.TERM),
    collect=collect,
    about=Label("各班已上、还差、停上和挪用的课时。", "Hours held, missing and dropped, class by class."),
    systems=("F08", "G01", "G05", "H08"),
)
