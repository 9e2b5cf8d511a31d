"""`flask term …` and `flask rollover …`: copying registrations forward, closing a term, beginning a school year."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from app import clock
from app.access.audit import Entry, record
from app.access.guard import system_session
from app.cli.refusals import told
from app.cli.schools import the_school, the_term
from app.models.school.term import Term
from app.models.system.audit_log import AuditAction
from app.roster import rollovers
from app.roster.copy_forward import copy_forward, preview_forward
from app.roster.new_year import Preview, begin_year, preview_year
from app.roster.rollovers import RolloverRefused
from app.standards.closing import unfinished

term_commands = AppGroup("term", help="学期工作：结转登记、结档。")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(term_commands)
    app.cli.add_command(rollover_command)


@term_commands.command("copy-forward")
@click.option("--school", default="", help="学校代码；只有一所学校时可不写")
@click.option("--term", "term_label", default="", help="学期名称；不写则为当前学期")
@click.option("--dry-run", is_flag=True, help="只预览，不写入")
@told
def copy_forward_command(school: str, term_label: str, dry_run: bool) -> None:
    """把上学期的登记结转到本学期，每一项都标为待确认。"""
    try:
        with system_session("registrations copied forward", reads_only=dry_run) as session:
            place = the_school(session, school)
            term_id = the_term(session, place.id, term_label)
            forward = preview_forward(session, place.id, term_id)
            for child in forward.left_out:
                click.echo(
                    f"不结转 {child.class_label} {child.name}：{child.reason.zh if child.reason else ''}"
                )
            click.echo(f"{forward.before_label} → {forward.term_label}：{len(forward.copied)} 名儿童")
            if dry_run:
                return
            key, count = copy_forward(session, place.id, term_id)
            session.commit()
    except RolloverRefused as refused:
        raise click.ClickException(refused.sentence.zh) from refused
    click.echo(f"已结转 {count} 名儿童（编号 {key}，撤销用 flask --app wsgi rollover --undo {key}）")


@term_commands.command("close")
@click.option("--school", default="", help="学校代码；只有一所学校时可不写")
@click.option("--term", "term_label", required=True, help="学期名称")
@click.option("--yes", is_flag=True, help="有未完成的工作也结档")
@told
def close_command(school: str, term_label: str, yes: bool) -> None:
    """学期结档：之后其中的记录不能再改。"""
    with system_session("close of a term") as session:
        place = the_school(session, school)
        term = session.get_one(Term, the_term(session, place.id, term_label))
        if term.is_closed:
            raise click.ClickException(f"{term.label} 已经结档。")
        waiting = [check for check in unfinished(session, term) if check.count]
        for check in waiting:
            click.echo(f"提示 {check.label.zh}：{check.count}")
        if waiting and not yes:
            raise click.ClickException("还有未完成的工作；确定要结档请加 --yes。")
        term.closed_at = clock.now()
        session.flush()
        record(session, Entry(AuditAction.EDIT, "Term", term.id, fields="closed_at"))
        session.commit()
        click.echo(f"{term.label} 已结档。")


@click.command("rollover")
@click.option("--school", default="", help="学校代码；只有一所学校时可不写")
@click.option("--preview", "is_preview", is_flag=True, help="只看升级的结果，不写入")
@click.option("--commit", "is_commit", is_flag=True, help="按预览的结果升级")
@click.option("--undo", "undo_id", type=int, help="撤销这个编号的升级或结转")
@told
def rollover_command(school: str, is_preview: bool, is_commit: bool, undo_id: int | None) -> None:
    """学年升级：--preview 预览，--commit 写入，--undo 编号 撤销。"""
    if sum((is_preview, is_commit, undo_id is not None)) != 1:
        raise click.UsageError("请在 --preview、--commit、--undo 编号 中选一个。")
    try:
        with system_session("rollover by command", reads_only=is_preview) as session:
            place = the_school(session, school)
            if undo_id is not None:
                rollovers.undo(session, undo_id, place.id)
                session.commit()
                click.echo("已整批撤销。")
                return
            _print_preview(preview_year(session, place.id))
            if is_commit:
                key = begin_year(session, place.id)
                session.commit()
                click.echo(f"已升级（编号 {key}，撤销用 flask --app wsgi rollover --undo {key}）")
    except RolloverRefused as refused:
        raise click.ClickException(refused.sentence.zh) from refused


def _print_preview(preview: Preview) -> None:
    plan = preview.plan
    click.echo(f"{plan.from_label} → {plan.year_label}（{plan.starts_on} 开始）")
    for each in plan.classes:
        click.echo(f"  {each.label} {len(each.pupils)} 人 → {each.to_label or each.step.label.zh}")
    click.echo(f"升级或留级 {preview.moved} 人，毕业 {preview.graduated} 人，继续的结对 {len(plan.pairs)} 对")
    for name, sentence in preview.refused:
        click.echo(f"不能升级 {name}：{sentence.zh}")
