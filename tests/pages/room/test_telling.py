"""Secrecy broken on purpose: what leaves is exactly what the counselor saw, and reaches nobody but its receiver (V-14)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.access.guard import system_session
from app.models.counseling.disclosure import Disclosure
from app.models.counseling.disclosure_notice import DisclosureNotice
from app.models.school.user import User
from app.models.system.audit_log import AuditLog
from tests.pages.conftest import Place, enter
from tests.pages.room.conftest import Counselor, let_in, open_case

pytestmark = pytest.mark.security("T-16")

Stored = Callable[..., list[dict[str, Any]]]
WORDS = "请安排专人陪护，今天不要让他独处。"
ROLES = ("it-admin", "principal", "office", "homeroom", "mentor", "counselor", "township", "nobody")


def _page(address: str) -> str:
    return f"/counseling/tell/{address.partition('id=')[2]}/"


def _tell(who: Counselor, address: str, receiver: int, **more: str) -> Any:
    data = {"to": str(receiver), "ground": "own-life", "text": WORDS, **more}
    return who.browser.post(_page(address), data, page="/password")


def _records(app: Flask) -> list[int]:
    """The sealed records, by number: nobody here has the key to more."""
    with app.app_context(), system_session("how much was told", reads_only=True) as session:
        return list(session.scalars(select(Disclosure.id)))


def _staff(app: Flask, place: Place, username: str) -> int:
    with app.app_context(), system_session("who it is", reads_only=True) as session:
        return session.get_one(User, place.users[username]).staff_id or 0


def test_before_anything_leaves_the_counselor_sees_exactly_what_will(
    app: Flask, place: Place, li: Counselor, stored: Stored
) -> None:
    address = open_case(li, place.child)
    shown = _tell(li, address, _staff(app, place, "principal"))
    assert shown.status_code == 200 and WORDS in shown.text and "有自伤、自杀危险" in shown.text
    assert stored(DisclosureNotice) == []


def test_the_receiver_finds_it_at_home_until_he_has_acknowledged_it(
    app: Flask, place: Place, li: Counselor
) -> None:
    address = open_case(li, place.child)
    assert _tell(li, address, _staff(app, place, "homeroom"), sure="1").status_code == 302
    homeroom = enter(app, place.users["homeroom"])
    link = re.search(r"/told/\d+", homeroom.get("/").text)
    assert link is not None
    assert WORDS in homeroom.get(link[0]).text
    assert homeroom.post(f"{link[0]}/read", page=link[0]).status_code == 302
    assert link[0] not in homeroom.get("/").text


@pytest.mark.slow
@pytest.mark.parametrize("receiver", ["principal", "office", "homeroom", "mentor"])
def test_nobody_reads_it_but_its_receiver_and_nothing_of_the_case_goes_along(
    app: Flask, place: Place, li: Counselor, stored: Stored, receiver: str
) -> None:
    address = open_case(li, place.child, case_no="X-9137")
    assert _tell(li, address, _staff(app, place, receiver), sure="1").status_code == 302
    key = stored(DisclosureNotice)[0]["id"]
    for name in ROLES:
        other = enter(app, place.users[name])
        told = other.get(f"/told/{key}")
        listed = other.get(f"/admin/disclosure-notices/details/?id={key}")
        sees = name in (receiver, "counselor")
        assert (WORDS in told.text) == (name == receiver), name
        assert (WORDS in listed.text) == sees, name
        for text in (told.text, listed.text, other.get("/").text):
            assert "夜里总想妈妈" not in text, name
            assert "X-9137" not in text or name == "counselor", name
    assert enter(app, place.users["it-admin"]).post(f"/told/{key}/read").status_code == 403


def test_what_was_told_cannot_be_changed_or_put_away(
    app: Flask, place: Place, li: Counselor, stored: Stored
) -> None:
    address = open_case(li, place.child)
    _tell(li, address, _staff(app, place, "principal"), sure="1")
    (told,), (notice,) = _records(app), stored(DisclosureNotice)
    principal = enter(app, place.users["principal"])
    for browser, table, key in (
        (li.browser, "disclosures", told),
        (li.browser, "disclosure-notices", notice["id"]),
        (principal, "disclosure-notices", notice["id"]),
    ):
        for act in (f"edit/?id={key}", "archive/", "new/"):
            answer = browser.post(f"/admin/{table}/{act}", {"id": str(key), "text": "别的"})
            assert answer.status_code in (403, 405), (table, act)
    assert WORDS in li.browser.get(f"/admin/disclosures/details/?id={told}").text


@pytest.mark.slow
def test_somebody_outside_is_written_down_and_nothing_leaves_the_room(
    app: Flask, place: Place, li: Counselor, stored: Stored
) -> None:
    address = open_case(li, place.child)
    data = {"to": "outside", "body": "县医院心理科", "ground": "illness", "text": WORDS, "sure": "1"}
    assert li.browser.post(_page(address), data, page="/password").status_code == 302
    assert stored(DisclosureNotice) == []
    (told,) = _records(app)
    page = li.browser.get(f"/admin/disclosures/details/?id={told}").text
    assert "县医院心理科" in page and WORDS in page


@pytest.mark.slow
def test_a_colleague_without_the_case_tells_nothing_of_it(
    app: Flask, place: Place, li: Counselor, wang: Counselor, stored: Stored
) -> None:
    address = open_case(li, place.child)
    let_in(li, wang)
    assert wang.browser.get(_page(address)).status_code == 404
    assert _tell(wang, address, _staff(app, place, "principal"), sure="1").status_code == 404
    assert stored(DisclosureNotice) == []


@pytest.mark.slow
@pytest.mark.parametrize("receiver", ["it-admin", "township", "nobody"])
def test_who_cannot_act_for_a_child_cannot_be_told(
    app: Flask, place: Place, li: Counselor, stored: Stored, receiver: str
) -> None:
    address = open_case(li, place.child)
    answer = _tell(li, address, _staff(app, place, receiver), sure="1")
    assert answer.status_code == 400 and WORDS in answer.text and stored(DisclosureNotice) == []


@pytest.mark.slow
def test_without_a_ground_secrecy_is_not_broken_and_nothing_typed_is_lost(
    app: Flask, place: Place, li: Counselor, stored: Stored
) -> None:
    address = open_case(li, place.child)
    answer = _tell(li, address, _staff(app, place, "principal"), ground="", sure="1")
    assert answer.status_code == 400 and WORDS in answer.text and "没有依据不能突破保密" in answer.text
    assert _records(app) == []


def test_a_locked_room_asks_for_the_words_and_then_sends_what_was_typed(
    app: Flask, place: Place, li: Counselor, stored: Stored
) -> None:
    address = open_case(li, place.child)
    li.lock()
    asked = _tell(li, address, _staff(app, place, "principal"), sure="1")
    assert asked.status_code == 403 and WORDS in asked.text
    again = _tell(li, address, _staff(app, place, "principal"), sure="1", room_words=li.words)
    assert again.status_code == 302 and len(stored(DisclosureNotice)) == 1


@pytest.mark.slow
def test_the_log_tells_that_something_was_told_and_of_no_child(
    app: Flask, place: Place, li: Counselor, stored: Stored
) -> None:
    address = open_case(li, place.child)
    _tell(li, address, _staff(app, place, "principal"), sure="1")
    (line,) = stored(AuditLog, entity="Disclosure")
    assert line["fields"] == "told" and line["student_id"] is None
    assert WORDS not in str(stored(AuditLog))
