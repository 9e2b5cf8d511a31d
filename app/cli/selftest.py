"""`flask selftest`: looks at the installation, and walks every route as every role over a scratch database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextvars import Context
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import flask_migrate
from flask import Flask, current_app
from sqlalchemy import select

from app.access.guard import system_session
from app.cli.refusals import told
from app.config import ROOT
from app.models.school.school import School
from app.selftest.findings import Finding
from app.selftest.installation import look
from app.selftest.planting import plant
from app.selftest.walking import walk

SCRATCH = "selftest-scratch.db"
_LONGEST_SECONDS = 600


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(selftest)
    app.cli.add_command(walk_scratch)


@click.command("selftest")
@told
def selftest() -> None:
    """自检：查看本机的安装，并在临时数据库里以每种角色访问每个页面；没有发现时退出码为 0。"""
    settings = current_app.extensions["settings"]
    with system_session("look at the installation", reads_only=True) as session:
        found = look(
            session,
            Path(current_app.instance_path),
            is_debug=current_app.debug,
            asks_factor=settings.requires_second_factor,
        )
    click.echo("正在临时数据库(SQLite)里以每种角色访问每个页面……")
    walked = _walk_elsewhere()
    found += [Finding(**row) for row in walked["findings"]]
    for finding in found:
        click.echo(str(finding))
    click.echo(
        f"路由 {walked['routes']}，角色 {walked['roles']}，请求 {walked['requests']}，发现 {len(found)}"
    )
    if found:
        raise click.exceptions.Exit(1)


def _walk_elsewhere() -> dict[str, Any]:
    """The walk in a process of its own: it has other keys, and another database, than the school."""
    with tempfile.TemporaryDirectory(prefix="selftest-") as folder:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/{SCRATCH}",
            "SHOUWANG_INSTANCE": folder,
            "SHOUWANG_TOTP": "0",
            "SHOUWANG_SECRET_KEY": "",
        }
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "selftest-walk"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_LONGEST_SECONDS,
            check=False,
        )
        if done.returncode:
            raise click.ClickException(f"自检没有完成：{done.stderr.strip()[-600:]}")
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return found


@click.command("selftest-walk", hidden=True)
@told
def walk_scratch() -> None:
    """Migrate an empty scratch database, plant invented people and walk; the last line is the result as JSON."""
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if not application.config["SQLALCHEMY_DATABASE_URI"].endswith(f"/{SCRATCH}"):
        raise click.ClickException("这个命令只在自检的临时数据库里运行，请使用 flask selftest。")
    flask_migrate.upgrade()
    with system_session("plant invented people") as session:
        if session.scalar(select(School.id).limit(1)) is not None:
            raise click.ClickException("临时数据库里已有数据，请重新运行 flask selftest。")
        planted = plant(session)
        session.commit()
    # Requests of the walk share nothing with this command: no application context, no actor.
    click.echo(json.dumps(asdict(Context().run(walk, application, planted))))
