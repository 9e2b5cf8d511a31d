"""`flask standards` and `flask due`: presets listed, one taken over once, and what is due printed as the pages show it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.access.guard import system_session
from app.models.management.care_standard_item import CareStandardItem
from app.standards.as_of import AsOf
from app.standards.evaluate import evaluate
from app.standards.presets import presets
from tests import factories as make

pytestmark = pytest.mark.system("A04")

MONDAY = dt.date(2025, 9, 1)
FRIDAY = dt.date(2026, 1, 16)


@pytest.fixture
def school(live_app: Flask) -> Flask:
    """A school with a term, one child of 三(1)班 and its mentor since the first day, who talked once."""
    with live_app.app_context(), clock.set_to(FRIDAY), system_session("test school") as session:
        place = make.make_school(session, code="001", name="青山小学")
        year = make.make_school_year(session, place)
        term = make.make_term(session, place, year, starts_on=MONDAY, ends_on=FRIDAY)
        child = make.make_student(
            session, place, school_class=make.make_class(session, year), name="王小溪", student_no="G1"
        )
        mentor = make.make_staff(session, place, name="李明")
        make.make_registration(session, child, term, surveyed_on=MONDAY)
        make.make_mentoring(session, mentor, child, starts_on=MONDAY)
        noon = clock.from_china(dt.datetime.combine(MONDAY, dt.time(12)))
        make.make_contact(session, child, mentor, happened_at=noon)
        session.commit()
    return live_app


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    with clock.set_to(FRIDAY):
        result = app.test_cli_runner().invoke(args=[*arguments])
    return result.exit_code, result.output


def rows(app: Flask) -> int:
    with app.app_context(), system_session("count", reads_only=True) as session:
        return session.scalar(select(func.count(CareStandardItem.id))) or 0


def test_a_preset_is_taken_over_once(school: Flask) -> None:
    load = ("standards", "load", "--preset", "ps01", "--emergency", "ps03", "--from", "2025-09-01")
    assert run(school, *load)[0] == 0
    made = rows(school)
    assert made == len(presets()["ps01"].items) + 4
    code, output = run(school, *load)
    assert (code, rows(school)) == (0, made)
    assert "青山小学 从 2025-09-01 起已在执行“杨疃中心学校（2012）”，没有改动。" in output


def test_without_a_preset_the_texts_are_brought_up_to_date(school: Flask) -> None:
    run(school, "standards", "load", "--preset", "ps01")
    assert run(school, "standards", "load") == (0, "范本 13 套、规则 107 条无误；更新原文 0 条。\n")


def test_an_unknown_preset_is_refused_with_what_to_type(school: Flask) -> None:
    code, output = run(school, "standards", "load", "--preset", "ps99")
    assert code == 1
    assert "没有范本“ps99”，请用 flask --app wsgi standards list 查看。" in output


def test_the_presets_are_listed_with_their_papers(school: Flask) -> None:
    code, output = run(school, "standards", "list")
    assert (code, len(output.splitlines())) == (0, 13)
    assert output.startswith("ps01\t杨疃中心学校（2012）\t22 条\t000/1 ")


def test_without_a_standard_nothing_is_due_and_the_command_says_what_to_do(school: Flask) -> None:
    code, output = run(school, "due", "--as-of", "2025-12-01")
    assert code == 1
    assert "请用 flask --app wsgi standards load 采用一套。" in output


def test_what_is_due_is_printed_by_rule_with_the_missing_weeks_named(school: Flask) -> None:
    run(school, "standards", "load", "--preset", "ps01", "--from", "2025-09-01")
    code, output = run(school, "due", "--as-of", "2025-09-28", "--child", "G1")
    assert code == 0
    assert "R03a 帮扶教师谈心（每周）（每周至少 1 次）应 4 做 1 欠 3" in output
    assert "第2周、第3周、第4周" in output


def test_json_has_the_same_figures_as_the_evaluator(school: Flask) -> None:
    run(school, "standards", "load", "--preset", "ps01", "--from", "2025-09-01")
    code, output = run(school, "due", "--as-of", "2025-12-01", "--json")
    assert code == 0
    told = json.loads(output)
    printed = {rule["code"]: (rule["due"], rule["done"], rule["missing"]) for rule in told["rules"]}
    assert printed == _judged(school)
    assert told["standard"] == presets()["ps01"].name


def _judged(app: Flask) -> dict[str, tuple[Any, Any, Any]]:
    from app.models.school.term import Term

    with app.app_context(), clock.set_to(FRIDAY), system_session("twin", reads_only=True) as session:
        at = AsOf.of(session.scalars(select(Term)).one(), dt.date(2025, 12, 1))
        found = evaluate(session, at)
        codes = dict.fromkeys(outcome.rule.code for outcome in found.outcomes)
        sums = {code: found.of_rule(code) for code in codes}
        return {
            code: tuple(sum(getattr(each, name) for each in group) for name in ("due", "done", "missing"))  # type: ignore[misc]
            for code, group in sums.items()
        }


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (("--child", "没有"), "没有找到“没有”，请核对后再试。"),
        (("--child", "G1", "--mentor", "李明"), "--child、--mentor、--class 只能选一个。"),
    ],
)
def test_what_cannot_be_found_is_said_in_a_sentence(
    school: Flask, told: tuple[str, ...], sentence: str
) -> None:
    run(school, "standards", "load", "--preset", "ps01", "--from", "2025-09-01")
    code, output = run(school, "due", "--as-of", "2025-12-01", *told)
    assert code != 0
    assert sentence in output


@pytest.mark.parametrize("told", [("--mentor", "李明"), ("--class", "三(1)班")])
def test_a_mentor_and_a_class_see_their_own_lines(school: Flask, told: tuple[str, ...]) -> None:
    run(school, "standards", "load", "--preset", "ps01", "--from", "2025-09-01")
    code, output = run(school, "due", "--as-of", "2025-09-28", *told)
    assert code == 0
    assert "R03a" in output
