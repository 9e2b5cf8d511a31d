"""Village 村(社区): where children live; statistics are counted by it (domain 2.2)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique

_TAKEN = Label(
    "这个村（社区）已经登记，请直接选用。", "This village exists already; choose it from the list."
)


class Village(SchoolEntity):
    """A village or community; two townships may each have one of the same name."""

    spec = Spec(
        label=Label("村（社区）", "Village"),
        chapter=Chapter.SCHOOL,
        group=Group.SETTINGS,
        level=Level.PUBLIC,
        title="name",
        listed=("name", "township"),
        searched=("name",),
        filtered=("township",),
        order="name",
        systems=("A02",),
        rules=(
            Unique(("school_id", "name", "township"), _TAKEN),
            Unique(("school_id", "name"), _TAKEN, where={"township": None}),
        ),
    )

    name: Mapped[str] = c.text("名称", "Name", length=40, required=True)
    township: Mapped[str | None] = c.text("乡镇", "Township", length=30)
