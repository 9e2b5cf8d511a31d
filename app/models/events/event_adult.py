"""EventAdult 成人出席：a teacher, a guardian or a guest invited to an event, and whether he came."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, object_session

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec, entity_named
from app.models._rules import Judged, Problem, Rests, Unique
from app.models._validation import Look, is_given


def _is_one_person(row: EventAdult, _look: Look) -> Problem | None:
    given = [is_given(row, "staff_id"), is_given(row, "caregiver_id"), bool(row.outside_name)]
    if sum(given) == 1:
        return None
    return Problem(
        "outside_name",
        Label(
            "请在教职工、家长、来宾姓名三项中只填一项。",
            "Fill exactly one of staff, caregiver and guest's name.",
        ),
    )


_TWICE = Label("此人已在这次活动的签到名单里。", "This person is on the sign-in list already.")


class EventAdult(SchoolEntity):
    """One line of the sign-in sheet; its class is that of the event, so that it is seen by the same people."""

    spec = Spec(
        label=Label("成人出席", "Adult at an event"),
        chapter=Chapter.EVENTS,
        group=Group.TRAINING,
        title="id",
        reach=Reach("class", "school_class_id"),
        owner="event_id.organiser_id",
        listed=("event_id", "staff_id", "caregiver_id", "outside_name", "is_present"),
        filtered=("event_id", "staff_id", "is_present"),
        systems=("D16", "D17", "D18"),
        rules=(
            Judged(_is_one_person),
            Unique(("event_id", "staff_id"), _TWICE),
            Unique(("event_id", "caregiver_id"), _TWICE),
            Unique(("event_id", "outside_name"), _TWICE),
            Rests("event_id.starts_at"),
        ),
    )

    event_id: Mapped[int] = c.ref("活动", "Event", "Event", required=True)
    staff_id: Mapped[int | None] = c.ref("教职工", "Staff", "Staff")
    caregiver_id: Mapped[int | None] = c.ref("家长/监护人", "Caregiver", "Caregiver")
    outside_name: Mapped[str | None] = c.text("来宾姓名", "Guest", length=40)
    is_present: Mapped[bool] = c.flag("已到", "Present", default=True)
    school_class_id: Mapped[int | None] = c.ref("活动班级", "Class of the event", "SchoolClass", derived=True)

    def complete(self) -> None:
        session = object_session(self)
        if session is not None and self.event_id is not None:
            event: Any = session.get(entity_named("Event"), self.event_id)
            self.school_class_id = event.school_class_id if event else None
