"""Collects the term summary: first page, sections and annexes, from figures and nothing else."""

from __future__ import annotations

from typing import Any

from app.access.guard import Actor
from app.figures import basics, contact, counseling, mentoring, registers
from app.figures.class_statistics import class_lines
from app.reports import _summary_tables
from app.reports._html import fraction, rate
from app.reports._imprint import imprint
from app.reports._readings import Readings
from app.reports._summary_sections import sections
from app.reports.document import Figure
from app.reports.term_summary import TOO_FEW, TermSummaryData
from app.standards.as_of import AsOf


def collect(session: Any, actor: Actor, term: Any) -> TermSummaryData:
    """See `term_summary.collect`."""
    at = AsOf.of(term, actor.today)
    readings, lines = Readings(session, at), class_lines(session, at)
    return TermSummaryData(
        imprint=imprint(session, actor, term, at),
        headline=_headline(readings),
        introduction=(_introduction(readings),),
        sections=sections(readings, lines),
        indicators=_summary_tables.indicators(readings.ledger),
        classes=_summary_tables.classes(lines),
    )


def _headline(r: Readings) -> tuple[Figure, ...]:
    share = rate(r.fraction(basics.children_share))
    return (
        Figure("在校学生", str(r.count(basics.pupils)), "人"),
        Figure("留守儿童", str(r.count(basics.children)), f"占在校学生{share}"),
        _tile(r, "建档率", registers.archives_complete),
        _tile(r, "结对覆盖", mentoring.children_mentored),
        _tile(r, "家访覆盖", contact.children_visited),
        _tile(r, "谈心完成率", contact.talks_done),
        _tile(r, "家长通话完成率", contact.calls_done),
        *_counseling(r),
    )


def _tile(r: Readings, label: str, figure: Any) -> Figure:
    return Figure(label, "", "", r.fraction(figure))


def _counseling(r: Readings) -> tuple[Figure, ...]:
    if not counseling.may_see_totals(r.session, r.at):
        return ()
    found = counseling.totals(r.session, r.at)
    if found is None:
        return (Figure("心理辅导", TOO_FEW),)
    return (Figure("心理辅导", str(found.sessions), f"次，{found.children}人，全校合计"),)


def _introduction(r: Readings) -> str:
    """The first paragraph: the numbers a reader asks for first, in one sentence each."""
    return (
        f"本学期学校有在校学生{r.count(basics.pupils)}人，其中登记留守儿童{r.count(basics.children)}人"
        f"（{fraction(r.fraction(basics.children_share))}）。"
        f"有帮扶教师的儿童{fraction(r.fraction(mentoring.children_mentored))}，"
        f"参与帮扶的教职工{fraction(r.fraction(mentoring.staff_taking_part))}。"
        f"到统计日为止，教师家访{r.count(contact.home_visits)}次，与儿童谈心{r.count(contact.talks)}次，"
        f"与家长联系{r.count(contact.parent_contacts)}次，与监护人联系{r.count(contact.guardian_contacts)}次。"
    )
