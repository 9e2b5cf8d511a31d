"""The first start: opened by the code on the console, made once, then closed for ever."""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.access import first_start
from app.models.school.school import School
from app.models.school.school_year import SchoolYear
from app.models.school.term import Term
from app.models.school.user import User
from app.models.school.user_role import UserRole
from tests.pages.conftest import Browser, Place

FORM = {
    "school_name": "平安镇中心小学",
    "school_kind": "central",
    "township": "平安镇",
    "school_code": "001",
    "term_label": "2026-2027学年度第一学期",
    "term_starts_on": "2026-09-01",
    "term_ends_on": "2027-01-20",
    "admin_name": "李春燕",
    "admin_phone": "10037236514",
    "admin_username": "admin",
    "admin_password": "三棵柳树一条河",
    "admin_again": "三棵柳树一条河",
    "principal_name": "王志强",
    "principal_phone": "0566-1234567",
    "principal_username": "principal",
}
LONG_ENOUGH = {"admin_password": "河边的三棵柳树和石桥", "admin_again": "河边的三棵柳树和石桥"}


@pytest.fixture(scope="session")
def app(empty_app: Flask) -> Flask:
    """There is no school yet."""
    return empty_app


@pytest.fixture
def code(instance_dir: Path) -> str:
    """The code that the console shows."""
    return first_start.new_code(instance_dir)


def send(client: FlaskClient, code: str, **changed: str) -> Any:
    return Browser(client).post("/setup", {**FORM, **LONG_ENOUGH, "code": code, **changed}, page="/setup")


@pytest.mark.usefixtures("transaction")
def test_before_anybody_has_an_account_every_page_leads_to_the_set_up(client: FlaskClient) -> None:
    for path in ("/", "/sign-in", "/admin/students/", "/reports/", "/no-such-page"):
        assert client.get(path).headers["Location"] == "/setup"
    with client.get("/static/shouwang.css") as style:
        assert style.status_code == 200


def test_the_form_is_filled_in_with_the_likely_term(client: FlaskClient) -> None:
    with clock.set_to(dt.date(2026, 8, 28)):
        page = client.get("/setup?code=ABCDE").text
    for likely in ("2026-2027学年度第一学期", "2026-09-01", "2027-01-20", "ABCDE"):
        assert likely in page


def test_it_makes_the_school_the_term_and_two_people(
    client: FlaskClient, code: str, stored: Callable[..., Any]
) -> None:
    answer = send(client, code)
    assert answer.status_code == 200
    assert [row["name"] for row in stored(School)] == ["平安镇中心小学"]
    assert stored(SchoolYear)[0]["label"] == "2026-2027"
    assert stored(Term)[0]["is_current"]
    assert [role["role"].value for role in stored(UserRole)] == ["it-admin", "principal"]
    admin, principal = stored(User)
    assert (admin["must_change_password"], principal["must_change_password"]) == (False, True)
    assert admin["password_hash"].startswith("$argon2id$")
    assert "从哪里开始" in client.get("/welcome").text
    assert "李春燕" in client.get("/").text


def test_the_principals_first_password_is_shown_once_and_works(client: FlaskClient, code: str) -> None:
    shown = send(client, code).text
    password = shown.partition('data-copy="')[2].partition('"')[0]
    assert password not in client.get("/welcome").text
    other = client.application.test_client()
    Browser(other).post("/sign-in", {"username": "principal", "password": password}, page="/sign-in")
    assert other.get("/").headers["Location"] == "/password"


def test_after_use_it_does_not_exist_any_more(client: FlaskClient, code: str, instance_dir: Path) -> None:
    send(client, code)
    assert client.get("/setup").status_code == 404
    token_page = client.get("/password").text
    assert Browser(client).post("/setup", {**FORM, "code": code}).status_code == 404
    assert "csrf_token" in token_page
    assert not first_start.is_right_code(instance_dir, code)


def test_a_school_with_accounts_has_no_set_up(client: FlaskClient, place: Place, code: str) -> None:
    assert client.get("/setup").status_code == 404
    assert client.get("/").headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("wrong", ["", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-A", "x" * 500])
def test_a_wrong_code_opens_nothing_and_keeps_what_was_typed(
    client: FlaskClient, code: str, wrong: str, stored: Callable[..., Any]
) -> None:
    answer = send(client, wrong)
    assert answer.status_code in (400, 403)
    assert "0566-1234567" in answer.text
    assert "河边的三棵柳树" not in answer.text
    assert stored(School) == []


def test_only_the_code_shown_last_is_right(instance_dir: Path) -> None:
    first, second = first_start.new_code(instance_dir), first_start.new_code(instance_dir)
    assert [first_start.is_right_code(instance_dir, typed) for typed in (first, second)] == [False, True]
    assert first_start.is_right_code(instance_dir, second.lower().replace("-", " "))
    path = instance_dir / "setup-code.sha256"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert second not in path.read_text()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"principal_name": "李 春燕"}, "必须是两个人"),
        ({"principal_username": "ADMIN"}, "必须是两个人"),
        ({"admin_password": "short", "admin_again": "short"}, "至少 10 个字符"),
        ({"admin_again": "不一样的密码不一样"}, "不一样"),
        ({"term_ends_on": "2026-08-01"}, "结束日期不能早于开始日期"),
        ({"principal_phone": "12"}, "电话格式不对"),
        ({"school_name": ""}, "请填写此项"),
        ({"school_kind": "castle"}, "不是有效的选择"),
        ({"principal_username": "with space"}, "登录名不能含空格"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_made(
    client: FlaskClient, code: str, changed: dict[str, str], said: str, stored: Callable[..., Any]
) -> None:
    answer = send(client, code, **changed)
    assert answer.status_code == 400
    assert said in answer.text
    assert (stored(School), stored(User)) == ([], [])


def test_a_form_without_its_token_is_refused(
    client: FlaskClient, code: str, stored: Callable[..., Any]
) -> None:
    assert client.post("/setup", data={**FORM, "code": code}).status_code == 400
    assert stored(School) == []


def test_only_who_imports_may_choose_where_to_begin(signed_in: Callable[[str], Browser]) -> None:
    assert signed_in("it-admin").get("/welcome").status_code == 200
    assert signed_in("mentor").get("/welcome").status_code == 403
    assert signed_in("mentor").post("/welcome/demo").status_code == 403
