"""Inspection 检查督察：what was looked at, what was found, and by when it must be put right."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Judged, Problem, not_before
from app.models._validation import Look


class InspectionKind(Choice):
    """What is looked at (A19, A20, A24)."""

    EXEMPTIONS = "exemptions", "减免落实", "Exemptions carried out"
    CARE_CARDS = "care-cards", "爱心卡", "Care cards"
    PAIRS = "pairs", "结对效果", "Effect of the pairs"
    SURROUNDINGS = "surroundings", "校园周边", "Around the campus"
    ARCHIVES = "archives", "档案", "Archives"
    SELF = "self", "自评", "Self-evaluation"
    SUPERIOR = "superior", "上级督查", "By the authority"


def _is_not_ahead(row: Inspection, _look: Look) -> Problem | None:
    for column in ("inspected_on", "rectified_on"):
        if getattr(row, column) is not None and getattr(row, column) > clock.today():
            return Problem(column, Label("日期不能晚于今天。", "The day must not lie in the future."))
    return None


def _says_what_was_done(row: Inspection, _look: Look) -> Problem | None:
    if row.rectified_on is None or (row.rectified_how or "").strip():
        return None
    return Problem("rectified_how", Label("登记整改完成须写明怎样整改的。", "Say how it was put right."))


class Inspection(SchoolEntity):
    """An inspection; with a day to put things right by, it is open until that is done."""

    spec = Spec(
        label=Label("检查督察", "Inspection"),
        chapter=Chapter.MANAGEMENT,
        group=Group.OFFICE_WORK,
        title="target",
        owner="inspected_by_id",
        listed=("inspected_on", "kind", "target", "finding", "rectify_by", "rectified_on"),
        searched=("target",),
        filtered=("inspected_on", "kind", "rectify_by", "rectified_on"),
        order="-inspected_on",
        indexes=(("school_id", "rectify_by"),),
        systems=("A19", "A20", "A24", "L04"),
        rules=(
            Judged(_is_not_ahead),
            not_before(
                "rectify_by", "inspected_on", Label("整改期限不能早于检查日期。", "The limit lies before the inspection.")
            ),
            not_before(
                "rectified_on", "inspected_on", Label("整改完成不能早于检查日期。", "Put right before it was inspected.")
            ),
            Judged(_says_what_was_done),
        ),
    )  # fmt: skip

    inspected_on: Mapped[dt.date] = c.day("检查日期", "Inspected on", required=True)
    kind: Mapped[InspectionKind] = c.choice("类别", "Kind", InspectionKind, required=True)
    target: Mapped[str] = c.text("检查对象", "What was inspected", length=60, required=True)
    inspected_by_id: Mapped[int | None] = c.ref("检查人", "Inspected by", "Staff")
    finding: Mapped[str] = c.long_text("检查结果", "Finding", length=1000, required=True)
    rectify_by: Mapped[dt.date | None] = c.day("整改期限", "Put right by")
    rectified_on: Mapped[dt.date | None] = c.day("整改完成日期", "Put right on")
    rectified_how: Mapped[str | None] = c.text("整改情况", "How", length=200)

    def days_late(self, today: dt.date) -> int:
        """Days past the limit of what is not put right yet; 0 when nothing is overdue."""
        if self.rectify_by is None or self.rectified_on is not None:
            return 0
        return max(0, (today - self.rectify_by).days)
