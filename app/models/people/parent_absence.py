"""ParentAbsence 外出务工记录：where an adult works away from home and since when; months away follow from the dates."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import NoOverlap, not_before


class ParentAbsence(SchoolEntity):
    """One stay away; coming home in between makes two rows, so that three months without a break can be told."""

    spec = Spec(
        label=Label("外出务工记录", "Work away from home"),
        chapter=Chapter.CHILDREN,
        group=Group.CHILDREN,
        level=Level.PERSONAL,
        title="caregiver_id",
        reach=Reach("caregiver", "caregiver_id"),
        listed=("caregiver_id", "work_place", "employer", "away_since", "returned_on"),
        searched=("work_place",),
        filtered=("caregiver_id", "away_since", "returned_on"),
        order="-away_since",
        systems=("B03", "B04", "D22"),
        rules=(
            not_before(
                "expected_return_on",
                "away_since",
                Label("预计返乡日期不能早于外出日期。", "Expected back before leaving."),
            ),
            not_before(
                "returned_on", "away_since", Label("返乡日期不能早于外出日期。", "Returned before leaving.")
            ),
            NoOverlap(
                ("caregiver_id",),
                Label(
                    "这段时间与已登记的外出记录重叠，请先填写上一次的返乡日期。",
                    "Overlaps an absence on record; fill in when that one ended.",
                ),
                "away_since",
                "returned_on",
            ),
        ),
    )

    caregiver_id: Mapped[int] = c.ref("外出家长", "Parent away", "Caregiver", required=True)
    work_place: Mapped[str] = c.text(
        "务工地点", "Place of work", required=True, hint=Label("省、市即可。", "Province and city.")
    )
    employer: Mapped[str | None] = c.text("务工单位", "Employer")
    work_address: Mapped[str | None] = c.address(
        "单位详细地址", "Employer's address", place="parent_absences.work_address"
    )
    work_phone: Mapped[str | None] = c.phone("单位电话", "Phone at work", place="parent_absences.work_phone")
    away_since: Mapped[dt.date] = c.day("外出日期", "Away since", required=True)
    expected_return_on: Mapped[dt.date | None] = c.day(
        "预计返乡日期", "Expected back on", hint=Label("如春节、农忙；不确定请留空。", "Empty if not known.")
    )
    returned_on: Mapped[dt.date | None] = c.day(
        "返乡日期", "Returned on", hint=Label("仍在外请留空。", "Empty while away.")
    )
