"""Papers of the home: the record of an opening with its roll, the timetable and rules for the wall, the equipment list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import or_, select

from app import clock
from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.facilities.care_facility import CareFacility
from app.models.facilities.facility_equipment import FacilityEquipment
from app.models.facilities.opening_attendance import OpeningAttendance
from app.models.facilities.opening_session import OpeningSession
from app.models.facilities.opening_slot import OpeningSlot
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.reports._html import day
from app.reports.document import Column, Passage, Table
from app.reports.sheet import Field, Fields, Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_POSTED = "张贴版"


@dataclass(frozen=True, slots=True)
class PostedSlot:
    """A line of the timetable on the wall: no teacher is named."""

    weekday: str
    hours: str
    place: str
    activity: str


def _record(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The opening asked for, or those of the last four weeks, each with its roll."""
    found = select(OpeningSession).where(OpeningSession.archived_at.is_(None))
    recent = OpeningSession.held_on > actor.today - dt.timedelta(weeks=4)
    found = found.where(OpeningSession.id == ask.row_id if ask.row_id is not None else recent)
    order = (OpeningSession.held_on, OpeningSession.starts)
    leaves = tuple(_leaf(session, each) for each in session.scalars(found.order_by(*order)))
    if not leaves:
        raise NothingToPrint("没有找到这次开放。请从开放记录里打开后再打印。")
    return SheetData(imprint(session, actor, "留守儿童之家开放记录"), leaves)


def _leaf(session: Any, opening: Any) -> Leaf:
    duty = "、".join(str(each) for each in (opening.first_duty, opening.second_duty) if each is not None)
    until = f"{opening.ends:%H:%M}" if opening.ends else ""
    rows = _roll(session, opening)
    facts = (
        Field("阵地", str(opening.facility or "")),
        Field("日期", day(opening.held_on)),
        Field("时间", f"{opening.starts:%H:%M}至{until}"),
        Field("值班教师", duty),
        Field("活动内容", opening.content or ""),
        Field("人数", str(opening.headcount or len(rows))),
        Field("切断电源", _yes(opening.is_power_off)),
        Field("关好门窗", _yes(opening.are_windows_closed)),
        Field("清查图书器材", _yes(opening.is_stock_checked)),
        Field("备注", opening.note or ""),
    )
    columns = (
        Column("姓名"), Column("班级"), Column("到场", 0.5), Column("送来的人"), Column("离开方式", 1.4),
        Column("接走的人", 1.6), Column("离开时间", 0.8),
    )  # fmt: skip
    roll = Table("点名与接送", columns, rows, empty="没有点名。")
    blocks = (Fields(facts), roll, Signatures(("值班教师", "值班教师")))
    return Leaf("留守儿童之家开放记录", blocks, name=f"{day(opening.held_on)} {opening.starts:%H:%M}")


