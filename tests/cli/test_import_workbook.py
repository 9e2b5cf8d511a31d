"""`flask import`: exit codes, the arithmetic on the last line, and every refusal with its cell."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Connection, func, select

from app import clock
from app.access.guard import system_session
from app.models.people.student import Student
from app.models.school.term import TermHalf
from tests import factories as make
from tests.roster.books import HAND_FILLED, SCHOOL_BOOK, STUDENT_HEADER, TODAY, book


@pytest.fixture
def school(app: Flask, transaction: Connection) -> Any:
    """石桥村小学 in its autumn term of 2025, without a class or a colleague yet; gives its id."""
    with app.app_context(), clock.set_to(TODAY), system_session("a school for the command") as session:
        made = make.make_school(session, name="石桥村小学", code="SQ")
        year = make.make_school_year(session, made)
        days = {"starts_on": dt.date(2025, 9, 1), "ends_on": dt.date(2026, 1, 23)}
        make.make_term(session, made, year, half=TermHalf.FIRST, label="2025秋", **days)
        session.commit()
        key = made.id
    with clock.set_to(TODAY):
        yield key


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["import", *arguments])


def pupils(app: Flask) -> int:
    with app.app_context(), system_session("count") as session:
        return int(session.execute(select(func.count()).select_from(Student)).scalar_one())


def last_line(result: Result) -> str:
    return result.output.strip().splitlines()[-1]


def test_the_schools_workbook_ends_with_0(app: Flask, school: int) -> None:
    result = run(app, str(SCHOOL_BOOK))
    assert result.exit_code == 0, result.output
    assert last_line(result).startswith("共 471 行 = 新增 471 + 更改 0 + 无变化 0 + 跳过 0 + 未收 0")
    assert pupils(app) == 315


def test_the_hand_filled_roster_ends_with_1_and_names_each_damaged_cell(app: Flask, school: int) -> None:
    result = run(app, str(HAND_FILLED))
    assert result.exit_code == 1
    for cell in ("Sheet1!F6", "Sheet1!F11", "Sheet1!F15", "Sheet1!F25", "Sheet1!B13"):
        assert cell in result.output
    assert last_line(result).startswith("共 38 行 = 新增 34 + 更改 0 + 无变化 0 + 跳过 4 + 未收 0")
    assert pupils(app) == 34


def test_a_dry_run_says_the_same_and_writes_nothing(app: Flask, school: int) -> None:
    result = run(app, str(SCHOOL_BOOK), "--dry-run")
    assert result.exit_code == 0
    assert "只核对" in last_line(result)
    assert pupils(app) == 0


def test_an_answer_on_the_command_line_decides_a_class(app: Flask, school: int, tmp_path: Path) -> None:
    rows = [
        ["李小溪", "女", "2018-01-27", "四(1)班"],
        ["赵小一", "男", "2018-01-28", "四(2)班"],
        ["钱小二", "男", "2018-01-29", "四年级"],
    ]
    path = tmp_path / "名册.xlsx"
    path.write_bytes(book({"学生": [STUDENT_HEADER, *rows]}))
    asked = run(app, str(path), "--dry-run")
    assert (asked.exit_code, "--answer '四年级=" in asked.output) == (1, True)
    assert run(app, str(path), "--answer", "四年级=四(2)班").exit_code == 0
    assert pupils(app) == 3


def test_school_and_term_are_named_and_wrong_ones_refused(app: Flask, school: int) -> None:
    named = ("--dry-run", "--school", "SQ", "--term", "2025秋")
    assert run(app, str(SCHOOL_BOOK), *named).exit_code == 0
    assert "没有代码为 X 的学校" in run(app, str(SCHOOL_BOOK), "--school", "X").output
    assert run(app, str(SCHOOL_BOOK), "--term", "2031春").exit_code == 1


def test_a_file_that_is_no_workbook_is_told_in_words(app: Flask, school: int, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 torn")
    result = run(app, str(path))
    assert (result.exit_code, "文件已损坏" in result.output) == (1, True)


def test_notes_are_counted_and_printed_one_by_one_when_asked(app: Flask, school: int) -> None:
    short = run(app, str(SCHOOL_BOOK), "--dry-run").output.count("提示")
    long = run(app, str(SCHOOL_BOOK), "--dry-run", "--notes").output.count("提示 ")
    assert short < long


def test_the_template_is_written_where_asked(app: Flask, school: int, tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    assert app.test_cli_runner().invoke(args=["import-template", str(path)]).exit_code == 0
    assert path.read_bytes().startswith(b"PK")
