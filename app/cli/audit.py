"""`flask audit verify`: whether the log still stands as it was written; nightly by a scheduler, the whole of it weekly."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask, current_app

from app.access import anchors, log_archive
from app.access.audit import Entry, record_read
from app.access.guard import system_session
from app.access.verifying import KEPT_NAME, Kept, State, line_with, verify_and_keep
from app.cli.refusals import told
from app.models.system.audit_log import AuditAction


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


@audit.command("archive")
@click.argument("year", type=int)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@told
def archive_command(year: int, file: Path) -> None:
    """把某一年的日志写成一个签名的文件，供移到本机以外保存；数据库中的日志一行也不删。"""
    try:
        with system_session("archive a year of the audit log", reads_only=True) as session:
            seal = log_archive.write(session.connection(), file, year)
    except (log_archive.NothingToKeep, FileExistsError) as refusal:
        sentence = f"文件 {file.name} 已存在，请换一个文件名。"
        raise click.ClickException(
            sentence if isinstance(refusal, FileExistsError) else str(refusal)
        ) from refusal
    record_read(None, Entry(AuditAction.EXPORT, "AuditLog", fields=f"archive {year} lines={seal.lines}"))
    click.echo(
        f"已归档第 {seal.first} 至 {seal.last} 行，摘要 {anchors.in_fours(seal.head)}。请移到本机以外保存。"
    )


@audit.command("check-archive")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@told
def check_archive_command(file: Path) -> None:
    """核对归档文件：本身是否完好、是否本系统签名、是否与数据库中的日志一致；不是则退出码为 1。"""
    with system_session("check an archive of the audit log", reads_only=True) as session:
        found = log_archive.check(session.connection(), file)
    if found is not log_archive.Finding.GOOD:
        raise click.ClickException(f"{found.label}。请告诉校长，保留文件和数据库，不要改动。")
    click.echo(f"{found.label}。")


@audit.command("check")
@click.argument("codes", nargs=-1, required=True)
@told
def check_command(codes: tuple[str, ...]) -> None:
    """核对纸上抄下的 16 位摘要（可以写多个，带空格的请加引号）；有一个不在日志里，退出码为 1。"""
    with system_session("look for heads on paper", reads_only=True) as session:
        found = [(code, line_with(session.connection(), code)) for code in codes]
    for code, line in found:
        click.echo(f"{code}：第 {line[0]} 行" if line else f"{code}：日志里没有这一行")
    if not all(line for _code, line in found):
        raise click.ClickException("请再核对一遍抄写；仍然没有，说明日志被改过，请告诉校长。")


def _sentence(state: State) -> str:
    return f"操作日志完好：核验到第 {state.seq} 行，摘要 {anchors.in_fours(state.hash)}。"
