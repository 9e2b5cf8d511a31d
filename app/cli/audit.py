"""`flask audit verify`: whether the log still stands as it was written; nightly by a scheduler, the whole of it weekly."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask, current_app

from app.access import anchors
from app.access.guard import system_session
from app.access.verifying import KEPT_NAME, Kept, State, verify_and_keep
from app.cli.refusals import told


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(audit)


@click.group()
def audit() -> None:
    """核验操作日志。"""


@audit.command("verify")
@click.option(
    "--full", is_flag=True, help="从第一行核验起；不写则从上次核验到的行接着核验，每周自动全部核验一次"
)
@told
def verify_command(full: bool) -> None:
    """核验操作日志的摘要链和锚点；完好时退出码为 0，否则为 1。"""
    with system_session("verify the audit log", reads_only=True) as session:
        state = verify_and_keep(
            session.connection(), Kept(Path(current_app.instance_path) / KEPT_NAME), is_full=full
        )
    if state.is_broken:
        raise click.ClickException(
            f"操作日志第 {state.broken_at} 行起有问题：{state.fault_label}。请立即告诉校长，不要改动数据库，保留现有备份。"
        )
    click.echo(_sentence(state))


@audit.command("anchor")
@told
def anchor_command() -> None:
    """用本机密钥为日志的最后一行签名，并打印供抄写的 16 位摘要。"""
    with system_session("anchor the audit log") as session:
        head = anchors.sign(session.connection())
        session.commit()
    click.echo(f"第 {head.seq} 行：{head.shown}" if head else "日志还没有内容。")


def _sentence(state: State) -> str:
    return f"操作日志完好：核验到第 {state.seq} 行，摘要 {anchors.in_fours(state.hash)}。"
