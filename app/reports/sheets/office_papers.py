"""检查督察登记表，情况报告 and 工作材料目录：what was inspected, what was reported upward, what was written."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.management.inspection import Inspection
from app.models.management.situation_report import ReportAddressee, SituationReport
from app.models.management.work_document import WorkDocument
from app.models.school.staff import Staff
from app.reports import _terms
from app.reports._html import day
from app.reports.document import Column, Passage, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_INSPECTIONS = (
    Column("序号", 0.4, True), Column("日期", 0.9, True), Column("类别", 0.8), Column("检查对象", 1.1),
    Column("检查结果", 2.6), Column("整改期限", 0.9, True), Column("整改情况", 1.6),
)  # fmt: skip
_DOCUMENTS = (
    Column("序号", 0.4, True), Column("日期", 0.9, True), Column("类别", 0.8), Column("题目", 2.4),
    Column("作者", 0.8), Column("刊登或存放处", 1.4),
)  # fmt: skip


def _inspections(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The inspections of the term; what is overdue says so."""
    term = _terms.term_of(session, ask)
    found = select(Inspection).where(
        Inspection.archived_at.is_(None), Inspection.inspected_on.between(term.starts_on, term.ends_on)
    )
    rows = tuple(
        (
            str(place), f"{row.inspected_on}", row.kind.label.zh, row.target, row.finding,
            f"{row.rectify_by}" if row.rectify_by else "", _rectified(row, actor),
        )
        for place, row in enumerate(session.scalars(found.order_by(Inspection.inspected_on, Inspection.id)), 1)
    )  # fmt: skip
    return _list(session, actor, "检查督察登记表", term, Table("", _INSPECTIONS, rows), is_landscape=True)


def _rectified(row: Inspection, actor: Actor) -> str:
    if row.rectified_on is not None:
        return f"{row.rectified_on} {row.rectified_how}"
    late = row.days_late(actor.today)
    return f"未整改，逾期 {late} 天" if late else "未整改" if row.rectify_by else ""


def _documents(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """What was written in the term."""
    term = _terms.term_of(session, ask)
    found = (
        select(WorkDocument, Staff.name)
        .outerjoin(Staff, Staff.id == WorkDocument.author_id)
        .where(
            WorkDocument.archived_at.is_(None), WorkDocument.written_on.between(term.starts_on, term.ends_on)
        )
        .order_by(WorkDocument.written_on, WorkDocument.id)
    )
    rows = tuple(
        (str(place), f"{row.written_on}", row.kind.label.zh, row.title, author or "", row.place or "")
        for place, (row, author) in enumerate(session.execute(found), 1)
    )
    return _list(session, actor, "工作材料目录", term, Table("", _DOCUMENTS, rows))


def _list(
    session: Any, actor: Actor, title: str, term: Any, table: Table, *, is_landscape: bool = False
) -> SheetData:
    if not table.rows:
        raise NothingToPrint(f"本学期没有可以列入“{title}”的记录。")
    leaf = Leaf(title, (table, Signatures(("填表人", "校长"))), term.label, is_landscape=is_landscape)
    return SheetData(imprint(session, actor, title, term.label), (leaf,))


def _report(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """One report as a letter, once the principal has approved it."""
    row: SituationReport | None = session.get(SituationReport, ask.row_id)
    if row is None or row.archived_at is not None:
        raise NothingToPrint("没有这份情况报告。")
    if row.leaves_the_school and row.approved_on is None:
        raise NothingToPrint("报送上级的情况报告须先由校长审定，再打印。")
    own = imprint(session, actor, "情况报告", row.title)
    addressees = "、".join(each.label.zh for each in ReportAddressee if each in row.addressees)
    blocks = (
        Passage("", (f"{addressees}：", *row.content.splitlines())),
        *((Passage("答复", tuple(row.reply.splitlines())),) if row.reply else ()),
        Signatures(("报告人", "校长"), has_seal=True),
    )
    leaf = Leaf(row.title, blocks, f"{row.kind.label.zh}　{day(row.reported_on)}", name=row.title)
    return SheetData(own, (leaf,))


SHEETS = (
    SheetKind(
        slug="inspection-list",
        label=Label("检查督察登记表", "Inspections"),
        entity="Inspection",
        asks=(Asked.SCHOOL, Asked.TERM),
        collect=_inspections,
        about=Label("一学期的检查、结果和整改。", "The inspections of a term and what was put right."),
        systems=("A19", "A20", "A24", "L04"),
    ),
    SheetKind(
        slug="situation-report",
        label=Label("情况报告", "Situation report"),
        entity="SituationReport",
        asks=(Asked.ROW,),
        collect=_report,
        about=Label("一份报告，校长审定后可以报送。", "One report as a letter, once approved."),
        systems=("A07", "A08", "A21"),
    ),
    SheetKind(
        slug="document-list",
        label=Label("工作材料目录", "List of documents"),
        entity="WorkDocument",
        asks=(Asked.SCHOOL, Asked.TERM),
        collect=_documents,
        about=Label("一学期的报道、论文、经验材料和制度文本。", "Papers, press reports and texts of a term."),
        systems=("A17", "A18", "C22", "J10", "K15"),
    ),
)
