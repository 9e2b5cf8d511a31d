"""帮扶教师电话簿：the numbers and families of the children whom the person mentors, on one page to carry (C17, C18)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures.mentoring import pairs_in_force
from app.models.care.mentoring import Mentoring
from app.models.people.student import Student
from app.models.people.student_caregiver import Relation
from app.reports import _terms
from app.reports._children import Adult, Child, children
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, Note, NothingToPrint, SheetData
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "帮扶儿童联系电话"
_COLUMNS = (
    Column("姓名", 0.8), Column("班级", 0.8, True), Column("父亲", 1.5), Column("母亲", 1.5), Column("监护人", 1.7),
    Column("务工地点", 1.3), Column("家庭住址", 1.5), Column("人口", 0.5, True), Column("经济", 0.6, True),
)  # fmt: skip


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The person's own mentees of today, whatever else he may see."""
    if actor.staff_id is None:
        raise NothingToPrint("您的账号没有对应的教职工，因此没有结对的孩子。")
    at = _terms.as_of(session, actor, ask)
    mine = select(Mentoring.student_id).where(*pairs_in_force(at), Mentoring.mentor_id == actor.staff_id)
    found = children(session, actor, at, ask, Student.id.in_(mine))
    table = Table(f"共{len(found)}人", _COLUMNS, tuple(_row(child) for child in found))
    note = Note("请随身带好，不要转借；结对结束后交还学校。")
    leaf = Leaf(_TITLE, (table, note), subtitle=f"帮扶教师　{actor.name}", is_landscape=True)
    return SheetData(imprint(session, actor, _TITLE, actor.name), (leaf,))


def _row(child: Child) -> tuple[str, ...]:
    works = dict.fromkeys(each.work.get("work_place", "") for each in child.adults if each.work)
    guardian = child.guardian
    return (
        child.name,
        child.class_label,
        _named(child.adult(Relation.FATHER)),
        _named(child.adult(Relation.MOTHER)),
        f"{guardian.relation.label.zh} {_named(guardian)}" if guardian else "无",
        "、".join(works),
        child.facts.get("home_address", ""),
        child.registration.get("family_size", ""),
        child.registration.get("family_economy", ""),
    )


def _named(adult: Adult | None) -> str:
    return f"{adult.facts.get('name', '')} {adult.facts.get('phone', '')}".strip() if adult else ""


SHEET = SheetKind(
    slug="mentor-phones",
    label=Label("帮扶儿童联系电话", "My mentees' numbers"),
    entity="Student",
    asks=(Asked.SCHOOL,),
    collect=collect,
    about=Label("我帮扶的孩子和家长的电话，一张横页。", "Numbers of my mentees' families, on one page."),
    systems=("C17", "C18"),
)
