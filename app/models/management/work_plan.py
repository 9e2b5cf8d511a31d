"""WorkPlan 工作计划：what a school, grade, class, home or township means to do in a term, and why."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Check, Unique
from app.models._terms import in_open_term
from app.models._validation import is_given

_TAKEN = Label(
    "本学期已有同名的工作计划，请修改原来的一份。", "The term has a plan of this title; edit that one."
)


class PlanScope(Choice):
    """Whose plan it is."""

    TOWNSHIP = "township", "乡镇", "Township"
    SCHOOL = "school", "学校", "School"
    GRADE = "grade", "年级", "Grade"
    CLASS = "class", "班级", "Class"
    HOME = "home", "留守儿童之家", "The home"


def _names_its_class(row: Any) -> bool:
    return (row.scope == PlanScope.CLASS) == is_given(row, "school_class_id")


def _names_its_grade(row: Any) -> bool:
    return (row.scope == PlanScope.GRADE) == (row.grade is not None)


class WorkPlan(SchoolEntity):
    """A plan; its tasks by month are WorkPlanItem rows."""

    spec = Spec(
        label=Label("工作计划", "Work plan"),
        chapter=Chapter.MANAGEMENT,
        group=Group.SCHOOL_WORK,
        level=Level.PUBLIC,
        title="title",
        reach=Reach("class", "school_class_id"),
        listed=("title", "scope", "school_class_id", "grade", "term_id"),
        searched=("title",),
        filtered=("term_id", "scope", "school_class_id", "grade"),
        systems=("A03", "A13", "K10"),
        rules=(
            Unique(("school_id", "term_id", "title"), _TAKEN, where={"school_class_id": None}),
            Unique(("school_id", "term_id", "title", "school_class_id"), _TAKEN),
            Check(
                "class_plan_names_its_class",
                "(scope = 'class') = (school_class_id IS NOT NULL)",
                _names_its_class,
                Label(
                    "班级计划须选择班级，其他计划不选班级。",
                    "Choose a class for a class plan, and only then.",
                ),
                "school_class_id",
            ),
            Check(
                "grade_plan_names_its_grade",
                "(scope = 'grade') = (grade IS NOT NULL)",
                _names_its_grade,
                Label("年级计划须填年级，其他计划不填。", "Give the grade of a grade plan, and only then."),
                "grade",
            ),
            in_open_term,
        ),
    )

    title: Mapped[str] = c.text("标题", "Title", length=80, required=True)
    scope: Mapped[PlanScope] = c.choice("范围", "Scope", PlanScope, required=True, default=PlanScope.SCHOOL)
    school_class_id: Mapped[int | None] = c.ref("班级", "Class", "SchoolClass")
    grade: Mapped[int | None] = c.number("年级", "Grade", least=0, most=9)
    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    guiding: Mapped[str | None] = c.long_text("指导思想", "Guiding idea")
    goals: Mapped[str | None] = c.long_text("工作目标", "Goals")
    measures: Mapped[str | None] = c.long_text("工作措施", "Measures")
