"""ReadingRecord 读书记录：a book a child read in a month, and from grade 3 the essay written about it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, Problem, Rests, Unique, not_before
from app.models._validation import Look

#: From this grade on a book is followed by an essay (R20).
ESSAY_FROM_GRADE = 3


def asks_essay(grade: int | None) -> bool:
    """Whether a child in this grade (that of the month it read in) owes an essay; unknown grade: no."""
    return grade is not None and grade >= ESSAY_FROM_GRADE


def _is_not_ahead(row: ReadingRecord, _look: Look) -> Problem | None:
    if row.month <= clock.today():
        return None
    return Problem("month", Label("月份不能晚于本月。", "Not a month to come, please."))


class ReadingRecord(SchoolEntity):
    """A book read; `month` is the first day of its month whichever day was typed."""

    spec = Spec(
        label=Label("读书记录", "Reading record"),
        chapter=Chapter.CARE,
        group=Group.CARE_LOG,
        title="title",
        reach=Reach("child", "student_id"),
        owner="guide_id",
        listed=("month", "student_id", "title", "guide_id", "response_on"),
        searched=("title",),
        filtered=("month", "student_id", "guide_id", "response_on"),
        order="-month",
        indexes=(("school_id", "month"),),
        systems=("I07",),
        rules=(
            Unique(
                ("student_id", "month", "title"),
                Label("该生这个月已登记过这本书。", "This book is recorded for the child and month already."),
            ),
            not_before(
                "response_on",
                "month",
                Label("读后感日期不能早于读书的月份。", "The essay comes after the reading."),
            ),
            Judged(_is_not_ahead),
            Rests("month"),
        ),
    )

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    month: Mapped[dt.date] = c.day(
        "月份", "Month", required=True, hint=Label("填该月任意一天。", "Any day of the month.")
    )
    title: Mapped[str] = c.text("书名", "Book", length=80, required=True)
    guide_id: Mapped[int | None] = c.ref("指导教师", "Guided by", "Staff")
    response_on: Mapped[dt.date | None] = c.day("读后感日期", "Essay written on")

    def complete(self) -> None:
        if isinstance(self.month, dt.date):
            self.month = self.month.replace(day=1)
