"""`flask demo`: an invented township to look around in, with an account for each role and both papers on request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

from app import clock
from app.access.guard import Actor, bind, system_session
from app.access.vocabulary import Role
from app.cli.refusals import told
from app.demo import accounts, room
from app.demo.accounts import Account
from app.demo.making import Made, central_school, has_real_school, make_demo
from app.extensions import db
from app.models.school.term import Term
from app.reports import mentor_workload, term_summary
from app.reports.printing import print_paper


def init_app(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(demo)


@click.command()
@click.option("--password", default="", help="给全部演示账号的密码；不写则各给一个随机密码")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="把中心小学的两份 PDF 写到这个文件夹"
)
@told
def demo(password: str, out: Path | None) -> None:
    """建立演示学校：一所中心小学和两所村小，全部是虚构的人。"""
    made, is_new = _make(password)
    if is_new:
        click.echo(f"演示学校已建好：{made.school_name}和两所村小。")
    else:
        click.echo("这个数据库里已经有演示学校，没有改动。" + ("已按要求重设密码。" if password else ""))
    _tell_accounts(made.accounts)
    if out is not None:
        _print_papers(made.school_id, out)


def _make(password: str) -> tuple[Made, bool]:
    """The demo of this database, and whether it was made just now."""
    with system_session("make the demo school") as session:
        if has_real_school(session):
            raise click.ClickException(
                "这个数据库里已经有真实的学校，不能再放演示数据。请换一个数据库，例如：make demo"
            )
        found = central_school(session)
        if found is None:
            made = make_demo(session, password)
        else:
            made = Made(*found, accounts.renew_passwords(session, password))
        session.commit()
    return made, found is None


def _tell_accounts(told_accounts: tuple[Account, ...]) -> None:
    click.echo("\n账号         密码             角色            姓名")
    for each in told_accounts:
        shown = each.password or "（与建立时相同）"
        click.echo(f"{each.username:<12} {shown:<16} {each.role:<12}  {each.name}")
    click.echo(f"心理室口令（各位心理教师相同，汉字或拼音均可）：{room.PASSPHRASE}")
    if not all(each.password for each in told_accounts):
        click.echo("忘了密码：flask --app wsgi demo --password 新密码")
    click.echo("")


def _print_papers(school_id: int, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    actor = Actor(0, None, school_id, frozenset({Role.PRINCIPAL}), clock.today(), "演示")
    bind(db.session, actor)
    term = db.session.scalar(select(Term).where(Term.school_id == school_id, Term.is_current))
    papers: dict[str, Any] = {
        "term-summary": term_summary.collect(db.session, actor, term),
        "mentor-workload": mentor_workload.collect(db.session, actor, term),
    }
    db.session.rollback()
    for slug, data in papers.items():
        paper = print_paper(slug, data)
        path = out / paper.filename
        path.write_bytes(paper.content)
        click.echo(f"{path}（{paper.pages} 页）")
