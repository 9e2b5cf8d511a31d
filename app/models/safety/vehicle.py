"""Vehicle 接送车辆：a vehicle that takes children to school, its driver and how many it may carry."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique


class Vehicle(SchoolEntity):
    """One vehicle and its way."""

    spec = Spec(
        label=Label("接送车辆", "Vehicle"),
        chapter=Chapter.SAFETY,
        group=Group.RIDES,
        title="plate",
        listed=("plate", "direction", "driver_name", "driver_phone", "seats"),
        searched=("plate", "direction", "driver_name"),
        filtered=("direction",),
        order="plate",
        systems=("H04",),
        rules=(
            Unique(
                ("school_id", "plate"),
                Label("这个车牌已经登记，请直接选用。", "This plate is registered already."),
            ),
        ),
    )

    plate: Mapped[str] = c.text("车牌号码", "Plate", length=12, required=True)
    driver_name: Mapped[str] = c.text("司机姓名", "Driver", length=40, required=True)
    driver_phone: Mapped[str] = c.phone(
        "司机电话", "Driver's phone", place="vehicles.driver_phone", required=True, level=Level.PERSONAL
    )
    direction: Mapped[str] = c.text("乘车方向", "Direction", required=True)
    seats: Mapped[int | None] = c.number(
        "核定载客数", "Seats for pupils", least=1, most=80,
        hint=Label("不含司机；严禁超载。", "Without the driver; never more pupils than this."),
    )  # fmt: skip
