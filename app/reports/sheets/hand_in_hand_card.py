"""手拉手结对登记卡：a pair of children, what they promise, and what came of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.care.peer_pairing import PeerPairing
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.reports.sheet import Field, Fields, Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "手拉手好朋友结对登记卡"


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """One card, or those of the class's pairs that have not ended."""
    own, helper, helper_class = PeerPairing, aliased(Student), aliased(SchoolClass)
    which = (own.id == ask.row_id,) if ask.row_id is not None else _standing(actor, ask)
    found = (
        select(
            Student.name.label("child"), SchoolClass.label.label("child_class"), helper.name.label("helper"),
            helper_class.label.label("helper_class"), Staff.name.label("set_by"), own.kind, own.is_same_desk,
            own.starts_on, own.ends_on, own.effect,
        )
        .join(Student, Student.id == own.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .outerjoin(helper, helper.id == own.helper_id)
        .outerjoin(helper_class, helper_class.id == helper.school_class_id)
        .outerjoin(Staff, Staff.id == own.set_by_id)
        .where(own.archived_at.is_(None), *which)
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )  # fmt: skip
    leaves = tuple(_leaf(row) for row in session.execute(found).mappings())
    if not leaves:
        raise NothingToPrint("没有有效的同伴结对。请先登记，再来打印。")
    return SheetData(imprint(session, actor, _TITLE, leaves[0].name if len(leaves) == 1 else ""), leaves)


def _standing(actor: Actor, ask: Ask) -> tuple[Any, ...]:
    lasts = PeerPairing.ends_on.is_(None) | (PeerPairing.ends_on >= actor.today)
    if ask.school_class_id is None:
        return (lasts,)
    return (lasts, Student.school_class_id == ask.school_class_id)


def _leaf(row: Any) -> Leaf:
    end = f"{row['ends_on']:%Y-%m-%d}" if row["ends_on"] else ""
    fields = (
        Field("我", row["child"]), Field("班级", row["child_class"] or ""),
        Field("我的朋友", row["helper"] or "（其他班）"), Field("班级", row["helper_class"] or ""),
        Field("结对类别", row["kind"].label.zh), Field("同桌", "是" if row["is_same_desk"] else ""),
        Field("开始日期", f"{row['starts_on']:%Y-%m-%d}"), Field("结束日期", end),
        Field("我们的约定", "", 2, 8), Field("互相帮助的事", "", 2, 8), Field("效果", row["effect"] or "", 2, 6),
    )  # fmt: skip
    name = f"{row['child']}和{row['helper'] or '同伴'}"
    signatures = Signatures(
        ("我", "我的朋友", f"安排人（{row['set_by']}）" if row["set_by"] else "安排人", "班主任")
    )
    return Leaf(_TITLE, (Fields(fields), signatures), name=name)


SHEET = SheetKind(
    slug="hand-in-hand-card",
    label=Label("手拉手结对登记卡", "Hand-in-hand card"),
    entity="PeerPairing",
    asks=(Asked.ROW, Asked.CLASS, Asked.SCHOOL),
    collect=collect,
    about=Label("一对孩子一张，约定和效果可手写。", "A card a pair of children."),
    systems=("C09",),
)
