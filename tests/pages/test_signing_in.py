"""Signing in and out, and what a session is worth."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.access import passwords
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.models.school.user import User
from app.models.school.user_role import UserRole
from app.models.system.audit_log import AuditLog
from app.models.system.sign_in_throttle import SignInThrottle
from app.models.system.user_session import UserSession
from tests import factories as make
from tests.pages.conftest import Browser, Place, build_place

PASSWORD = "河边的三棵柳树"
KEPT = passwords.hash_of(PASSWORD)


@pytest.fixture
def known(app: Flask, place: Place) -> str:
    """An account with PASSWORD; gives its username."""
    with app.app_context(), system_session("test account") as session:
        session.get_one(User, place.users["mentor"]).password_hash = KEPT
        session.commit()
    return "mentor"


def enter(client: FlaskClient, username: str, password: str, **more: Any) -> Any:
    return Browser(client).post(
        "/sign-in", {"username": username, "password": password}, page="/sign-in", **more
    )


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(client: FlaskClient, place: Place) -> None:
    for path in ("/", "/mine", "/reports/", "/accounts/", "/admin/students/", "/jobs/0"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in")


def test_the_right_password_opens_a_session(
    client: FlaskClient, known: str, stored: Callable[..., Any]
) -> None:
    answer = enter(client, "Mentor ", PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    cookie = client.get_cookie("sw_sid")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    assert stored(UserSession)[-1]["token_hash"] == hashlib.sha256(cookie.value.encode()).hexdigest()
    assert "高建国" in client.get("/").text


def test_the_page_that_was_asked_for_is_opened_after_signing_in(client: FlaskClient, known: str) -> None:
    wanted = client.get("/reports/?term=7").headers["Location"]
    answer = Browser(client).post(wanted, {"username": known, "password": PASSWORD}, page=wanted)
    assert answer.headers["Location"] == "/reports/?term=7"


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "/%2f/evil.example"]
)
def test_signing_in_never_leads_to_another_site(client: FlaskClient, known: str, target: str) -> None:
    answer = enter(client, known, PASSWORD, query_string={"next": target})
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: FlaskClient, known: str) -> None:
    wrong, unknown = enter(client, known, "不对的密码不对"), enter(client, "no-such-user", "不对的密码不对")
    assert wrong.status_code == unknown.status_code == 401
    strip = str.maketrans("", "", "0123456789")
    assert len(wrong.text.translate(strip)) - len(unknown.text.translate(strip)) < 400
    assert "登录名或密码不对" in wrong.text
    assert "登录名或密码不对" in unknown.text


def test_a_closed_account_cannot_sign_in(client: FlaskClient, app: Flask, known: str, place: Place) -> None:
    with app.app_context(), system_session("close") as session:
        session.get_one(User, place.users[known]).is_active = False
        session.commit()
    assert enter(client, known, PASSWORD).status_code == 401


@pytest.mark.parametrize("username", ["mentor", "no-such-user"])
def test_five_failures_stop_further_tries_even_with_the_right_password(
    client: FlaskClient, known: str, username: str, stored: Callable[..., Any]
) -> None:
    assert [enter(client, username, "不对的密码不对").status_code for _ in range(5)] == [401] * 5
    blocked = enter(client, username, PASSWORD)
    assert blocked.status_code == 429
    assert "1 分钟后再试" in blocked.text
    assert 0 < int(blocked.headers["Retry-After"]) <= 61
    assert username not in str([row["key"] for row in stored(SignInThrottle)])


def test_the_wait_doubles_up_to_half_an_hour(client: FlaskClient, known: str) -> None:
    now, waits = clock.now(), []
    for _round in range(12):
        with clock.set_to(now):
            answer = enter(client, known, "不对的密码不对")
            if answer.status_code == 429:
                waits.append(int(answer.headers["Retry-After"]))
                now += dt.timedelta(seconds=waits[-1])
    assert [round(wait / 60) for wait in waits[:3]] == [1, 2, 4]
    assert max(waits) <= 1801


def test_the_right_password_starts_the_count_anew(client: FlaskClient, known: str) -> None:
    for _ in range(2):
        for _try in range(4):
            assert enter(client, known, "不对的密码不对").status_code == 401
        assert enter(client, known, PASSWORD).status_code == 302
        client.delete_cookie("sw_sid")


def test_signing_in_and_failing_are_in_the_log(
    client: FlaskClient, known: str, stored: Callable[..., Any]
) -> None:
    enter(client, known, "不对的密码不对")
    enter(client, known, PASSWORD)
    lines = stored(AuditLog)
    assert [line["action"].value for line in lines[-2:]] == ["failed-login", "login"]
    told = [{name: value for name, value in line.items() if name != "roles"} for line in lines[-2:]]
    assert known not in str(told)


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 302)])
def test_a_session_ends_after_half_an_hour_without_a_request(
    signed_in: Callable[[str], Browser], minutes: int, status: int
) -> None:
    browser = signed_in("mentor")
    with clock.set_to(clock.now() + dt.timedelta(minutes=minutes)):
        assert browser.get("/").status_code == status


def test_a_session_ends_after_twelve_hours_whatever_happens(signed_in: Callable[[str], Browser]) -> None:
    browser, begun = signed_in("mentor"), clock.now()
    for minutes in range(0, 12 * 60, 25):
        with clock.set_to(begun + dt.timedelta(minutes=minutes)):
            assert browser.get("/alive").status_code == 204
    with clock.set_to(begun + dt.timedelta(hours=12, minutes=1)):
        assert browser.get("/").status_code == 302


def test_a_fourth_session_ends_the_first(signed_in: Callable[[str], Browser]) -> None:
    browsers = [signed_in("mentor") for _ in range(4)]
    assert [browser.get("/").status_code for browser in browsers] == [302, 200, 200, 200]


def test_signing_out_ends_the_session_for_good(signed_in: Callable[[str], Browser], app: Flask) -> None:
    browser = signed_in("mentor")
    cookie = browser.client.get_cookie("sw_sid")
    assert cookie is not None
    assert browser.get("/sign-out").status_code == 405
    assert browser.post("/sign-out").headers["Location"] == "/sign-in"
    thief = app.test_client()
    thief.set_cookie("sw_sid", cookie.value)
    assert thief.get("/").status_code == 302


def test_a_given_password_must_be_changed_before_anything_else(
    signed_in: Callable[[str], Browser], app: Flask, place: Place
) -> None:
    with app.app_context(), system_session("reset") as session:
        user = session.get_one(User, place.users["mentor"])
        user.must_change_password, user.password_hash = True, KEPT
        session.commit()
    browser = signed_in("mentor")
    for path in ("/", "/mine", "/admin/students/"):
        assert browser.get(path).headers["Location"] == "/password"
    with browser.get("/static/shouwang.css") as style:
        assert style.status_code == 200
    new = {"old": PASSWORD, "new": "山坡上有五只白羊在吃草", "again": "山坡上有五只白羊在吃草"}
    assert browser.post("/password", {**new, "new": "山坡上有五只黑羊在吃草"}).status_code == 400
    assert browser.post("/password", new | {"old": "不是原来的密码"}).status_code == 400
    assert browser.post("/password", new).status_code == 302
    assert browser.get("/").status_code == 200


def test_a_new_password_ends_the_other_sessions(
    signed_in: Callable[[str], Browser], app: Flask, place: Place, known: str
) -> None:
    here, elsewhere = signed_in(known), signed_in(known)
    new = "山坡上有五只白羊在吃草"
    assert here.post("/password", {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert (here.get("/").status_code, elsewhere.get("/").status_code) == (200, 302)


@pytest.mark.parametrize(
    "weak", ["short", "1234567890", "password2026", "mentor2026", "高建国2026", "aaaaaaaaaaaa"]
)
def test_a_weak_password_is_refused(signed_in: Callable[[str], Browser], known: str, weak: str) -> None:
    answer = signed_in(known).post("/password", {"old": PASSWORD, "new": weak, "again": weak})
    assert answer.status_code == 400
    assert "error-summary" in answer.text


def test_a_person_of_two_schools_works_at_one_and_can_switch(
    app: Flask, place: Place, signed_in: Callable[[str], Browser]
) -> None:
    with app.app_context(), system_session("two schools") as session:
        village = make.make_school(session, name="石桥教学点", code="zz")
        make.make_student(session, village, name="村小的孩子")
        session.commit()
        village_id = village.id
    with app.app_context(), system_session("a grant there") as session:
        session.add(UserRole(school_id=village_id, user_id=place.users["office"], role=Role.OFFICE))
        session.commit()
    browser = signed_in("office")
    assert "村小的孩子" not in browser.get("/admin/students/").text
    assert browser.post("/school", {"school_id": village_id}).status_code == 302
    listed = browser.get("/admin/students/").text
    assert "村小的孩子" in listed
    assert "周小溪" not in listed


def test_nobody_switches_to_a_school_without_a_role_there(
    signed_in: Callable[[str], Browser], app: Flask
) -> None:
    with app.app_context(), system_session("another school") as session:
        foreign = make.make_school(session).id
        session.commit()
    browser = signed_in("principal")
    browser.post("/school", {"school_id": foreign})
    assert "没有角色" in browser.get("/").text
    assert "平安镇中心小学" in browser.get("/").text
    assert browser.post("/school", {"school_id": "abc"}).status_code == 302


def test_an_account_without_a_role_sees_only_that(signed_in: Callable[[str], Browser]) -> None:
    browser = signed_in("nobody")
    assert "还没有授权" in browser.get("/").text
    assert [browser.get(path).status_code for path in ("/mine", "/reports/", "/accounts/")] == [403] * 3


def test_many_tries_at_once_get_no_more_than_five(live_app: Flask) -> None:
    """Security I-04: counting holds over threads, and so over processes, because the database counts."""
    place = build_place(live_app)
    with live_app.app_context(), system_session("test account") as session:
        session.get_one(User, place.users["mentor"]).password_hash = KEPT
        session.commit()
    browsers = [Browser(live_app.test_client()) for _ in range(16)]
    tokens = [browser.get("/sign-in").status_code for browser in browsers]
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda browser: enter(browser.client, "mentor", "不对的密码不对").status_code, browsers)
        )
    assert set(tokens) == {200}
    assert set(answers) <= {401, 429}
    assert answers.count(401) <= 5
