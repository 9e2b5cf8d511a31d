"""The code of a phone: who needs it, what it is worth, and what happens when the phone is lost (security T-11)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.access import passwords, second_factors
from app.access.accounts import AccountRefused
from app.access.actors import actor_for
from app.access.guard import system_session
from app.models.school.user import User
from app.models.system.audit_log import AuditLog
from app.models.system.recovery_code import RecoveryCode
from app.models.system.second_factor import SecondFactor
from tests.pages.conftest import Browser, Place, enter

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]
PASSWORD = "河边的三棵柳树"
KEPT = passwords.hash_of(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def needed(app: Flask) -> Iterator[None]:
    """The program as it is installed: three roles need a phone."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, requires_second_factor=True)
    yield
    app.extensions["settings"] = before


def code(steps: int = 0) -> str:
    """What the phone shows now, or so many steps of 30 seconds later."""
    return pyotp.TOTP(SECRET).generate_otp(int(clock.now().timestamp()) // 30 + steps)


def bind(app: Flask, place: Place, who: str) -> tuple[str, ...]:
    """Give the account a phone with SECRET and the password PASSWORD; gives its recovery codes."""
    with app.app_context(), system_session("a phone for the test") as session:
        user = session.get_one(User, place.users[who])
        user.password_hash = KEPT
        with clock.set_to(clock.now() - dt.timedelta(minutes=10)):
            actor = actor_for(session, user, place.school)
            codes = second_factors.enrol(session, actor, SECRET, code(), keep_session=0)
        session.commit()
    return codes


def with_password(client: FlaskClient, who: str) -> Browser:
    client.delete_cookie("sw_sid")
    browser = Browser(client)
    answer = browser.post("/sign-in", {"username": who, "password": PASSWORD}, page="/sign-in")
    assert answer.headers["Location"] == "/sign-in/code", answer.text
    return browser


def with_code(client: FlaskClient, who: str, typed: str) -> int:
    return with_password(client, who).post("/sign-in/code", {"code": typed}, page="/sign-in/code").status_code


@pytest.mark.parametrize(
    ("who", "is_needed"),
    [("it-admin", True), ("principal", True), ("counselor", True), ("mentor", False), ("office", False)],
)
def test_only_those_who_open_much_must_bind_a_phone(
    signed_in: SignIn, needed: None, who: str, is_needed: bool
) -> None:
    browser = signed_in(who)
    answers = [browser.get(path) for path in ("/", "/admin/students/", "/account/sessions/")]
    led = [answer.headers.get("Location") == "/second-factor" for answer in answers]
    assert led == [is_needed] * 3
    assert is_needed or answers[0].status_code == 200


def test_a_phone_is_bound_with_its_first_code_and_ten_codes_on_paper(
    signed_in: SignIn, needed: None, place: Place, stored: Stored
) -> None:
    browser, elsewhere = signed_in("principal"), signed_in("principal")
    page = browser.get("/second-factor").text
    assert "<svg" in page
    secret = re.sub(r"\s", "", re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1])  # type: ignore[index]
    sealed = re.search(r'name="sealed"[^>]* value="([0-9a-f]+)"', page)[1]  # type: ignore[index]
    assert secret not in sealed
    wrong = browser.post("/second-factor", {"sealed": sealed, "code": "000000"}, page="/second-factor")
    assert wrong.status_code == 400
    assert secret[:4] in wrong.text, "the picture stays the same"
    form = {"sealed": sealed, "code": pyotp.TOTP(secret).at(clock.now())}
    shown = browser.post("/second-factor", form, page="/second-factor")
    codes = re.findall(r"<code>([A-Z2-9-]{31})</code>", shown.text)
    assert len(set(codes)) == 10
    assert browser.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302, "whoever was signed in there has shown no phone"
    kept = str(stored(RecoveryCode))
    assert not any(each.replace("-", "") in kept for each in codes)


