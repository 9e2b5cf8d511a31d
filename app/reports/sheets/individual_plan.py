"""个别方案：one plan with its stages, printed only for those who may read what it says, one at a time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.care.individual_plan import IndividualPlan, PlanKind, PlanTrigger
from app.models.care.plan_stage import PlanStage
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.reports.document import Column, Table
from app.reports.sheet import Field, Fields, Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_STAGES = (
    Column("序号", 0.5, True), Column("应完成日期", 1.1, True), Column("阶段目标", 2.4), Column("阶段性效果", 2.4),
    Column("检查日期", 1.1, True), Column("检查人", 0.8),
)  # fmt: skip


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The plan asked for and no other; there is no file of several plans."""
    own = IndividualPlan
    found = (
        select(own, Student.name, SchoolClass.label, Staff.name)
        .join(Student, Student.id == own.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .outerjoin(Staff, Staff.id == own.author_id)
        .where(own.id == ask.row_id)
    )
    row = session.execute(found).first()
    if row is None:
        raise NothingToPrint("没有这份方案。请从方案的详情页点“打印”。")
    plan, child, school_class, author = row
    who = f"{school_class or ''} {child}".strip()
    mark = "保密" if plan.kind == PlanKind.INDIVIDUAL_EDUCATION else ""
    leaf = Leaf(
        plan.kind.label.zh,
        (_plan(plan, child, school_class, author), _stages(session, plan.id), _signed()),
        who,
    )
    return SheetData(imprint(session, actor, leaf.title, who, mark=mark), (leaf,))


def _plan(plan: IndividualPlan, child: str, school_class: str | None, author: str | None) -> Fields:
    triggers = "、".join(each.label.zh for each in PlanTrigger if each in (plan.triggers or ()))
    closed = f"{plan.closed_on:%Y-%m-%d}" if plan.closed_on else ""
    fields = (
        Field("姓名", child), Field("班级", school_class or ""),
        Field("制定人", author or ""), Field("制定日期", f"{plan.made_on:%Y-%m-%d}"),
        *((Field("学科", plan.subject), Field("帮扶时间", plan.help_time or "")) if plan.subject else ()),
        *((Field("起因", triggers, 2),) if triggers else ()),
        Field("方案内容", plan.content, 2, 5), Field("预期效果", plan.expected_effect or "", 2, 3),
        Field("实施结果", plan.result or "", 2, 4), Field("结束日期", closed, 2),
    )  # fmt: skip
    return Fields(fields)


def _stages(session: Any, plan_id: int) -> Table:
    own = PlanStage
    found = (
        select(own.no, own.due_on, own.goal, own.effect, own.checked_on, Staff.name)
        .outerjoin(Staff, Staff.id == own.checked_by_id)
        .where(own.plan_id == plan_id, own.archived_at.is_(None))
        .order_by(own.no)
    )
    rows = tuple(
        (str(no), f"{due:%Y-%m-%d}", goal, effect or "", f"{checked:%Y-%m-%d}" if checked else "", by or "")
        for no, due, goal, effect, checked, by in session.execute(found)
    )
    return Table("阶段", _STAGES, rows, empty="还没有分阶段。")


def _signed() -> Signatures:
    return Signatures(("制定人", "班主任", "校长"))


SHEET = SheetKind(
    slug="individual-plan",
    label=Label("个别方案", "Individual plan"),
    entity="IndividualPlan",
    asks=(Asked.ROW,),
    collect=collect,
    about=Label("一份方案和它的阶段；一次只印一份。", "One plan and its stages, one at a time."),
    systems=("C13", "C14"),
)
