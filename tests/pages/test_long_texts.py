"""Five thousand characters of a talk survive whatever ends the work on them: session, token, rule, clash, restart (security R-15)."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.access.guard import system_session
from app.models.care.contact_record import ContactRecord
from app.pages.entry_forms import LONG_TEXT
from tests.admin.test_forms import typed as typed_form
from tests.applications import application
from tests.pages.conftest import Browser, Place, build_place, enter
from tests.pages.test_drafts import keep
from tests.pages.test_entry import typed
from tests.pages.test_sent_twice import hidden_of

SignIn = Callable[[str], Browser]
pytestmark = pytest.mark.security("T-37")
#: No two parts are alike, so that a cut in the middle is seen as well as one at the end.
LONG = "".join(f"第{number:04}句说了心里的话。" for number in range(500))[:5000]


def record_of(place: Place) -> str:
    return f"/children/{place.child}/record"


def filled(browser: Browser, page: str, **changed: Any) -> dict[str, Any]:
    return hidden_of(browser.get(page).text) | typed(content=LONG, **changed)


def is_shown(text: str) -> bool:
    return LONG in unescape(text)


@pytest.mark.parametrize(
    "changed", [{"happened_at": "2099-01-01T08:00"}, {"way": "call-parent"}, {"minutes": "很久"}]
)
def test_a_refused_form_shows_the_whole_text(
    signed_in: SignIn, place: Place, changed: dict[str, str]
) -> None:
    browser, page = signed_in("mentor"), record_of(place)
    answer = browser.client.post(page, data=filled(browser, page, **changed))
    assert answer.status_code == 400 and is_shown(answer.text)


@pytest.mark.parametrize("token", ["", "IjEyMyI.aaaa.bbbb"])
def test_a_token_that_is_over_shows_the_whole_text(signed_in: SignIn, place: Place, token: str) -> None:
    browser, page = signed_in("mentor"), record_of(place)
    answer = browser.client.post(page, data=filled(browser, page) | {"csrf_token": token})
    assert answer.status_code == 400 and is_shown(answer.text)


def test_after_an_ended_session_the_whole_draft_comes_back_and_is_saved(
    app: Flask, signed_in: SignIn, place: Place, stored: Callable[..., list[dict[str, Any]]]
) -> None:
    browser, page = signed_in("mentor"), record_of(place)
    sent = filled(browser, page)
    keep(browser, [["content", LONG]], page)
    browser.client.delete_cookie("sw_sid")
    before = len(stored(ContactRecord))
    told = browser.client.post(page, data=sent)
    assert told.status_code in (302, 401)
    assert len(stored(ContactRecord)) == before
    again = enter(app, place.users["mentor"])
    given = dict(again.get(f"/drafts?form={page}").get_json()["fields"])
    assert given["content"] == LONG
    saved = again.client.post(page, data=filled(again, page) | {"content": LONG[:LONG_TEXT]})
    assert saved.status_code == 302
    assert stored(ContactRecord)[-1]["content"] == LONG[:LONG_TEXT]


def test_who_saves_second_keeps_the_whole_text_and_sees_the_other(
    app: Flask, signed_in: SignIn, place: Place
) -> None:
    first, second = signed_in("mentor"), signed_in("mentor")
    with app.app_context(), system_session("a talk of the mentor", reads_only=True) as session:
        key = session.scalars(select(ContactRecord.id).where(ContactRecord.student_id == place.child)).first()
    page = f"/admin/contact-records/edit/?id={key}"
    forms = [typed_form(browser.get(page).text) for browser in (first, second)]
    assert first.client.post(page, data=forms[0] | {"content": "先存的人写的。"}).status_code == 302
    answer = second.client.post(page, data=forms[1] | {"content": LONG})
    assert answer.status_code == 409
    assert is_shown(answer.text) and "先存的人写的。" in answer.text


def test_a_restarted_server_gives_the_whole_draft_back(live_app: Flask, instance_dir: Path) -> None:
    place, url = build_place(live_app), str(live_app.config["SQLALCHEMY_DATABASE_URI"])
    page, day = record_of(place), f"{clock.today()}"
    browser = enter(live_app, place.users["mentor"])
    keep(browser, [["content", LONG], ["follow_up_on", day]], page)
    cookie = browser.client.get_cookie("sw_sid")
    assert cookie is not None
    with application(url, instance_dir) as restarted:
        again = Browser(restarted.test_client())
        again.client.set_cookie("sw_sid", cookie.value)
        given = dict(again.get(f"/drafts?form={page}").get_json()["fields"])
        assert given == {"content": LONG, "follow_up_on": day}
