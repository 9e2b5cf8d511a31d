"""Where a person is signed in, who ends it, and accounts that end by themselves (security T-08)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.access import accounts, passwords
from app.access.guard import system_session
from app.models.school.user import User
from app.models.system.user_session import UserSession
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]
PASSWORD = "河边的三棵柳树"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36"


def set_up(app: Flask, user_id: int, **values: Any) -> None:
    with app.app_context(), system_session("a changed account") as session:
        user = session.get_one(User, user_id)
        for name, value in values.items():
            setattr(user, name, value)
        session.commit()


def sign_in(client: FlaskClient, username: str, password: str = PASSWORD, **more: Any) -> Any:
    form = {"username": username, "password": password}
    return Browser(client).post("/sign-in", form, page="/sign-in", **more)


def test_a_person_knows_his_sign_ins_again_and_ends_them(
    signed_in: SignIn, client: FlaskClient, app: Flask, place: Place, stored: Stored
) -> None:
    set_up(app, place.users["mentor"], password_hash=passwords.hash_of(PASSWORD))
    sign_in(client, "mentor", headers={"User-Agent": CHROME})
    second, third = signed_in("mentor"), signed_in("mentor")
    page = client.get("/account/sessions/").text
    assert "Chrome · Windows" in page
    assert page.count("退出那里") >= 2
    kept = stored(UserSession, user_id=place.users["mentor"])
    assert Browser(client).post(f"/account/sessions/{kept[1]['id']}/end").status_code == 302
    assert [client.get("/").status_code, second.get("/").status_code, third.get("/").status_code] == [
        200,
        302,
        200,
    ]
    Browser(client).post("/account/sessions/end-others")
    assert [client.get("/").status_code, third.get("/").status_code] == [200, 302]


def test_nobody_ends_the_sign_in_of_another_by_its_number(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    mentor = signed_in("mentor")
    key = stored(UserSession, user_id=place.users["mentor"])[-1]["id"]
    assert signed_in("office").post(f"/account/sessions/{key}/end").status_code == 404
    assert mentor.get("/").status_code == 200


def test_the_administrator_signs_somebody_out_everywhere(signed_in: SignIn, place: Place) -> None:
    mentor = signed_in("mentor")
    path = f"/accounts/{place.users['mentor']}/sessions/end"
    assert signed_in("office").post(path).status_code == 403
    assert mentor.get("/").status_code == 200
    assert signed_in("it-admin").post(path).status_code == 302
    assert mentor.get("/").status_code == 302


def test_a_role_given_now_ends_the_sessions_before_it(signed_in: SignIn, place: Place) -> None:
    mentor = signed_in("mentor")
    signed_in("it-admin").post(f"/accounts/{place.users['mentor']}/roles", {"role": "office"})
    assert mentor.get("/").status_code == 302


def test_signing_out_clears_what_the_browser_kept(signed_in: SignIn) -> None:
    answer = signed_in("mentor").post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'


def test_an_account_ends_after_its_last_day(
    signed_in: SignIn, client: FlaskClient, app: Flask, place: Place
) -> None:
    mentor, user_id = signed_in("mentor"), place.users["mentor"]
    set_up(app, user_id, password_hash=passwords.hash_of(PASSWORD))
    path = f"/accounts/{user_id}/expiry"
    assert signed_in("it-admin").post(path, {"expires_on": clock.today().isoformat()}).status_code == 302
    assert mentor.get("/").status_code == 200
    set_up(app, user_id, expires_on=clock.today() - dt.timedelta(days=1))
    assert mentor.get("/").status_code == 302
    assert sign_in(client, "mentor").status_code == 401
    assert "已到期" in signed_in("it-admin").get("/accounts/").text


def test_nobody_gives_his_own_account_a_last_day(signed_in: SignIn, place: Place, stored: Stored) -> None:
    key = place.users["it-admin"]
    signed_in("it-admin").post(f"/accounts/{key}/expiry", {"expires_on": "2020-01-01"})
    assert stored(User, id=key)[0]["expires_on"] is None


def test_accounts_nobody_used_for_ninety_days_are_named(signed_in: SignIn, app: Flask, place: Place) -> None:
    admin = signed_in("it-admin")
    set_up(app, place.users["mentor"], last_login_at=clock.now() - dt.timedelta(days=89))
    assert "90 天没有用过的账号" not in admin.get("/accounts/").text
    set_up(app, place.users["mentor"], last_login_at=clock.now() - dt.timedelta(days=91))
    assert "90 天没有用过的账号" in admin.get("/accounts/").text


def test_a_one_time_password_is_good_for_a_day(signed_in: SignIn, client: FlaskClient, place: Place) -> None:
    shown = signed_in("it-admin").post(f"/accounts/{place.users['mentor']}/reset").text
    given = re.search(r'data-copy="([^"]+)"', shown)
    assert given is not None
    with clock.set_to(clock.now() + accounts.RESET_GOOD_FOR + dt.timedelta(minutes=1)):
        late = sign_in(client, "mentor", given[1])
        assert (late.status_code, "已过期" in late.text) == (401, True)
    assert sign_in(client, "mentor", given[1]).status_code == 302


@pytest.mark.parametrize(("has_djbh", "status"), [(False, 302), (True, 400)])
def test_djbh_asks_for_three_kinds_of_characters(
    signed_in: SignIn, app: Flask, place: Place, has_djbh: bool, status: int
) -> None:
    set_up(app, place.users["mentor"], password_hash=passwords.hash_of(PASSWORD))
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, has_djbh=has_djbh)
    try:
        new = "onlysmallletterswillow"
        answer = signed_in("mentor").post("/password", {"old": PASSWORD, "new": new, "again": new})
    finally:
        app.extensions["settings"] = before
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("has_djbh", "days", "is_told"), [(True, 181, True), (True, 179, False), (False, 181, False)]
)
def test_djbh_reminds_after_180_days_and_forces_nobody(
    client: FlaskClient, app: Flask, place: Place, has_djbh: bool, days: int, is_told: bool
) -> None:
    set_at = clock.now() - dt.timedelta(days=days)
    set_up(app, place.users["mentor"], password_hash=passwords.hash_of(PASSWORD), password_set_at=set_at)
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, has_djbh=has_djbh)
    try:
        assert sign_in(client, "mentor").headers["Location"] == "/"
        page = client.get("/").text
    finally:
        app.extensions["settings"] = before
    assert ("180 天以上" in page) is is_told


def test_the_first_start_is_open_to_this_computer_only(empty_app: Flask) -> None:
    client = empty_app.test_client()
    assert client.get("/setup", environ_base={"REMOTE_ADDR": "192.168.1.20"}).status_code in (403, 404)