def _roll(session: Any, opening: OpeningSession) -> tuple[tuple[str, ...], ...]:
    found = (
        select(OpeningAttendance, Student.name, SchoolClass.label, Caregiver.name)
        .join(Student, Student.id == OpeningAttendance.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .outerjoin(Caregiver, Caregiver.id == OpeningAttendance.fetched_by_id)
        .where(OpeningAttendance.opening_session_id == opening.id, OpeningAttendance.archived_at.is_(None))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    return tuple(
        (
            name, label or "", _yes(line.is_present), line.brought_by or "",
            line.leaving.label.zh if line.leaving else "", _fetcher(line, adult),
            f"{clock.in_china(line.left_at):%H:%M}" if line.left_at else "",
        )
        for line, name, label, adult in session.execute(found)
    )  # fmt: skip


def _fetcher(line: OpeningAttendance, adult: str | None) -> str:
    who = line.fetched_by_name or adult or ""
    return f"{who}（{line.fetch_reason}）" if line.fetch_reason else who


def _yes(said: bool) -> str:
    return "是" if said else "否"


def _timetable(session: Any, actor: Actor, _ask: Ask) -> SheetData:
    """The week as it is valid today."""
    today = actor.today
    valid = (
        OpeningSlot.valid_from <= today,
        or_(OpeningSlot.valid_to.is_(None), OpeningSlot.valid_to >= today),
        OpeningSlot.archived_at.is_(None),
    )
    found = (
        select(OpeningSlot, CareFacility.name)
        .join(CareFacility, CareFacility.id == OpeningSlot.facility_id)
        .where(*valid)
        .order_by(OpeningSlot.weekday, OpeningSlot.starts)
    )
    lines = [
        PostedSlot(slot.weekday.label.zh, f"{slot.starts:%H:%M}至{slot.ends:%H:%M}", name, slot.activity)
        for slot, name in session.execute(found)
    ]
    if not lines:
        raise NothingToPrint("还没有开放安排，请先在“开放安排”里登记每周的时间。")
    rows = tuple((line.weekday, line.hours, line.place, line.activity) for line in lines)
    table = Table("", (Column("星期", 0.6), Column("时间"), Column("地点", 1.2), Column("活动内容", 2)), rows)
    return _posted(session, actor, "每周开放安排", (Leaf("每周开放安排", (table,)),))


def _rules(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The rules of one room, or of every room that has any."""
    found = select(CareFacility).where(
        CareFacility.rules_text.is_not(None), CareFacility.archived_at.is_(None)
    )
    if ask.row_id is not None:
        found = found.where(CareFacility.id == ask.row_id)
    leaves = tuple(
        Leaf(
            f"{room.name}管理制度",
            (Passage("", tuple((room.rules_text or "").splitlines())),),
            name=room.name,
        )
        for room in session.scalars(found.order_by(CareFacility.kind, CareFacility.name))
    )
    if not leaves:
        raise NothingToPrint("这个阵地还没有填写管理制度，请先在“关爱阵地”里填写。")
    return _posted(session, actor, "阵地管理制度", leaves)


def _posted(session: Any, actor: Actor, title: str, leaves: tuple[Leaf, ...]) -> SheetData:
    return SheetData(imprint(session, actor, title, "张贴", mark=_POSTED), leaves)


def _equipment(session: Any, actor: Actor, _ask: Ask) -> SheetData:
    """What each place has, ought to have and lacks."""
    found = (
        select(CareFacility.name, FacilityEquipment)
        .join(CareFacility, CareFacility.id == FacilityEquipment.facility_id)
        .where(FacilityEquipment.archived_at.is_(None))
        .order_by(CareFacility.kind, CareFacility.name, FacilityEquipment.item)
    )
    columns = (
        Column("设备"), Column("现有", 0.5, is_number=True), Column("应配", 0.5, is_number=True),
        Column("缺少", 0.5, is_number=True), Column("状况", 2),
    )  # fmt: skip
    tables = tuple(
        Table(name, columns, tuple(_item(line) for _name, line in group))
        for name, group in groupby(session.execute(found), lambda row: row[0])
    )
    if not tables:
        raise NothingToPrint("还没有登记设备。")
    leaf = Leaf("阵地设备清单", (*tables, Signatures(("管理员", "校长"))), subtitle=day(actor.today))
    return SheetData(imprint(session, actor, leaf.title), (leaf,))


def _item(line: FacilityEquipment) -> tuple[str, ...]:
    target = "" if line.target is None else str(line.target)
    return line.item.label.zh, str(line.quantity), target, str(line.gap or ""), line.state or ""


SHEETS = (
    SheetKind(
        slug="opening-record",
        label=Label("开放记录与点名表", "Opening record"),
        entity="OpeningSession",
        asks=(Asked.ROW, Asked.SCHOOL),
        collect=_record,
        about=Label(
            "一次开放（或最近四周）的值班、点名、接送和结束检查。", "Duty, roll, leaving and closing check."
        ),
        systems=("H09", "I05", "J04", "J05"),
    ),
    SheetKind(
        slug="opening-timetable",
        label=Label("每周开放安排（张贴）", "Opening timetable for the wall"),
        entity="OpeningSlot",
        asks=(Asked.SCHOOL,),
        collect=_timetable,
        about=Label("各阵地每周什么时候开放、做什么。", "When each place is open, and for what."),
        systems=("J03", "J05"),
        is_posted=True,
    ),
    SheetKind(
        slug="room-rules",
        label=Label("阵地管理制度（张贴）", "Rules of the rooms for the wall"),
        entity="CareFacility",
        asks=(Asked.ROW, Asked.SCHOOL),
        collect=_rules,
        about=Label("上墙的管理制度。", "The rules that hang in the room."),
        systems=("I06",),
        is_posted=True,
    ),
    SheetKind(
        slug="equipment-list",
        label=Label("阵地设备清单", "Equipment list"),
        entity="FacilityEquipment",
        asks=(Asked.SCHOOL,),
        collect=_equipment,
        about=Label("现有、应配和缺少的设备。", "What there is, ought to be and is missing."),
        systems=("B10", "I08", "J01", "J02"),
    ),
)
