"""Workbooks taken in through the page by a job of its own, corrected, answered and undone; with real commits."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.models.people.care_registration import CareRegistration
from app.models.people.student import Student
from app.models.system.import_batch import ImportBatch
from app.models.system.import_mapping import ImportMapping
from app.models.system.import_row import ImportRow
from tests.pages.conftest import Browser, Place
from tests.pages.uploading import uploaded
from tests.roster.books import HAND_FILLED, SCHOOL_BOOK, STUDENT_HEADER, book, id_number

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]
PUPIL = ["李小溪", "女", "2018-01-27", "三(2)班", "G1", id_number("99999920180127746")]


@pytest.fixture
def app(live_app: Flask) -> Flask:
    """Jobs run in threads of their own and commit, so each test has a database of its own."""
    return live_app


@pytest.fixture
def transaction() -> None:
    """No outer transaction: nothing has to be undone."""


def digest_on(page: TestResponse) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page.text)
    assert found is not None
    return found[1]


def taken_in(browser: Browser, token: str) -> str:
    """Agree to what the check shows; gives the page of the batch, once the job is done."""
    path = f"/import/{token}/check"
    page = browser.get(path)
    answer = browser.post(f"/import/{token}/commit", {"digest": digest_on(page)}, page=path)
    return finished(browser, answer)["next"]


def finished(browser: Browser, answer: TestResponse) -> dict[str, Any]:
    for _try in range(300):
        state: dict[str, Any] = browser.get(f"{answer.headers['Location']}.json").get_json()
        if state["status"] != "running":
            return state
        time.sleep(0.1)
    raise AssertionError("the job did not end")


@pytest.mark.parametrize("sample", [SCHOOL_BOOK, HAND_FILLED], ids=["school", "hand-filled"])
def test_a_sample_workbook_goes_through_all_steps(
    signed_in: SignIn, stored: Stored, place: Place, sample: Path
) -> None:
    browser = signed_in("it-admin")
    before = len(stored(Student))
    page = browser.get(taken_in(browser, uploaded(browser, sample.read_bytes(), sample.name)))
    assert page.status_code == 200
    (batch,) = stored(ImportBatch)
    kinds = ("new", "changed", "unchanged", "skipped", "refused")
    assert batch["asked"] == sum(batch[kind] for kind in kinds)
    assert len(stored(ImportRow, batch_id=batch["id"])) >= batch["asked"]
    assert batch["created_by_id"] == place.users["it-admin"]
    assert len(stored(Student)) > before
    assert ("Sheet1!F6" in page.text) == (sample is HAND_FILLED)


def test_an_import_is_undone_with_a_button(signed_in: SignIn, stored: Stored) -> None:
    browser = signed_in("office")
    before = len(stored(Student)), len(stored(CareRegistration))
    batch_page = taken_in(browser, uploaded(browser, book({"学生": [STUDENT_HEADER, PUPIL]})))
    assert len(stored(Student)) == before[0] + 1
    answer = browser.post(f"{batch_page}/undo", page=batch_page, follow_redirects=True)
    assert "已整批撤销" in answer.text
    assert (len(stored(Student)), len(stored(CareRegistration))) == before
    assert "这一批已经撤销" in browser.get(batch_page).text


def test_what_changed_after_the_check_is_not_written(signed_in: SignIn, stored: Stored) -> None:
    browser = signed_in("it-admin")
    content = book({"学生": [STUDENT_HEADER, PUPIL]})
    token = uploaded(browser, content)
    path = f"/import/{token}/check"
    seen = digest_on(browser.get(path))
    taken_in(browser, uploaded(browser, content))
    state = finished(browser, browser.post(f"/import/{token}/commit", {"digest": seen}, page=path))
    assert state["status"] == "failed"
    assert "请重新核对" in state["sentence"]
    assert len(stored(ImportBatch)) == 1
    assert "没有可以写入的内容" in browser.get(path).text


def test_a_column_corrected_by_hand_is_taken_and_remembered(signed_in: SignIn, stored: Stored) -> None:
    browser = signed_in("it-admin")
    content = book({"学生": [["姓名", "性别", "生辰", "班级"], ["李小溪", "女", "2018-01-27", "三(2)班"]]})
    token = uploaded(browser, content)
    path = f"/import/{token}/columns"
    chosen = {"kind-0": "students", "column-0-0": "name", "column-0-1": "sex", "column-0-3": "class"}
    answer = browser.post(path, chosen | {"column-0-2": "birth-date"}, page=path)
    assert answer.headers["Location"].endswith("/check")
    taken_in(browser, token)
    (mapping,) = stored(ImportMapping)
    assert mapping["meanings"] == {"2": "birth-date"}
    again = browser.get(f"/import/{uploaded(browser, content)}/columns")
    assert "人工指定" in again.text


def test_a_grade_in_question_is_answered_on_the_page(signed_in: SignIn, stored: Stored) -> None:
    browser = signed_in("it-admin")
    rows = [
        [*PUPIL[:3], "四(1)班"],
        ["赵一", "男", "2018-01-28", "四(2)班"],
        ["钱二", "男", "2018-01-29", "四年级"],
    ]
    token = uploaded(browser, book({"学生": [STUDENT_HEADER, *rows]}))
    path = f"/import/{token}/check"
    assert "这些班级写法是什么意思" in browser.get(path).text
    answer = browser.post(
        f"/import/{token}/answers", {"text": "四年级", "meaning": "四(2)班"}, page=path, follow_redirects=True
    )
    assert "这些班级写法是什么意思" not in answer.text
    taken_in(browser, token)
    assert len(stored(Student, name="钱二")) == 1
