"""The work calendars of the sources as templates (domain 4.9), and a template laid into a plan as its tasks."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from app.models.management.work_plan import WorkPlan
from app.models.management.work_plan_item import WorkPlanItem

_FOLDER = Path(__file__).parent / "calendars"


@dataclass(frozen=True, slots=True)
class Task:
    """One task of a template; `no` counts within its month."""

    month: int
    last_month: int | None
    no: int
    phase: str
    office: str
    text: str


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """A template: its address, its name, where it comes from, and its tasks by month as the source orders them."""

    slug: str
    name: str
    source: str
    tasks: tuple[Task, ...]


@cache
def work_calendars() -> Mapping[str, WorkCalendar]:
    """slug -> template, by slug."""
    found = (_read(path) for path in sorted(_FOLDER.glob("*.toml")))
    return MappingProxyType({calendar.slug: calendar for calendar in found})


def _read(path: Path) -> WorkCalendar:
    told = tomllib.loads(path.read_text("utf-8"))
    return WorkCalendar(path.stem, told["name"], told["source"], tuple(_tasks(told["months"])))


def _tasks(months: list[dict[str, Any]]) -> Iterator[Task]:
    count: Counter[int] = Counter()
    for part in months:
        for text in part["tasks"]:
            count[part["month"]] += 1
            yield Task(
                part["month"], part.get("last_month"), count[part["month"]],
                part.get("phase", ""), part.get("office", ""), text,
            )  # fmt: skip


def missing_tasks(session: Any, plan: WorkPlan, calendar: WorkCalendar) -> list[Task]:
    """The tasks of the template that the plan has not yet, numbered after the last one of their month."""
    found = select(WorkPlanItem.month, WorkPlanItem.no, WorkPlanItem.task).where(
        WorkPlanItem.work_plan_id == plan.id, WorkPlanItem.archived_at.is_(None)
    )
    known = list(session.execute(found))
    texts, last = {(month, text) for month, _no, text in known}, Counter[int]()
    for month, no, _text in known:
        last[month] = max(last[month], no)
    return [_renumbered(task, last) for task in calendar.tasks if (task.month, task.text) not in texts]


def _renumbered(task: Task, last: Counter[int]) -> Task:
    last[task.month] += 1
    return Task(task.month, task.last_month, last[task.month], task.phase, task.office, task.text)


def items_of(plan: WorkPlan, tasks: list[Task]) -> list[WorkPlanItem]:
    """The tasks as new rows of the plan; the caller adds them and commits."""
    return [
        WorkPlanItem(
            school_id=plan.school_id, work_plan_id=plan.id, month=task.month, last_month=task.last_month,
            no=task.no, phase=task.phase or None, owner_office=task.office or None, task=task.text,
        )
        for task in tasks
    ]  # fmt: skip
