"""CareFacility 关爱阵地：a room for the children (the home, a reading room, a computer room) and its rules."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique


class FacilityKind(Choice):
    """What the room is for."""

    HOME = "home", "留守儿童之家", "Home for left-behind children"
    LIBRARY = "library", "图书阅览室", "Reading room"
    COMPUTERS = "computers", "电脑室", "Computer room"
    ACTIVITIES = "activities", "活动室", "Activity room"
    COUNSELING = "counseling", "心理咨询室", "Counseling room"
    HEART = "heart", "心灵驿站", "Heart station"
    VILLAGE_LIBRARY = "village-library", "农家书屋", "Village reading room"


class CareFacility(SchoolEntity):
    """One room; a village reading room that is open all day has no opening slots."""

    spec = Spec(
        label=Label("关爱阵地", "Place"),
        chapter=Chapter.FACILITIES,
        group=Group.SCHOOL_WORK,
        level=Level.PUBLIC,
        title="name",
        listed=("name", "kind", "keeper_id", "set_up_on", "is_open_all_day"),
        searched=("name",),
        filtered=("kind", "keeper_id"),
        order="name",
        systems=("F07", "I06", "I08", "J01"),
        rules=(
            Unique(
                ("school_id", "kind", "name"),
                Label(
                    "同类阵地中已有这个名称，请直接选用。", "A place of this kind and name exists already."
                ),
            ),
        ),
    )

    kind: Mapped[FacilityKind] = c.choice("类别", "Kind", FacilityKind, required=True)
    name: Mapped[str] = c.text("名称", "Name", length=40, required=True)
    set_up_on: Mapped[dt.date | None] = c.day("建立日期", "Set up on")
    keeper_id: Mapped[int | None] = c.ref("负责人", "Keeper", "Staff", level=Level.INTERNAL)
    is_open_all_day: Mapped[bool] = c.flag(
        "全天开放",
        "Open all day",
        hint=Label("如农家书屋，不必安排开放时间。", "Such a place needs no slots."),
    )
    rules_text: Mapped[str | None] = c.long_text("管理制度（上墙）", "Rules of the room")
