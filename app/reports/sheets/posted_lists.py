"""Lists that hang on a wall: built from rows that hold a name, a class and one harmless fact, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import extract, select

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures._conditions import enrolled, left_behind
from app.figures.mentoring import pairs_in_force
from app.models.care.mentoring import Mentoring
from app.models.people.enrollment import Enrollment
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.reports import _terms
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData
from app.reports.sheets import Ask, Asked, SheetKind, imprint
from app.standards.as_of import AsOf

_MARK = "张贴版"


@dataclass(frozen=True, slots=True)
class Posted:
    """A line on the wall. There is no place in it for a phone, a number, an address, a category or aid."""

    name: str
    school_class: str
    fact: str


def _roster(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The children of the home with their teachers."""
    at = _terms.as_of(session, actor, ask)
    mentors: dict[int, list[str]] = {}
    found = select(Mentoring.student_id, Staff.name).join(Staff, Staff.id == Mentoring.mentor_id)
    for child, name in session.execute(found.where(*pairs_in_force(at)).order_by(Mentoring.id)):
        mentors.setdefault(child, []).append(name)
    rows = [
        Posted(name, label, "、".join(mentors.get(key, ()))) for key, name, label in _named(session, at, ask)
    ]
    return _paper(session, actor, "留守儿童之家花名册", "", "帮扶教师", rows)


def _birthdays(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """Whose birthday is in the month; the year is nobody's business."""
    at = _terms.as_of(session, actor, ask)
    month = (ask.month or actor.today).month
    born = select(Student.id, Student.birth_date).where(extract("month", Student.birth_date) == month)
    days: dict[int, dt.date] = dict(session.execute(born).all())
    rows = sorted(
        (Posted(name, label, f"{month}月{days[key].day:02d}日") for key, name, label in _named(session, at, ask) if key in days),
        key=lambda row: row.fact,
    )  # fmt: skip
    return _paper(session, actor, f"{month}月小寿星", "祝生日快乐", "生日", rows)


def _named(session: Any, at: AsOf, ask: Ask) -> list[tuple[int, str, str]]:
    """(key, name, class) of the registered children, by class and name."""
    found = (
        select(Student.id, Student.name, SchoolClass.label)
        .join(Enrollment, Enrollment.student_id == Student.id)
        .join(SchoolClass, SchoolClass.id == Enrollment.school_class_id)
        .where(*enrolled(at), Student.id.in_(left_behind(at)))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    if ask.school_class_id is not None:
        found = found.where(SchoolClass.id == ask.school_class_id)
    return [(key, name, label) for key, name, label in session.execute(found)]


def _paper(
    session: Any, actor: Actor, title: str, subtitle: str, head: str, rows: Sequence[Posted]
) -> SheetData:
    if not rows:
        raise NothingToPrint("没有可以张贴的名字。请核对班级和月份，或先做本学期的登记。")
    columns = (Column("序号", 0.4, True), Column("姓名", 1), Column("班级", 1, True), Column(head, 1.2))
    lines = tuple((str(place), row.name, row.school_class, row.fact) for place, row in enumerate(rows, 1))
    leaf = Leaf(title, (Table("", columns, lines),), subtitle=subtitle)
    return SheetData(imprint(session, actor, title, "张贴", mark=_MARK), (leaf,))


_ABOUT = Label(
    "挂在墙上的名单，没有电话、住址和特殊类别。", "For a wall: no phones, addresses or categories."
)

SHEETS = (
    SheetKind(
        slug="posted-roster",
        label=Label("花名册（张贴）", "Roster for the wall"),
        entity="CareRegistration",
        asks=(Asked.CLASS, Asked.SCHOOL),
        collect=_roster,
        about=_ABOUT,
        systems=("B05",),
        is_posted=True,
    ),
    SheetKind(
        slug="posted-birthdays",
        label=Label("本月生日名单（张贴）", "Birthdays for the wall"),
        entity="CareRegistration",
        asks=(Asked.CLASS, Asked.SCHOOL, Asked.MONTH),
        collect=_birthdays,
        about=_ABOUT,
        systems=("K04",),
        is_posted=True,
    ),
)
