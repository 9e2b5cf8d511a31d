"""工作计划与行事历：the texts of a plan and its tasks by month with their state."""

from __future__ import annotations

from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures.work_plans import PlanLine, PlanMonth, plan_months
from app.models.management.work_plan import WorkPlan
from app.models.school.term import Term
from app.reports.document import Column, Passage, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_COLUMNS = (
    Column("月份", 0.6, True), Column("序号", 0.5, True), Column("任务", 3), Column("责任", 1),
    Column("状态", 0.7), Column("完成日期", 1.2, True), Column("凭据", 1.3),
)  # fmt: skip


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The plan with its calendar as it stands today."""
    plan: WorkPlan | None = session.get(WorkPlan, ask.row_id)
    if plan is None or plan.archived_at is not None:
        raise NothingToPrint("没有这份工作计划。")
    term: Term = session.get(Term, plan.term_id)
    months = plan_months(session, plan, term, actor.today)
    parts = (("一、指导思想", plan.guiding), ("二、工作目标", plan.goals), ("三、工作措施", plan.measures))
    texts = tuple(Passage(head, tuple(text.splitlines())) for head, text in parts if text)
    rows = tuple(_cells(month, line) for month in months for line in month.lines)
    table = Table("行事历", _COLUMNS, rows, empty="这份计划还没有任务。")
    leaf = Leaf(plan.title, (*texts, table, Signatures(("制定人", "校长"), has_seal=True)), term.label)
    return SheetData(imprint(session, actor, plan.title, term.label), (leaf,))


def _cells(month: PlanMonth, line: PlanLine) -> tuple[str, ...]:
    months = f"{month.month}–{line.last_month}月" if line.last_month else f"{month.month}月"
    owner = "、".join(filter(None, (line.owner, line.office)))
    done = f"{line.done_on}" if line.done_on else ""
    return (months, str(line.no), line.task, owner, line.state.label.zh, done, line.evidence)


SHEET = SheetKind(
    slug="work-plan",
    label=Label("工作计划与行事历", "Work plan and calendar"),
    entity="WorkPlan",
    asks=(Asked.ROW,),
    collect=collect,
    about=Label("计划全文，和每月任务的完成情况。", "The plan and the state of its tasks by month."),
    systems=("A03", "A13", "A14", "K10"),
)
