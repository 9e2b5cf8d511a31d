"""`flask standards list | load`: the ready standards that ship, and one of them taken over by a school."""

from __future__ import annotations

import datetime as dt

import click
from flask import Flask
from flask.cli import AppGroup

from app import clock
from app.access.guard import system_session
from app.cli.refusals import told
from app.cli.schools import the_school
from app.standards.adopting import adopt, standard_on
from app.standards.catalogue import catalogue
from app.standards.presets import Preset, presets
from app.standards.wording import refresh

standards_commands = AppGroup("standards", help="关爱标准范本：查看、采用。 Ready care standards.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(standards_commands)


@standards_commands.command("list")
def list_command() -> None:
    """列出各套范本：编号、名称、条数、出处。"""
    for preset in presets().values():
        click.echo(f"{preset.code}\t{preset.name}\t{len(preset.items)} 条\t{preset.source}")


@standards_commands.command("load")
@click.option("--preset", "code", default="", help="采用哪套范本，如 ps01；不写则只检查范本并更新原文")
@click.option("--emergency", default="", help="范本没有应急时限时，取用哪套的，如 ps03")
@click.option("--school", default="", help="学校代码；只有一所学校时可不写")
@click.option("--from", "from_day", type=click.DateTime(["%Y-%m-%d"]), help="从哪天起执行；不写则从今天起")
@told
def load_command(code: str, emergency: str, school: str, from_day: dt.datetime | None) -> None:
    """采用一套范本；已在执行的不再重复。不写范本时更新已采用条目的原文，不改数字。"""
    day = from_day.date() if from_day else clock.today()
    with system_session("a care standard loaded by command") as session:
        if not code:
            changed = refresh(session)
            session.commit()
            click.echo(f"范本 {len(presets())} 套、规则 {len(catalogue())} 条无误；更新原文 {changed} 条。")
            return
        preset = _preset(code)
        place = the_school(session, school)
        held = standard_on(session, place.id, day)
        if held is not None and held.preset == preset.code:
            click.echo(f"{place.name} 从 {held.starts_on} 起已在执行“{held.name}”，没有改动。")
            return
        adopt(session, place.id, preset, day, emergency=_preset(emergency) if emergency else None)
        session.commit()
    click.echo(f"{place.name} 从 {day} 起执行“{preset.name}”（{preset.source}）。")


def _preset(code: str) -> Preset:
    found = presets().get(code.lower())
    if found is None:
        raise click.ClickException(f"没有范本“{code}”，请用 flask --app wsgi standards list 查看。")
    return found
