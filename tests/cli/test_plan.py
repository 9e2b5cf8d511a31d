"""`flask plan`: the work calendars that ship, and one laid into the plan of a school."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.access.guard import system_session
from app.models.management.work_plan_item import WorkPlanItem
from tests import factories as make

pytestmark = pytest.mark.system("A13", "A14")


@pytest.fixture
def school(live_app: Flask) -> Flask:
    """A school with a current term."""
    with live_app.app_context(), system_session("test school") as session:
        make.make_term(session, make.make_school(session, code="001"))
        session.commit()
    return live_app


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["plan", *arguments])
    return result.exit_code, result.output


def count(app: Flask) -> int:
    with app.app_context(), system_session("count", reads_only=True) as session:
        return session.scalar(select(func.count(WorkPlanItem.id))) or 0


def test_a_calendar_is_laid_into_a_new_plan_once(school: Flask) -> None:
    assert run(school, "use", "village-autumn") == (0, "“留守儿童关爱工作计划”新增 13 项任务。\n")
    assert run(school, "use", "village-autumn") == (0, "“留守儿童关爱工作计划”新增 0 项任务。\n")
    assert count(school) == 13


def test_an_unknown_calendar_is_refused_with_what_to_type(school: Flask) -> None:
    code, output = run(school, "use", "nowhere")
    assert code == 1
    assert "没有模板“nowhere”，请用 flask --app wsgi plan templates 查看。" in output


def test_the_calendars_are_listed_with_their_number_of_tasks(school: Flask) -> None:
    code, output = run(school, "templates")
    assert code == 0
    assert "village-autumn\t村级关爱（秋学期）\t13 项" in output
