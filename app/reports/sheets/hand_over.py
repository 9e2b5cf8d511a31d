"""交接单：what goes along with a child who leaves or arrives, and what the next school should go on with (domain B08)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access.grants import allowed
from app.access.guard import Actor
from app.access.vocabulary import Action, Label, Mask
from app.models.care.mentoring import Mentoring
from app.models.people.care_registration import CareRegistration
from app.models.people.enrollment import Enrollment
from app.models.people.hand_over import Direction, HandedOver, HandOver
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.reports._html import day
from app.reports.sheet import Field, Fields, Leaf, Note, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "留守儿童交接单"


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """One page: the sheet of one move."""
    sheet: HandOver | None = session.get(HandOver, ask.row_id or 0)
    if sheet is None or sheet.archived_at is not None:
        raise NothingToPrint("没有这张交接单，请从“转入、转出的孩子”里选择。")
    found = select(Student.name, Student.gender, Student.birth_date, Student.student_no)
    child = session.execute(found.where(Student.id == sheet.student_id)).one()
    blocks = (
        Fields(_child_fields(session, sheet, child, _student_no(actor, child)), 2),
        Fields(_move_fields(session, sheet), 2, "去向" if sheet.direction is Direction.OUT else "来处"),
        Fields(_care_fields(session, sheet), 2, "关爱情况"),
        Fields(tuple(_item(sheet, item) for item in HandedOver), 2, "移交材料（√）"),
        Fields((Field("备注", sheet.note or "", 1, 4),), 1),
        Note("心理辅导记录不随本单移交，需要时由双方心理辅导教师另行联系。本单一式两份，双方各存一份。"),
        Signatures(("移交学校（盖章）", "接收学校（盖章）", "移交人", "接收人"), has_seal=True),
    )
    return SheetData(imprint(session, actor, _TITLE, child.name), (Leaf(_TITLE, blocks, name=child.name),))


def _student_no(actor: Actor, child: Any) -> str:
    """Whole where the actor may see it whole: the next school asks for the child's file by it."""
    number: str = child.student_no or ""
    return number if allowed(actor.roles, Student, Action.SEE_IDENTITY) else Mask.STUDENT_NO.apply(number)


def _child_fields(session: Any, sheet: HandOver, child: Any, number: str) -> tuple[Field, ...]:
    found = (
        select(SchoolClass.label)
        .join(Enrollment, Enrollment.school_class_id == SchoolClass.id)
        .where(
            Enrollment.student_id == sheet.student_id,
            Enrollment.starts_on <= sheet.handed_on,
            Enrollment.archived_at.is_(None),
        )
        .order_by(Enrollment.starts_on.desc())
    )
    label = session.scalars(found.limit(1)).first()
    return (
        Field("姓名", child.name),
        Field("性别", child.gender.label.zh),
        Field("出生日期", day(child.birth_date)),
        Field("班级", label or ""),
        Field("学籍号", number, 2),
    )


def _move_fields(session: Any, sheet: HandOver) -> tuple[Field, ...]:
    staff = session.get(Staff, sheet.handled_by_id)
    return (
        Field("方向", sheet.direction.label.zh),
        Field("原因", sheet.reason.label.zh),
        Field("交接日期", day(sheet.handed_on)),
        Field("本校经办人", staff.name if staff else ""),
        Field("对方学校", sheet.other_school or "", 2),
        Field("对方经办人", sheet.other_person or ""),
        Field("对方电话", sheet.other_phone or ""),
    )


def _care_fields(session: Any, sheet: HandOver) -> tuple[Field, ...]:
    """The newest registration and the mentor of the day: what the next school asks first."""
    own = (CareRegistration.student_id == sheet.student_id, CareRegistration.archived_at.is_(None))
    found = select(CareRegistration).where(*own).order_by(CareRegistration.id.desc()).limit(1)
    card: CareRegistration | None = session.scalars(found).first()
    mentor = session.scalars(
        select(Staff.name)
        .join(Mentoring, Mentoring.mentor_id == Staff.id)
        .where(Mentoring.student_id == sheet.student_id, Mentoring.archived_at.is_(None))
        .order_by(Mentoring.starts_on.desc())
        .limit(1)
    ).first()
    return (
        Field("外出情况", card.absence_kind.label.zh if card else ""),
        Field("监护类型", card.guardianship_kind.label.zh if card else ""),
        Field("寄宿", ("是" if card.is_boarding else "否") if card else ""),
        Field("帮扶人", mentor or ""),
    )


def _item(sheet: HandOver, item: HandedOver) -> Field:
    return Field(item.label.zh, "√" if item in (sheet.items or ()) else "")


SHEET = SheetKind(
    slug="hand-over",
    label=Label("交接单", "Hand-over sheet"),
    entity="HandOver",
    asks=(Asked.ROW,),
    collect=collect,
    about=Label(
        "孩子转出、转入时双方签字的一页。", "A page both schools sign when a child leaves or arrives."
    ),
    systems=("B08",),
)
