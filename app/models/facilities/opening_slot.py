"""OpeningSlot 开放安排：a place is open on this weekday from then to then, with what is done there and who leads."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Check, NoOverlap, not_before


class Weekday(Choice):
    """The days of the week; the value is Python's weekday number."""

    MONDAY = "0", "周一", "Monday"
    TUESDAY = "1", "周二", "Tuesday"
    WEDNESDAY = "2", "周三", "Wednesday"
    THURSDAY = "3", "周四", "Thursday"
    FRIDAY = "4", "周五", "Friday"
    SATURDAY = "5", "周六", "Saturday"
    SUNDAY = "6", "周日", "Sunday"

    @classmethod
    def of(cls, day: dt.date) -> Weekday:
        return cls(str(day.weekday()))


def _ends_later(row: OpeningSlot) -> bool:
    return row.starts is None or row.ends is None or row.ends > row.starts


class OpeningSlot(SchoolEntity):
    """One line of the weekly timetable, valid from a day on."""

    spec = Spec(
        label=Label("开放安排", "Opening slot"),
        chapter=Chapter.FACILITIES,
        group=Group.SCHOOL_WORK,
        level=Level.PUBLIC,
        title="activity",
        listed=(
            "facility_id",
            "weekday",
            "starts",
            "ends",
            "activity",
            "leader_id",
            "valid_from",
            "valid_to",
        ),
        filtered=("facility_id", "weekday", "leader_id"),
        order="weekday",
        systems=("J03", "J05"),
        rules=(
            Check(
                "ends_after_starts",
                "ends > starts",
                _ends_later,
                Label("结束时间要晚于开始时间。", "The slot ends after it begins."),
                "ends",
            ),
            not_before(
                "valid_to", "valid_from", Label("终止日期不能早于起始日期。", "Ends before it begins.")
            ),
            NoOverlap(
                ("facility_id", "weekday", "starts"),
                Label(
                    "这个阵地在同一时间已有安排，请先填写原安排的终止日期。",
                    "The place has a slot at that time; end that one first.",
                ),
                "valid_from",
                "valid_to",
            ),
        ),
    )

    facility_id: Mapped[int] = c.ref("阵地", "Place", "CareFacility", required=True)
    weekday: Mapped[Weekday] = c.choice("星期", "Weekday", Weekday, required=True)
    starts: Mapped[dt.time] = c.time_of_day("开始时间", "From", required=True)
    ends: Mapped[dt.time] = c.time_of_day("结束时间", "To", required=True)
    activity: Mapped[str] = c.text("活动内容", "Activity", required=True)
    leader_id: Mapped[int | None] = c.ref("负责人", "Leader", "Staff", level=Level.INTERNAL)
    valid_from: Mapped[dt.date] = c.day("起始日期", "Valid from", required=True)
    valid_to: Mapped[dt.date | None] = c.day("终止日期", "Valid until")
