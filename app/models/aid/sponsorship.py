"""Sponsorship 结对资助：a sponsor who supports one child for some time with a yearly sum."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import NoOverlap, not_before


class Sponsorship(SchoolEntity):
    """A sponsorship; the same sponsor supports the same child once at a time."""

    spec = Spec(
        label=Label("结对资助", "Sponsorship"),
        chapter=Chapter.AID,
        group=Group.AID,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        listed=("student_id", "sponsor_id", "starts_on", "ends_on", "yearly_amount", "via"),
        searched=("via",),
        filtered=("student_id", "sponsor_id", "starts_on", "ends_on"),
        order="-starts_on",
        systems=("L05",),
        rules=(
            not_before(
                "ends_on",
                "starts_on",
                Label("结束日期不能早于开始日期，请改正。", "It ends before it begins."),
            ),
            NoOverlap(
                ("sponsor_id", "student_id"),
                Label(
                    "这名资助方此时已在资助这名学生，请先结束原来的结对资助。",
                    "This sponsor supports the child at that time already; end that sponsorship first.",
                ),
            ),
        ),
    )

    sponsor_id: Mapped[int] = c.ref("资助方", "Sponsor", "Sponsor", required=True)
    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    starts_on: Mapped[dt.date] = c.day("开始日期", "From", required=True)
    ends_on: Mapped[dt.date | None] = c.day("结束日期", "Until")
    yearly_amount: Mapped[Decimal | None] = c.decimal(
        "年资助额（元）", "Yuan a year", least=0, most=1_000_000
    )
    via: Mapped[str | None] = c.text(
        "经办",
        "Arranged by",
        length=40,
        hint=Label("如 镇妇联、团委。", "For example the women's federation."),
    )
