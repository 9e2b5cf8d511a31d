"""`flask setup`: the first start for scripts; people are made with `flask user create` afterwards."""

from __future__ import annotations

import datetime as dt

import click
from flask import Flask, current_app

from app.access import first_start
from app.access.first_start import FirstTerm, NewSchool
from app.access.guard import system_session
from app.cli.refusals import told
from app.models.school.school import SchoolKind

_DAY = click.DateTime(["%Y-%m-%d"])


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(setup)
    app.cli.add_command(setup_code)


@click.command()
@click.option("--school", required=True, help="学校全称，印在报表抬头")
@click.option("--term", required=True, help="学期名称，如 2025-2026学年度第一学期")
@click.option("--starts", required=True, type=_DAY, help="学期开始，如 2025-09-01")
@click.option("--ends", required=True, type=_DAY, help="学期结束，如 2026-01-20")
@click.option(
    "--kind",
    default=SchoolKind.CENTRAL.value,
    type=click.Choice([k.value for k in SchoolKind]),
    help="学校类别",
)
@click.option("--township", default="", help="所在乡镇")
@click.option("--code", default="001", help="学校代码；再建一所学校时另给一个")
@told
def setup(
    school: str, term: str, starts: dt.datetime, ends: dt.datetime, kind: str, township: str, code: str
) -> None:
    """建立学校和它的当前学期（然后用 flask user create 建账号）。"""
    first = FirstTerm(term, starts.date(), ends.date())
    with system_session("set up a school") as session:
        first_start.open_school(session, NewSchool(school, SchoolKind(kind), township, code, first))
        session.commit()
    click.echo(f"已建立 {school}，当前学期 {term}。")
    click.echo("接着建账号，例如：flask --app wsgi user create --username admin --name 姓名 --role it-admin")


@click.command("setup-code")
@told
def setup_code() -> None:
    """显示一个新的启动码，用来打开第一次启动的页面。"""
    with system_session("is this the first start", reads_only=True) as session:
        if not first_start.is_needed(session):
            raise click.ClickException("已经有账号了，第一次启动的页面已永久关闭。")
    click.echo(first_start.new_code(current_app.extensions["settings"].instance_dir))
