"""The self-test's own judgement: what is wrong is found, and what is right is not complained of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response

from app.access.guard import system_session
from app.access.vocabulary import Role
from app.selftest import installation
from app.selftest.planting import Planted
from app.selftest.walking import HEADERS, Walk, judge, walk

pytestmark = pytest.mark.security("T-03", "T-06", "T-23")


def answer(text: str = "", status: int = 200, **headers: str) -> Any:
    made = Response(text, status=status, content_type="text/html; charset=utf-8")
    made.headers.update(dict.fromkeys(HEADERS, "x") | headers)
    return made


def found(given: Any, role: Role | None, planted: Planted) -> list[str]:
    made = Walk()
    judge(given, "/here", role, planted, made)
    return [finding.what for finding in made.findings]


@pytest.fixture
def planted() -> Planted:
    return Planted(id_number="999999201603010011")


def test_a_good_answer_has_no_finding(planted: Planted) -> None:
    assert found(answer("好"), Role.MENTOR, planted) == []


def test_counseling_text_is_a_finding_for_everybody_but_the_counselor(planted: Planted) -> None:
    shown = answer(planted.counseling)
    assert [role for role in Role if not found(shown, role, planted)] == [Role.COUNSELOR]
    assert found(shown, None, planted) == ["未授权的人看到心理辅导内容"]


@pytest.mark.parametrize("name", HEADERS)
def test_a_missing_header_is_a_finding(name: str, planted: Planted) -> None:
    bare = answer()
    del bare.headers[name]
    assert found(bare, None, planted) == [f"缺少安全响应头 {name}"]


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (answer(status=500), "程序出错"),
        (answer("SELECT id FROM students"), "回答中出现数据库语句或程序内部信息"),
        (answer(status=302, Location="//evil.example/"), "跳转到了别的网站"),
        (answer("999999201603010011"), "身份证号没有遮盖"),
    ],
)
def test_each_fault_of_an_answer_is_a_finding(given: Any, what: str, planted: Planted) -> None:
    assert found(given, Role.PRINCIPAL, planted) == [what]


def test_a_form_taken_without_its_token_is_a_finding(planted: Planted) -> None:
    bare = Flask("bare")
    bare.add_url_rule("/write", "write", answer, methods=["POST"])
    what = [finding.what for finding in walk(bare, planted).findings]
    assert "没有令牌的表单被接受" in what


def test_a_walk_in_which_the_counselor_read_nothing_is_a_finding(planted: Planted) -> None:
    what = [finding.what for finding in walk(Flask("empty", static_folder=None), planted).findings]
    assert "心理辅导教师没有看到自己的内容，自检无效" in what


def test_a_key_that_others_may_read_is_a_finding(tmp_path: Path) -> None:
    key = tmp_path / "sealing.key"
    key.touch(0o600)
    assert list(installation._keys(tmp_path)) == []
    key.chmod(0o644)
    assert [finding.where for finding in installation._keys(tmp_path)] == ["sealing.key"]


@pytest.mark.sqlite_only("a trigger is dropped inside a transaction that is undone")
def test_a_dropped_trigger_is_a_finding(app: Flask) -> None:
    with app.app_context(), system_session("drop a trigger of the log") as session:
        connection = session.connection()
        assert list(installation._triggers(connection)) == []
        connection.exec_driver_sql("DROP TRIGGER audit_logs_continue")
        assert [f.where for f in installation._triggers(connection)] == ["audit_logs_continue"]
        session.rollback()
