"""`flask import FILE`: a school's workbook into a term, with every refusal named by its cell."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click
from flask import Flask

from app.access.guard import system_session
from app.cli.refusals import told
from app.cli.schools import the_school, the_term
from app.models.system.import_row import ImportOutcome
from app.roster.intake import Intake, check, open_intake, take_in
from app.roster.normalise.class_labels import ClassLabel, parse_class_label
from app.roster.preview import Preview, RowResult
from app.roster.read import FileRefused, read_workbook
from app.roster.reasons import Severity
from app.roster.target import ImportRefused, Target, find_target
from app.roster.template import empty_template


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(import_command)
    app.cli.add_command(template_command)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只核对，不写入")
@click.option("--school", default="", help="学校代码；只有一所学校时可不写")
@click.option("--term", "term_label", default="", help="学期名称；不写则为当前学期")
@click.option("--answer", "answers", multiple=True, help="班级写法的含义，如 --answer '6年级=六(1)班'")
@click.option("--notes", is_flag=True, help="逐条打印提示")
@told
def import_command(
    file: Path, dry_run: bool, school: str, term_label: str, answers: tuple[str, ...], notes: bool
) -> None:
    """导入学校工作簿(教职工、学生名册、留守儿童花名册)。

    全部收下时退出码为 0;有任何一行或一个值未收时为 1,并逐条打印工作表、单元格和原因。
    """
    meanings = dict(_answer(answer) for answer in answers)
    try:
        workbook = read_workbook(file.read_bytes(), file.name)
        with system_session(f"import of {file.name}", reads_only=dry_run) as session:
            place = the_school(session, school)
            target = find_target(session, place.id, the_term(session, place.id, term_label))
            intake = replace(open_intake(session, place.id, workbook), answers=meanings)
            _print_reading(intake, target)
            if dry_run:
                preview = check(session, target, intake)
            else:
                preview, _batch_id = take_in(session, target, intake)
                session.commit()
    except (FileRefused, ImportRefused) as refused:
        raise click.ClickException(str(refused)) from refused
    _print_preview(preview, notes)
    click.echo(preview.arithmetic.zh + ("（只核对，没有写入）" if dry_run else ""))
    sys.exit(0 if preview.is_complete else 1)


@click.command("import-template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def template_command(file: Path) -> None:
    """把空白的导入模板写到 FILE(.xlsx)。"""
    file.write_bytes(empty_template())
    click.echo(f"已写入 {file}")


def _answer(text: str) -> tuple[str, ClassLabel]:
    written, _equals, meaning = text.partition("=")
    label = parse_class_label(meaning)
    if not written or label is None:
        raise click.BadParameter(f"「{text}」应写成 6年级=六(1)班 这样。", param_hint="--answer")
    asked = parse_class_label(written)
    return (str(asked) if asked else written.strip()), label


def _print_reading(intake: Intake, target: Target) -> None:
    click.echo(f"导入到 {target.school_name},{target.term_label}:")
    for mapping in intake.mappings:
        if mapping.kind is None:
            click.echo(f"  {mapping.sheet}:没有找到名册的表头，未导入。")
            continue
        left_out = [column.header for column in mapping.columns if column.header and not column.meaning]
        more = f";没有导入的列：{'、'.join(left_out)}" if left_out else ""
        click.echo(f"  {mapping.sheet}:{mapping.kind.label.zh}{more}")


def _print_preview(preview: Preview, notes: bool) -> None:
    for finding in preview.findings:
        click.echo(f"提示 {finding}")
    for row in preview.rows:
        _print_row(row, notes)
    if not notes:
        _print_counted(preview.rows)
    for question in preview.questions:
        known = "、".join(map(str, question.choices)) or "任何一个班"
        click.echo(f"待定 班级「{question.text}」可能是 {known}；请用 --answer '{question.text}=…' 写明。")
    if preview.new_classes:
        click.echo(f"新建班级：{'、'.join(preview.new_classes)}")


def _print_row(row: RowResult, notes: bool) -> None:
    for finding in row.findings:
        if finding.severity is not Severity.NOTE or notes:
            click.echo(f"{finding.severity.label.zh} {finding}")
    if row.outcome is ImportOutcome.CHANGED:
        for change in row.changes:
            where = f"{row.source.sheet} 第 {row.source.number} 行 {row.title}"
            click.echo(f"更改 {where}:{change.label.zh} {change.old or '（空）'} → {change.new or '（空）'}")


def _print_counted(rows: Iterable[RowResult]) -> None:
    """Notes as a count by reason, with the first cell: a long list of them would bury the refusals."""
    found = [f for row in rows for f in row.findings if f.severity is Severity.NOTE]
    counts = Counter(finding.remark.reason for finding in found)
    for reason, count in counts.most_common():
        first = next(finding for finding in found if finding.remark.reason is reason)
        more = f"（共 {count} 处，用 --notes 逐条打印）" if count > 1 else ""
        click.echo(f"提示 {first}{more}")
