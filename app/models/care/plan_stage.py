"""PlanStage 方案阶段: one step of an individual plan, when it is due and what came of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Rests, Unique


class PlanStage(SchoolEntity):
    """A stage; whose it is follows from its plan."""

    spec = Spec(
        label=Label("方案阶段", "Plan stage"),
        chapter=Chapter.CARE,
        group=Group.PLANS,
        title="due_on",
        reach=Reach("plan", "plan_id"),
        owner="plan_id.author_id",
        listed=("plan_id", "no", "due_on", "goal", "checked_on"),
        filtered=("plan_id", "due_on", "checked_on"),
        order="due_on",
        systems=("C13", "C14"),
        rules=(
            Unique(
                ("plan_id", "no"),
                Label("这份方案已有同序号的阶段，请换一个序号。", "The plan has a stage of this number."),
            ),
            Rests("plan_id.term_id"),
        ),
    )

    plan_id: Mapped[int] = c.ref("方案", "Plan", "IndividualPlan", required=True)
    no: Mapped[int] = c.number("序号", "Number", required=True, least=1, most=50)
    due_on: Mapped[dt.date] = c.day("应完成日期", "Due on", required=True)
    goal: Mapped[str] = c.long_text("阶段目标", "Goal", required=True, level=Level.PERSONAL)
    effect: Mapped[str | None] = c.long_text("阶段性效果", "Effect", level=Level.PERSONAL)
    checked_on: Mapped[dt.date | None] = c.day("检查日期", "Checked on")
    checked_by_id: Mapped[int | None] = c.ref("检查人", "Checked by", "Staff")
