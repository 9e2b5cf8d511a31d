"""Drafts: kept for their author alone, given back, sealed in the database, gone once the form is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.access import drafts
from app.access.guard import system_session
from app.models.system.draft import Draft
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
FORM = "/children/1/record"
TEXT = "写到一半，断电了。"


def keep(browser: Browser, fields: Any, form: str = FORM) -> Any:
    token = browser.get(f"/drafts?form={form}").get_json()["token"]
    told = {"form": form, "fields": fields}
    return browser.client.post("/drafts", json=told, headers={"X-CSRFToken": token})


def test_what_was_typed_is_given_back_to_its_author(signed_in: SignIn) -> None:
    browser = signed_in("mentor")
    assert keep(browser, [["content", TEXT], ["topics", "study"]]).status_code == 200
    found = browser.get(f"/drafts?form={FORM}").get_json()
    assert found["fields"] == [["content", TEXT], ["topics", "study"]]
    assert found["kept_at"]


def test_a_draft_is_nobody_elses(signed_in: SignIn) -> None:
    keep(signed_in("mentor"), [["content", TEXT]])
    for name in ("homeroom", "it-admin", "principal", "counselor"):
        assert signed_in(name).get(f"/drafts?form={FORM}").get_json()["fields"] == []


def test_the_newer_text_takes_the_place_of_the_older(signed_in: SignIn) -> None:
    browser = signed_in("mentor")
    keep(browser, [["content", "旧"]])
    keep(browser, [["content", "新"]])
    assert browser.get(f"/drafts?form={FORM}").get_json()["fields"] == [["content", "新"]]


def test_a_draft_stands_sealed_in_the_database(app: Flask, signed_in: SignIn) -> None:
    keep(signed_in("mentor"), [["content", TEXT]])
    with app.app_context(), system_session("raw bytes", reads_only=True) as session:
        raw = session.connection().exec_driver_sql("SELECT content FROM drafts").scalars().all()
    assert raw
    assert not any(TEXT.encode() in bytes(each) for each in raw)


def test_saving_the_form_forgets_its_draft(signed_in: SignIn, place: Place) -> None:
    browser, page = signed_in("mentor"), f"/children/{place.child}/record"
    keep(browser, [["content", TEXT]], page)
    now = clock.in_china(clock.now()).strftime("%Y-%m-%dT%H:%M")
    typed = {"way": "talk", "happened_at": now, "content": TEXT, "kept-draft": page}
    assert browser.post(page, typed | {"content": ""}, page=page).status_code == 400
    assert browser.get(f"/drafts?form={page}").get_json()["fields"]
    assert browser.post(page, typed, page=page).status_code == 302
    assert browser.get(f"/drafts?form={page}").get_json()["fields"] == []


def test_a_draft_that_is_not_wanted_goes(signed_in: SignIn) -> None:
    browser = signed_in("mentor")
    keep(browser, [["content", TEXT]])
    keep(browser, [])
    assert browser.get(f"/drafts?form={FORM}").get_json()["fields"] == []


def test_secrets_are_not_kept(signed_in: SignIn) -> None:
    browser = signed_in("mentor")
    keep(browser, [["password", "x"], ["csrf_token", "y"], ["content", TEXT]])
    assert browser.get(f"/drafts?form={FORM}").get_json()["fields"] == [["content", TEXT]]


def test_after_a_week_a_draft_is_not_offered(
    signed_in: SignIn, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in("mentor")
    keep(browser, [["content", TEXT]])
    monkeypatch.setattr(drafts, "_KEPT", dt.timedelta(days=-1))
    assert browser.get(f"/drafts?form={FORM}").get_json()["fields"] == []


def test_the_oldest_draft_gives_way(app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST", 3)
    browser = signed_in("mentor")
    for number in range(5):
        keep(browser, [["content", str(number)]], f"/children/{number}/record")
    with app.app_context(), system_session("count", reads_only=True) as session:
        kept = session.scalars(select(Draft.form)).all()
    assert sorted(kept) == [f"/children/{number}/record" for number in (2, 3, 4)]


@pytest.mark.parametrize(
    "told",
    [
        {"form": "https://elsewhere.example/", "fields": []},
        {"form": FORM, "fields": [["a"]]},
        {"form": FORM, "fields": [[1, 2]]},
        {"form": FORM},
        {"form": "x" * 300, "fields": []},
    ],
)
def test_a_malformed_draft_is_refused(signed_in: SignIn, told: Any) -> None:
    browser = signed_in("mentor")
    token = browser.get(f"/drafts?form={FORM}").get_json()["token"]
    answer = browser.client.post("/drafts", json=told, headers={"X-CSRFToken": token})
    assert answer.status_code == 400


def test_too_much_text_is_refused(signed_in: SignIn) -> None:
    assert keep(signed_in("mentor"), [["content", "长" * (drafts.LONGEST + 1)]]).status_code == 413


def test_a_draft_without_a_form_token_is_refused(signed_in: SignIn) -> None:
    answer = signed_in("mentor").client.post("/drafts", json={"form": FORM, "fields": []})
    assert answer.status_code == 400
