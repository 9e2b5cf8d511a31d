"""档案：a child's archive, a cover and its sections in the order of the school's box (domain 4.4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.care.exam_score import ExamScore
from app.models.care.growth_record import GrowthRecord
from app.reports import _archive, _terms
from app.reports._children import Child, children
from app.reports._html import numeral
from app.reports.document import Table
from app.reports.sheet import Fields, Leaf, SheetData
from app.reports.sheets import Ask, Asked, SheetKind, imprint
from app.standards.as_of import AsOf

_TITLE = "留守儿童档案"


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """Of one child or of a class: for each a cover and the sections that the person may print."""
    at = _terms.as_of(session, actor, ask)
    found = children(session, actor, at, ask)
    leaves = [leaf for child in found for leaf in _leaves(session, actor, child, at)]
    subject = found[0].title if len(found) == 1 else found[0].class_label
    return SheetData(imprint(session, actor, _TITLE, subject), tuple(leaves))


def _leaves(session: Any, actor: Actor, child: Child, at: AsOf) -> tuple[Leaf, Leaf]:
    parts = [part for part in _sections(session, actor, child, at) if part is not None]
    numbered = tuple(
        replace(part, caption=f"{numeral(place)}、{part.caption}") for place, part in enumerate(parts, 1)
    )
    return (
        Leaf(_TITLE, _archive.cover(child, at), name=f"{child.title} 封面", is_cover=True),
        Leaf("档案内容", numbered, subtitle=child.title, name=child.title),
    )


def _sections(session: Any, actor: Actor, child: Child, at: AsOf) -> tuple[Fields | Table | None, ...]:
    def register(entity: Any, caption: str, *names: str) -> Table | None:
        return _archive.register(session, actor, child, entity, caption, *names)

    return (
        _archive.student(child, at),
        _archive.parents(child),
        _archive.guardians(child, at),
        _archive.registrations(session, child),
        _archive.pairs(session, child, at),
        register(ExamScore, "学习与成绩", "exam", "subject", "score", "full_score"),
        register(GrowthRecord, "成长记录", "recorded_on", "kind", "text"),
        _archive.contacts(session, child, at),
        _archive.plans(session, actor, child, at),
        _archive.aid(session, actor, child),
        _archive.awards(session, actor, child),
    )


SHEET = SheetKind(
    slug="child-archive",
    label=Label("儿童档案", "Child's archive"),
    entity="Student",
    asks=(Asked.STUDENT, Asked.CLASS),
    collect=collect,
    about=Label(
        "封面和各节内容，按学校档案盒的顺序；不含心理咨询。", "Cover and sections; nothing of counseling."
    ),
    systems=("B03",),
)
