"""The home and the other rooms of the demo: equipment, timetable, eight weeks of openings with their roll calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from app import clock
from app.database import ClosedSession
from app.demo.dates import DemoDates
from app.demo.families import Child
from app.demo.library import make_library
from app.demo.rides import make_rides
from app.demo.rows import add_all, insert_all
from app.demo.township import Place
from app.models.facilities.care_facility import CareFacility, FacilityKind
from app.models.facilities.facility_equipment import EquipmentItem, FacilityEquipment
from app.models.facilities.opening_attendance import Leaving, OpeningAttendance
from app.models.facilities.opening_session import OpeningSession
from app.models.facilities.opening_slot import OpeningSlot, Weekday

_DAY = dt.timedelta(days=1)
_WEEKS = 8
_KEEPER = 7
_RULES = "一、由专人负责，按时开放。\n二、保持安静，爱护图书和器材。\n三、离开时切断电源，关好门窗。"
_ROOMS = (
    (FacilityKind.HOME, "留守儿童之家"),
    (FacilityKind.LIBRARY, "图书阅览室"),
    (FacilityKind.COMPUTERS, "电脑室"),
    (FacilityKind.HEART, "心灵驿站"),
    (FacilityKind.VILLAGE_LIBRARY, "老街社区农家书屋"),
)
#: (item, quantity, target, state) of the home; what is short stands on the list with its gap.
_EQUIPMENT = (
    (EquipmentItem.PHONE, 2, 2, "完好"),
    (EquipmentItem.TV, 1, 1, "完好"),
    (EquipmentItem.DVD, 1, 1, "旧，读碟慢"),
    (EquipmentItem.COMPUTER, 6, 10, "一台待修"),
    (EquipmentItem.CABINET, 1, 2, "完好"),
    (EquipmentItem.BOOKS, 300, 500, "完好"),
    (EquipmentItem.SPORTS, 18, 20, "跳绳需补充"),
)
#: (room, weekday, from, what) of the week in the time after lessons, and Saturday morning.
_WEEK = (
    (1, Weekday.MONDAY, 16, "图书阅览"),
    (0, Weekday.TUESDAY, 16, "亲情电话、下棋、做手工"),
    (2, Weekday.WEDNESDAY, 16, "上网查资料"),
    (0, Weekday.THURSDAY, 16, "文体活动"),
    (0, Weekday.FRIDAY, 16, "交流活动"),
    (0, Weekday.SATURDAY, 9, "“第二课堂”、作业辅导"),
)
_OPEN = (Weekday.TUESDAY, Weekday.SATURDAY)


def make_places(session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates) -> None:
    """Rooms, openings, the library, rides and pledges of one school."""
    here = [child for child in children if child.left_on is None]
    rooms = _rooms(session, place)
    slots = _slots(session, place, rooms, dates)
    _openings(session, place, rooms[0], here, [slot for slot in slots if slot.weekday in _OPEN], dates)
    _running(session, place, rooms[0], here)
    make_library(session, place, here, dates)
    make_rides(session, place, here)


def _rooms(session: ClosedSession, place: Place) -> list[CareFacility]:
    keeper = place.staff[_KEEPER if place.is_central else -1]
    rooms = [
        CareFacility(
            school_id=place.school.id,
            kind=kind,
            name=name,
            set_up_on=place.last.starts_on,
            keeper_id=keeper.id,
            is_open_all_day=kind is FacilityKind.VILLAGE_LIBRARY,
            rules_text=_RULES if kind in (FacilityKind.HOME, FacilityKind.LIBRARY) else None,
        )
        for kind, name in _ROOMS[: 5 if place.is_central else 2]
    ]
    add_all(session, rooms)
    lines = _EQUIPMENT if place.is_central else _EQUIPMENT[:3]
    equipment = [
        FacilityEquipment(
            school_id=place.school.id,
            facility_id=rooms[0].id,
            item=item,
            quantity=quantity if place.is_central else 1,
            target=target,
            state=state,
        )
        for item, quantity, target, state in lines
    ]
    add_all(session, equipment)
    return rooms


def _slots(
    session: ClosedSession, place: Place, rooms: Sequence[CareFacility], dates: DemoDates
) -> list[OpeningSlot]:
    week = _WEEK if place.is_central else (_WEEK[1], _WEEK[5])
    slots = [
        OpeningSlot(
            school_id=place.school.id,
            facility_id=rooms[room].id,
            weekday=weekday,
            starts=dt.time(hour),
            ends=dt.time(hour + (1 if hour > 12 else 2)),
            activity=activity,
            leader_id=place.staff[-1 - number % len(place.staff)].id,
            valid_from=dates.current.days.starts_on,
        )
        for number, (room, weekday, hour, activity) in enumerate(week)
    ]
    add_all(session, slots)
    return slots


def _openings(
    session: ClosedSession,
    place: Place,
    home: CareFacility,
    here: Sequence[Child],
    slots: Sequence[OpeningSlot],
    dates: DemoDates,
) -> None:
    """The openings of the last weeks, all over and checked; the books were not counted after each of them."""
    first = dates.today - (dates.today.weekday() + _WEEKS * 7) * _DAY
    rows: list[dict[str, Any]] = []
    for week in range(_WEEKS):
        for slot in slots:
            day = first + (week * 7 + int(slot.weekday.value)) * _DAY
            opening = _opening(place, home, slot, day, week)
            add_all(session, [opening])
            came = [child for number, child in enumerate(here) if (number + week) % 3 == 0]
            opening.headcount = len(came)
            rows += [_line(opening, child, number) for number, child in enumerate(came)]
    insert_all(session, OpeningAttendance, rows)


def _opening(place: Place, home: CareFacility, slot: OpeningSlot, day: dt.date, week: int) -> OpeningSession:
    teachers = place.staff
    return OpeningSession(
        school_id=place.school.id,
        facility_id=home.id,
        held_on=day,
        starts=slot.starts,
        ends=slot.ends,
        first_duty_id=teachers[-1 - week % (len(teachers) - 1)].id,
        second_duty_id=teachers[-2 - week % (len(teachers) - 1)].id,
        content=slot.activity,
        is_power_off=True,
        are_windows_closed=True,
        is_stock_checked=week % 4 != _WEEKS % 4 - 1,
        closed_at=_at(day, slot.ends),
    )


def _line(opening: OpeningSession, child: Child, number: int) -> dict[str, Any]:
    is_school_day = opening.held_on.weekday() < 5
    guardian = child.guardian_id
    way = Leaving.ESCORTED
    if child.is_boarding or is_school_day:
        way = Leaving.TO_CLASS
    elif guardian is not None and number % 4:
        way = Leaving.FETCHED
    is_stranger = way is Leaving.FETCHED and number == 5
    return {
        "school_id": opening.school_id,
        "opening_session_id": opening.id,
        "student_id": child.id,
        "is_present": True,
        "brought_by": None if is_school_day else "家长",
        "leaving": way,
        "left_at": opening.closed_at,
        "fetched_by_id": guardian if way is Leaving.FETCHED and not is_stranger else None,
        "fetched_by_name": "同村邻居" if is_stranger else None,
        "fetch_reason": "奶奶来电，家中有事，委托邻居接回。" if is_stranger else None,
    }


def _running(session: ClosedSession, place: Place, home: CareFacility, here: Sequence[Child]) -> None:
    """An opening that is going on as somebody looks: a few children have left, the others are inside."""
    today = clock.today()
    opening = OpeningSession(
        school_id=place.school.id,
        facility_id=home.id,
        held_on=today,
        starts=dt.time(7, 30),
        first_duty_id=place.staff[-1].id,
        second_duty_id=place.staff[-2].id,
        content="晨读",
        headcount=len(here[:9]),
    )
    add_all(session, [opening])
    lines = [
        OpeningAttendance(
            school_id=place.school.id,
            opening_session_id=opening.id,
            student_id=child.id,
            leaving=Leaving.TO_CLASS if number < 5 else None,
            left_at=clock.now() if number < 5 else None,
        )
        for number, child in enumerate(here[:9])
    ]
    add_all(session, lines)


def _at(day: dt.date, time: dt.time | None) -> dt.datetime:
    return clock.from_china(dt.datetime.combine(day, time or dt.time(17)))
