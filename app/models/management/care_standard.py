"""CareStandard 关爱标准：the numbers of a school's 制度，in force for a span of days."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import NoOverlap, not_before


class CareStandard(SchoolEntity):
    """A standard; its rules are CareStandardItem rows, and the one in force on a day is the school's on that day."""

    spec = Spec(
        label=Label("关爱标准", "Care standard"),
        chapter=Chapter.MANAGEMENT,
        group=Group.SETTINGS,
        level=Level.PUBLIC,
        title="name",
        listed=("name", "source", "starts_on", "ends_on"),
        searched=("name", "source"),
        order="-starts_on",
        systems=("A04",),
        rules=(
            not_before(
                "ends_on",
                "starts_on",
                Label("停用日期不能早于启用日期，请改正。", "It ends before it begins; mend the dates."),
            ),
            NoOverlap(
                ("school_id",),
                Label(
                    "这段时间已有另一套关爱标准，请先填写原标准的停用日期。",
                    "Another standard is in force at that time; end it first.",
                ),
            ),
        ),
    )

    name: Mapped[str] = c.text("名称", "Name", length=60, required=True)
    source: Mapped[str] = c.text(
        "出处", "Source", length=120, required=True,
        hint=Label("这套数字出自哪份制度。", "The paper these numbers come from."),
    )  # fmt: skip
    starts_on: Mapped[dt.date] = c.day("启用日期", "From", required=True)
    ends_on: Mapped[dt.date | None] = c.day("停用日期", "Until")
    preset: Mapped[str | None] = c.text(
        "取自范本", "From the preset", length=10, derived=True,
        hint=Label("由“关爱标准”页面填写。", "Filled by the page of the care standard."),
    )  # fmt: skip