def test_the_secret_lies_sealed_in_the_database(app: Flask, place: Place) -> None:
    bind(app, place, "principal")
    with app.app_context(), system_session("look at the bytes") as session:
        table = SecondFactor.__table__
        raw = session.connection().exec_driver_sql(f"SELECT secret FROM {table.name}").scalar()
    assert SECRET.encode() not in bytes(raw)


def test_a_password_alone_opens_nothing_where_a_phone_is_bound(
    client: FlaskClient, app: Flask, place: Place
) -> None:
    bind(app, place, "principal")
    browser = with_password(client, "principal")
    assert [browser.get(path).status_code for path in ("/", "/mine", "/admin/students/", "/password")] == [
        302
    ] * 4
    assert browser.post("/sign-in/code", {"code": "000000"}, page="/sign-in/code").status_code == 401
    half = client.get_cookie("sw_sid")
    assert browser.post("/sign-in/code", {"code": code()}, page="/sign-in/code").status_code == 302
    assert browser.get("/").status_code == 200
    whole = client.get_cookie("sw_sid")
    assert half is not None and whole is not None and half.value != whole.value


def test_half_a_sign_in_ends_after_five_minutes(client: FlaskClient, app: Flask, place: Place) -> None:
    bind(app, place, "principal")
    browser = with_password(client, "principal")
    with clock.set_to(clock.now() + dt.timedelta(minutes=6)):
        assert browser.get("/sign-in/code").headers["Location"] == "/sign-in"


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 302), (0, 302), (1, 302), (2, 401)])
def test_a_code_counts_one_step_before_and_after(
    client: FlaskClient, app: Flask, place: Place, steps: int, status: int
) -> None:
    bind(app, place, "principal")
    with clock.set_to(clock.now()):
        assert with_code(client, "principal", code(steps)) == status


def test_a_code_of_the_phone_and_one_on_paper_each_count_once(
    client: FlaskClient, app: Flask, place: Place
) -> None:
    codes = bind(app, place, "principal")
    with clock.set_to(clock.now()):
        for typed in (code(), codes[0], codes[1].lower().replace("-", " ")):
            assert with_code(client, "principal", typed) == 302
            assert with_code(client, "principal", typed) == 401
        assert with_code(client, "principal", code(-1)) == 401, "older than the last one used"


def test_five_wrong_codes_stop_further_tries(client: FlaskClient, app: Flask, place: Place) -> None:
    bind(app, place, "principal")
    browser = with_password(client, "principal")
    tries = [browser.post("/sign-in/code", {"code": "000000"}, page="/sign-in/code") for _ in range(5)]
    assert {answer.status_code for answer in tries} == {401}
    assert with_code(client, "principal", code()) == 429, "a right password does not start the codes anew"


def test_a_reset_password_does_not_skip_the_phone(
    signed_in: SignIn, client: FlaskClient, app: Flask, place: Place
) -> None:
    bind(app, place, "principal")
    shown = signed_in("it-admin").post(f"/accounts/{place.users['principal']}/reset").text
    given = re.search(r'data-copy="([^"]+)"', shown)
    assert given is not None
    answer = Browser(client).post(
        "/sign-in", {"username": "principal", "password": given[1]}, page="/sign-in"
    )
    assert answer.headers["Location"] == "/sign-in/code"


@pytest.mark.parametrize(
    ("who", "whose", "is_second"),
    [
        ("principal", "it-admin", True),
        ("principal", "counselor", True),
        ("it-admin", "principal", True),
        ("it-admin", "counselor", False),
        ("it-admin", "it-admin", False),
        ("principal", "principal", False),
    ],
)
def test_a_lost_phone_is_reset_by_the_second_person_only(
    signed_in: SignIn, app: Flask, place: Place, stored: Stored, who: str, whose: str, is_second: bool
) -> None:
    bind(app, place, whose)
    signed_in(who).post(f"/accounts/{place.users[whose]}/second-factor/reset")
    factor = stored(SecondFactor, user_id=place.users[whose])[-1]
    assert (factor["secret"] is None) is is_second
    line = stored(AuditLog, entity="SecondFactor")[-1]
    assert line["fields"] == ("reset" if is_second else "enrolled")
    assert (line["user_id"] == place.users[who]) or not is_second


