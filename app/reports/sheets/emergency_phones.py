"""紧急联系电话表: for each child whom to call in which order, and the offices; nobody who may not be told (H03)."""

from __future__ import annotations

from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models._base import entity_named
from app.reports import _terms
from app.reports._children import Adult, Child, children
from app.reports._html import day
from app.reports.document import Column, Table
from app.reports.sheet import Field, Fields, Leaf, Note, SheetData
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "紧急联系电话表"
_SHOWN = 3
_COLUMNS = (
    Column("班级", 0.7), Column("学生", 0.7),
    *(Column(f"第{number}联系人", 1.9) for number in "一二三"), Column("结对教师", 1.2),
)  # fmt: skip
_LAST = 99


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The registered children of a class or of all the person sees, by class and name."""
    at = _terms.as_of(session, actor, ask)
    found = children(session, actor, at, ask)
    school: Any = session.get(entity_named("School"), actor.school_id)
    offices = Fields(
        (
            Field("上级教育主管部门", _joined(school.superior_edu_name, school.superior_edu_phone)),
            Field("乡镇党委政府", _joined(school.township, school.township_gov_phone)),
            Field("公共电话", "急救 120　报警 110　火警 119　交通事故 122", 2),
        )
    )
    leaf = Leaf(
        title=_TITLE,
        subtitle=f"以{day(at.day)}登记为准，按拨打顺序排列",
        blocks=(
            offices,
            Table("", _COLUMNS, tuple(_row(child) for child in found)),
            Note("登记为不可告知的人不在表上。电话有变请当天告诉班主任。"),
        ),
        is_landscape=True,
    )
    return SheetData(imprint(session, actor, _TITLE, _subject(found, ask)), (leaf,))


def _subject(found: tuple[Child, ...], ask: Ask) -> str:
    return found[0].class_label if ask.school_class_id is not None else ""


def _row(child: Child) -> tuple[str, ...]:
    told = sorted((adult for adult in child.adults if adult.may_be_told), key=_call_order)
    people = [_contact(adult) for adult in told][:_SHOWN]
    people += [""] * (_SHOWN - len(people))
    mentor = "、".join(_joined(each.name, each.phone) for each in child.mentors[:1])
    return (child.class_label, child.name, *people, mentor)


def _call_order(adult: Adult) -> tuple[bool, int]:
    return not adult.is_guardian, adult.order or _LAST


def _contact(adult: Adult) -> str:
    phones = (adult.facts.get("phone", ""), adult.facts.get("phone2", ""), adult.work.get("work_phone", ""))
    who = f"{adult.relation.label.zh} {adult.facts.get('name', '')}"
    return _joined(who, *dict.fromkeys(filter(None, phones)))


def _joined(*parts: str | None) -> str:
    return " ".join(filter(None, parts))


SHEET = SheetKind(
    slug="emergency-phones",
    label=Label(_TITLE, "Emergency phone list"),
    entity="StudentCaregiver",
    asks=(Asked.CLASS, Asked.SCHOOL),
    collect=collect,
    about=Label(
        "每名孩子按顺序打给谁，放在值班室和班主任手边；含电话，不张贴。",
        "Whom to call for each child; has phone numbers, never on a wall.",
    ),
    systems=("H03",),
)
