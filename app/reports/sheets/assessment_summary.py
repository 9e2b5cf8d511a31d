"""考核汇总表：classes and teachers beside each other with their items, and the list of vetoes (A05, A06)."""

from __future__ import annotations

from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures.assessments import AssessmentLine, assessment_lines, in_points
from app.models.management.assessment import AssessmentTarget
from app.models.school.school_year import SchoolYear
from app.reports import _terms
from app.reports.document import Column, Table
from app.reports.sheet import Block, Leaf, Note, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "考核汇总表"
#: More items than this do not fit beside each other; the rest is in each assessment.
_ITEMS = 8
_VETOES = (
    Column("对象", 1), Column("理由", 3), Column("决定人", 0.8), Column("决定日期", 0.9, True),
    Column("撤销日期", 0.9, True), Column("撤销理由", 1.6),
)  # fmt: skip
_HUMAN = "分数和等次由考评人评定；工作量多少不能单独作为评差的理由。"


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The school year of the term: a table for each kind of target, then the vetoes."""
    term = _terms.term_of(session, ask)
    year: Any = session.get(SchoolYear, term.school_year_id)
    lines = assessment_lines(session, year.id)
    if not lines:
        raise NothingToPrint("这个学年还没有考评。")
    tables = [
        _table(target, group)
        for target in AssessmentTarget
        if (group := [line for line in lines if line.target is target])
    ]
    vetoes = Table(
        "一票否决名单", _VETOES, tuple(_veto(line) for line in lines if line.is_vetoed), empty="没有否决。"
    )
    blocks: tuple[Block, ...] = (*tables, vetoes, Note(_HUMAN), Signatures(("考评人", "校长"), has_seal=True))
    leaf = Leaf(_TITLE, blocks, f"{year.label}学年", is_landscape=True)
    return SheetData(imprint(session, actor, _TITLE, year.label), (leaf,))


def _table(target: AssessmentTarget, lines: list[AssessmentLine]) -> Table:
    names = list(dict.fromkeys(item.name for line in lines for item in line.items))[:_ITEMS]
    columns = (
        Column("序号", 0.4, True), Column(target.label.zh, 1), *(Column(name, 0.9, True) for name in names),
        Column("总分", 0.6, True), Column("等次", 0.7), Column("考评日期", 0.9, True),
    )  # fmt: skip
    return Table(
        f"{target.label.zh}考评", columns, tuple(_cells(n, line, names) for n, line in enumerate(lines, 1))
    )


def _cells(place: int, line: AssessmentLine, names: list[str]) -> tuple[str, ...]:
    scores = {item.name: f"{in_points(item.score)}/{in_points(item.full)}" for item in line.items}
    grade = f"{line.grade}（否决）" if line.is_barred else line.grade
    return (
        str(place), line.name or "全校", *(scores.get(name, "") for name in names),
        in_points(line.total), grade, f"{line.assessed_on}",
    )  # fmt: skip


def _veto(line: AssessmentLine) -> tuple[str, ...]:
    lifted = f"{line.lifted_on}" if line.lifted_on else ""
    return (line.name or "全校", line.veto_reason, line.veto_by, f"{line.veto_on}", lifted, line.lift_reason)


SHEET = SheetKind(
    slug="assessment-summary",
    label=Label("考核汇总表", "Assessment summary"),
    entity="Assessment",
    asks=(Asked.SCHOOL, Asked.TERM),
    collect=collect,
    about=Label("一个学年各班、各教师的考评和否决名单。", "Assessments of a school year and the vetoes."),
    systems=("A04", "A05", "A06", "A25"),
)
