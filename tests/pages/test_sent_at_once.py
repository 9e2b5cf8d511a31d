"""One form, eight clicks at the same moment: it is written once, whichever of them comes first (security R-14)."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.access.guard import system_session
from app.models.care.contact_record import ContactRecord
from app.models.counseling.counseling_referral import CounselingReferral
from app.models.school.village import Village
from tests.pages.conftest import Browser, Place, build_place, enter
from tests.pages.test_bulk_entry import opened

pytestmark = [pytest.mark.security("T-36"), pytest.mark.slow]
CLICKS = 8
ROUNDS = 6


def contacts_of(app: Flask, words: str) -> int:
    with app.app_context(), system_session("test count") as session:
        counted = select(func.count()).select_from(ContactRecord).where(ContactRecord.content == words)
        found: int = session.scalar(counted)
    return found


def token_of(browser: Browser, page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', browser.get(page).text)
    assert found is not None
    return found[1]


def tabs_of(app: Flask, user_id: int) -> list[Browser]:
    """One person signed in once, his requests under way side by side."""
    first = enter(app, user_id)
    cookie = first.client.get_cookie("sw_sid")
    assert cookie is not None
    others = [app.test_client() for _ in range(CLICKS - 1)]
    for each in others:
        each.set_cookie("sw_sid", cookie.value)
    return [first, *map(Browser, others)]


def sent_at_once(browsers: list[Browser], page: str, form: dict[str, str]) -> list[int]:
    """The answers to the same form, sent by all browsers once everybody is ready."""
    ready = Barrier(len(browsers))
    tokens = [token_of(browser, page) for browser in browsers]

    def send(pair: tuple[Browser, str]) -> int:
        browser, token = pair
        ready.wait()
        return browser.client.post(page, data={"csrf_token": token, **form}).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(send, zip(browsers, tokens, strict=True)))


def quick_entry(browser: Browser, place: Place, words: str) -> tuple[str, dict[str, str]]:
    now = clock.in_china(clock.now()).strftime("%Y-%m-%dT%H:%M")
    return f"/children/{place.child}/record", {"way": "talk", "happened_at": now, "content": words}


def list_of_talks(browser: Browser, place: Place, words: str) -> tuple[str, dict[str, str]]:
    typed = {f"c{child}-content": words for child in (place.child, place.silent)}
    return "/grid/talks", opened(browser, "/grid/talks") | typed


@pytest.mark.parametrize(("form", "rows"), [(quick_entry, 1), (list_of_talks, 2)])
def test_a_form_sent_eight_times_at_once_is_written_once(live_app: Flask, form: Any, rows: int) -> None:
    place = build_place(live_app)
    browsers = tabs_of(live_app, place.users["mentor"])
    for number in range(ROUNDS):
        words = f"同时点了八下，第{number}次。"
        answers = sent_at_once(browsers, *form(browsers[0], place, words))
        assert set(answers) == {302}
        assert contacts_of(live_app, words) == rows


def count_of(app: Flask, entity: Any) -> int:
    with app.app_context(), system_session("test count", reads_only=True) as session:
        return session.scalar(select(func.count()).select_from(entity)) or 0


def clicked(browsers: list[Browser], page: str, more: dict[str, str]) -> list[Any]:
    """The answers to one form of one page, id and all, sent by all browsers in the same moment."""
    form = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]* value="([^"]*)"', browsers[0].get(page).text))
    secret = browsers[0].client.get_cookie("sw_form")
    assert secret is not None
    for browser in browsers:  # tabs of one window share the secret of its forms
        browser.client.set_cookie("sw_form", secret.value)
    ready = Barrier(len(browsers))

    def send(browser: Browser) -> Any:
        ready.wait()
        return browser.client.post(page, data=form | more)

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(send, browsers))


@pytest.mark.parametrize(
    ("who", "page", "more", "entity"),
    [
        ("mentor", "/children/{child}/refer", {"reason": "夜里总做噩梦"}, CounselingReferral),
        ("it-admin", "/admin/villages/new/", {"name": "同时村"}, Village),
    ],
)
def test_eight_clicks_on_one_form_make_one_row_and_all_lead_on(
    live_app: Flask, who: str, page: str, more: dict[str, str], entity: Any
) -> None:
    place = build_place(live_app)
    browsers, before = tabs_of(live_app, place.users[who]), count_of(live_app, entity)
    for number in range(1, ROUNDS + 1):
        typed = {name: f"{text}{number}" for name, text in more.items()}
        answers = clicked(browsers, page.format(child=place.child), typed)
        assert {answer.status_code for answer in answers} == {302}
        assert count_of(live_app, entity) == before + number
        assert len({answer.headers["Location"] for answer in answers}) == 1
