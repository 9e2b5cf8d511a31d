"""`flask keys`: the server's key is checked, printed for the safe, typed in again, and replaced."""

from __future__ import annotations

import click
from flask import Flask

from app.access import key_rotation
from app.access.guard import system_session
from app.access.server_key import server_key
from app.cli.refusals import told
from app.crypto import key_file
from app.crypto.key_file import Numbered
from app.crypto.paper_codes import Miscopied


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(keys)


@click.group()
def keys() -> None:
    """证件号、电话的密钥：核对、抄到纸上、重新输入、更换。"""


@keys.command("check")
@told
def check_command() -> None:
    """核对密钥文件能否打开数据库里的号码；恢复备份后先执行这一条。"""
    with system_session("check the server's key", reads_only=True) as session:
        key_rotation.check(session, server_key())
    numbers = "、".join(str(each.number) for each in server_key().keys)
    click.echo(f"密钥文件与数据库相符（第 {numbers} 号密钥）。")


@keys.command("paper")
@told
def paper_command() -> None:
    """打印密钥码，抄在纸上锁进保险柜；不要和数据备份放在一起，不要拍照。"""
    for each in server_key().keys:
        click.echo(f"第 {each.number} 号密钥：\n{each.on_paper}")
    if len(server_key().keys) > 1:
        click.echo(
            "更换密钥还没有完成：请先执行 flask --app wsgi keys rotate，再抄写第一个密钥码。", err=True
        )


@keys.command("enter")
@click.option("--code", prompt="密钥码", hide_input=False, help="纸上的密钥码")
@told
def enter_command(code: str) -> None:
    """把纸上的密钥码重新写进密钥文件。"""
    try:
        entered = Numbered.of_paper(code)
    except Miscopied:
        raise click.ClickException("密钥码不对：请对照纸条重新输入，每组四个字符，一共十四组。") from None
    path = server_key().path
    held = key_file.load(path) if path.exists() else ()
    other = next((each for each in held if each.number == entered.number), entered)
    if other != entered:
        raise click.ClickException(
            f"密钥文件 {path.name} 里已有另一把第 {entered.number} 号密钥。请把该文件改名保存（不要删除），再执行一次。"
        )
    key_file.replace(path, (*(each for each in held if each != entered), entered))
    click.echo(f"第 {entered.number} 号密钥已写入。请执行 flask --app wsgi keys check 核对。")


@keys.command("rotate")
@told
def rotate_command() -> None:
    """换一把新密钥，把所有号码重新加密；中断后再执行一次即可接着做。"""
    key = server_key()
    with system_session("replace the server's key") as session:
        done = key_rotation.rotate(
            session, key, lambda place, number: click.echo(f"{place}：{number} 个值已重新加密")
        )
    click.echo(f"完成：共 {done} 个值，现在是第 {key.keys[0].number} 号密钥。")
    click.echo("旧的密钥码只用于以前的备份；请执行 flask --app wsgi keys paper 抄写新的密钥码。")
