"""EventStudent 学生参与：which child took part in an event, and as what."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Rests, Unique


class EventRole(Choice):
    """As what the child was there."""

    TOOK_PART = "took-part", "参加", "Took part"
    PERFORMED = "performed", "表演", "Performed"
    HOSTED = "hosted", "主持", "Hosted"
    WON = "won", "获奖", "Won a prize"
    BIRTHDAY = "birthday", "过生日", "Birthday"


class EventStudent(SchoolEntity):
    """A child named at an event; the same child may both take part and win."""

    spec = Spec(
        label=Label("学生参与", "Child at an event"),
        chapter=Chapter.EVENTS,
        group=Group.EVENTS,
        title="student_id",
        reach=Reach("child", "student_id"),
        owner="event_id.organiser_id",
        listed=("event_id", "student_id", "role", "result"),
        filtered=("event_id", "student_id", "role"),
        systems=("K04", "K08"),
        rules=(
            Unique(
                ("event_id", "student_id", "role"),
                Label("该生已在这次活动的名单里，不必重复登记。", "The child is on this list already."),
            ),
            Rests("event_id.starts_at"),
        ),
    )

    event_id: Mapped[int] = c.ref("活动", "Event", "Event", required=True)
    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    role: Mapped[EventRole] = c.choice(
        "参与方式", "Role", EventRole, required=True, default=EventRole.TOOK_PART
    )
    result: Mapped[str | None] = c.text("节目或成绩", "Item or result", length=80)
