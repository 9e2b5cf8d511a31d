"""Many children on one page: only filled rows are saved, a refused row keeps its text, nothing is written twice."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from app import clock
from app.models.care.contact_record import Channel, ContactRecord, Parties, Topic
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]


def opened(browser: Browser, page: str) -> dict[str, str]:
    """What a browser would send of the page as it opens: chosen options, hidden fields, texts."""
    text = browser.get(page).text
    found = dict(re.findall(r'<input[^>]*name="(opened)"[^>]*value="([^"]*)"', text))
    found |= dict(re.findall(r'<input[^>]*name="((?:c\d+-)?day)"[^>]*value="([^"]*)"', text))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


def send(browser: Browser, page: str, **typed: str) -> Any:
    return browser.post(page, opened(browser, page) | typed, page=page)


@pytest.mark.system("D03", "C19")
def test_one_page_records_a_talk_with_each_child(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser, before = signed_in("mentor"), len(stored(ContactRecord))
    typed = {f"c{place.child}-content": "谈了数学。", f"c{place.silent}-content": "谈了睡觉。"}
    answer = send(browser, "/grid/talks", **typed, **{f"c{place.child}-topics": "study"})
    assert answer.status_code == 302
    rows = stored(ContactRecord)[before:]
    assert {(row["student_id"], row["content"]) for row in rows} == {
        (place.child, "谈了数学。"),
        (place.silent, "谈了睡觉。"),
    }
    assert {(row["parties"], row["channel"], row["staff_id"]) for row in rows} == {
        (Parties.STAFF_CHILD, Channel.IN_PERSON, place.mentor)
    }
    assert [row["topics"] for row in rows if row["student_id"] == place.child] == [{Topic.STUDY}]


def test_rows_left_empty_are_not_saved(signed_in: SignIn, place: Place, stored: Stored) -> None:
    before = len(stored(ContactRecord))
    answer = send(signed_in("mentor"), "/grid/talks")
    assert answer.status_code == 302
    assert len(stored(ContactRecord)) == before


def test_a_refused_row_keeps_its_text_and_the_others_are_saved(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser, before = signed_in("mentor"), len(stored(ContactRecord))
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    typed = {
        f"c{place.child}-content": "这一行可以。",
        f"c{place.silent}-content": "这一行的日期不对。",
        f"c{place.silent}-day": tomorrow,
    }
    answer = send(browser, "/grid/talks", **typed)
    assert answer.status_code == 400
    assert "时间不能晚于现在" in answer.text
    assert "这一行的日期不对。" in answer.text
    assert "这一行可以。</textarea>" not in answer.text
    assert [row["content"] for row in stored(ContactRecord)[before:]] == ["这一行可以。"]


def test_a_list_sent_twice_is_written_once(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser, before = signed_in("mentor"), len(stored(ContactRecord))
    form = opened(browser, "/grid/talks") | {f"c{place.child}-content": "只有一次。"}
    for _again in range(2):
        assert browser.post("/grid/talks", form, page="/grid/talks").status_code == 302
    assert len(stored(ContactRecord)) == before + 1


def test_the_same_record_sent_twice_is_written_once(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser, before = signed_in("mentor"), len(stored(ContactRecord))
    now = clock.in_china(clock.now()).strftime("%Y-%m-%dT%H:%M")
    page = f"/children/{place.child}/record"
    for _again in range(2):
        browser.post(page, {"way": "talk", "happened_at": now, "content": "点了两下。"}, page=page)
    assert len(stored(ContactRecord)) == before + 1
    assert "没有重复登记" in browser.get("/").text


def test_a_call_tried_in_vain_is_recorded_and_not_counted(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser = signed_in("mentor")
    assert send(browser, "/grid/talks", **{f"c{place.child}-not_reached": "y"}).status_code == 302
    row = stored(ContactRecord)[-1]
    assert (row["reached"], row["content"]) == (False, "没有联系上。")
    assert "本月 0 次" in browser.get("/grid/talks").text


@pytest.mark.system("D07", "D12")
def test_a_tick_records_a_call_home(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser = signed_in("mentor")
    typed = {f"c{place.child}-done": "y", f"c{place.child}-minutes": "8"}
    assert send(browser, "/grid/calls", **typed).status_code == 302
    row = stored(ContactRecord)[-1]
    assert (row["student_id"], row["parties"], row["channel"]) == (
        place.child, Parties.CHILD_PARENT, Channel.PHONE,
    )  # fmt: skip
    assert (row["caregiver_id"], row["minutes"], row["reached"]) == (place.mother, 8, True)
    assert "已有 1 次" in browser.get("/grid/calls").text


def test_a_child_without_a_parent_on_record_is_told_in_its_row(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    before = len(stored(ContactRecord))
    answer = send(signed_in("mentor"), "/grid/calls", **{f"c{place.silent}-done": "y"})
    assert answer.status_code == 400
    assert "请选择是哪位家长" in answer.text
    assert len(stored(ContactRecord)) == before


def test_the_office_ticks_the_calls_of_the_whole_school(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser = signed_in("office")
    page = browser.get("/grid/calls").text
    assert all(f"c{child}-done" in page for child in (place.child, place.sibling, place.silent))
    assert send(browser, "/grid/calls", **{f"c{place.sibling}-done": "y"}).status_code == 302
    assert stored(ContactRecord)[-1]["student_id"] == place.sibling


@pytest.mark.parametrize("page", ["/grid/talks", "/grid/calls"])
def test_children_of_others_cannot_be_written_into_the_list(
    signed_in: SignIn, place: Place, stored: Stored, page: str
) -> None:
    before = len(stored(ContactRecord))
    forged = {f"c{place.stranger}-content": "夺来", f"c{place.stranger}-done": "y"}
    assert send(signed_in("mentor"), page, **forged).status_code == 302
    assert len(stored(ContactRecord)) == before


@pytest.mark.parametrize("name", ["principal", "township", "nobody"])
def test_who_records_no_contacts_has_no_list(signed_in: SignIn, name: str) -> None:
    assert signed_in(name).get("/grid/talks").status_code == 403


def test_the_form_opens_as_the_last_entry_about_the_child(signed_in: SignIn, place: Place) -> None:
    browser, page = signed_in("mentor"), f"/children/{place.child}/record"
    now = clock.in_china(clock.now()).strftime("%Y-%m-%dT%H:%M")
    typed = {
        "way": "call-parent",
        "caregiver_id": str(place.mother),
        "place": "镇上",
        "content": "说了考试。",
    }
    browser.post(page, {"happened_at": now, **typed}, page=page)
    again = browser.get(page).text
    assert re.search(r'<input checked[^>]* value="call-parent"', again)
    assert re.search(rf'<option selected value="{place.mother}">', again)
    assert 'value="镇上"' in again
    assert "说了考试。</textarea>" not in again
    assert "您上次" in again
