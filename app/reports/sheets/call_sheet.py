"""本周联系单：whom a teacher still has to talk to or call this week, the numbers in call order, and room to write."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from sqlalchemy import or_, select

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures._conditions import in_force
from app.figures.mentoring import pairs_in_force
from app.models.care.mentoring import Mentoring
from app.models.people.short_code import short_code
from app.models.people.student import Student
from app.models.school.teaching_assignment import TeachingAssignment, TeachingRole
from app.reports import _terms
from app.reports._children import Adult, Child, children
from app.reports.document import Column, Table
from app.reports.sheet import CodedTable, Leaf, Note, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint
from app.standards.as_of import AsOf
from app.standards.evaluate import evaluate
from app.standards.in_words import shown
from app.standards.outcome import Outcome, Standing

_TITLE = "本周联系单"
_COLUMNS = (
    Column("姓名", 0.8), Column("班级", 0.8, True), Column("要做什么", 2.2), Column("按顺序打", 2.2),
    Column("日期、说了什么", 3),
)  # fmt: skip
#: So many missing weeks are named; of more only the number is said.
_MOST_NAMED = 3


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The person's own children to whom something is missing or due now, by class and name."""
    if actor.staff_id is None:
        raise NothingToPrint("您的账号没有对应的教职工，因此没有要联系的孩子。")
    at = _terms.as_of(session, actor, ask)
    family = children(session, actor, at, ask, _is_mine(actor, at))
    tasks = _tasks(session, actor, at, {child.id for child in family})
    waiting = [child for child in family if child.id in tasks]
    if not waiting:
        raise NothingToPrint("本周没有要联系的孩子：按本校的关爱标准都已做到。")
    rows = tuple(
        (each.name, each.class_label, "\n".join(tasks[each.id]), _numbers(each), "") for each in waiting
    )
    codes = tuple(short_code(each.id) for each in waiting)
    leaf = Leaf(
        _TITLE,
        (CodedTable(Table("", _COLUMNS, rows), codes), Note("只打给可以告知的人；用后交还学校，不要转借。"), Signatures(("帮扶教师",))),
        subtitle=f"{actor.name}　{_week(actor.today)}　{len(waiting)}人",
        is_landscape=True,
    )  # fmt: skip
    return SheetData(imprint(session, actor, _TITLE, actor.name), (leaf,))


def _is_mine(actor: Actor, at: AsOf) -> Any:
    """His mentees of today and the children of the classes he heads."""
    mentees = select(Mentoring.student_id).where(*pairs_in_force(at), Mentoring.mentor_id == actor.staff_id)
    headed = select(TeachingAssignment.school_class_id).where(
        TeachingAssignment.staff_id == actor.staff_id,
        TeachingAssignment.role == TeachingRole.HOMEROOM,
        in_force(TeachingAssignment, at),
    )
    return or_(Student.id.in_(mentees), Student.school_class_id.in_(headed))


def _tasks(session: Any, actor: Actor, at: AsOf, students: set[int]) -> dict[int, list[str]]:
    """child -> what is his to do for it, one line a rule."""
    found: dict[int, list[str]] = defaultdict(list)
    for each in evaluate(session, at, students=students).outcomes:
        if each.student_id in students and each.staff_id == actor.staff_id and (words := _task(each)):
            found[each.student_id].append(words)
    return found


def _task(outcome: Outcome) -> str:
    """谈心：本次 1 次；欠 第3周、第5周. Empty where nothing is due."""
    parts = []
    if outcome.next is not None and outcome.next.is_missing:
        parts.append(f"{outcome.next.period.label}还要 {shown(outcome.next.due - outcome.next.done)} 次")
    if outcome.standing is Standing.MISSING:
        labels = [period.label for period in outcome.missing_periods]
        parts.append("欠 " + ("、".join(labels) if len(labels) <= _MOST_NAMED else f"{len(labels)} 期"))
    return f"{outcome.rule.name.zh}：{'；'.join(parts)}" if parts else ""


def _numbers(child: Child) -> str:
    """Those who may be told and have a number, as they are called; only what the person's roles read."""
    told = (_number(adult) for adult in child.adults if adult.may_be_told)
    return "\n".join(filter(None, told)) or "没有可以打的电话"


def _number(adult: Adult) -> str:
    numbers = [adult.facts[key] for key in ("phone", "phone2") if adult.facts.get(key)]
    return f"{adult.relation.label.zh} {' / '.join(numbers)}" if numbers else ""


def _week(day: dt.date) -> str:
    monday = day - dt.timedelta(days=day.weekday())
    return f"{monday:%Y-%m-%d}至{monday + dt.timedelta(days=6):%m-%d}"


SHEET = SheetKind(
    slug="call-sheet",
    label=Label("本周联系单", "Call sheet of the week"),
    entity="ContactRecord",
    asks=(Asked.SCHOOL, Asked.CLASS),
    collect=collect,
    about=Label(
        "我本周要谈心、通话、家访的孩子，电话按顺序排好，留有填写的地方。",
        "My children due this week, with numbers in call order and room to write.",
    ),
    systems=("D07", "C17"),
)
