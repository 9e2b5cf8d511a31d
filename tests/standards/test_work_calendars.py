"""The work calendars that ship with the program: all seven, whole, and laid into a plan without doubles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection

from app.access.guard import system_session
from app.standards.work_calendars import items_of, missing_tasks, work_calendars
from tests import factories as make
from tests import office_factories as makes

pytestmark = pytest.mark.system("A14")


@pytest.fixture
def system(app: Flask, transaction: Connection) -> Iterator[Any]:
    with app.app_context(), system_session("a test of work calendars") as session:
        yield session


def test_the_seven_calendars_of_the_sources_ship_with_all_their_tasks() -> None:
    counts = {slug: len(calendar.tasks) for slug, calendar in work_calendars().items()}
    assert counts == {
        "activity-home-2010": 10,
        "baiyan-autumn": 5,
        "jingshan-spring": 16,
        "spring-implementation": 7,
        "ten-ones-spring": 18,
        "village-autumn": 13,
        "wolong-2011": 20,
    }


@pytest.mark.parametrize("slug", work_calendars())
def test_every_task_has_a_month_and_a_number_of_its_own(slug: str) -> None:
    tasks = work_calendars()[slug].tasks
    assert len({(task.month, task.no) for task in tasks}) == len(tasks)
    assert all(1 <= task.month <= 12 and task.text for task in tasks)


@pytest.mark.parametrize("slug", work_calendars())
def test_every_calendar_becomes_a_plan_that_the_rules_accept(system: Any, slug: str) -> None:
    plan = makes.make_work_plan(system, make.make_term(system, make.make_school(system)))
    system.add_all(items_of(plan, missing_tasks(system, plan, work_calendars()[slug])))
    system.flush()
    assert missing_tasks(system, plan, work_calendars()[slug]) == []


def test_tasks_of_a_second_calendar_are_numbered_after_those_of_the_first(system: Any) -> None:
    plan = makes.make_work_plan(system, make.make_term(system, make.make_school(system)))
    first, second = work_calendars()["jingshan-spring"], work_calendars()["wolong-2011"]
    system.add_all(items_of(plan, missing_tasks(system, plan, first)))
    system.flush()
    april = [task.no for task in missing_tasks(system, plan, second) if task.month == 4]
    assert april == [4, 5, 6, 7]
