"""进步档案：the progress checks of a term, with each child's scores beside them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.care.exam_score import ExamScore
from app.models.care.growth_record import GrowthKind
from app.reports import _terms
from app.reports._growth import GrowthLine, growth_of
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_CHECKS = (
    Column("日期", 1),
    Column("学科", 0.8),
    Column("检查前", 1.4),
    Column("检查后", 1.4),
    Column("说明", 2.4),
    Column("检查人", 0.9),
)
_SCORES = (
    Column("学科", 1),
    Column("考试", 1.4),
    Column("成绩", 1, is_number=True),
    Column("满分", 1, is_number=True),
)


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """A leaf for each child that has a check or a score in the term."""
    at = _terms.as_of(session, actor, ask)
    checks = growth_of(session, at, ask, (GrowthKind.PROGRESS_CHECK,))
    scores = _scores(session, at.term_id)
    leaves = tuple(_leaf(child, lines, scores.get(child[0], ())) for child, lines in checks.items())
    if not leaves:
        raise NothingToPrint("本学期还没有进步检查。请先在孩子的“成长与服务”里登记。")
    subject = leaves[0].name if len(leaves) == 1 else "成长"
    return SheetData(imprint(session, actor, "进步档案", subject), leaves)


def _leaf(child: tuple[int, str, str], lines: list[GrowthLine], scores: tuple[tuple[str, ...], ...]) -> Leaf:
    _key, name, label = child
    rows = tuple((each.day, each.subject, each.before, each.after, each.text, each.author) for each in lines)
    return Leaf(
        title="进步档案",
        subtitle=f"{label}　{name}",
        name=f"{label} {name}",
        blocks=(
            Table("进步检查", _CHECKS, rows),
            Table("成绩", _SCORES, tuple(scores), empty="本学期没有成绩。"),
            Signatures(("帮扶教师", "班主任")),
        ),
    )


def _scores(session: Any, term_id: int) -> dict[int, tuple[tuple[str, ...], ...]]:
    found = (
        select(ExamScore)
        .where(ExamScore.term_id == term_id, ExamScore.archived_at.is_(None))
        .order_by(ExamScore.subject, ExamScore.exam)
    )
    by_child: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for row in session.scalars(found):
        marks = (f"{row.score.normalize():f}", f"{row.full_score.normalize():f}")
        by_child[row.student_id].append((row.subject, row.exam.label.zh, *marks))
    return {key: tuple(rows) for key, rows in by_child.items()}


SHEET = SheetKind(
    slug="progress-sheet",
    label=Label("进步档案", "Progress sheet"),
    entity="GrowthRecord",
    asks=(Asked.STUDENT, Asked.CLASS, Asked.SCHOOL, Asked.TERM),
    collect=collect,
    about=Label(
        "每个孩子一页：进步检查的前后对比和成绩。", "A page a child: checks before and after, and scores."
    ),
    systems=("B14", "B22", "C16", "G03"),
)
