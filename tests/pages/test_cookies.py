"""Cookies as a school has them: `__Host-` names, Secure, closed to scripts; and no form of another site (security T-06, T-07)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import Settings
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]


@pytest.fixture
def as_a_school_has_it(app: Flask) -> Iterator[Settings]:
    """The suite works with plain names; a school does not."""
    plain = app.extensions["settings"]
    settings = replace(plain, has_secure_cookies=True)
    app.extensions["settings"] = settings
    app.config |= {"SESSION_COOKIE_NAME": settings.cookie("sw_form"), "SESSION_COOKIE_SECURE": True}
    yield settings
    app.extensions["settings"] = plain
    app.config |= {"SESSION_COOKIE_NAME": "sw_form", "SESSION_COOKIE_SECURE": False}


def test_cookies_are_secure_unless_somebody_says_otherwise() -> None:
    assert Settings("sqlite:///x", None, "x").cookie("sw_sid") == "__Host-sw_sid"  # type: ignore[arg-type]
    assert Settings("sqlite:///x", None, "x", has_secure_cookies=False).cookie("sw_sid") == "sw_sid"  # type: ignore[arg-type]


@pytest.mark.security("T-06", "I-07")
def test_every_cookie_is_bound_to_this_host_and_closed_to_scripts(
    client: FlaskClient, place: Place, as_a_school_has_it: Settings
) -> None:
    browser, given = Browser(client), {}
    answers = [browser.get("/sign-in"), browser.post("/language", {"language": "en"}, page="/sign-in")]
    data = {"username": "mentor", "password": "wrong"}
    answers.append(browser.post("/sign-in", data, page="/sign-in"))
    for line in (line for answer in answers for line in answer.headers.getlist("Set-Cookie")):
        name = line.partition("=")[0]
        given[name] = line
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite="):
            assert part in line, line
        assert "Domain" not in line
    assert "__Host-sw_form" in given


@pytest.mark.security("T-06", "I-07")
def test_the_cookie_of_a_session_is_known_by_its_full_name_only(
    signed_in: SignIn, as_a_school_has_it: Settings
) -> None:
    browser = signed_in("mentor")
    token = browser.client.get_cookie("sw_sid")
    assert token is not None
    assert browser.get("/mine").status_code == 302, "the plain name can be set by a neighbour"
    browser.client.set_cookie("__Host-sw_sid", token.value)
    assert browser.get("/mine").status_code == 200
    answer = browser.post("/sign-out")
    assert any(
        line.startswith("__Host-sw_sid=;") and "Secure" in line
        for line in answer.headers.getlist("Set-Cookie")
    )
    assert browser.get("/mine").status_code == 302


ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "x"}, {"Origin": "https://evil.example"},
    {"Origin": "null"}, {"Origin": "http://localhost:8001"}, {"Origin": "http://[x"}, {"Origin": ""},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
]  # fmt: skip


@pytest.mark.security("T-07", "W-04")
@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_a_form_of_another_site_is_refused_though_its_token_is_right(
    signed_in: SignIn, headers: dict[str, str]
) -> None:
    answer = signed_in("mentor").post("/language", {"language": "en"}, headers=headers)
    assert answer.status_code == 403
    assert not answer.headers.getlist("Set-Cookie") or "sw_language" not in str(answer.headers)


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"},
     {"Origin": "HTTP://LOCALHOST"}],
    ids=str,
)  # fmt: skip
def test_a_form_of_our_own_goes_through(signed_in: SignIn, headers: dict[str, str]) -> None:
    assert (
        signed_in("mentor").post("/language", {"language": "en"}, headers=headers).headers["Location"] == "/"
    )


def test_a_link_on_another_site_still_opens_a_page(signed_in: SignIn) -> None:
    answer = signed_in("mentor").get("/mine", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200


@pytest.mark.security("T-03", "W-08")
@pytest.mark.parametrize("body", ["true", "1e999", "null", "[]", '"x"', "{"])
@pytest.mark.parametrize("path", ["/password", "/drafts", "/language"])
def test_a_body_that_is_no_form_is_refused_and_breaks_nothing(
    signed_in: SignIn, path: str, body: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by a hundred thousand odd requests: the library's forms take JSON and fall over what is no object."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    answer = signed_in("mentor").client.post(path, data=body, content_type="application/json")
    assert answer.status_code == (400 if path == "/drafts" else 415)
