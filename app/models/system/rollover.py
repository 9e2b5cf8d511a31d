"""Rollover 结转：what the change of a term or a school year made and changed, so that it can be taken back as a whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec


class RolloverKind(Choice):
    """Which change it was."""

    REGISTRATIONS = "registrations", "登记结转", "Registrations copied forward"
    SCHOOL_YEAR = "school-year", "学年升级", "School year rollover"


class RolloverState(Choice):
    """Whether what it wrote stands."""

    DONE = "done", "已完成", "Done"
    UNDONE = "undone", "已撤销", "Undone"


class Rollover(SchoolEntity):
    """Written by `app/roster` and never typed; like an import, it is undone from its own page."""

    spec = Spec(
        label=Label("结转", "Rollover"),
        chapter=Chapter.SYSTEM,
        group=Group.IMPORTS,
        title="title",
        listed=("created_at", "title", "kind", "state", "made_count", "changed_count", "undone_at"),
        filtered=("kind", "state"),
        is_inner=True,
        is_append_only=True,
        systems=("B07",),
    )

    kind: Mapped[RolloverKind] = c.choice("种类", "Kind", RolloverKind, required=True, derived=True)
    title: Mapped[str] = c.text("名称", "Title", length=80, required=True, derived=True)
    term_id: Mapped[int | None] = c.ref("学期", "Term", "Term", derived=True)
    state: Mapped[RolloverState] = c.choice(
        "状态", "State", RolloverState, required=True, derived=True, default=RolloverState.DONE
    )
    made_count: Mapped[int] = c.number("新建", "Rows made", required=True, derived=True)
    changed_count: Mapped[int] = c.number("更改", "Rows changed", required=True, derived=True)
    undone_at: Mapped[dt.datetime | None] = c.moment("撤销时间", "Undone at", derived=True)
    #: [["Enrollment", 5], …] in the order in which they were made.
    made: Mapped[list[Any]] = c.json_value("新建的行", "Rows made", required=True, level=Level.PERSONAL)
    #: [["Enrollment", 5, "ends_on", old, new], …]
    changed: Mapped[list[Any]] = c.json_value(
        "更改的值", "Values changed", required=True, level=Level.PERSONAL
    )
    #: Ids of the pairs that the person wanted to decide on later.
    postponed: Mapped[list[Any] | None] = c.json_value("待定的结对", "Pairs left open", level=Level.PERSONAL)
