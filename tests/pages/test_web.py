"""What every answer has in common: headers, language, redirects, error pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models.system.audit_log import AuditLog
from app.pages.safe_redirects import is_own_path, own_path
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize(
    "path",
    ["/", "/sign-in", "/mine", "/no-such-page", "/static/shouwang.css", "/static/none.css", "/password"],
)
def test_every_answer_carries_the_security_headers(signed_in: SignIn, client: FlaskClient, path: str) -> None:
    for browser in (signed_in("mentor").client, client):
        with browser.get(path) as answer:
            assert HEADERS.items() <= dict(answer.headers).items()
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Request-Id"]


def test_the_policy_allows_only_scripts_with_this_answers_nonce(signed_in: SignIn) -> None:
    browser = signed_in("mentor")
    nonces = set()
    for _ in range(2):
        answer = browser.get("/")
        nonce = re.search(
            r"script-src 'nonce-([^']+)' 'strict-dynamic'", answer.headers["Content-Security-Policy"]
        )
        assert nonce is not None
        assert set(re.findall(r'<script[^>]* nonce="([^"]+)"', answer.text)) == {nonce[1]}
        nonces.add(nonce[1])
    assert len(nonces) == 2
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/", "/mine", "/accounts/", "/welcome", "/reports/", "/gaps/silent", "/password"]
)
@pytest.mark.parametrize("who", ["it-admin", "principal", "mentor", "counselor"])
def test_pages_have_one_heading_a_language_and_nothing_inline(signed_in: SignIn, who: str, path: str) -> None:
    text = signed_in(who).get(path).text
    assert '<html lang="zh-CN">' in text
    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert len(re.findall(r"<main[ >]", text)) == 1
    assert not re.search(r"<[^>]+\s(?:on[a-z]+|style)=", text)
    assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", text)


def test_pages_of_signed_in_people_are_not_kept_by_the_browser(signed_in: SignIn) -> None:
    assert signed_in("mentor").get("/").headers["Cache-Control"] == "no-store"


HOSTILE = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)",
    "/%2fevil.example", "/%5cevil.example", "/%252f/evil.example", "/\tevil", "/ok\r\nSet-Cookie: a=b", "/%0d%0aX: y",
    "//127.0.0.1:8777\\@evil.example", "/a@evil.example", "evil.example", "", "?x", "/" + "a" * 3000, "/%00", "http:evil",
]  # fmt: skip


@pytest.mark.parametrize("target", HOSTILE)
def test_a_redirect_never_leaves_the_site(target: str) -> None:
    assert own_path(target, "/home") == "/home"


@pytest.mark.parametrize(
    "target", ["/", "/mine", "/reports/?term=3", "/admin/students/?q=%E5%91%A8", "/a/b@c"]
)
def test_a_path_of_our_own_is_kept(target: str) -> None:
    assert is_own_path(target)


def test_the_language_is_switched_and_kept(signed_in: SignIn, client: FlaskClient) -> None:
    browser = signed_in("mentor")
    answer = browser.post("/language", {"language": "en", "next": "/mine"})
    assert answer.headers["Location"] == "/mine"
    assert '<html lang="en">' in browser.get("/mine").text
    assert "Contact records" in browser.get("/").text or "Contact record" in browser.get("/").text
    browser.post("/language", {"language": "zh"})
    assert '<html lang="zh-CN">' in browser.get("/").text
    Browser(client).post("/language", {"language": "en", "next": "//evil.example"}, page="/sign-in")
    assert '<html lang="en">' in client.get("/sign-in").text


def test_a_form_whose_token_is_too_old_keeps_what_was_typed(signed_in: SignIn, place: Place) -> None:
    browser = signed_in("mentor")
    typed = {"content": "今天谈了数学作业和想妈妈的事<script>", "old": "geheimes-passwort", "way": "talk"}
    answer = browser.client.post(f"/children/{place.child}/record", data=typed)
    assert answer.status_code == 400
    assert "今天谈了数学作业和想妈妈的事&lt;script&gt;" in answer.text
    assert "geheimes-passwort" not in answer.text
    assert f'href="/children/{place.child}/record"' in answer.text


def test_a_form_sent_after_the_session_ended_keeps_what_was_typed(signed_in: SignIn, place: Place) -> None:
    browser, text = signed_in("mentor"), "外婆说他最近睡得不好，下周再去看看。"
    page = f"/children/{place.child}/record"
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', browser.get(page).text)
    assert token is not None
    browser.client.set_cookie("sw_sid", "x" * 43)
    answer = browser.client.post(page, data={"csrf_token": token[1], "content": text})
    assert answer.status_code == 401
    assert text in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/no-such-page", 404), ("get", "/children/99999999/record", 404), ("get", "/accounts/", 403),
     ("get", "/sign-out", 405), ("get", "/gaps/none", 404), ("get", "/jobs/%00", 404)],
)  # fmt: skip
def test_an_error_page_tells_what_to_do_with_a_number(
    signed_in: SignIn, method: str, path: str, status: int
) -> None:
    answer = getattr(signed_in("mentor"), method)(path)
    assert answer.status_code == status
    assert answer.headers["X-Request-Id"] in answer.text
    assert "现在可以这样做" in answer.text


def test_an_unexpected_failure_shows_nothing_of_it(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Any:
        raise RuntimeError("secret of 周小溪")

    browser = signed_in("mentor")
    monkeypatch.setitem(app.view_functions, "entry.mine", fail)
    answer = browser.get("/mine")
    assert answer.status_code == 500
    assert "周小溪" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


def test_a_failure_of_the_error_page_itself_is_answered_plainly(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in("mentor")

    def fail(*_arguments: Any) -> Any:
        raise RuntimeError("even the menu")

    monkeypatch.setitem(app.extensions, "menu_for", fail)
    answer = browser.get("/")
    assert answer.status_code == 500
    assert "程序出错了" in answer.text


def test_what_the_guard_refuses_is_a_403_and_logged(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch, stored: Callable[..., Any]
) -> None:
    from app.database import Refused

    def refuse() -> Any:
        raise Refused("mentor of 周小溪 wanted more")

    browser = signed_in("mentor")
    monkeypatch.setitem(app.view_functions, "entry.mine", refuse)
    answer = browser.get("/mine")
    assert answer.status_code == 403
    assert "周小溪" not in answer.text
    assert stored(AuditLog)[-1]["action"].value == "refuse"


def test_too_large_a_body_is_refused_with_the_limit(signed_in: SignIn, place: Place) -> None:
    browser = signed_in("mentor")
    answer = browser.post("/password", {"old": "x" * 13 * 2**20})
    assert answer.status_code == 413
    assert "12 MiB" in answer.text
