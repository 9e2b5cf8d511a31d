"""WorkPlanItem 工作安排（行事历）： one task of a plan in a month, who owns it, and the evidence that it was done."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped, object_session

from app import clock
from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec, entity_named
from app.models._rules import Judged, Problem, Unique
from app.models._terms import in_open_term
from app.models._validation import Look


def _is_done_with_evidence(row: WorkPlanItem, _look: Look) -> Problem | None:
    if row.done_on is None:
        return None
    if row.done_on > clock.today():
        return Problem("done_on", Label("完成日期不能晚于今天。", "Done in the future is not done."))
    if (row.evidence or "").strip():
        return None
    return Problem(
        "evidence",
        Label(
            "登记完成须写明凭据，如会议记录、照片编号或名单所在。",
            "Say what shows that it was done: minutes, photos, a list.",
        ),
    )


def _ends_after_it_begins(row: WorkPlanItem, _look: Look) -> Problem | None:
    """Months are counted through the year's end: from December a task may run to February."""
    if row.last_month is None or 0 < (row.last_month - row.month) % 12 <= _LONGEST:
        return None
    return Problem(
        "last_month",
        Label(
            f"“做到几月”应在开始月份之后 {_LONGEST} 个月以内；只做一个月请留空。",
            f"It ends within {_LONGEST} months after it begins; leave it empty for one month.",
        ),
    )


#: A task that runs longer than this is two tasks.
_LONGEST = 6


class WorkPlanItem(SchoolEntity):
    """A task; class and term are those of its plan."""

    spec = Spec(
        label=Label("工作安排", "Task of a plan"),
        chapter=Chapter.MANAGEMENT,
        group=Group.SCHOOL_WORK,
        level=Level.PUBLIC,
        title="task",
        reach=Reach("class", "school_class_id"),
        owner="owner_id",
        listed=("work_plan_id", "month", "no", "task", "owner_id", "owner_office", "done_on"),
        searched=("task", "owner_office"),
        filtered=("work_plan_id", "month", "owner_id", "done_on"),
        order="id",
        indexes=(("work_plan_id", "month", "no"),),
        systems=("A04", "A14", "A23"),
        rules=(
            Unique(
                ("work_plan_id", "month", "no"),
                Label("这个月已有同一序号的任务，请换一个序号。", "The month has a task of this number; choose another."),
            ),
            Judged(_ends_after_it_begins),
            Judged(_is_done_with_evidence),
            in_open_term,
        ),
    )  # fmt: skip

    work_plan_id: Mapped[int] = c.ref("工作计划", "Work plan", "WorkPlan", required=True)
    month: Mapped[int] = c.number("月份", "Month", required=True, least=1, most=12)
    last_month: Mapped[int | None] = c.number(
        "做到几月", "Until month", least=1, most=12,
        hint=Label("只做一个月请留空。", "Empty for one month."),
    )  # fmt: skip
    phase: Mapped[str | None] = c.text(
        "阶段", "Phase", length=20, hint=Label("如 全面启动。", "Such as launch.")
    )
    no: Mapped[int] = c.number("序号", "No. in the month", required=True, least=1, most=99)
    task: Mapped[str] = c.text("任务", "Task", length=200, required=True)
    owner_id: Mapped[int | None] = c.ref("责任人", "Owner", "Staff")
    owner_office: Mapped[str | None] = c.text("责任部门", "Office", length=40)
    done_on: Mapped[dt.date | None] = c.day("完成日期", "Done on")
    evidence: Mapped[str | None] = c.long_text("完成凭据", "Evidence", length=500)
    school_class_id: Mapped[int | None] = c.ref("班级", "Class", "SchoolClass", derived=True)
    term_id: Mapped[int | None] = c.ref("学期", "Term", "Term", derived=True)

    def complete(self) -> None:
        """Take class and term from the plan."""
        session = object_session(self)
        plan: Any = self.__dict__.get("work_plan")
        if session is None or not inspect(self).pending:
            return
        if plan is None and self.work_plan_id is not None:
            plan = session.get(entity_named("WorkPlan"), self.work_plan_id)
        if plan is not None:
            self.school_class_id, self.term_id = plan.school_class_id, plan.term_id

    def due_on(self, term_starts_on: dt.date) -> dt.date:
        """The last day of the task's last month: its first one that ends no earlier than a month before the term."""
        return last_day(self.month, self.last_month, term_starts_on)


def last_day(month: int, last_month: int | None, term_starts_on: dt.date) -> dt.date:
    """See `WorkPlanItem.due_on`: plans begin in the holidays before a term and may run on after it."""
    earliest = term_starts_on - dt.timedelta(days=31)
    begins_in = earliest.year if _month_end(earliest.year, month) >= earliest else earliest.year + 1
    ends_in = begins_in + (1 if last_month is not None and last_month < month else 0)
    return _month_end(ends_in, last_month or month)


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
