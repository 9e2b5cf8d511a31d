"""变动名单：the children who came and left in a term, and whose registration was taken off (domain B08)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.people.care_registration import CareRegistration
from app.models.people.caregiver import Caregiver
from app.models.people.hand_over import Direction
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, StudentCaregiver
from app.models.school.school_class import SchoolClass
from app.models.school.term import Term
from app.reports._html import day
from app.reports.document import Column, Table
from app.reports.sheet import Block, Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint
from app.standards.moves import Move, moves_of

_TITLE = "留守儿童变动名单"


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """One list for the term asked for, the current one otherwise."""
    wanted = Term.id == ask.term_id if ask.term_id else Term.is_current
    term: Term | None = session.scalars(select(Term).where(wanted)).first()
    if term is None:
        raise NothingToPrint("还没有当前学期，请先登记学期。")
    moves, ended, guards = moves_of(session, term), _ended(session, term), _guards(session, term)
    if not (moves or ended or guards):
        raise NothingToPrint("这个学期没有转入、转出或注销的孩子。")
    tables = (
        _moves("转入（新来）", [move for move in moves if move.direction is Direction.IN]),
        _moves("转出（离开）", [move for move in moves if move.direction is Direction.OUT]),
        Table("不再登记", _columns("姓名", "班级", "注销日期", "原因"), tuple(ended)),
        Table("监护人变更", _columns("孩子", "监护人", "监护身份", "起", "止"), tuple(guards)),
    )
    blocks: tuple[Block, ...] = (
        *(table for table in tables if table.rows),
        Signatures(("档案管理员", "校长")),
    )
    return SheetData(
        imprint(session, actor, _TITLE, term.label), (Leaf(_TITLE, blocks, subtitle=term.label),)
    )


def _moves(caption: str, moves: list[Move]) -> Table:
    rows = tuple(
        (m.child, m.class_label, day(m.day), m.reason.zh, m.other_school, m.handled_by) for m in moves
    )
    return Table(caption, _columns("姓名", "班级", "日期", "原因", "对方学校", "经办人"), rows)


def _columns(*labels: str) -> tuple[Column, ...]:
    return tuple(Column(label) for label in labels)


def _ended(session: Any, term: Term) -> list[tuple[str, ...]]:
    """The children taken off the register during the term, by day."""
    found = (
        select(Student.name, SchoolClass.label, CareRegistration.left_on, CareRegistration.leave_reason)
        .join(Student, Student.id == CareRegistration.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(
            CareRegistration.term_id == term.id,
            CareRegistration.left_on.is_not(None),
            CareRegistration.archived_at.is_(None),
        )
        .order_by(CareRegistration.left_on, Student.name)
    )
    return [
        (name, label or "", day(left_on), reason.label.zh)
        for name, label, left_on, reason in session.execute(found)
    ]


def _guards(session: Any, term: Term) -> list[tuple[str, ...]]:
    """Guardians who began or ended during the term, by child; neither phones nor addresses stand on the list."""
    begun = StudentCaregiver.valid_from.between(term.starts_on, term.ends_on)
    ended = StudentCaregiver.valid_to.between(term.starts_on, term.ends_on)
    found = (
        select(
            Student.name,
            Caregiver.name,
            StudentCaregiver.guard_role,
            StudentCaregiver.valid_from,
            StudentCaregiver.valid_to,
        )
        .join(Student, Student.id == StudentCaregiver.student_id)
        .join(Caregiver, Caregiver.id == StudentCaregiver.caregiver_id)
        .where(
            or_(begun, ended),
            StudentCaregiver.guard_role != GuardRole.NONE,
            StudentCaregiver.archived_at.is_(None),
        )
        .order_by(Student.name, StudentCaregiver.valid_from)
    )
    return [
        (child, adult, role.label.zh, day(since), day(until) if until else "")
        for child, adult, role, since, until in session.execute(found)
    ]


SHEET = SheetKind(
    slug="change-list",
    label=Label("变动名单", "List of changes"),
    entity="HandOver",
    asks=(Asked.TERM,),
    collect=collect,
    about=Label(
        "本学期转入、转出、不再登记的孩子和监护人变更。",
        "Children who came, left or are registered no more; guardians.",
    ),
    systems=("B08",),
)
