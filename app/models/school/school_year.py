"""SchoolYear 学年: from September to August; classes and terms belong to one."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec, entity_named
from app.models._rules import Judged, NoOverlap, Problem, Unique, not_before
from app.models._validation import Look


def _holds_its_terms(row: SchoolYear, look: Look) -> Problem | None:
    """Moving the year's ends may not leave a term outside."""
    for term in look.standing(entity_named("Term"), school_year_id=row.id) if row.id else ():
        if not row.starts_on <= term.starts_on <= term.ends_on <= row.ends_on:
            return Problem(
                "starts_on",
                Label(
                    f"学期“{term.label}”会落在学年之外，请先调整该学期的起止日期。",
                    f"Term {term.label} would lie outside the year; change its dates first.",
                ),
            )
    return None


class SchoolYear(SchoolEntity):
    """A school year; the years of one school never overlap."""

    spec = Spec(
        label=Label("学年", "School year"),
        chapter=Chapter.SCHOOL,
        group=Group.SETTINGS,
        level=Level.PUBLIC,
        title="label",
        listed=("label", "starts_on", "ends_on"),
        searched=("label",),
        order="-starts_on",
        rules=(
            Unique(
                ("school_id", "label"),
                Label("已有同名学年，请核对是否重复登记。", "A school year of this name exists already."),
            ),
            not_before(
                "ends_on",
                "starts_on",
                Label("结束日期不能早于开始日期，请改正。", "The end must not come before the start."),
            ),
            NoOverlap(
                ("school_id",),
                Label(
                    "与另一学年的日期重叠，请调整起止日期。",
                    "Overlaps another school year; change the dates.",
                ),
            ),
            Judged(_holds_its_terms),
        ),
    )

    label: Mapped[str] = c.text(
        "学年名称",
        "Name",
        length=20,
        required=True,
        hint=Label("如 2025-2026。", "For example 2025-2026."),
    )
    starts_on: Mapped[dt.date] = c.day("开始日期", "Starts on", required=True)
    ends_on: Mapped[dt.date] = c.day("结束日期", "Ends on", required=True)
