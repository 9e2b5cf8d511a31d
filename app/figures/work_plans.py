"""The tasks of a plan by month, each done, overdue or still to come: the page and the printed calendar read this."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.access.vocabulary import Choice
from app.models.management.work_plan_item import WorkPlanItem, last_day
from app.models.school.staff import Staff


class TaskState(Choice):
    """How a task stands on a day."""

    DONE = "done", "已完成", "Done"
    OVERDUE = "overdue", "已过期", "Overdue"
    DUE = "due", "本月", "This month"
    AHEAD = "ahead", "未到", "Ahead"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One task as it is shown; `due_on` is the last day of its last month."""

    id: int
    month: int
    last_month: int | None
    no: int
    phase: str
    task: str
    owner: str
    owner_id: int | None
    office: str
    due_on: dt.date
    done_on: dt.date | None
    evidence: str
    state: TaskState


@dataclass(frozen=True, slots=True)
class PlanMonth:
    """The tasks that begin in a month, the months in the order in which they come due."""

    month: int
    lines: tuple[PlanLine, ...]

    @property
    def done(self) -> int:
        return sum(line.state is TaskState.DONE for line in self.lines)


def plan_months(session: Any, plan: Any, term: Any, today: dt.date) -> list[PlanMonth]:
    """The standing tasks of a plan (an entity of the term given) as they stand today."""
    found = (
        select(WorkPlanItem, Staff.name)
        .outerjoin(Staff, Staff.id == WorkPlanItem.owner_id)
        .where(WorkPlanItem.work_plan_id == plan.id, WorkPlanItem.archived_at.is_(None))
    )
    lines = [_line(item, name, term.starts_on, today) for item, name in session.execute(found)]
    return _by_month(lines, term.starts_on)


def _line(item: WorkPlanItem, owner: str | None, starts_on: dt.date, today: dt.date) -> PlanLine:
    due_on = item.due_on(starts_on)
    return PlanLine(
        item.id, item.month, item.last_month, item.no, item.phase or "", item.task, owner or "", item.owner_id,
        item.owner_office or "", due_on, item.done_on, item.evidence or "",
        _state(item.done_on, last_day(item.month, None, starts_on).replace(day=1), due_on, today),
    )  # fmt: skip


def _state(done_on: dt.date | None, begins_on: dt.date, due_on: dt.date, today: dt.date) -> TaskState:
    if done_on is not None:
        return TaskState.DONE
    if due_on < today:
        return TaskState.OVERDUE
    return TaskState.DUE if begins_on <= today else TaskState.AHEAD


def _by_month(lines: Iterable[PlanLine], starts_on: dt.date) -> list[PlanMonth]:
    months: dict[int, list[PlanLine]] = {}
    for line in sorted(lines, key=lambda line: line.no):
        months.setdefault(line.month, []).append(line)
    order = sorted(months, key=lambda month: last_day(month, None, starts_on))
    return [PlanMonth(month, tuple(months[month])) for month in order]
