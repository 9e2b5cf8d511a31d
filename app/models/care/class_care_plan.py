"""ClassCarePlan 班级帮扶计划与总结：what a class intends for its left-behind children this term, and what came of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Check, Unique, not_before
from app.models._terms import in_open_term


class ClassCarePlan(SchoolEntity):
    """One per class and term: the plan at its beginning, the summary at its end (C12)."""

    spec = Spec(
        label=Label("班级帮扶计划", "Class care plan"),
        chapter=Chapter.CARE,
        group=Group.CLASS_PLANS,
        title="school_class_id",
        reach=Reach("class", "school_class_id"),
        owner="author_id",
        listed=("school_class_id", "term_id", "author_id", "plan_on", "summary_on"),
        filtered=("school_class_id", "term_id", "author_id"),
        order="-plan_on",
        systems=("C12",),
        rules=(
            Unique(
                ("school_class_id", "term_id"),
                Label(
                    "这个班本学期已有帮扶计划，请修改原计划。",
                    "The class has a plan for this term; edit that one.",
                ),
            ),
            Check(
                "summary_with_its_day",
                "(coalesce(summary_text, '') = '') = (summary_on IS NULL)",
                lambda row: bool((row.summary_text or "").strip()) == (row.summary_on is not None),
                Label("期末总结的内容和日期请一起填写。", "Fill in the summary and its date together."),
                "summary_on",
            ),
            not_before(
                "summary_on",
                "plan_on",
                Label("总结日期不能早于计划日期。", "The summary comes after the plan."),
            ),
            in_open_term,
        ),
    )

    school_class_id: Mapped[int] = c.ref("班级", "Class", "SchoolClass", required=True)
    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    author_id: Mapped[int] = c.ref("制定人", "Author", "Staff", required=True)
    plan_on: Mapped[dt.date] = c.day("计划日期", "Plan made on", required=True)
    plan_text: Mapped[str] = c.long_text("帮扶计划", "Plan", required=True)
    summary_on: Mapped[dt.date | None] = c.day("总结日期", "Summary made on")
    summary_text: Mapped[str | None] = c.long_text("期末总结", "Summary")
