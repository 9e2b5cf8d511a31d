"""`flask remind`: the daily run for a scheduler; run twice on a day, or twice at once, it works once."""

from __future__ import annotations

import click
from flask import Flask
from sqlalchemy import select

from app import clock
from app.access import anchors, submissions
from app.access.guard import system_session
from app.cli.refusals import told
from app.models.school.school import School
from app.models.school.term import Term
from app.standards.as_of import AsOf
from app.standards.reminding import Reckoned, claim, finish, reckon


def init_app(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(remind_command)


@click.command("remind")
@told
def remind_command() -> None:
    """算出今天每位教职工还有几名儿童要联系，供首页提醒和日历订阅使用；每天由计划任务运行一次。"""
    with system_session("schools to be reminded", reads_only=True) as session:
        found = select(School.id, School.name).where(School.archived_at.is_(None)).order_by(School.id)
        schools = [(key, name) for key, name in session.execute(found)]
    for school_id, name in schools:
        click.echo(f"{name}：{_run(school_id)}")
    with system_session("anchor the audit log") as session:
        anchors.sign(session.connection())
        session.commit()
    submissions.forget_old()


def _run(school_id: int) -> str:
    """One school's day; says what was done."""
    day = clock.today()
    with system_session("claim the day's reminders") as session:
        if not claim(session, school_id, day):
            return f"{day} 已经算过，或正在计算，没有改动。"
        session.commit()
    with system_session("what is due today", reads_only=True) as session:
        term = session.scalar(
            select(Term).where(Term.school_id == school_id, Term.is_current, Term.archived_at.is_(None))
        )
        is_running = term is not None and term.holds(day)
        found = reckon(session, AsOf.of(term, day)) if is_running else Reckoned({}, ())
    with system_session("keep the day's reminders") as session:
        finish(session, school_id, day, found)
        session.commit()
    return f"{day} 有 {len(found.waiting)} 人要做联系，请在首页查看。"
