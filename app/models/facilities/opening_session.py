"""OpeningSession 开放记录：one opening of a place with the teachers on duty and the check before it was closed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec, entity_named
from app.models._rules import Check, Judged, Problem, Rests, Unique, not_before
from app.models._standard import number_of
from app.models._validation import Look, is_given

#: Teachers on duty where the school's standard says nothing (R64).
_ON_DUTY = 2


def _has_enough_on_duty(row: OpeningSession, look: Look) -> Problem | None:
    """R64: two teachers are there; a school with one teacher only says so in its own standard."""
    if row.school_id is None or row.held_on is None or is_given(row, "second_duty_id"):
        return None
    if number_of(look, row.school_id, "R64", row.held_on, _ON_DUTY) < _ON_DUTY:
        return None
    return Problem(
        "second_duty_id",
        Label(
            "每次开放要有两名值班教师，请选择第二名；本校只需一名的，请在关爱标准里把这一条改为 1。",
            "Two teachers are on duty; where one is enough, say so in the school's care standard.",
        ),
    )


def _is_not_ahead(row: OpeningSession, _look: Look) -> Problem | None:
    if row.held_on is None or row.held_on <= clock.today():
        return None
    return Problem("held_on", Label("日期不能晚于今天，开放时再登记。", "Record it when the place opens."))


def _is_checked_when_closed(row: OpeningSession) -> bool:
    return row.closed_at is None or bool(row.is_power_off and row.are_windows_closed)


def _nobody_is_left(row: OpeningSession, look: Look) -> Problem | None:
    """The school answers for every child until it has left: a session with a child inside cannot be closed."""
    if row.id is None or row.closed_at is None or not inspect(row).attrs.closed_at.history.has_changes():
        return None
    lines = look.standing(
        entity_named("OpeningAttendance"), opening_session_id=row.id, is_present=True, left_at=None
    )
    if not lines:
        return None
    return Problem(
        "closed_at",
        Label(
            f"还有 {len(lines)} 名孩子没有登记离开，请先登记由谁接走或怎样离开。",
            f"{len(lines)} children have not left yet; record first how they leave.",
        ),
    )


class OpeningSession(SchoolEntity):
    """One opening; it is over once the closing check is done."""

    spec = Spec(
        label=Label("开放记录", "Opening"),
        chapter=Chapter.FACILITIES,
        group=Group.HOME,
        title="held_on",
        owner="first_duty_id",
        also_owners=("second_duty_id",),
        listed=(
            "held_on",
            "facility_id",
            "starts",
            "first_duty_id",
            "second_duty_id",
            "headcount",
            "closed_at",
        ),
        searched=("content",),
        filtered=("facility_id", "held_on", "first_duty_id", "second_duty_id"),
        order="-held_on",
        indexes=(("school_id", "held_on"),),
        systems=("I04", "I05", "J04", "J05"),
        rules=(
            Unique(
                ("facility_id", "held_on", "starts"),
                Label(
                    "这次开放已经登记，请打开原记录。", "This opening is recorded already; open that record."
                ),
            ),
            not_before("ends", "starts", Label("结束时间不能早于开始时间。", "It ends before it begins.")),
            Check(
                "two_different_on_duty",
                "first_duty_id <> second_duty_id",
                lambda row: row.first_duty_id is None or row.first_duty_id != row.second_duty_id,
                Label("两名值班教师不能是同一人。", "The teachers on duty are two persons."),
                "second_duty_id",
            ),
            Check(
                "checked_when_closed",
                "closed_at IS NULL OR (is_power_off AND are_windows_closed)",
                _is_checked_when_closed,
                Label(
                    "结束前请切断电源、关好门窗，并逐项勾选。",
                    "Before it ends: power off, windows and doors closed, both ticked.",
                ),
                "is_power_off",
            ),
            Judged(_has_enough_on_duty),
            Judged(_is_not_ahead),
            Judged(_nobody_is_left),
            Rests("held_on"),
        ),
    )

    facility_id: Mapped[int] = c.ref("阵地", "Place", "CareFacility", required=True)
    held_on: Mapped[dt.date] = c.day("日期", "Day", required=True)
    starts: Mapped[dt.time] = c.time_of_day("开始时间", "From", required=True)
    ends: Mapped[dt.time | None] = c.time_of_day("结束时间", "To")
    first_duty_id: Mapped[int] = c.ref("值班教师一", "On duty", "Staff", required=True)
    second_duty_id: Mapped[int | None] = c.ref("值班教师二", "Also on duty", "Staff")
    content: Mapped[str | None] = c.text("活动内容", "Activity", length=120)
    headcount: Mapped[int | None] = c.number(
        "人数",
        "Children",
        least=0,
        most=9999,
        hint=Label("点过名的按名单计算。", "Counted from a roll call."),
    )
    is_power_off: Mapped[bool] = c.flag("已切断电源", "Power is off")
    are_windows_closed: Mapped[bool] = c.flag("已关好门窗", "Windows and doors are closed")
    is_stock_checked: Mapped[bool] = c.flag("已清查图书器材", "Books and gear are checked")
    closed_at: Mapped[dt.datetime | None] = c.moment("结束检查时间", "Closed at", derived=True)
    note: Mapped[str | None] = c.long_text("备注", "Note", length=500)
