"""花名册：the register of left-behind children and its parts, for use inside the school (domain 4.5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures.mentoring import pairs_in_force
from app.figures.registers import has_archive
from app.models.care.mentoring import Mentoring
from app.models.people.care_registration import CareRegistration, GuardianshipKind
from app.models.people.student import Student
from app.reports import _terms
from app.reports._children import Child, children
from app.reports._html import numeral
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint
from app.standards.as_of import AsOf

_COLUMNS = (
    Column("序号", 0.45, True), Column("姓名", 0.8), Column("性别", 0.4, True), Column("出生年月", 0.8, True),
    Column("班级", 0.75, True), Column("学籍号", 1.4), Column("现居住地", 1.1), Column("外出情况", 0.75, True),
    Column("父母务工地点", 1.2), Column("监护人", 1.1), Column("监护人电话", 1.1), Column("寄宿", 0.4, True),
    Column("结对教师", 0.75), Column("特殊类别", 0.8), Column("备注", 0.7),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the register: which children, and what the paper is called."""

    slug: str
    label: Label
    condition: Callable[[AsOf], ColumnElement[bool]] | None
    system: str


_PARTS = (
    _Part("roster", Label("留守儿童花名册", "Roster"), None, "B05"),
    _Part(
        "roster-unguarded",
        Label("无人监护儿童名册", "Children without a guardian"),
        lambda _at: CareRegistration.guardianship_kind == GuardianshipKind.NOBODY,
        "B10",
    ),
    _Part(
        "roster-unpaired",
        Label("未结对儿童名册", "Children without a mentor"),
        lambda at: Student.id.not_in(select(Mentoring.student_id).where(*pairs_in_force(at))),
        "C01",
    ),
    _Part(
        "roster-unarchived",
        Label("未建档儿童名册", "Children without a complete archive"),
        lambda at: ~has_archive(at),
        "B03",
    ),
    _Part(
        "roster-boarding",
        Label("寄宿儿童名册", "Boarders"),
        lambda _at: CareRegistration.is_boarding.is_(True),
        "B05",
    ),
    _Part(
        "roster-key",
        Label("重点帮扶对象名册", "Key targets of care"),
        lambda _at: CareRegistration.is_key_target.is_(True),
        "B05",
    ),
)  # fmt: skip


def _collector(part: _Part) -> Callable[[Any, Actor, Ask], SheetData]:
    def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
        """A table of the children asked for, in the order of classes and names."""
        at = _terms.as_of(session, actor, ask)
        more = (part.condition(at),) if part.condition else ()
        found = children(session, actor, at, ask, *more)
        whose = _whose(found[0], ask)
        rows = tuple(_row(place, child) for place, child in enumerate(found, 1))
        title = part.label.zh
        leaf = Leaf(
            title,
            (Table(f"共{len(rows)}人", _COLUMNS, rows), Signatures(("填表人", "审核人"))),
            subtitle=f"{whose}　截至{at.day:%Y-%m-%d}",
            is_landscape=True,
        )
        return SheetData(imprint(session, actor, title, whose), (leaf,))

    return collect


def _whose(first: Child, ask: Ask) -> str:
    """三(2)班, 三年级 青石村, or all classes."""
    parts = (
        first.class_label if ask.school_class_id is not None else "",
        f"{numeral(ask.grade)}年级" if ask.grade else "幼儿园" if ask.grade == 0 else "",
        first.facts["village"] if ask.village_id is not None else "",
    )
    return " ".join(filter(None, parts)) or "全部班级"


def _row(place: int, child: Child) -> tuple[str, ...]:
    own, registered, guardian = child.facts, child.registration, child.guardian
    works = dict.fromkeys(each.work.get("work_place", "") for each in child.adults if each.work)
    return (
        str(place),
        child.name,
        own.get("gender", ""),
        own.get("birth_date", "")[:7],
        child.class_label,
        own.get("student_no", ""),
        own["village"] or registered.get("current_residence", ""),
        registered.get("absence_kind", ""),
        "、".join(works),
        f"{guardian.relation.label.zh} {guardian.facts.get('name', '')}" if guardian else "无",
        guardian.facts.get("phone", "") if guardian else "",
        registered.get("is_boarding", ""),
        "、".join(each.name for each in child.mentors),
        "、".join(child.categories),
        "",
    )


SHEETS = tuple(
    SheetKind(
        slug=part.slug,
        label=part.label,
        entity="CareRegistration",
        asks=(Asked.CLASS, Asked.SCHOOL, Asked.GRADE, Asked.VILLAGE),
        collect=_collector(part),
        about=Label(
            "横页表格，含电话，仅限校内使用。", "A landscape table with phone numbers, for the school only."
        ),
        systems=(part.system,),
    )
    for part in _PARTS
)
