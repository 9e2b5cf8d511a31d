"""`flask selftest`: looks at the installation, and walks every route as every role over a scratch database."""

from __future__ import annotations

import json
import sys
from contextvars import Context
from dataclasses import asdict
from pathlib import Path

import click
import flask_migrate
from flask import Flask, current_app
from sqlalchemy import select

from app.access.guard import system_session
from app.cli.refusals import told
from app.models.school.school import School
from app.selftest import running
from app.selftest.installation import look_here
from app.selftest.planting import plant
from app.selftest.walking import walk


def init_app(app: Flask) -> None:
    """Add the commands."""
    for command in (selftest, plant_scratch, walk_scratch):
        app.cli.add_command(command)


@click.command("selftest")
@told
def selftest() -> None:
    """自检：查看本机的安装，并在临时数据库里以每种角色访问每个页面；没有发现时退出码为 0，有发现为 1，没有做完为 2。"""
    found = look_here(current_app)
    click.echo("将在临时数据库(SQLite)里以每种角色访问每个页面，约需十分钟；学校的数据不会改动。")
    try:
        walked = running.run(lambda percent, sentence: click.echo(f"{percent:3d}% {sentence}"))
    except running.NotFinished as failure:
        click.echo(str(failure), err=True)
        raise click.exceptions.Exit(2) from failure
    found += walked.findings
    for finding in found:
        click.echo(str(finding))
    click.echo(
        f"路由 {walked.routes}，角色 {walked.roles}，请求 {walked.requests}，文件 {walked.files}，发现 {len(found)}"
    )
    if found:
        raise click.exceptions.Exit(1)


def _scratch() -> tuple[Flask, Path]:
    """The program on a scratch database; refused anywhere else."""
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if not application.config["SQLALCHEMY_DATABASE_URI"].endswith(running.SCRATCH):
        raise click.ClickException("这个命令只在自检的临时数据库里运行，请使用 flask selftest。")
    return application, Path(application.instance_path)


@click.command("selftest-plant", hidden=True)
@told
def plant_scratch() -> None:
    """Migrate an empty scratch database and plant invented schools."""
    _application, folder = _scratch()
    flask_migrate.upgrade()
    with system_session("plant invented people") as session:
        if session.scalar(select(School.id).limit(1)) is not None:
            raise click.ClickException("临时数据库里已有数据，请重新运行 flask selftest。")
        planted = plant(session)
        session.commit()
    running.keep(folder, planted)


@click.command("selftest-walk", hidden=True)
@click.argument("names", nargs=-1)
@told
def walk_scratch(names: tuple[str, ...]) -> None:
    """Walk as these people; says whose turn it is, and in the last line the result as JSON."""
    application, folder = _scratch()

    def say(name: str) -> None:
        click.echo(f"now {name}")
        sys.stdout.flush()

    # Requests of the walk share nothing with this command: no application context, no actor.
    planted = running.load(folder)
    made = Context().run(walk, application, planted, names=names, told=say)
    click.echo(json.dumps(asdict(made)))
