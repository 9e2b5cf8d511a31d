"""资助名单：the aid of a term, child by child with every step and its person, and the totals by program (domain 4.7)."""

from __future__ import annotations

from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures.aid import AidLine, Signed, aid_lines, in_yuan, totals
from app.reports import _terms
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "资助名单"
_COLUMNS = (
    Column("序号", 0.5, True), Column("姓名", 0.8), Column("班级", 0.8, True), Column("监护人", 0.8),
    Column("家庭经济", 0.7), Column("项目", 1), Column("金额（元）", 0.9, True), Column("物品与数量", 1.1),
    Column("资助方", 0.9), Column("申请", 0.9, True), Column("批准", 0.9, True), Column("发放", 0.9, True),
    Column("核查", 0.9, True), Column("备注", 0.8),
)  # fmt: skip
_TOTALS = (
    Column("项目", 2), Column("份数", 0.7, True), Column("人数", 0.7, True), Column("金额合计（元）", 1.2, True),
    Column("已批准", 0.8, True), Column("已发放", 0.8, True), Column("已核查", 0.8, True),
)  # fmt: skip


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The list and the totals of the term, of a class or of all that the person sees."""
    term = _terms.term_of(session, ask)
    lines = aid_lines(session, term.id, class_id=ask.school_class_id)
    if not lines:
        raise NothingToPrint("本学期还没有资助记录。请先在“资助”页登记申请。")
    blocks = (
        Table("一、明细", _COLUMNS, tuple(_cells(place, line) for place, line in enumerate(lines, 1))),
        Table("二、按项目合计", _TOTALS, tuple(_total(each) for each in totals(lines))),
        Signatures(("填表人", "校长"), has_seal=True),
    )
    leaf = Leaf(_TITLE, blocks, subtitle=f"{term.label}　共{len(lines)}份", is_landscape=True)
    return SheetData(imprint(session, actor, _TITLE, term.label), (leaf,))


def _cells(place: int, line: AidLine) -> tuple[str, ...]:
    return (
        str(place), line.child, line.class_label, line.guardian, line.economy, line.program, in_yuan(line.amount),
        line.goods, line.sponsor, *(_signed(step) for step in line.steps), line.note,
    )  # fmt: skip


def _signed(step: Signed) -> str:
    return f"{step.day:%Y-%m-%d} {step.by}".strip() if step.day else ""


def _total(total: Any) -> tuple[str, ...]:
    reached = (str(number) for number in total.reached[1:])
    amount = in_yuan(total.amount) if total.amount else ""
    return (total.program, str(total.grants), str(total.children), amount, *reached)


SHEET = SheetKind(
    slug="aid-list",
    label=Label("资助名单", "Aid list"),
    entity="AidGrant",
    asks=(Asked.CLASS, Asked.SCHOOL, Asked.TERM),
    collect=collect,
    about=Label("一学期的资助明细和按项目合计，仅限校内。", "The aid of a term with totals by program."),
    systems=("G08", "L03", "L04", "L08"),
)
