"""The door of the counseling room: unlocking, locking, and texts that meet a locked door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.access.guard import system_session
from app.models.people.student import Student
from app.models.school.staff import Staff
from app.models.system.audit_log import AuditAction, AuditLog
from app.models.system.draft import Draft
from tests.admin.test_forms import typed
from tests.pages.conftest import Place, enter
from tests.pages.room.conftest import (
    CASES,
    DOOR,
    KEYS,
    Counselor,
    open_case,
    token_of,
)

pytestmark = pytest.mark.security("T-15")

Stored = Callable[..., list[dict[str, Any]]]


def test_a_counselor_makes_keys_and_papers_and_writes_a_case(li: Counselor, place: Place) -> None:
    assert len(li.codes) == 3
    assert "恢复码还没有核对" in li.browser.get(KEYS).text
    assert li.browser.post(f"{KEYS}papers", li.two_papers(1, 3), page=f"{KEYS}papers").status_code == 302
    assert "恢复码还没有核对" not in li.browser.get(KEYS).text
    text = li.browser.get(open_case(li, place.child)).text
    assert "夜里总想妈妈。" in text and "周小㛃" in text and "高" in text


@pytest.mark.security("T-37")
def test_a_locked_room_asks_for_the_words_and_loses_no_typed_text(li: Counselor, place: Place) -> None:
    address = open_case(li, place.child)
    edit = address.replace("details", "edit")
    form = typed(li.browser.get(edit).text)
    long_text = "今天他说了很多。" * 600
    li.lock()
    led = li.browser.get(address)
    assert led.status_code == 302 and led.headers["Location"].startswith(DOOR)
    asked = li.browser.post(edit, form | {"issue": long_text})
    assert asked.status_code == 403 and long_text in asked.text
    wrong = li.browser.post(edit, form | {"issue": long_text, "room_words": "桃花"})
    assert wrong.status_code == 403 and long_text in wrong.text and "口令不对" in wrong.text
    saved = li.browser.post(edit, form | {"issue": long_text, "room_words": li.words})
    assert saved.status_code == 302
    assert long_text in li.browser.get(address).text


def test_the_home_page_of_a_locked_room_tells_how_much_waits_and_for_whom_nothing(
    li: Counselor, app: Flask, place: Place
) -> None:
    mentor = enter(app, place.users["mentor"])
    path = f"/children/{place.sibling}/refer"
    assert mentor.post(path, {"reason": "上课总是发呆"}, page=path).status_code == 302
    assert "周小溪" in li.browser.get("/").text
    li.lock()
    home = li.browser.get("/").text
    assert "等待接收的转介 1 件" in home and "周小溪" not in home


@pytest.mark.security("T-08")
@pytest.mark.parametrize(("minutes", "is_open"), [(14, True), (16, False)])
def test_the_room_locks_after_fifteen_idle_minutes(
    li: Counselor, place: Place, minutes: int, is_open: bool
) -> None:
    address = open_case(li, place.child)
    with clock.set_to(clock.now() + dt.timedelta(minutes=minutes)):
        assert (li.browser.get(address).status_code == 200) is is_open


@pytest.mark.security("T-08")
def test_the_room_locks_when_the_address_changes_and_when_its_cookie_is_gone(
    li: Counselor, place: Place
) -> None:
    address = open_case(li, place.child)
    elsewhere = {"REMOTE_ADDR": "192.0.2.9"}
    assert li.browser.get(address, environ_base=elsewhere).status_code == 302
    assert li.browser.get(address).status_code == 200
    li.browser.client.delete_cookie("sw_room")
    assert li.browser.get(address).status_code == 302


def test_five_wrong_words_make_the_door_wait(li: Counselor) -> None:
    li.lock()
    for _ in range(5):
        assert li.unlock("桃花 桃花 桃花 桃花 桃花") == 403
    assert li.unlock() == 403
    assert "分钟后再试" in li.browser.post(DOOR, {"room_words": li.words}, page=DOOR).text


def test_every_opening_and_every_wrong_try_is_a_line_of_the_log_and_stands_at_the_door(
    li: Counselor, stored: Stored
) -> None:
    li.lock()
    li.unlock("错")
    lines = [line["action"] for line in stored(AuditLog, entity="VaultOpening", fields="unlock")]
    assert lines == [AuditAction.LOGIN, AuditAction.FAILED_LOGIN]
    assert "口令错误" in li.browser.get(DOOR).text


@pytest.mark.security("T-13")
def test_nothing_of_the_room_stands_in_the_database_in_the_clear(
    app: Flask, place: Place, li: Counselor
) -> None:
    open_case(li, place.child)
    with (
        app.app_context(),
        system_session("what an administrator sees in the table", reads_only=True) as session,
    ):
        row = session.connection().exec_driver_sql("SELECT * FROM counseling_cases").mappings().one()
    for column in ("student_id", "source", "risk", "issue"):
        assert isinstance(row[column], (bytes, memoryview)), column
        assert not {"夜里".encode(), b"high", b"child"} & {bytes(row[column])}
    assert str(place.child) != str(row["student_id"])


def test_a_referral_without_a_room_says_what_to_do_and_keeps_the_text(app: Flask, place: Place) -> None:
    mentor = enter(app, place.users["mentor"])
    path = f"/children/{place.child}/refer"
    answer = mentor.post(path, {"reason": "夜里总做噩梦"}, page=path)
    assert answer.status_code == 400
    assert "请当面告诉心理教师" in answer.text and "夜里总做噩梦" in answer.text


def test_a_mentor_cannot_read_back_what_he_referred(app: Flask, place: Place, li: Counselor) -> None:
    mentor = enter(app, place.users["mentor"])
    path = f"/children/{place.child}/refer"
    assert mentor.post(path, {"reason": "夜里总做噩梦"}, page=path).status_code == 302
    listed = mentor.get("/admin/counseling-referrals/").text
    assert "夜里总做噩梦" not in listed and "待接收" in listed
    with app.app_context(), system_session("who was referred", reads_only=True) as session:
        assert session.get(Student, place.child) is not None
        assert session.get(Staff, place.mentor) is not None


@pytest.mark.security("T-13")
def test_what_a_counselor_types_is_kept_sealed_and_comes_back_to_an_open_room_only(
    app: Flask, li: Counselor
) -> None:
    form, text = f"{CASES}new/", "还没有写完的咨询记录"
    kept = li.browser.client.post(
        "/drafts", json={"form": form, "fields": [["issue", text]]}, headers=token_of(li)
    )
    assert kept.status_code == 200
    with (
        app.app_context(),
        system_session("the draft as the program's own key opens it", reads_only=True) as session,
    ):
        assert text not in session.scalars(select(Draft)).one().content
    assert li.browser.get("/drafts", query_string={"form": form}).json["fields"] == [["issue", text]]  # type: ignore[index]
    li.lock()
    assert li.browser.get("/drafts", query_string={"form": form}).json["fields"] == []  # type: ignore[index]
