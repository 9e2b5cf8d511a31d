"""Assessment 考评：the judgement on a school, a class or a teacher for a year or term, with the veto (A05, A06)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Check, Judged, Problem, Unique
from app.models._validation import Look, is_given

_TAKEN = Label(
    "这个对象本期已有考评，请修改原来的一份。", "There is an assessment for this period; edit that one."
)


class AssessmentTarget(Choice):
    """Who is assessed."""

    SCHOOL = "school", "学校", "School"
    CLASS = "class", "班级", "Class"
    TEACHER = "teacher", "教师", "Teacher"


class AssessmentGrade(Choice):
    """The judgement, chosen by people."""

    EXCELLENT = "excellent", "优秀", "Excellent"
    GOOD = "good", "良好", "Good"
    PASSED = "passed", "合格", "Passed"
    FAILED = "failed", "不合格", "Not passed"


def _has_its_target(row: Any) -> bool:
    return is_given(row, "staff_id") == (row.target == AssessmentTarget.TEACHER) and is_given(
        row, "school_class_id"
    ) == (row.target == AssessmentTarget.CLASS)


def _veto_is_reasoned(row: Any) -> bool:
    is_complete = bool((row.veto_reason or "").strip()) and row.veto_decided_on is not None
    return not row.is_vetoed or (is_complete and is_given(row, "veto_decided_by_id"))


def _lifting_is_reasoned(row: Any) -> bool:
    if row.lifted_on is None:
        return True
    return bool(row.is_vetoed and (row.lift_reason or "").strip() and row.lifted_by_id is not None)


def _has_its_period(row: Assessment, look: Look) -> Problem | None:
    """The term lies in the school year; nobody is assessed, vetoed or cleared ahead of time."""
    term = look.referred(row, "term_id") if is_given(row, "term_id") else None
    if term is not None and term.school_year_id not in (None, row.school_year_id):
        return Problem(
            "term_id", Label("学期不在所选学年内，请改选。", "The term is not in that school year.")
        )
    for column in ("assessed_on", "veto_decided_on"):
        if getattr(row, column) is not None and getattr(row, column) > clock.today():
            return Problem(column, Label("日期不能晚于今天。", "The day must not lie in the future."))
    return None


class Assessment(SchoolEntity):
    """An assessment; `total` adds up its items. Nothing here is computed from how much somebody recorded."""

    spec = Spec(
        label=Label("考评", "Assessment"),
        chapter=Chapter.MANAGEMENT,
        group=Group.ASSESSMENTS,
        title="target",
        owner="staff_id",
        listed=("school_year_id", "term_id", "target", "staff_id", "school_class_id", "total", "grade", "is_vetoed", "lifted_on"),
        filtered=("school_year_id", "term_id", "target", "staff_id", "school_class_id", "grade", "is_vetoed"),
        order="-assessed_on",
        systems=("A04", "A05", "A06", "A25"),
        rules=(
            Unique(("school_id", "school_year_id", "staff_id"), _TAKEN, where={"term_id": None}),
            Unique(("school_id", "school_year_id", "term_id", "staff_id"), _TAKEN),
            Unique(("school_id", "school_year_id", "school_class_id"), _TAKEN, where={"term_id": None}),
            Unique(("school_id", "school_year_id", "term_id", "school_class_id"), _TAKEN),
            Check(
                "has_its_target",
                "(target = 'teacher') = (staff_id IS NOT NULL) AND (target = 'class') = (school_class_id IS NOT NULL)",
                _has_its_target,
                Label(
                    "考评教师须选教职工，考评班级须选班级，考评学校两项都不选。",
                    "Name the teacher or the class that is assessed; for the school neither.",
                ),
                "target",
            ),
            Check(
                "veto_is_reasoned",
                "NOT is_vetoed OR (veto_reason IS NOT NULL AND veto_decided_by_id IS NOT NULL AND veto_decided_on IS NOT NULL)",
                _veto_is_reasoned,
                Label(
                    "一票否决须写明理由、决定人和决定日期。", "A veto needs its reason, who decided it and when."
                ),
                "veto_reason",
            ),
            Check(
                "lifting_is_reasoned",
                "lifted_on IS NULL OR (is_vetoed AND lift_reason IS NOT NULL AND lifted_by_id IS NOT NULL)",
                _lifting_is_reasoned,
                Label("撤销否决须由校长写明理由。", "The principal lifts a veto, giving a reason."),
                "lift_reason",
            ),
            Judged(_has_its_period),
        ),
        notice=Label(
            "考评由人决定。工作量多少不能作为评差的理由。被考评的教师本人、校长和系统管理员可以看到。",
            "People decide this; a workload is never by itself a reason for a bad mark. "
            "The teacher assessed, the principal and the IT administrator can read it.",
        ),
    )  # fmt: skip

    school_year_id: Mapped[int] = c.ref("学年", "School year", "SchoolYear", required=True)
    term_id: Mapped[int | None] = c.ref(
        "学期", "Term", "Term", hint=Label("全年考评留空。", "Empty: the year.")
    )
    target: Mapped[AssessmentTarget] = c.choice("对象", "Target", AssessmentTarget, required=True)
    staff_id: Mapped[int | None] = c.ref("教职工", "Staff", "Staff")
    school_class_id: Mapped[int | None] = c.ref("班级", "Class", "SchoolClass")
    total: Mapped[Decimal | None] = c.decimal("总分", "Total", digits=7, places=1, derived=True)
    grade: Mapped[AssessmentGrade | None] = c.choice("等次", "Grade", AssessmentGrade)
    is_vetoed: Mapped[bool] = c.flag("一票否决", "Veto")
    veto_reason: Mapped[str | None] = c.long_text("否决理由", "Reason of the veto", length=500)
    veto_decided_by_id: Mapped[int | None] = c.ref("否决决定人", "Decided by", "Staff")
    veto_decided_on: Mapped[dt.date | None] = c.day("否决日期", "Decided on")
    assessed_by_id: Mapped[int] = c.ref("考评人", "Assessed by", "Staff", required=True)
    assessed_on: Mapped[dt.date] = c.day("考评日期", "Assessed on", required=True)
    lifted_on: Mapped[dt.date | None] = c.day("撤销否决日期", "Veto lifted on", derived=True)
    lifted_by_id: Mapped[int | None] = c.ref("撤销人", "Lifted by", "Staff", derived=True)
    lift_reason: Mapped[str | None] = c.text("撤销理由", "Reason of lifting", length=200, derived=True)