def test_nobody_else_resets_a_phone(signed_in: SignIn, app: Flask, place: Place, stored: Stored) -> None:
    bind(app, place, "principal")
    for who in ("office", "mentor", "homeroom", "counselor"):
        signed_in(who).post(f"/accounts/{place.users['principal']}/second-factor/reset")
    assert stored(SecondFactor, user_id=place.users["principal"])[-1]["secret"] == SECRET


def test_who_lost_the_phone_is_told_once_and_binds_another(
    signed_in: SignIn, client: FlaskClient, app: Flask, place: Place, needed: None, stored: Stored
) -> None:
    codes = bind(app, place, "counselor")
    with app.app_context(), system_session("a principal resets") as session:
        by = actor_for(session, session.get_one(User, place.users["principal"]), place.school)
        second_factors.reset(session, place.users["counselor"], by)
        session.commit()
    browser = Browser(client)
    form = {"username": "counselor", "password": PASSWORD}
    assert browser.post("/sign-in", form, page="/sign-in").headers["Location"] == "/"
    page = browser.get("/second-factor").text
    assert "您的动态口令已由" in page and "重设" in page
    assert "您的动态口令已由" not in browser.get("/second-factor").text
    with app.app_context(), system_session("an old code") as session:
        assert not second_factors.accept(session, place.users["counselor"], codes[0])
    assert stored(SecondFactor, user_id=place.users["counselor"])[-1]["told_at"] is not None


def test_new_recovery_codes_end_the_old_ones(app: Flask, place: Place) -> None:
    old = bind(app, place, "principal")
    browser = enter(app, place.users["principal"])
    shown = browser.post("/second-factor/codes", page="/second-factor")
    new = re.findall(r"<code>([A-Z2-9-]{31})</code>", shown.text)
    with app.app_context(), system_session("try both") as session:
        user_id = place.users["principal"]
        assert not second_factors.accept(session, user_id, old[0])
        assert second_factors.accept(session, user_id, new[0])
        assert second_factors.codes_left(session, user_id) == 9


def test_a_second_phone_is_not_bound_beside_the_first(app: Flask, place: Place) -> None:
    bind(app, place, "principal")
    page = enter(app, place.users["principal"]).get("/second-factor").text
    assert "恢复码还剩 10 个" in page
    assert "<svg class=" not in page.partition("<main")[2]


def test_a_secret_of_another_person_is_no_good(signed_in: SignIn, needed: None, stored: Stored) -> None:
    page = signed_in("principal").get("/second-factor").text
    sealed = re.search(r'name="sealed"[^>]* value="([0-9a-f]+)"', page)[1]  # type: ignore[index]
    secret = re.sub(r"\s", "", re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1])  # type: ignore[index]
    form = {"sealed": sealed, "code": pyotp.TOTP(secret).at(clock.now())}
    signed_in("it-admin").post("/second-factor", form, page="/second-factor")
    assert stored(SecondFactor) == []


def test_the_console_resets_with_the_password_of_the_second_person(app: Flask, place: Place) -> None:
    bind(app, place, "it-admin")
    with app.app_context(), system_session("a password for the principal") as session:
        session.get_one(User, place.users["principal"]).password_hash = KEPT
        session.commit()
    runner = app.test_cli_runner()
    given = ["user", "totp-reset", "--username", "it-admin", "--school", ""]
    assert runner.invoke(args=[*given, "--by", "principal", "--by-password", "不对的密码"]).exit_code == 1
    assert runner.invoke(args=[*given, "--by", "it-admin", "--by-password", PASSWORD]).exit_code == 1


def test_a_wrong_first_code_binds_nothing(app: Flask, place: Place) -> None:
    with app.app_context(), system_session("a wrong code") as session:
        actor = actor_for(session, session.get_one(User, place.users["principal"]), place.school)
        with pytest.raises(AccountRefused):
            second_factors.enrol(session, actor, SECRET, "000000", keep_session=0)
        assert not second_factors.has_one(session, actor.user_id)
