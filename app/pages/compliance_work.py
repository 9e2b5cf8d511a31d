"""The compliance page as a paper, made outside the request: as the person sees it, and remembered in the log."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app

from app.access import audit
from app.access.anchors import shown_head
from app.access.audit import Entry
from app.access.guard import Actor, bind
from app.access.vocabulary import Label
from app.extensions import db
from app.jobs import JobResult, Progress
from app.models.management.care_standard import CareStandard
from app.models.system.audit_log import AuditAction
from app.pages.compliance_lines import (
    ClauseLine,
    ShareLine,
    child_lines,
    class_lines,
    clause_lines,
    staff_lines,
)
from app.pages.report_work import Work, printing
from app.reports.document import Column, Table
from app.reports.printing import marked, print_sheet
from app.reports.sheet import Block, Leaf, Note, SheetData, Signatures
from app.reports.sheets import imprint
from app.standards.as_of import AsOf
from app.standards.clauses import Ledger, Narrowed, ledger_of, sees_the_school

_TITLE = "制度落实情况"
_CLAUSES = (
    Column("条款", 1.3), Column("原文", 3), Column("要求", 1.2), Column("已做/应做", 0.9, True),
    Column("完成率", 0.7, True), Column("欠", 1.6),
)  # fmt: skip
_SHARES = (
    Column("名称", 1.2), Column("已做/应做", 0.8, True), Column("完成率", 0.7, True), Column("欠的条款", 4),
)  # fmt: skip
_HOW = (
    "“应做”按关爱标准与起止日期计算，只计已到期或已做到的周期；“已做”不超过“应做”，多做的不抵以后的。"
    "没有写明次数的条款只计次数，不作判定；不可能都做到的条款写明算法，不计入任何人的欠项。"
)
_PART = "本件只列打印人能看到记录的条款：他的学生的，和他自己要做的。"


def print_work(actor: Actor, term: str, at: AsOf, narrowed: Narrowed, told: str) -> Work:
    """The job that prints it."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    came_from = audit.origin.get()

    def work(progress: Progress) -> JobResult:
        audit.origin.set(came_from)
        with app.app_context():
            bind(db.session, actor)
            progress(5, Label("正在统计…", "Counting…"))
            data = paper_of(db.session, actor, ledger_of(db.session, at), narrowed, term)
            db.session.rollback()
            audit.record_read(actor, Entry(AuditAction.PRINT, CareStandard.__name__, fields=told))
            paper = marked(data, shown_head())
            return printing(lambda on_page: print_sheet(paper, on_page), progress)

    return work


def paper_of(session: Any, actor: Actor, ledger: Ledger, narrowed: Narrowed, term: str) -> SheetData:
    """Clauses, classes, teachers, and the children to whom something is missing."""
    at = ledger.at
    days = f"{term}　{at.from_on or at.starts_on:%Y-%m-%d} 至 {at.day:%Y-%m-%d}"
    standard = ledger.standard
    blocks: list[Block] = [
        Note(f"关爱标准：{standard.name}（{standard.source}）" if standard else "尚未选用关爱标准。"),
        Table("一、按条款", _CLAUSES, tuple(map(_clause, clause_lines(ledger, narrowed)))),
        Note(_HOW if sees_the_school(actor.roles) else _HOW + _PART),
    ]
    impossible = [f"{each.rule.name.zh}：{each.sentence.zh}" for each in ledger.impossible]
    blocks += [Note(f"不可能都做到：{sentence}") for sentence in impossible]
    blocks += [
        Table("二、按班级", _SHARES, tuple(map(_share, class_lines(session, ledger, narrowed)))),
        Table("三、按教师（按名册排列，不作名次）", _SHARES, tuple(map(_share, staff_lines(session, ledger, narrowed)))),
        Signatures(("统计人", "校长"), has_seal=True),
    ]  # fmt: skip
    children = [each for each in child_lines(session, ledger, narrowed) if each.lacking or each.kinds]
    if children:
        blocks.append(
            Table(
                "四、有欠项或需要留意的学生（无人监护、从未联系的在前）",
                _SHARES,
                tuple(map(_share, children)),
            )
        )
    leaf = Leaf(_TITLE, tuple(blocks), subtitle=days, is_landscape=True)
    return SheetData(imprint(session, actor, _TITLE, term), (leaf,))


def _clause(each: ClauseLine) -> tuple[str, ...]:
    name, quote = (
        f"{each.name.zh}（{each.code}）",
        f"{each.quote}（{each.source}）" if each.source else each.quote,
    )
    if not each.is_judged:
        return (name, quote, each.number.zh, each.counted, "只计次数", "")
    lacking = "、".join(each.missing)
    if each.impossible:
        lacking = "不可能都做到，不计欠项"
    return (name, quote, each.number.zh, f"{each.done}/{each.due}", each.rate, lacking)


def _share(each: ShareLine) -> tuple[str, ...]:
    lacking = [f"{name.zh}（{count}）" for name, count in each.lacking]
    told = "、".join([*(kind.label.zh for kind in each.kinds), *lacking])
    return (each.name, f"{each.done}/{each.due}", each.rate, told or "—")
