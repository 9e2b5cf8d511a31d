"""TermBreak 假期停课: days without lessons inside a term; weeks wholly inside one owe nothing (domain 3.1)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Judged, NoOverlap, Problem, not_before
from app.models._validation import Look


def _lies_in_its_term(row: TermBreak, look: Look) -> Problem | None:
    term = look.referred(row, "term_id")
    if term is None or term.starts_on <= row.starts_on <= row.ends_on <= term.ends_on:
        return None
    return Problem(
        "starts_on",
        Label(
            f"假期须在学期“{term.label}”（{term.starts_on} 至 {term.ends_on}）之内，请改正日期。",
            f"Must lie within term {term.label} ({term.starts_on} to {term.ends_on}).",
        ),
    )


class TermBreak(SchoolEntity):
    """A holiday or closing of the school; the breaks of one term never overlap."""

    spec = Spec(
        label=Label("假期停课", "Break"),
        chapter=Chapter.SCHOOL,
        group=Group.SETTINGS,
        level=Level.PUBLIC,
        title="name",
        listed=("term_id", "name", "starts_on", "ends_on"),
        searched=("name",),
        filtered=("term_id",),
        order="-starts_on",
        rules=(
            not_before(
                "ends_on",
                "starts_on",
                Label("结束日期不能早于开始日期，请改正。", "The end must not come before the start."),
            ),
            NoOverlap(
                ("term_id",),
                Label(
                    "与本学期另一假期重叠，请调整起止日期。",
                    "Overlaps another break of the term; change the dates.",
                ),
            ),
            Judged(_lies_in_its_term),
        ),
    )

    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    name: Mapped[str] = c.text(
        "名称",
        "Name",
        length=30,
        required=True,
        hint=Label("如 国庆节、秋收假。", "For example National Day."),
    )
    starts_on: Mapped[dt.date] = c.day("开始日期", "Starts on", required=True)
    ends_on: Mapped[dt.date] = c.day("结束日期", "Ends on", required=True)
