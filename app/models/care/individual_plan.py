"""IndividualPlan 个别方案: study help for a child, or an individual education plan for one in trouble."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, Problem, not_before
from app.models._terms import in_open_term
from app.models._validation import Look


class PlanKind(Choice):
    """What the plan is for; the second kind is the more sensitive one."""

    STUDY_HELP = "study-help", "学习帮扶计划", "Study-help plan"
    INDIVIDUAL_EDUCATION = "individual-education", "个别教育方案", "Individual education plan"


class PlanTrigger(Choice):
    """What calls for an individual education plan (domain 2.9, variant A)."""

    STUDY = "study", "学习严重滑坡", "Serious decline in study"
    PERSONALITY = "personality", "人格发展不健全", "Troubled personality"
    MORALITY = "morality", "道德发展失范", "Moral misconduct"
    LAW = "law", "涉嫌违法", "Suspected offence"


def _individual_education_has_a_trigger(row: IndividualPlan, _look: Look) -> Problem | None:
    if row.kind != PlanKind.INDIVIDUAL_EDUCATION or row.triggers:
        return None
    return Problem(
        "triggers",
        Label("个别教育方案请至少勾选一项起因。", "Tick at least one trigger for this kind of plan."),
    )


def _study_help_says_what_and_when(row: IndividualPlan, _look: Look) -> Problem | None:
    if row.kind != PlanKind.STUDY_HELP:
        return None
    if not row.subject:
        return Problem("subject", Label("学习帮扶计划请填写学科。", "A study-help plan names its subject."))
    if not row.help_time:
        return Problem(
            "help_time", Label("学习帮扶计划请填写帮扶时间。", "A study-help plan says when help is given.")
        )
    return None


class IndividualPlan(SchoolEntity):
    """A plan of one term; that it exists is internal, what it says is for those who care for the child."""

    spec = Spec(
        label=Label("个别方案", "Individual plan"),
        chapter=Chapter.CARE,
        group=Group.PLANS,
        title="student_id",
        reach=Reach("child", "student_id"),
        owner="author_id",
        listed=("student_id", "kind", "subject", "author_id", "made_on", "closed_on"),
        filtered=("student_id", "term_id", "kind", "author_id", "made_on", "closed_on"),
        order="-made_on",
        systems=("B21", "C13", "C14"),
        rules=(
            not_before(
                "closed_on", "made_on", Label("结束日期不能早于制定日期。", "Closed before it was made.")
            ),
            Judged(_individual_education_has_a_trigger),
            Judged(_study_help_says_what_and_when),
            in_open_term,
        ),
        notice=Label(
            "班主任、帮扶教师、校长和有该生个案的心理教师可以看到全文；系统管理员只能看到有这份方案。",
            "Homeroom teacher, mentor, principal and a counselor with a case of the child read the text;"
            " the IT administrator sees only that there is a plan.",
        ),
    )

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    kind: Mapped[PlanKind] = c.choice("方案类别", "Kind", PlanKind, required=True)
    subject: Mapped[str | None] = c.text("学科", "Subject", length=30)
    triggers: Mapped[frozenset[PlanTrigger] | None] = c.choices(
        "起因", "Triggers", PlanTrigger, level=Level.PERSONAL
    )
    author_id: Mapped[int] = c.ref("制定人", "Author", "Staff", required=True)
    made_on: Mapped[dt.date] = c.day("制定日期", "Made on", required=True)
    help_time: Mapped[str | None] = c.text("帮扶时间", "When help is given")
    content: Mapped[str] = c.long_text("方案内容", "Content", required=True, level=Level.PERSONAL)
    expected_effect: Mapped[str | None] = c.long_text("预期效果", "Expected effect", level=Level.PERSONAL)
    result: Mapped[str | None] = c.long_text("实施结果", "Result", level=Level.PERSONAL)
    closed_on: Mapped[dt.date | None] = c.day("结束日期", "Closed on")
