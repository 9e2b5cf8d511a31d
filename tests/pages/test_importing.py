"""The import page before anything is written: who may open it, what it refuses, whose an upload is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.pages.conftest import Browser
from tests.pages.uploading import send, uploaded
from tests.roster.books import HAND_FILLED, STUDENT_HEADER, book, id_number

SignIn = Callable[[str], Browser]
PUPIL = ["李小溪", "女", "2018-01-27", "三(2)班", "G1", id_number("99999920180127746")]


@pytest.mark.parametrize("role", ["it-admin", "office"])
def test_the_it_admin_and_the_office_open_the_page(signed_in: SignIn, role: str) -> None:
    page = signed_in(role).get("/import/")
    assert page.status_code == 200
    assert "下载空白模板" in page.text


@pytest.mark.parametrize("role", ["principal", "homeroom", "mentor", "counselor", "township", "nobody"])
def test_nobody_else_reaches_any_step(signed_in: SignIn, role: str) -> None:
    browser = signed_in(role)
    for path in ("/import/", "/import/template", f"/import/{'0' * 32}/check", "/import/batches/1"):
        assert browser.get(path).status_code == 403, path
    assert browser.post("/import/batches/1/undo").status_code == 403


def test_the_template_is_a_workbook_under_its_chinese_name(signed_in: SignIn) -> None:
    answer = signed_in("it-admin").get("/import/template")
    assert answer.data.startswith(b"PK")
    assert "filename*=UTF-8" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(("content", "told"), [(b"\x00\x01", "不是表格文件"), (b"", "文件是空的")])
def test_a_file_that_cannot_be_read_is_refused_in_words(signed_in: SignIn, content: bytes, told: str) -> None:
    answer = send(signed_in("it-admin"), content)
    assert answer.status_code == 400
    assert told in answer.text


def test_sending_no_file_at_all_is_told(signed_in: SignIn) -> None:
    answer = signed_in("it-admin").post("/import/", {}, page="/import/")
    assert (answer.status_code, "请先选择文件" in answer.text) == (400, True)


def test_the_columns_are_shown_with_what_they_were_taken_for(signed_in: SignIn) -> None:
    browser = signed_in("it-admin")
    page = browser.get(f"/import/{uploaded(browser, HAND_FILLED.read_bytes())}/columns")
    assert page.status_code == 200
    assert "监护人(关系)" in page.text
    assert "按内容" in page.text


def test_an_upload_is_its_owners_alone_and_gone_when_cancelled(signed_in: SignIn) -> None:
    browser = signed_in("it-admin")
    token = uploaded(browser, book({"学生": [STUDENT_HEADER, PUPIL]}))
    path = f"/import/{token}/check"
    assert signed_in("office").get(path).status_code == 302
    browser.get(path)
    assert (
        "没有写入任何内容" in browser.post(f"/import/{token}/cancel", page=path, follow_redirects=True).text
    )
    assert browser.get(path).headers["Location"] == "/import/"


def test_the_batch_of_another_school_does_not_exist(signed_in: SignIn) -> None:
    assert signed_in("it-admin").get("/import/batches/999999").status_code == 404
