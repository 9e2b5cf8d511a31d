"""Keying in from paper: a row is saved as soon as it is right, and says what is wrong where it is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app import clock
from app.models.care.contact_record import Channel, ContactRecord, Parties
from app.models.people.short_code import short_code
from app.pages.keyed_row import day_of, way_of
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]

TODAY = dt.date(2026, 1, 15)


def keyed(browser: Browser, code: str, **typed: str) -> TestResponse:
    row = {
        "code": code,
        "day": f"{clock.today():%m-%d}",
        "way": "1",
        "minutes": "",
        "text": "谈了数学。",
    } | typed
    return browser.post("/keying/row", row, page="/keying/", headers={"Accept": "application/json"})


@pytest.mark.system("D03", "C19")
def test_a_row_is_saved_and_says_whose_it_is(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser, before = signed_in("mentor"), len(stored(ContactRecord))
    answer = keyed(browser, short_code(place.child), minutes="20").get_json()
    assert answer == {"name": "三(2)班 周小㛃", "problems": {}}
    (row,) = stored(ContactRecord)[before:]
    assert (row["student_id"], row["parties"], row["channel"]) == (
        place.child, Parties.STAFF_CHILD, Channel.IN_PERSON,
    )  # fmt: skip
    assert (row["minutes"], row["reached"], row["content"], row["staff_id"]) == (
        20, True, "谈了数学。", place.mentor,
    )  # fmt: skip


def test_a_code_says_whose_it_is_before_the_row_is_filled(signed_in: SignIn, place: Place) -> None:
    browser = signed_in("mentor")
    asked = browser.get(f"/keying/child?code={short_code(place.child)}")
    assert asked.get_json() == {"name": "三(2)班 周小㛃"}
    for nobody in (short_code(place.stranger), "000001", "", "abc"):
        assert browser.get("/keying/child", query_string={"code": nobody}).get_json() == {"name": ""}


def test_a_child_of_somebody_else_is_no_code_at_all(signed_in: SignIn, place: Place, stored: Stored) -> None:
    before = len(stored(ContactRecord))
    for code in (short_code(place.stranger), "000001", "", "12"):
        problems = keyed(signed_in("mentor"), code).get_json()["problems"]
        assert "没有这个编号，或不是您负责的孩子" in problems["code"]
    assert len(stored(ContactRecord)) == before


@pytest.mark.parametrize(
    ("column", "typed", "sentence"),
    [
        ("day", "99", "日期看不懂"),
        ("day", "", "日期看不懂"),
        ("way", "9", "请选方式"),
        ("minutes", "x", "请填分钟数"),
        ("minutes", "1441", "请填分钟数"),
        ("text", "长" * 2001, "太长了"),
    ],
)
def test_each_column_says_what_is_wrong(
    signed_in: SignIn, place: Place, stored: Stored, column: str, typed: str, sentence: str
) -> None:
    before = len(stored(ContactRecord))
    answer = keyed(signed_in("mentor"), short_code(place.child), **{column: typed}).get_json()
    assert list(answer["problems"]) == [column]
    assert sentence in answer["problems"][column]
    assert answer["name"] == ""
    assert len(stored(ContactRecord)) == before


@pytest.mark.system("D07", "D12")
def test_a_call_home_names_the_parent_by_the_first_word(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser, before = signed_in("mentor"), len(stored(ContactRecord))
    refused = keyed(browser, short_code(place.child), way="6", text="父：他没有登记").get_json()
    assert "说明联系的是谁" in refused["problems"]["text"]
    assert (
        keyed(browser, short_code(place.child), way="6", text="妈妈说快回来了").get_json()["problems"] == {}
    )
    (row,) = stored(ContactRecord)[before:]
    assert (row["parties"], row["caregiver_id"]) == (Parties.CHILD_PARENT, place.mother)


def test_nought_minutes_mean_nobody_was_reached(signed_in: SignIn, place: Place, stored: Stored) -> None:
    keyed(signed_in("mentor"), short_code(place.child), minutes="\uff10", text="")
    row = stored(ContactRecord)[-1]
    assert (row["reached"], row["minutes"], row["content"]) == (False, None, "没有联系上。")


def test_a_visit_names_the_guardian(signed_in: SignIn, place: Place, stored: Stored) -> None:
    keyed(signed_in("mentor"), short_code(place.child), way="2")
    row = stored(ContactRecord)[-1]
    assert (row["channel"], row["caregiver_id"]) == (Channel.HOME_VISIT, place.grandmother)


def test_a_row_sent_twice_is_written_once(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser, before = signed_in("mentor"), len(stored(ContactRecord))
    yesterday = f"{clock.today() - dt.timedelta(days=1):%Y-%m-%d}"
    for _again in range(2):
        assert keyed(browser, short_code(place.child), day=yesterday).get_json()["problems"] == {}
    assert len(stored(ContactRecord)) == before + 1


def test_without_a_script_the_row_keeps_what_was_typed(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser, before = signed_in("mentor"), len(stored(ContactRecord))
    row = {"code": short_code(place.child), "day": "99", "way": "2", "minutes": "5", "text": "留着的字。"}
    answer = browser.post("/keying/row", row, page="/keying/")
    assert answer.status_code == 400
    assert "日期看不懂" in answer.text
    assert 'value="留着的字。"' in answer.text
    answer = browser.post("/keying/row", row | {"day": f"{clock.today():%m-%d}"}, page="/keying/")
    assert answer.headers["Location"] == "/keying/"
    assert "已保存：三(2)班 周小㛃" in browser.get("/keying/").text
    assert len(stored(ContactRecord)) == before + 1


def test_the_office_keys_calls_home_and_nothing_else(signed_in: SignIn, place: Place) -> None:
    office = signed_in("office")
    assert "您不能登记这种联系" in keyed(office, short_code(place.child)).get_json()["problems"]["way"]
    assert keyed(office, short_code(place.child), way="6", text="母").get_json()["problems"] == {}


@pytest.mark.parametrize("who", ["principal", "it-admin", "township", "nobody"])
def test_who_records_no_contacts_has_no_keying_screen(signed_in: SignIn, place: Place, who: str) -> None:
    browser = signed_in(who)
    assert browser.get("/keying/").status_code == 403
    assert browser.get("/keying/child?code=000001").status_code == 403
    assert keyed(browser, short_code(place.child)).status_code == 403


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("15", TODAY),
        ("16", dt.date(2025, 12, 16)),
        ("01-14", dt.date(2026, 1, 14)),
        ("1223", dt.date(2025, 12, 23)),
        ("\uff11\uff12月\uff12\uff13日", dt.date(2025, 12, 23)),
        ("2025-11-03", dt.date(2025, 11, 3)),
        ("20251103", dt.date(2025, 11, 3)),
        ("2026-01-16", None),
        ("31", dt.date(2025, 12, 31)),
        ("2-30", None),
        ("1-2-3-4", None),
        ("20261", None),
        pytest.param("9" * 5000, None, id="thousands of figures"),
        ("昨天", None),
    ],
)
def test_a_day_is_the_latest_that_is_past(typed: str, day: dt.date | None) -> None:
    assert day_of(typed, TODAY) == day


def test_ways_are_numbered_as_on_the_screen() -> None:
    assert [getattr(way_of(text), "slug", None) for text in ("1", "\uff12", "0", "8", "²", "9" * 5000, "visit", "")] == [
        "talk", "visit", None, None, "visit", None, "visit", None,
    ]  # fmt: skip
