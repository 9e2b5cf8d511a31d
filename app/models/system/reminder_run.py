"""ReminderRun 提醒计算: one day's reckoning of what is due, claimed by one run at a time and kept for the feeds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique


class ReminderRun(SchoolEntity):
    """A school's day; `counts` is staff number -> how many of his children are due, and overdue: no name of a child.

    Beside them under "rules" what the whole school owed and did by each rule.
    """

    spec = Spec(
        label=Label("提醒计算", "Reminder run"),
        chapter=Chapter.SYSTEM,
        group=Group.INNER,
        title="day",
        is_inner=True,
        rules=(Unique(("school_id", "day"), Label("当天已经计算过。", "This day was reckoned already.")),),
    )

    day: Mapped[dt.date] = c.day("日期", "Day", required=True, derived=True)
    leased_until: Mapped[dt.datetime] = c.moment("占用至", "Leased until", required=True, derived=True)
    finished_at: Mapped[dt.datetime | None] = c.moment("完成时间", "Finished at", derived=True)
    counts: Mapped[dict[str, Any] | None] = c.json_value("各人人数", "Counts by person")
