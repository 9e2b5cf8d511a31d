"""Files: the rows and columns of the list, masked, harmless in a spreadsheet program, and recorded."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from urllib.parse import unquote

import openpyxl
import pytest
from flask import Flask

from app import clock
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.models.school.school import School
from app.models.school.user import User
from app.models.system.audit_log import AuditAction
from tests import factories as make
from tests.admin.conftest import Browser, World
from tests.admin.test_details import _log

SignIn = Callable[..., Browser]


def _csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    told, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert len(told) == 1, "the first row says who took the file"
    return rows


def _xlsx(content: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] and not any(rows[0][1:]), "the first row says who took the file"
    return rows[1:]


def test_a_file_holds_the_rows_and_columns_of_the_list(sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.IT_ADMIN)
    rows = _csv(browser.take("students/export/csv/").data)
    assert rows[0] == ["姓名", "性别", "班级", "出生日期", "学籍号", "村（社区）", "状态"]
    assert sorted(row[0] for row in rows[1:]) == ["冯雨澄", "周小溪"]
    assert _xlsx(browser.take("students/export/xlsx/").data) == rows


def test_a_file_follows_the_filters_the_search_and_the_order_of_the_list(
    sign_in: SignIn, world: World
) -> None:
    browser = sign_in(Role.IT_ADMIN)
    assert [
        row[0] for row in _csv(browser.take("students/export/csv/", school_class_id=world.class_1).data)[1:]
    ] == ["周小溪"]
    address = browser.post("students/search/", {"q": "雨澄"}).headers["Location"]
    found = browser.client.post(
        address.replace("students/", "students/export/csv/"), data={"reason": "核对名单"}
    )
    assert [row[0] for row in _csv(found.data)[1:]] == ["冯雨澄"]
    down = [row[0] for row in _csv(browser.take("students/export/csv/", sort="-name").data)[1:]]
    assert down == ["周小溪", "冯雨澄"]


def test_a_homeroom_teacher_takes_the_own_class_only_and_a_mentor_nothing(
    sign_in: SignIn, world: World
) -> None:
    assert [row[0] for row in _csv(sign_in(Role.HOMEROOM).take("students/export/csv/").data)[1:]] == [
        "周小溪"
    ]
    assert sign_in(Role.MENTOR).take("students/export/csv/").status_code == 403


def test_phones_are_masked_in_files(sign_in: SignIn, world: World) -> None:
    content = sign_in(Role.IT_ADMIN).take("staffs/export/csv/").data.decode("utf-8-sig")
    assert "10037236514" not in content and "100****6514" in content


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1+1", '=HYPERLINK("http://x")'])
def test_no_cell_is_ever_a_formula(name: str, app: Flask, sign_in: SignIn, world: World) -> None:
    with app.app_context(), system_session("a name like a formula") as session:
        make.make_student(session, session.get(School, world.school), name=name)
        session.commit()
    browser = sign_in(Role.IT_ADMIN)
    assert f"'{name}" in [row[0] for row in _csv(browser.take("students/export/csv/").data)]
    book = openpyxl.load_workbook(io.BytesIO(browser.take("students/export/xlsx/").data))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n"}
    assert name in [row[0].value for row in book.active.iter_rows()]


def test_a_file_has_a_chinese_name(sign_in: SignIn, world: World) -> None:
    header = sign_in(Role.IT_ADMIN).take("students/export/xlsx/").headers["Content-Disposition"]
    assert "filename*=UTF-8''" in header and "学生" in unquote(header)


def test_taking_a_file_is_logged_with_the_count_and_no_value(
    app: Flask, sign_in: SignIn, world: World
) -> None:
    sign_in(Role.IT_ADMIN).take("students/export/csv/", gender="male", birth_date_from="2001-02-03")
    entry = _log(app, AuditAction.EXPORT)[-1]
    assert entry.entity == "Student" and "rows" in entry.fields and "gender" in entry.fields
    assert "male" not in entry.fields.replace("female", "") and "2001" not in entry.fields


@pytest.mark.security("T-21")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_first_row_of_a_file_says_whose_rows_who_when_and_what_for(
    kind: str, app: Flask, sign_in: SignIn, world: World
) -> None:
    browser = sign_in(Role.IT_ADMIN)
    with clock.set_to(dt.datetime(2026, 9, 7, 1, 30, tzinfo=dt.UTC)), app.app_context():
        content = browser.post(f"students/export/{kind}/", {"reason": " =核对\n名单 "}).data
        with system_session("who exports", reads_only=True) as session:
            name = session.get_one(User, world.users[Role.IT_ADMIN]).staff.name
    first = (
        next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[0]
        if kind == "csv"
        else openpyxl.load_workbook(io.BytesIO(content)).active["A1"].value
    )
    assert first == f"学生 · 导出人 {name} · 2026-09-07 09:30 · 用途：=核对 名单 · 仅限校内工作使用，用完删除"
    assert _log(app, AuditAction.EXPORT)[-1].reason == "=核对 名单"


def test_without_a_purpose_no_file_is_made_and_the_list_stays_as_it_was(
    app: Flask, sign_in: SignIn, world: World
) -> None:
    browser, before = sign_in(Role.IT_ADMIN), len(_log(app, AuditAction.EXPORT))
    answer = browser.post("students/export/csv/", {"reason": " "}, gender="male")
    assert answer.status_code == 302 and answer.headers["Location"] == "/admin/students/?gender=male"
    assert "请写明导出的文件用来做什么" in browser.get("students/", gender="male").text
    assert len(_log(app, AuditAction.EXPORT)) == before


def test_an_unknown_kind_of_file_is_not_there(sign_in: SignIn, world: World) -> None:
    assert sign_in(Role.IT_ADMIN).take("students/export/json/").status_code == 404
