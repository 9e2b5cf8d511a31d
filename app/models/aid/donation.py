"""Donation 捐赠物资：things given to the school or its children; what was not counted stays approximate."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Check, Judged, Problem
from app.models._validation import Look
from app.models.aid._amounts import in_words


def _is_not_ahead(row: Donation, _look: Look) -> Problem | None:
    if row.received_on <= clock.today():
        return None
    return Problem("received_on", Label("日期不能晚于今天，收到后再登记。", "Enter it once it has arrived."))


class Donation(SchoolEntity):
    """A gift of one kind on one day."""

    spec = Spec(
        label=Label("捐赠物资", "Donation"),
        chapter=Chapter.AID,
        group=Group.SPONSORS,
        title="item",
        listed=("received_on", "item", "quantity", "unit", "is_approximate", "sponsor_id", "recipients"),
        searched=("item",),
        filtered=("received_on", "sponsor_id", "is_approximate"),
        order="-received_on",
        systems=("L07", "L09"),
        rules=(
            Check(
                "quantity_above_zero",
                "quantity > 0",
                lambda row: row.quantity > 0,
                Label("数量要大于 0；不确切时填大约数并勾选“约数”。", "More than none; tick “about” when not exact."),
                "quantity",
            ),
            Judged(_is_not_ahead),
        ),
    )  # fmt: skip

    received_on: Mapped[dt.date] = c.day("日期", "Received on", required=True)
    sponsor_id: Mapped[int | None] = c.ref("捐赠方", "Giver", "Sponsor")
    event_id: Mapped[int | None] = c.ref("有关活动", "Event", "Event")
    item: Mapped[str] = c.text("物品", "Item", length=40, required=True)
    quantity: Mapped[Decimal] = c.decimal("数量", "Quantity", required=True, least=0, most=10_000_000)
    unit: Mapped[str] = c.text("单位", "Unit", length=10, required=True)
    is_approximate: Mapped[bool] = c.flag(
        "约数", "About", hint=Label("如“60余册”填 60 并勾选。", "For “some 60 books” enter 60 and tick this.")
    )
    recipients: Mapped[int | None] = c.number("受助人数", "Children helped", least=0, most=10_000)
    note: Mapped[str | None] = c.long_text("说明", "Note", length=500)

    @property
    def quantity_in_words(self) -> str:
        """约60册，34本."""
        return in_words(self.quantity, self.unit, self.is_approximate)
