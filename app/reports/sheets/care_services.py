"""关爱服务登记表：what was done first for the children of a class in a term, counted by priority (L01, L02)."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import select

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.care.care_service import CareDomain, CareService
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.reports import _terms
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint
from app.standards.as_of import AsOf

_COLUMNS = (
    Column("日期", 1),
    Column("学生", 1),
    Column("优先领域", 1),
    Column("服务内容", 1.1),
    Column("分钟", 0.6, is_number=True),
    Column("说明", 2.2),
    Column("教师", 0.9),
)
_COUNTS = tuple(Column(domain.label.zh, 1, is_number=True) for domain in CareDomain)


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """A leaf for each class that has a service in the term; of one child where one is asked for."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(_services(_terms.as_of(session, actor, ask), ask)):
        found[row.label or "未编班"].append(row)
    if not found:
        raise NothingToPrint("本学期还没有关爱服务记录。请先在孩子的“成长与服务”里登记。")
    leaves = tuple(_leaf(label, rows) for label, rows in found.items())
    subject = leaves[0].name if len(leaves) == 1 else "各班"
    return SheetData(imprint(session, actor, "关爱服务登记表", subject), leaves)


def _services(at: AsOf, ask: Ask) -> Any:
    row = CareService
    found = (
        select(
            row.done_on, row.domain, row.kind, row.minutes, row.note,
            Student.name.label("child"), SchoolClass.label.label("label"), Staff.name.label("staff"),
        )
        .join(Student, Student.id == row.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .outerjoin(Staff, Staff.id == row.staff_id)
        .where(row.archived_at.is_(None), row.done_on >= at.starts_on, row.done_on <= at.day)
        .order_by(SchoolClass.grade, SchoolClass.number, row.done_on, Student.name)
    )  # fmt: skip
    if ask.student_id is not None:
        found = found.where(row.student_id == ask.student_id)
    if ask.school_class_id is not None:
        found = found.where(Student.school_class_id == ask.school_class_id)
    return found


def _leaf(label: str, rows: list[Any]) -> Leaf:
    counts = Counter(row.domain for row in rows)
    lines = tuple(
        (
            row.done_on.isoformat(), row.child, row.domain.label.zh, row.kind.label.zh,
            str(row.minutes or ""), row.note or "", row.staff or "",
        )
        for row in rows
    )  # fmt: skip
    return Leaf(
        title="关爱服务登记表",
        subtitle=label,
        name=label,
        blocks=(
            Table("次数", _COUNTS, (tuple(str(counts[domain]) for domain in CareDomain),)),
            Table("记录", _COLUMNS, lines),
            Signatures(("班主任",)),
        ),
    )


SHEET = SheetKind(
    slug="care-services",
    label=Label("关爱服务登记表", "Care services"),
    entity="CareService",
    asks=(Asked.STUDENT, Asked.CLASS, Asked.SCHOOL, Asked.TERM),
    collect=collect,
    about=Label(
        "一学期的优先辅导、照顾、活动和安全服务。",
        "Tutoring, care, activities and safety given first in a term.",
    ),
    systems=("C20", "C21", "G07", "G09", "H12", "K16", "K17", "L01", "L02", "L11"),
)
