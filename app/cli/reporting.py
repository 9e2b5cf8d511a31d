"""`flask report`: the two papers of a term as files, for the whole school."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

from app import clock
from app.access.anchors import shown_head
from app.access.audit import Entry, record_read
from app.access.guard import Actor, bind, system_session
from app.access.vocabulary import Role
from app.cli.refusals import told
from app.cli.schools import the_school, the_term
from app.extensions import db
from app.models.management.term_summary import SummaryStatus, TermSummary
from app.models.school.term import Term
from app.models.system.audit_log import AuditAction
from app.reports import mentor_workload, term_summary
from app.reports.printing import marked, print_paper, printed_for, thawed, with_texts

#: Whoever runs commands on the server prints what a principal prints: no counseling, no line of another school.
_NAME = "命令行"


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(report)


@click.group()
def report() -> None:
    """打印报表到 PDF 文件。"""


def _options(command: Any) -> Any:
    for option in (
        click.option(
            "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="写到哪个文件"
        ),
        click.option("--term", "term_label", default="", help="学期名称；不写则为当前学期"),
        click.option("--school", default="", help="学校代码；不写则为唯一的学校或中心学校"),
    ):
        command = option(command)
    return command


@report.command("term-summary")
@_options
@told
def summary_command(school: str, term_label: str, out: Path) -> None:
    """学期总结：已审定的按审定时的数字，否则为草稿。"""
    actor, term_id = _begin(school, term_label)
    term = db.session.get(Term, term_id)
    kept = db.session.scalar(
        select(TermSummary).where(
            TermSummary.term_id == term_id,
            TermSummary.school_class_id.is_(None),
            TermSummary.archived_at.is_(None),
        )
    )
    if kept is not None and kept.status == SummaryStatus.APPROVED:
        data = thawed(kept.figures or {})
    else:
        data = with_texts(
            term_summary.collect(db.session, actor, term), (kept.sections or {}) if kept else {}
        )
    _write("term-summary", actor, data, out)


@report.command("mentor-workload")
@_options
@told
def workload_command(school: str, term_label: str, out: Path) -> None:
    """帮扶教师工作量：全校总表和每位教师一页。"""
    actor, term_id = _begin(school, term_label)
    _write(
        "mentor-workload",
        actor,
        mentor_workload.collect(db.session, actor, db.session.get(Term, term_id)),
        out,
    )


def _begin(school: str, term_label: str) -> tuple[Actor, int]:
    with system_session("which school and term a command means", reads_only=True) as session:
        place = the_school(session, school, or_central=True)
        term_id = the_term(session, place.id, term_label)
    actor = Actor(0, None, place.id, frozenset({Role.PRINCIPAL}), clock.today(), _NAME)
    bind(db.session, actor)
    return actor, term_id


def _write(slug: str, actor: Actor, data: Any, out: Path) -> None:
    db.session.rollback()
    record_read(None, Entry(AuditAction.PRINT, "TermSummary", fields=slug, reason=_NAME))
    printed = printed_for(data, actor.name, clock.in_china(clock.now()))
    paper = print_paper(slug, marked(printed, shown_head()))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(paper.content)
    for char, context in paper.missing:
        click.echo(f"没有字形，印出来是空白：{char}（{context}）", err=True)
    click.echo(f"{out}：{paper.pages} 页")
