"""FacilityEquipment 设备：what a place has of an item, and how many it ought to have."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique


class EquipmentItem(Choice):
    """The items that the papers of the field ask for."""

    PHONE = "phone", "电话机", "Telephone"
    TV = "tv", "电视机", "Television"
    DVD = "dvd", "DVD机", "DVD player"
    COMPUTER = "computer", "电脑", "Computer"
    CABINET = "cabinet", "档案柜", "Archive cabinet"
    BOOKS = "books", "图书", "Books"
    SPORTS = "sports", "体艺器材", "Sports and arts gear"
    OTHER = "other", "其他", "Other"


class FacilityEquipment(SchoolEntity):
    """One line of the equipment list."""

    spec = Spec(
        label=Label("阵地设备", "Equipment"),
        chapter=Chapter.FACILITIES,
        group=Group.SCHOOL_WORK,
        level=Level.PUBLIC,
        title="item",
        listed=("facility_id", "item", "quantity", "target", "state"),
        filtered=("facility_id", "item"),
        order="facility_id",
        systems=("B10", "J02"),
        rules=(
            Unique(
                ("facility_id", "item"),
                Label(
                    "这个阵地已登记此类设备，请修改原记录的数量。",
                    "Change the quantity of the line there is.",
                ),
            ),
        ),
    )

    facility_id: Mapped[int] = c.ref("阵地", "Place", "CareFacility", required=True)
    item: Mapped[EquipmentItem] = c.choice("设备", "Item", EquipmentItem, required=True)
    quantity: Mapped[int] = c.number("现有数量", "Quantity", required=True, least=0, most=99999)
    target: Mapped[int | None] = c.number(
        "应配数量",
        "Target",
        least=0,
        most=99999,
        hint=Label("按本校制度填写。", "As your school's rules say."),
    )
    state: Mapped[str | None] = c.text("状况", "State")

    @property
    def gap(self) -> int:
        """How many are missing to the target; 0 without a target."""
        return max((self.target or 0) - (self.quantity or 0), 0)
