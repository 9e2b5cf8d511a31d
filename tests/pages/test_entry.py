"""Quick entry: three taps, nothing lost, and only one's own children."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.access.guard import system_session
from app.models.care.contact_record import Channel, ContactRecord, Parties, Topic
from app.models.counseling.counseling_referral import CounselingReferral
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]
TEXT = "谈了数学作业，他说想妈妈。"


def typed(**changed: Any) -> dict[str, Any]:
    now = clock.in_china(clock.now()).strftime("%Y-%m-%dT%H:%M")
    return {"way": "talk", "happened_at": now, "content": TEXT, **changed}


def record(browser: Browser, child: int, **changed: Any) -> Any:
    return browser.post(f"/children/{child}/record", typed(**changed), page=f"/children/{child}/record")


def test_a_talk_needs_only_its_text(signed_in: SignIn, place: Place, stored: Stored) -> None:
    """Home, 记录, text, 保存: everything else is filled in."""
    browser = signed_in("mentor")
    page = browser.get(f"/children/{place.child}/record").text
    form = page[page.index('<form class="form"') :]
    sent = dict(re.findall(r'<input[^>]*name="(csrf_token)"[^>]*value="([^"]*)"', form))
    sent |= dict(re.findall(r'<input checked[^>]*name="(way)"[^>]*value="([^"]*)"', form))
    sent |= dict(re.findall(r'name="(happened_at)"[^>]*value="([^"]*)"', form))
    assert len(sent) == 3
    answer = browser.client.post(f"/children/{place.child}/record", data={**sent, "content": TEXT})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    row = stored(ContactRecord)[-1]
    assert (row["student_id"], row["staff_id"], row["content"]) == (place.child, place.mentor, TEXT)
    assert (row["parties"], row["channel"], row["reached"]) == (Parties.STAFF_CHILD, Channel.IN_PERSON, True)
    assert row["term_id"] == place.term


@pytest.mark.parametrize(
    ("way", "parties", "channel"),
    [
        ("visit", Parties.STAFF_GUARDIAN, Channel.HOME_VISIT),
        ("call-guardian", Parties.STAFF_GUARDIAN, Channel.PHONE),
        ("call-parent", Parties.STAFF_PARENT, Channel.PHONE),
        ("message-parent", Parties.STAFF_PARENT, Channel.ONLINE),
        ("call-home", Parties.CHILD_PARENT, Channel.PHONE),
        ("video-home", Parties.CHILD_PARENT, Channel.VIDEO),
    ],
)
def test_each_usual_way_is_one_tap(
    signed_in: SignIn, place: Place, stored: Stored, way: str, parties: Parties, channel: Channel
) -> None:
    adult = place.grandmother if parties is Parties.STAFF_GUARDIAN else place.mother
    more = {"caregiver_id": adult, "topics": ["study", "mood"], "minutes": "20", "not_reached": "y"}
    assert record(signed_in("mentor"), place.child, way=way, **more).status_code == 302
    row = stored(ContactRecord)[-1]
    assert (row["parties"], row["channel"], row["caregiver_id"]) == (parties, channel, adult)
    assert (row["topics"], row["minutes"], row["reached"]) == ({Topic.STUDY, Topic.MOOD}, 20, False)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"way": "call-parent"}, "请选择是哪位家长"),
        ({"way": "call-parent", "caregiver_id": "grandmother"}, "此人不是该生父母"),
        ({"happened_at": "2099-01-01T08:00"}, "时间不能晚于现在"),
        ({"happened_at": "昨天"}, "不是有效的"),
        ({"minutes": "很久"}, "不是有效的整数"),
        ({"way": "pigeon"}, "不是有效的选择"),
        ({"caregiver_id": "999999"}, "不是有效的选择"),
        ({"difficulty": "长" * 2001}, "太长了"),
    ],
)
def test_a_mistake_is_told_and_the_text_stays(
    signed_in: SignIn, place: Place, stored: Stored, changed: dict[str, str], said: str
) -> None:
    if changed.get("caregiver_id") == "grandmother":
        changed = changed | {"caregiver_id": str(place.grandmother)}
    before = len(stored(ContactRecord))
    answer = record(signed_in("mentor"), place.child, **changed)
    assert answer.status_code == 400
    assert said in answer.text
    assert TEXT in answer.text
    assert len(stored(ContactRecord)) == before


def test_an_empty_text_is_refused(signed_in: SignIn, place: Place) -> None:
    assert "请写一两句内容" in record(signed_in("mentor"), place.child, content="").text


def test_saving_leads_to_the_child_with_the_longest_silence(signed_in: SignIn, place: Place) -> None:
    answer = record(signed_in("mentor"), place.child, then="next")
    assert answer.headers["Location"] == f"/children/{place.silent}/record"


def test_one_visit_is_copied_to_brother_or_sister(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser = signed_in("mentor")
    page = browser.get(f"/children/{place.child}/record").text
    assert f'value="sibling-{place.sibling}"' in page
    assert "抄给周小溪" in page
    more = {"way": "call-parent", "caregiver_id": place.mother, "topics": ["safety"]}
    answer = record(browser, place.child, then=f"sibling-{place.sibling}", **more)
    row = stored(ContactRecord)[-1]
    assert answer.headers["Location"] == f"/children/{place.sibling}/record?copy={row['id']}"
    copied = browser.get(answer.headers["Location"]).text
    assert TEXT in copied
    assert re.search(rf'<option selected value="{place.mother}">', copied)
    assert re.search(r'<input checked[^>]* value="call-parent"', copied)


@pytest.mark.parametrize(
    "then", ["sibling-", "sibling-abc", "sibling-99999999999999999999", "//evil.example"]
)
def test_a_forged_next_step_does_no_harm(signed_in: SignIn, place: Place, then: str) -> None:
    answer = record(signed_in("mentor"), place.child, then=then)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/")
    assert signed_in("mentor").get(answer.headers["Location"]).status_code in (200, 404)


def test_a_record_of_somebody_elses_child_cannot_be_copied(signed_in: SignIn, place: Place) -> None:
    browser = signed_in("mentor")
    for key in ("99999", "abc", "-1", "9" * 30):
        assert browser.get(f"/children/{place.child}/record?copy={key}").status_code == 200


def test_the_form_says_who_will_read_it(signed_in: SignIn, place: Place) -> None:
    assert (
        "班主任、校长和本校系统管理员可以看到这条记录"
        in signed_in("mentor").get(f"/children/{place.child}/record").text
    )


@pytest.mark.parametrize("who", ["mentor", "homeroom"])
def test_a_child_of_another_school_does_not_exist(signed_in: SignIn, place: Place, who: str) -> None:
    browser = signed_in(who)
    for path in (
        f"/children/{place.stranger}/record",
        f"/children/{place.stranger}/refer",
        "/children/0/record",
    ):
        assert browser.get(path).status_code == 404
        assert browser.post(path, typed()).status_code == 404


@pytest.mark.parametrize("who", ["principal", "it-admin", "township"])
def test_who_keeps_no_records_has_no_form(signed_in: SignIn, place: Place, who: str) -> None:
    assert signed_in(who).get(f"/children/{place.child}/record").status_code == 403


def test_a_referral_is_written_and_cannot_be_read_back(signed_in: SignIn, place: Place, app: Flask) -> None:
    browser, reason = signed_in("mentor"), "夜里总做噩梦，不肯说原因"
    path = f"/children/{place.child}/refer"
    assert "只有本校心理教师能看到转介的是谁、为什么" in browser.get(path).text
    assert browser.post(path, {"reason": reason, "is_urgent": "y"}, page=path).status_code == 302
    row = browser.get("/admin/counseling-referrals/").text
    assert "待接收" in row
    assert "周小㛃" not in row
    for page in ("/admin/counseling-referrals/", "/", "/mine"):
        assert reason not in browser.get(page).text
    assert (
        reason
        in signed_in("counselor").get(f"/admin/counseling-referrals/details/?id={last_referral(app)}").text
    )


def last_referral(app: Flask) -> int:
    with app.app_context(), system_session("which referral") as session:
        return int(session.scalar(select(func.max(CounselingReferral.id))))


def test_an_empty_referral_is_refused(signed_in: SignIn, place: Place) -> None:
    answer = signed_in("mentor").post(f"/children/{place.child}/refer", {"reason": " "})
    assert answer.status_code == 400
