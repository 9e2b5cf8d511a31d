"""`flask due --as-of DATE`: what was due, done and missing by rule, as the pages show it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

from app.access.guard import system_session
from app.cli.refusals import told
from app.cli.schools import the_school
from app.database import ClosedSession
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.standards.as_of import AsOf
from app.standards.evaluate import evaluate
from app.standards.in_words import number_in_words, shown
from app.standards.names import Names, names_of
from app.standards.outcome import Evaluation, Outcome, Owed, Standing, Tally
from app.standards.rules import Rule, timeline_of


def init_app(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(due_command)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose outcomes are wanted; empty ones are everybody's."""

    child: str
    mentor: str
    class_label: str

    def outcomes(self, session: ClosedSession, at: AsOf, found: Evaluation) -> list[Outcome]:
        if self.child:
            return found.of_student(_key(session, Student, Student.student_no, self.child, at))
        if self.mentor:
            return found.of_staff(_key(session, Staff, Staff.staff_no, self.mentor, at))
        if self.class_label:
            return found.of_class(_key(session, SchoolClass, SchoolClass.label, self.class_label, at))
        return list(found.outcomes)


@click.command("due")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), required=True, help="统计到哪一天")
@click.option("--school", default="", help="学校代码；不写则为唯一的学校或中心学校")
@click.option("--child", default="", help="只看这名儿童（学籍号或姓名）")
@click.option("--mentor", default="", help="只看这名教职工（工号或姓名）")
@click.option("--class", "class_label", default="", help="只看这个班，如 三(1)班")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@told
def due_command(
    as_of: dt.datetime, school: str, child: str, mentor: str, class_label: str, as_json: bool
) -> None:
    """按本校关爱标准，列出到某天为止应做、已做和欠缺的工作。"""
    if sum(bool(each) for each in (child, mentor, class_label)) > 1:
        raise click.UsageError("--child、--mentor、--class 只能选一个。")
    with system_session("what is due, by command", reads_only=True) as session:
        place = the_school(session, school, or_central=True)
        at = AsOf.of(_term(session, place.id, as_of.date()), as_of.date())
        held = timeline_of(session, place.id).on(at.day)
        if held is None:
            raise click.ClickException(
                f"{place.name} 在 {at.day} 没有关爱标准，请用 flask --app wsgi standards load 采用一套。"
            )
        found = _Asked(child, mentor, class_label).outcomes(session, at, evaluate(session, at))
        names = names_of(session, found)
    head = {"school": place.name, "as_of": at.day.isoformat(), "standard": held.name, "source": held.source}
    rules = [_of_rule(rule, outcomes, names) for rule, outcomes in _by_rule(found)]
    click.echo(
        json.dumps(head | {"rules": rules}, ensure_ascii=False, indent=2) if as_json else "", nl=as_json
    )
    if not as_json:
        _print(head, rules)


def _term(session: ClosedSession, school_id: int, day: dt.date) -> Term:
    """The term of the day; in the holidays the one that was over last."""
    found = select(Term).where(Term.school_id == school_id, Term.archived_at.is_(None), Term.starts_on <= day)
    term = session.scalars(found.order_by(Term.starts_on.desc()).limit(1)).first()
    if term is None:
        raise click.ClickException(f"{day} 之前没有学期，请先登记学期，或换一个日期。")
    return term


def _key(session: ClosedSession, entity: Any, number: Any, told: str, at: AsOf) -> int:
    """The row of this number, or of this name when only one has it."""
    name = getattr(entity, "name", number)
    found = select(entity.id).where(
        entity.school_id == at.school_id, entity.archived_at.is_(None), (number == told) | (name == told)
    )
    keys = list(session.scalars(found.order_by(entity.id.desc())))
    if not keys:
        raise click.ClickException(f"没有找到“{told}”，请核对后再试。")
    if len(keys) > 1 and entity is not SchoolClass:
        raise click.ClickException(f"“{told}”有 {len(keys)} 位，请改用学籍号或工号。")
    return int(keys[0])


def _by_rule(found: Iterable[Outcome]) -> list[tuple[Rule, list[Outcome]]]:
    grouped: dict[str, tuple[Rule, list[Outcome]]] = {}
    for outcome in found:
        grouped.setdefault(outcome.rule.code, (outcome.rule, []))[1].append(outcome)
    return list(grouped.values())


def _of_rule(rule: Rule, outcomes: list[Outcome], names: Names) -> dict[str, Any]:
    tally = Tally.of(outcomes)
    return {
        "code": rule.code,
        "name": str(rule.name),
        "number": str(number_in_words(rule)),
        "judged": rule.is_judged,
        "quote": rule.quote,
        "source": rule.source,
        "due": _plain(tally.due),
        "done": _plain(tally.done),
        "missing": _plain(sum(each.missing for each in outcomes)),
        "lacking": tally.lacking,
        "subjects": [_of_subject(each, names) for each in outcomes],
    }


def _of_subject(outcome: Outcome, names: Names) -> dict[str, Any]:
    return {
        "id": outcome.subject_id,
        "name": names.of(outcome),
        "standing": outcome.standing.value,
        "due": _plain(outcome.due),
        "done": _plain(outcome.done),
        "counted": _plain(outcome.counted),
        "missing_periods": [period.label for period in outcome.missing_periods],
        "next": _next(outcome.next),
    }


def _next(owed: Owed | None) -> dict[str, Any] | None:
    if owed is None:
        return None
    lacks = _plain(owed.due - owed.done)
    return {"period": owed.period.label, "until": owed.period.span.ends_on.isoformat(), "lacks": lacks}


def _plain(number: Decimal | int) -> int | float:
    return int(number) if number == int(number) else float(number)


def _print(head: dict[str, str], rules: list[dict[str, Any]]) -> None:
    click.echo(f"{head['school']} 截至 {head['as_of']}，标准：{head['standard']}（{head['source']}）")
    for rule in rules:
        counted = shown(Decimal(str(sum(each["counted"] for each in rule["subjects"]))))
        told = (
            f"应 {rule['due']} 做 {rule['done']} 欠 {rule['missing']}" if rule["judged"] else f"共 {counted}"
        )
        click.echo(f"{rule['code']} {rule['name']}（{rule['number']}）{told}")
        for each in rule["subjects"]:
            if each["standing"] == Standing.MISSING:
                periods = "、".join(each["missing_periods"])
                click.echo(f"  欠 {each['name']} {each['done']}/{each['due']} {periods}")
