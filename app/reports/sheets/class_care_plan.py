"""班级帮扶计划与总结：a class's plan at the beginning of a term and its summary at the end."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.care.class_care_plan import ClassCarePlan
from app.models.school.school_class import SchoolClass
from app.reports import _terms
from app.reports.document import Passage
from app.reports.sheet import Field, Fields, Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The plan asked for, else those of the class or of all classes in the term, a leaf each."""
    plans = _plans(session, ask)
    if not plans:
        raise NothingToPrint("本学期还没有班级帮扶计划，请班主任先在“班级帮扶计划”里填写。")
    subject = plans[0].school_class.label if len(plans) == 1 else "各班"
    return SheetData(imprint(session, actor, "班级帮扶计划", subject), tuple(_leaf(plan) for plan in plans))


def _plans(session: Any, ask: Ask) -> list[Any]:
    found = (
        select(ClassCarePlan)
        .join(SchoolClass, SchoolClass.id == ClassCarePlan.school_class_id)
        .where(ClassCarePlan.archived_at.is_(None))
        .order_by(SchoolClass.grade, SchoolClass.number)
    )
    if ask.row_id is not None:
        return list(session.scalars(found.where(ClassCarePlan.id == ask.row_id)))
    found = found.where(ClassCarePlan.term_id == _terms.term_of(session, ask).id)
    if ask.school_class_id is not None:
        found = found.where(ClassCarePlan.school_class_id == ask.school_class_id)
    return list(session.scalars(found))


def _leaf(plan: Any) -> Leaf:
    return Leaf(
        title="班级留守儿童帮扶计划与总结",
        subtitle=f"{plan.school_class.label}　{plan.term.label}",
        name=plan.school_class.label,
        blocks=(
            Fields(
                (
                    Field("制定人", plan.author.name if plan.author else ""),
                    Field("计划日期", plan.plan_on.isoformat()),
                )
            ),
            Passage("帮扶计划", tuple(plan.plan_text.splitlines())),
            _summary(plan),
            Fields((Field("总结日期", plan.summary_on.isoformat() if plan.summary_on else ""),)),
            Signatures(("班主任", "校长")),
        ),
    )


def _summary(plan: ClassCarePlan) -> Passage | Fields:
    """The text, or room to write it by hand."""
    if plan.summary_text:
        return Passage("期末总结", tuple(plan.summary_text.splitlines()))
    return Fields((Field("期末总结", lines=12),), columns=1)


SHEET = SheetKind(
    slug="class-care-plan",
    label=Label("班级帮扶计划与总结", "Class care plan and summary"),
    entity="ClassCarePlan",
    asks=(Asked.ROW, Asked.CLASS, Asked.SCHOOL, Asked.TERM),
    collect=collect,
    about=Label("一个班一学期的帮扶计划和期末总结。", "A class's plan and summary for a term."),
    systems=("C12",),
)
