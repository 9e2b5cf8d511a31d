"""活动记录：what an event was, who was there, and a sheet to sign in on (domain 4.8)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app import clock
from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.events.event import KIND_SYSTEMS, Event
from app.models.events.event_adult import EventAdult
from app.models.events.event_student import EventStudent
from app.models.events.photo import Photo
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.reports.document import Column, Passage, Table
from app.reports.sheet import Block, Field, Fields, Leaf, Note, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

#: Empty lines after the names on a sign-in sheet.
_LINES_LEFT = 12


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The record on one leaf, the sign-in sheet on the next."""
    event: Event | None = session.get(Event, ask.row_id) if ask.row_id else None
    if event is None or event.archived_at is not None:
        raise NothingToPrint("没有找到这次活动，请从活动的页面打印。")
    children, adults = _children(session, event), _adults(session, event)
    leaves = (
        Leaf("活动记录", _record(session, event, children, adults), subtitle=event.title, name="记录"),
        Leaf("签到表", (_sign_in(children, adults),), subtitle=event.title, name="签到"),
    )
    return SheetData(imprint(session, actor, "活动记录", event.title), leaves)


def _record(
    session: Any, event: Any, children: list[tuple[str, ...]], adults: list[tuple[str, str, bool]]
) -> tuple[Block, ...]:
    came = sum(present for _name, _kind, present in adults) or event.headcount_adults or ""
    facts = Fields(
        (
            Field("类别", event.kind.label.zh),
            Field("时间", _times(event)),
            Field("地点", event.place or ""),
            Field("班级", event.school_class.label if event.school_class else "全校"),
            Field("负责人", event.organiser.name if event.organiser else ""),
            Field("对象", "留守儿童" if event.for_left_behind_only else "学生"),
            Field("儿童人数", str(len(children) or event.headcount_children or "")),
            Field("成人人数", str(came)),
        )
    )
    return (
        facts,
        _text("活动方案", event.plan, 6),
        _text("活动纪要", event.minutes, 10),
        _pictures(session, event),
        Signatures(("记录人", "负责人"), has_seal=True),
    )


def _text(heading: str, text: str | None, lines: int) -> Passage | Fields:
    """What was written, or room to write it by hand."""
    if text:
        return Passage(heading, tuple(text.splitlines()))
    return Fields((Field(heading, lines=lines),), columns=1)


def _pictures(session: Any, event: Event) -> Note:
    """Pictures without consent are not even named on paper."""
    found = select(Photo.caption).where(
        Photo.event_id == event.id, Photo.archived_at.is_(None), Photo.has_consent.is_(True)
    )
    captions = list(session.scalars(found.order_by(Photo.id)))
    return Note(f"已征得同意的照片：{'；'.join(captions) if captions else '无'}。")


def _times(event: Event) -> str:
    begins = clock.in_china(event.starts_at)
    ends = f"—{clock.in_china(event.ends_at):%H:%M}" if event.ends_at else ""
    return f"{begins:%Y-%m-%d %H:%M}{ends}"


def _children(session: Any, event: Event) -> list[tuple[str, ...]]:
    """(name, class, as what) of the children on the list; one in two roles stands once."""
    found = (
        select(Student.name, SchoolClass.label, EventStudent.role, EventStudent.result)
        .join(Student, Student.id == EventStudent.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(EventStudent.event_id == event.id, EventStudent.archived_at.is_(None))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    return [
        (name, label or "", " ".join(filter(None, (role.label.zh, result))))
        for name, label, role, result in session.execute(found)
    ]


def _adults(session: Any, event: Event) -> list[tuple[str, str, bool]]:
    """(name, who, whether present) of the adults on the list."""
    found = (
        select(Staff.name, Caregiver.name, EventAdult.outside_name, EventAdult.is_present)
        .outerjoin(Staff, Staff.id == EventAdult.staff_id)
        .outerjoin(Caregiver, Caregiver.id == EventAdult.caregiver_id)
        .where(EventAdult.event_id == event.id, EventAdult.archived_at.is_(None))
        .order_by(EventAdult.id)
    )
    return [
        (staff or adult or guest or "", "教职工" if staff else "家长" if adult else "来宾", present)
        for staff, adult, guest, present in session.execute(found)
    ]


def _sign_in(children: list[tuple[str, ...]], adults: list[tuple[str, str, bool]]) -> Table:
    named = [(name, kind, "") for name, kind, _present in adults]
    named += [(name, f"学生 {label} {role}".strip(), "") for name, label, role in children]
    rows = [*named, *[("", "", "")] * _LINES_LEFT]
    numbered = tuple((str(number), *row) for number, row in enumerate(rows, start=1))
    columns = (Column("序号", 0.6, is_number=True), Column("姓名", 1.4), Column("身份", 2), Column("签名", 2))
    return Table("签到", columns, numbered)


SHEET = SheetKind(
    slug="event-record",
    label=Label("活动记录与签到表", "Event record and sign-in sheet"),
    entity="Event",
    asks=(Asked.ROW,),
    collect=collect,
    about=Label(
        "一次活动的方案、纪要、人数和签到表。", "Plan, minutes, attendance and sign-in sheet of an event."
    ),
    systems=tuple(sorted({code for codes in KIND_SYSTEMS.values() for code in codes})),
)
