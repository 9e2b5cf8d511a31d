"""学习分类分组表：the study group of each left-behind child and the teacher whose help plan it has (B21)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from app.access.grants import allowed
from app.access.guard import Actor
from app.access.vocabulary import Action, Label
from app.models.care.individual_plan import IndividualPlan, PlanKind
from app.models.people.care_registration import CareRegistration
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.reports import _terms
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_COLUMNS = (
    Column("姓名", 1),
    Column("分类分组", 1.2),
    Column("帮扶学科", 1),
    Column("任课教师", 1),
    Column("帮扶时间", 1.4),
)
_NONE = ("", "", "")


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """A leaf for each class; plans stand beside the children only for those who may print plans."""
    term = _terms.term_of(session, ask)
    plans = _plans(session, term.id) if allowed(actor.roles, IndividualPlan, Action.PRINT) else {}
    classes: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for key, name, group, label in session.execute(_children(term.id, ask)):
        for plan in plans.get(key, [_NONE]):
            classes[label or "未编班"].append((name, group or "", *plan))
    if not classes:
        raise NothingToPrint("这个范围里本学期没有登记的留守儿童。请换一个班级或学期。")
    leaves = tuple(
        Leaf(
            "学习分类分组表",
            (Table("", _COLUMNS, tuple(rows)), Signatures(("班主任",))),
            subtitle=label,
            name=label,
        )
        for label, rows in classes.items()
    )
    subject = leaves[0].name if len(leaves) == 1 else "各班"
    return SheetData(imprint(session, actor, "学习分类分组表", subject), leaves)


def _children(term_id: int, ask: Ask) -> Any:
    found = (
        select(Student.id, Student.name, CareRegistration.study_category, SchoolClass.label)
        .join(CareRegistration, CareRegistration.student_id == Student.id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(
            CareRegistration.term_id == term_id,
            CareRegistration.archived_at.is_(None),
            CareRegistration.left_on.is_(None),
        )
        .order_by(SchoolClass.grade, SchoolClass.number, CareRegistration.study_category, Student.name)
    )
    return (
        found if ask.school_class_id is None else found.where(Student.school_class_id == ask.school_class_id)
    )


def _plans(session: Any, term_id: int) -> dict[int, list[tuple[str, str, str]]]:
    """child -> (subject, teacher, time) of its study-help plans; the other kind of plan is nobody's list."""
    plan = IndividualPlan
    found = (
        select(plan.student_id, plan.subject, Staff.name, plan.help_time)
        .outerjoin(Staff, Staff.id == plan.author_id)
        .where(plan.term_id == term_id, plan.kind == PlanKind.STUDY_HELP, plan.archived_at.is_(None))
        .order_by(plan.id)
    )
    plans: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for key, subject, teacher, time in session.execute(found):
        plans[key].append((subject or "", teacher or "", time or ""))
    return plans


SHEET = SheetKind(
    slug="study-groups",
    label=Label("学习分类分组表", "Study groups"),
    entity="CareRegistration",
    asks=(Asked.CLASS, Asked.SCHOOL, Asked.TERM),
    collect=collect,
    about=Label(
        "每个孩子的学习分组和负责帮扶的任课教师。", "Each child's study group and the teacher who helps."
    ),
    systems=("B21", "C13"),
)
