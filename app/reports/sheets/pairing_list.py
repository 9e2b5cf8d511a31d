"""结对名单：who mentors whom on a day, by mentor, and the children's own pairs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures._conditions import in_force
from app.figures.mentoring import pairs_in_force
from app.models.care.mentoring import Mentoring
from app.models.care.peer_pairing import PeerPairing
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.reports import _terms
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint
from app.standards.as_of import AsOf

_TITLE = "结对帮扶名单"
_MENTORS = (
    Column("序号", 0.5, True), Column("帮扶人", 1), Column("职务", 1), Column("学生", 1), Column("班级", 0.9, True),
    Column("结对类别", 1), Column("主要", 0.5, True), Column("帮扶重点", 1.4), Column("开始日期", 1.1, True),
)  # fmt: skip
_PEERS = (
    Column("序号", 0.5, True), Column("学生", 1), Column("班级", 0.9, True), Column("同伴", 1), Column("班级", 0.9, True),
    Column("结对类别", 1), Column("同桌", 0.5, True), Column("开始日期", 1.1, True),
)  # fmt: skip


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """Both lists of the day, of a class or of all that the person sees."""
    at = _terms.as_of(session, actor, ask)
    mentors, peers = _mentors(session, at, ask), _peers(session, at, ask)
    if not mentors and not peers:
        raise NothingToPrint("现在没有有效的结对。请先登记结对帮扶，再来打印。")
    tables = (
        Table(f"一、师生结对（{len(mentors)}对）", _MENTORS, mentors, empty="没有结对。"),
        Table(f"二、同伴结对（{len(peers)}对）", _PEERS, peers, empty="没有结对。"),
    )
    subtitle = f"截至{at.day:%Y-%m-%d}有效"
    leaf = Leaf(_TITLE, (*tables, Signatures(("填表人", "校长"))), subtitle)
    return SheetData(imprint(session, actor, _TITLE, f"{at.day:%Y-%m-%d}"), (leaf,))


def _mentors(session: Any, at: AsOf, ask: Ask) -> tuple[tuple[str, ...], ...]:
    own = Mentoring
    found = (
        select(
            Staff.name,
            Staff.post,
            Student.name,
            SchoolClass.label,
            own.kind,
            own.is_primary,
            own.focus,
            own.starts_on,
        )
        .join(Staff, Staff.id == own.mentor_id)
        .join(Student, Student.id == own.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(*pairs_in_force(at), *_in_class(ask))
        .order_by(Staff.staff_no, Staff.name, Staff.id, SchoolClass.grade, SchoolClass.number, Student.name)
    )
    return tuple(
        (
            str(place), mentor, post or "", child, label or "", kind.label.zh, "是" if is_primary else "",
            "、".join(each.label.zh for each in _in_order(focus)), f"{starts_on:%Y-%m-%d}",
        )
        for place, (mentor, post, child, label, kind, is_primary, focus, starts_on) in enumerate(session.execute(found), 1)
    )  # fmt: skip


def _in_order(chosen: Any) -> list[Any]:
    """The members of a set of choices in the order in which their class lists them."""
    members = list(chosen or ())
    return [each for each in type(members[0]) if each in members] if members else []


def _peers(session: Any, at: AsOf, ask: Ask) -> tuple[tuple[str, ...], ...]:
    own, helper, helper_class = PeerPairing, aliased(Student), aliased(SchoolClass)
    found = (
        select(
            Student.name,
            SchoolClass.label,
            helper.name,
            helper_class.label,
            own.kind,
            own.is_same_desk,
            own.starts_on,
        )
        .join(Student, Student.id == own.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .outerjoin(helper, helper.id == own.helper_id)
        .outerjoin(helper_class, helper_class.id == helper.school_class_id)
        .where(in_force(own, at), *_in_class(ask))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    return tuple(
        (
            str(place), child, label or "", other or "（其他班）", other_label or "", kind.label.zh,
            "是" if same_desk else "", f"{starts_on:%Y-%m-%d}",
        )
        for place, (child, label, other, other_label, kind, same_desk, starts_on) in enumerate(session.execute(found), 1)
    )  # fmt: skip


def _in_class(ask: Ask) -> tuple[Any, ...]:
    return (Student.school_class_id == ask.school_class_id,) if ask.school_class_id is not None else ()


SHEET = SheetKind(
    slug="pairing-list",
    label=Label("结对名单", "List of pairs"),
    entity="Mentoring",
    asks=(Asked.CLASS, Asked.SCHOOL),
    collect=collect,
    about=Label("今天有效的师生结对和同伴结对。", "The pairs in force today."),
    systems=("C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C10", "C11", "C23", "L10"),
)
