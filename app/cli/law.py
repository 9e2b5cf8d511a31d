"""`flask law …`: carry out deletions that are due, and once more after an old backup was restored."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask, current_app

from app.access import erasures
from app.cli.refusals import told


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(law)


@click.group()
def law() -> None:
    """个人信息保护。"""


@law.command("delete-due")
@told
def delete_due() -> None:
    """执行已确认并到期的删除；可由计划任务每晚运行。"""
    click.echo(f"已删除 {erasures.run_due(_kept())} 名孩子的信息。")


@law.command("reapply")
@told
def reapply() -> None:
    """恢复旧备份以后运行：把此前已删除的孩子再删除一遍。"""
    click.echo(f"再次删除 {erasures.reapply(_kept())} 名孩子的信息。")


def _kept() -> Path:
    return Path(current_app.instance_path) / erasures.KEPT_NAME
