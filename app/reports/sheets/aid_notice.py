"""资助公示名单：what hangs on the wall, from rows that hold a hidden name, a class and a program and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.aid._wall import private_number_in
from app.models.aid.aid_notice import AidNotice
from app.reports._html import day
from app.reports.document import Column, Passage, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_COLUMNS = (Column("序号", 0.4, True), Column("姓名", 1), Column("班级", 1, True), Column("项目", 1.4))


@dataclass(frozen=True, slots=True)
class PostedAid:
    """A line on the wall. There is no place in it for an amount, a phone, a number, an address or a category."""

    name: str
    school_class: str
    program: str

    @classmethod
    def of(cls, row: dict[str, str]) -> PostedAid:
        """The three cells of a stored row; whatever else might stand there is left behind."""
        return cls(row.get("name", ""), row.get("class_label", ""), row.get("program", ""))


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The approved list, on the days on which it hangs; afterwards it is not printed any more."""
    notice: AidNotice | None = session.get(AidNotice, ask.row_id)
    if notice is None or notice.archived_at is not None:
        raise NothingToPrint("没有这份公示名单。")
    if notice.approved_on is None:
        raise NothingToPrint("公示名单还没有经校长批准，不能打印。")
    if not notice.may_hang_on(actor.today):
        raise NothingToPrint(
            f"公示期是 {notice.posted_on} 至 {notice.expires_on}，今天不在公示期内，不能打印；已张贴的请撤下。"
        )
    rows = [PostedAid.of(row) for row in notice.rows or ()]
    _refuse_numbers(notice, rows)
    lines = tuple((str(place), row.name, row.school_class, row.program) for place, row in enumerate(rows, 1))
    blocks = (
        *((Passage("", (notice.text,)),) if notice.text else ()),
        Table("", _COLUMNS, lines),
        Passage("", (f"公示期：{day(notice.posted_on)}至{day(notice.expires_on)}，到期撤下。",)),
    )
    leaf = Leaf(notice.title, blocks)
    return SheetData(imprint(session, actor, notice.title, "公示", mark="张贴版"), (leaf,))


def _refuse_numbers(notice: AidNotice, rows: list[PostedAid]) -> None:
    """Once more before it goes to the wall: rows are kept as data, and data can come from anywhere."""
    cells = (cell for row in rows for cell in (row.name, row.school_class, row.program))
    if any(private_number_in(text) for text in (notice.title, notice.text or "", *cells)):
        raise NothingToPrint("名单里有像身份证号或电话的数字，不能张贴。请归档后重新生成。")


SHEET = SheetKind(
    slug="aid-notice",
    label=Label("资助公示（张贴）", "Posted aid list"),
    entity="AidNotice",
    asks=(Asked.ROW,),
    collect=collect,
    about=Label(
        "姓名隐去一字，只有班级和项目；公示期内可以打印。",
        "Hidden names, class and program; while it may hang.",
    ),
    systems=("L03", "L08"),
    is_posted=True,
)
