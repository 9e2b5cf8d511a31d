"""RideRegistration 乘车登记：which child rides in which vehicle this term, and where it gets on."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Unique
from app.models._terms import in_open_term


class RideRegistration(SchoolEntity):
    """One child in one vehicle for a term. A vehicle fuller than its seats is shown, not refused: the child rides."""

    spec = Spec(
        label=Label("乘车登记", "Ride registration"),
        chapter=Chapter.SAFETY,
        group=Group.RIDES,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        listed=("student_id", "vehicle_id", "stop", "term_id"),
        searched=("stop",),
        filtered=("vehicle_id", "term_id", "student_id"),
        order="vehicle_id",
        systems=("H04",),
        rules=(
            Unique(
                ("student_id", "term_id", "vehicle_id"),
                Label(
                    "该生本学期已登记乘坐这辆车。", "The child is registered in this vehicle for the term."
                ),
            ),
            in_open_term,
        ),
    )

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    vehicle_id: Mapped[int] = c.ref("车辆", "Vehicle", "Vehicle", required=True)
    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    stop: Mapped[str | None] = c.text("上下车地点", "Stop")
