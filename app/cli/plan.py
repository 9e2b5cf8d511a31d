"""flask plan templates | use: the work calendars that ship with the program, laid into a plan of the school."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import select

from app.access.guard import system_session
from app.cli.refusals import told
from app.cli.schools import the_school, the_term
from app.database import ClosedSession
from app.models.management.work_plan import WorkPlan
from app.standards.work_calendars import items_of, missing_tasks, work_calendars

plan = AppGroup("plan", help="工作计划的月历模板。 Work calendars as templates of a plan.")


def init_app(app: Flask) -> None:
    """Register the command group."""
    app.cli.add_command(plan)


@plan.command("templates")
def templates() -> None:
    """List the templates with their number of tasks."""
    for calendar in work_calendars().values():
        click.echo(f"{calendar.slug}\t{calendar.name}\t{len(calendar.tasks)} 项\t{calendar.source}")


@plan.command("use")
@click.argument("slug")
@click.option("--title", default="留守儿童关爱工作计划", show_default=True, help="计划标题，没有就新建。")
@click.option("--term", "label", default="", help="学期名称，默认当前学期。")
@click.option("--school", "code", default="", help="学校代码，只有一所学校时可省略。")
@told
def use(slug: str, title: str, label: str, code: str) -> None:
    """Lay the tasks of a template into a plan; those it has already are left alone."""
    calendar = work_calendars().get(slug)
    if calendar is None:
        raise click.ClickException(f"没有模板“{slug}”，请用 flask --app wsgi plan templates 查看。")
    with system_session("a work calendar laid into a plan") as session:
        place = the_school(session, code)
        plan_row = _plan(session, place.id, the_term(session, place.id, label), title)
        tasks = missing_tasks(session, plan_row, calendar)
        session.add_all(items_of(plan_row, tasks))
        session.commit()
    click.echo(f"“{title}”新增 {len(tasks)} 项任务。")


def _plan(session: ClosedSession, school_id: int, term_id: int, title: str) -> WorkPlan:
    """The plan of this title in the term; a new one of the whole school where there is none."""
    same = (WorkPlan.school_id == school_id, WorkPlan.term_id == term_id, WorkPlan.title == title)
    found = session.scalars(select(WorkPlan).where(*same, WorkPlan.archived_at.is_(None))).first()
    if found is None:
        found = WorkPlan(school_id=school_id, term_id=term_id, title=title)
        session.add(found)
        session.flush()
    return found
