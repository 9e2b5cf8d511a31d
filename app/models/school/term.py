"""Term 学期：half a school year; records are counted by it and rest once it is closed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec, entity_named
from app.models._rules import Judged, NoOverlap, Problem, Unique, not_before
from app.models._validation import Look


class TermHalf(Choice):
    """Which term of the year."""

    FIRST = "first", "第一学期", "First term"
    SECOND = "second", "第二学期", "Second term"


def _lies_in_its_year(row: Term, look: Look) -> Problem | None:
    year = look.referred(row, "school_year_id")
    if year is None or year.starts_on <= row.starts_on <= row.ends_on <= year.ends_on:
        return None
    return Problem(
        "starts_on",
        Label(
            f"学期须在学年“{year.label}”（{year.starts_on} 至 {year.ends_on}）之内，请改正日期或另选学年。",
            f"Must lie within school year {year.label} ({year.starts_on} to {year.ends_on}).",
        ),
    )


def _holds_its_breaks(row: Term, look: Look) -> Problem | None:
    """Moving the term's ends may not leave a break outside."""
    for free in look.standing(entity_named("TermBreak"), term_id=row.id) if row.id else ():
        if not row.starts_on <= free.starts_on <= free.ends_on <= row.ends_on:
            return Problem(
                "starts_on",
                Label(
                    f"假期“{free.name}”会落在学期之外，请先调整该假期的起止日期。",
                    f"Break {free.name} would lie outside the term; change its dates first.",
                ),
            )
    return None


def _holds_its_exams(row: Term, _look: Look) -> Problem | None:
    for column in ("midterm_exam_on", "final_exam_on"):
        day = getattr(row, column)
        if day is not None and not row.holds(day):
            return Problem(
                column,
                Label(
                    f"考试日期须在学期（{row.starts_on} 至 {row.ends_on}）之内，请改正。",
                    f"Must lie within the term ({row.starts_on} to {row.ends_on}).",
                ),
            )
    return None


class Term(SchoolEntity):
    """A term; the label is free, because schools write 2025-2026学年度第一学期，2025秋，2010年春学期."""

    spec = Spec(
        label=Label("学期", "Term"),
        chapter=Chapter.SCHOOL,
        group=Group.SETTINGS,
        level=Level.PUBLIC,
        title="label",
        listed=("label", "school_year_id", "half", "starts_on", "ends_on", "is_current", "closed_at"),
        searched=("label",),
        filtered=("school_year_id", "is_current"),
        order="-starts_on",
        systems=("B18",),
        rules=(
            Unique(
                ("school_year_id", "half"),
                Label("这个学年已登记过该学期，请核对。", "The school year has this term already."),
            ),
            Unique(
                ("school_id", "label"),
                Label("已有同名学期，请换一个名称。", "A term of this name exists already; choose another."),
            ),
            Unique(
                ("school_id",),
                Label(
                    "已有另一个当前学期，请先取消它的“当前学期”再设置。",
                    "Another term is current; untick it there first.",
                ),
                where={"is_current": True},
            ),
            not_before(
                "ends_on",
                "starts_on",
                Label("结束日期不能早于开始日期，请改正。", "The end must not come before the start."),
            ),
            NoOverlap(
                ("school_id",),
                Label("与另一学期的日期重叠，请调整起止日期。", "Overlaps another term; change the dates."),
            ),
            Judged(_lies_in_its_year),
            Judged(_holds_its_breaks),
            Judged(_holds_its_exams),
        ),
    )

    school_year_id: Mapped[int] = c.ref("学年", "School year", "SchoolYear", required=True)
    half: Mapped[TermHalf] = c.choice("上下学期", "Half", TermHalf, required=True)
    label: Mapped[str] = c.text(
        "学期名称",
        "Name",
        length=40,
        required=True,
        hint=Label(
            "会印在总结标题里，如 2025-2026学年度第一学期。", "Printed in the heading of the summary."
        ),
    )
    starts_on: Mapped[dt.date] = c.day("开始日期", "Starts on", required=True)
    ends_on: Mapped[dt.date] = c.day("结束日期", "Ends on", required=True)
    midterm_exam_on: Mapped[dt.date | None] = c.day(
        "期中考试日期",
        "Midterm exam on",
        hint=Label("考试周里，关爱标准可以少要求一些。", "A care standard may ask less in that week."),
    )
    final_exam_on: Mapped[dt.date | None] = c.day("期末考试日期", "Final exam on")
    is_current: Mapped[bool] = c.flag("当前学期", "Current term")
    closed_at: Mapped[dt.datetime | None] = c.moment(
        "结档时间",
        "Closed at",
        level=Level.INTERNAL,
        hint=Label(
            "填写后，本学期的记录不能再修改。", "Once set, the term's records can no longer be changed."
        ),
    )

    @property
    def is_closed(self) -> bool:
        """Whether its records rest (domain B18)."""
        return self.closed_at is not None

    def holds(self, day: dt.date) -> bool:
        """Whether the day lies in the term, both ends included."""
        return self.starts_on <= day <= self.ends_on
