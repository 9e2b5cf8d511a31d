"""The self-test's own judgement: what is wrong is found, and what is right is not complained of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy import create_engine

from app.access.guard import system_session
from app.selftest import installation
from app.selftest.answers import Answer, Asked
from app.selftest.canaries import Canaries, Cell
from app.selftest.faults import HEADERS, Judge
from app.selftest.forms import token_of, typed_in

pytestmark = pytest.mark.security("T-03", "T-06", "T-23")


def answer(text: str = "", status: int = 200, **headers: str) -> Any:
    made = Response(text, status=status, content_type="text/html; charset=utf-8")
    made.headers.update(dict.fromkeys(HEADERS, "x") | headers)
    return made


def found(given: Any) -> list[str]:
    """What is wrong with an answer to nobody, where one name of a child is planted."""
    canaries = Canaries({"CNY00001": Cell("Student", "name", 1)})
    text = given.get_data(as_text=True)
    asked = Answer(Asked("/here"), given.status_code, text)
    return [what for what, _column in Judge(canaries).faults(given, asked)]


def test_a_good_answer_has_no_finding() -> None:
    assert found(answer("好")) == []


@pytest.mark.parametrize("name", HEADERS)
def test_a_missing_header_is_a_finding(name: str) -> None:
    bare = answer()
    del bare.headers[name]
    assert found(bare) == [f"缺少安全响应头 {name}"]


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (answer(status=500), "程序出错"),
        (answer("SELECT id FROM students"), "回答中出现数据库语句或程序内部信息"),
        (answer(status=302, Location="//evil.example/"), "跳转到了别的网站"),
        (answer("cny00001"), "看到了权限以外的内容"),
    ],
)
def test_each_fault_of_an_answer_is_a_finding(given: Any, what: str) -> None:
    assert found(given) == [what]


def test_a_form_is_read_as_a_browser_would_post_it() -> None:
    page = """<form><input name=q value=1></form><form><input name="csrf_token" type="hidden" value="abc">
    <input name="form-of" value="x"><input type=checkbox name=a value=1 checked><input type=checkbox name=b value=1>
    <select name=c><option value=1>1</option><option value=2 selected>2</option></select>
    <textarea name=d>字 &amp; 句</textarea><input type=submit name=e value=1></form>"""
    assert typed_in(page) == {"csrf_token": "abc", "form-of": "x", "a": "1", "c": "2", "d": "字 & 句"}
    assert token_of(page) == "abc"
    assert typed_in("<form><input name=q></form>") == {}


def test_a_key_that_others_may_read_is_a_finding(tmp_path: Path) -> None:
    key = tmp_path / "sealing.key"
    key.touch(0o600)
    with create_engine("sqlite://").connect() as connection:
        assert list(installation._files(tmp_path, connection)) == []
        key.chmod(0o644)
        assert [finding.where for finding in installation._files(tmp_path, connection)] == ["sealing.key"]


@pytest.mark.sqlite_only("a trigger is dropped inside a transaction that is undone")
def test_a_dropped_trigger_is_a_finding(app: Flask) -> None:
    with app.app_context(), system_session("drop a trigger of the log") as session:
        connection = session.connection()
        assert list(installation._triggers(connection)) == []
        connection.exec_driver_sql("DROP TRIGGER audit_logs_continue")
        assert [f.where for f in installation._triggers(connection)] == ["audit_logs_continue"]
        session.rollback()
