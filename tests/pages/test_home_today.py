"""A teacher's home page says what is due for each child by the school's standard; the principal's shows the whole school."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access.guard import system_session
from app.models.care.contact_record import ContactRecord, Parties
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from app.models.school.school import School
from app.models.school.staff import Staff
from app.models.school.user import User
from tests import factories as make
from tests.pages.conftest import Browser, Place
from tests.standards.written import TALKS, VISITS_BY_HOMEROOM, adopt

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def standard(app: Flask, place: Place) -> None:
    """A talk of the mentor every week, two visits of the homeroom teacher every term."""
    with app.app_context(), system_session("a standard") as session:
        adopt(session, session.get_one(School, place.school), TALKS, VISITS_BY_HOMEROOM)
        session.commit()


def card_of(text: str, name: str) -> str:
    """The card of a child, without the short form on it."""
    found = re.search(
        rf"<li[^>]*>\s*<div class=\"who\"><strong>{name}</strong>.*?<details class=\"short\"", text, re.DOTALL
    )
    assert found is not None
    return found[0]


def sunday() -> dt.date:
    today = clock.today()
    return today + dt.timedelta(days=6 - today.weekday())


@pytest.mark.usefixtures("standard")
def test_a_card_says_what_is_due_and_until_when(signed_in: SignIn) -> None:
    card = card_of(signed_in("mentor").get("/").text, "吴雨桐")
    day = sunday()
    assert "要做：帮扶教师谈心（每周）" in card
    assert f"{day.month}月{day.day}日前" in card


@pytest.mark.usefixtures("standard")
def test_a_duty_that_was_done_is_not_asked_for_again(signed_in: SignIn) -> None:
    card = card_of(signed_in("mentor").get("/").text, "周小㛃")
    assert "今天联系过" in card
    assert "帮扶教师谈心（每周）" not in card


@pytest.mark.usefixtures("standard")
def test_each_teacher_is_asked_only_for_what_is_his(signed_in: SignIn) -> None:
    mentor, homeroom = (card_of(signed_in(who).get("/").text, "吴雨桐") for who in ("mentor", "homeroom"))
    assert "班主任家访" not in mentor
    assert "班主任家访" in homeroom
    assert "帮扶教师谈心（每周）" not in homeroom


@pytest.mark.usefixtures("standard")
def test_what_was_missed_stands_on_the_card_and_in_the_badge(signed_in: SignIn) -> None:
    text = signed_in("mentor").get("/").text
    assert re.search(r"欠 \d+ 次", card_of(text, "吴雨桐"))
    assert re.search(r"有欠项的孩子</span><b>3</b>", text)


def test_without_a_standard_the_page_says_so_and_keeps_the_list(signed_in: SignIn) -> None:
    text = signed_in("mentor").get("/").text
    assert "学校还没有选定制度" in text
    assert "要做：" not in text
    assert "31 天前" in text


@pytest.mark.parametrize("way", ["talk", "call-parent"])
def test_the_short_form_saves_a_contact_and_returns_to_the_list(
    signed_in: SignIn, place: Place, stored: Stored, way: str
) -> None:
    browser = signed_in("mentor")
    before = len(stored(ContactRecord))
    now = clock.in_china(clock.now()).strftime("%Y-%m-%dT%H:%M")
    sent = {"way": way, "content": "课间谈了十分钟。", "caregiver_id": place.mother, "happened_at": now}
    page = browser.post(f"/children/{place.sibling}/record", sent, page="/", follow_redirects=True)
    assert "已记录：周小溪" in page.text
    assert "今天联系过" in card_of(page.text, "周小溪")
    (*_others, row) = stored(ContactRecord)
    assert len(stored(ContactRecord)) == before + 1
    # A talk is with the child: the adult that the form still holds is not meant.
    assert row["caregiver_id"] == (place.mother if way == "call-parent" else None)
    assert row["parties"] == (Parties.STAFF_PARENT if way == "call-parent" else Parties.STAFF_CHILD)


def test_a_short_form_that_is_refused_keeps_what_was_typed(signed_in: SignIn, place: Place) -> None:
    sent = {
        "way": "call-parent",
        "content": "打了电话，没有说是谁接的。",
        "caregiver_id": "",
        "happened_at": "",
    }
    page = signed_in("mentor").post(f"/children/{place.child}/record", sent, page="/")
    assert page.status_code == 400
    assert "打了电话，没有说是谁接的。" in page.text


def test_a_promised_follow_up_is_counted_until_somebody_is_reached(
    signed_in: SignIn, app: Flask, place: Place
) -> None:
    def promised() -> str:
        return re.search(r"该回访</span><b>(\d+)</b>", signed_in("mentor").get("/").text)[1]  # type: ignore[index]

    with app.app_context(), system_session("a promise") as session:
        child, mentor = session.get_one(Student, place.silent), session.get_one(Staff, place.mentor)
        ago = clock.now() - dt.timedelta(days=5)
        make.make_contact(session, child, mentor, happened_at=ago, follow_up_on=clock.today())
        session.commit()
    assert promised() == "1"
    with app.app_context(), system_session("kept") as session:
        make.make_contact(
            session, session.get_one(Student, place.silent), session.get_one(Staff, place.mentor)
        )
        session.commit()
    assert promised() == "0"


@pytest.mark.usefixtures("standard")
def test_the_principal_sees_each_rule_as_a_bar_with_its_numbers(signed_in: SignIn) -> None:
    text = signed_in("principal").get("/").text
    told = re.search(
        r'<th scope="row">帮扶教师谈心（每周）</th><td class="number">(\d+)</td><td class="number">(\d+)</td>',
        text,
    )
    assert told is not None
    due, done = told.groups()
    assert f"{done}/{due}" in text
    assert re.search(r'<svg[^>]* role="img"[^>]*><title>各条款已做/应做', text)
    assert re.search(r"<title>每周联系。联系次数: ", text)


def test_what_changed_counts_the_last_seven_days_beside_the_seven_before(signed_in: SignIn) -> None:
    text = signed_in("principal").get("/").text
    assert re.search(r'联系到的孩子</th><td class="number">2</td><td class="number">0</td>', text)


def test_running_incidents_stand_on_the_principals_page(signed_in: SignIn, app: Flask, place: Place) -> None:
    assert "正在处置的突发事件" not in signed_in("principal").get("/").text
    with app.app_context(), system_session("an incident") as session:
        make.make_incident(
            session, session.get_one(Staff, place.mentor), session.get_one(Student, place.child)
        )
        session.commit()
    assert "正在处置的突发事件" in signed_in("principal").get("/").text


def test_the_office_is_not_told_silence_it_cannot_know(signed_in: SignIn) -> None:
    text = signed_in("office").get("/").text
    assert "30 天没有联系" not in text
    assert "本月联系记录" not in text
    assert signed_in("office").get("/gaps/silent").status_code == 403


@pytest.mark.parametrize("who", ["office", "it-admin"])
def test_the_office_sees_how_far_the_survey_is(signed_in: SignIn, who: str) -> None:
    text = signed_in(who).get("/").text
    assert "摸底登记" in text
    assert "3/3" in text
    assert "最近的导入" in text


def test_a_counselor_is_told_which_cards_are_to_be_finished_by_when(
    signed_in: SignIn, app: Flask, place: Place
) -> None:
    with app.app_context(), system_session("a card") as session:
        counselor = session.get_one(Staff, session.get_one(User, place.users["counselor"]).staff_id)
        case = make.make_case(session, session.get_one(Student, place.child), counselor)
        make.make_session(session, case, started_at=clock.now() - dt.timedelta(days=1), completed_at=None)
        session.commit()
        number = case.case_no
    text = signed_in("counselor").get("/").text
    day = clock.today() + dt.timedelta(days=2)
    assert f"请在 {day.month}月{day.day}日前整理完" in text
    with clock.set_to(clock.now() + dt.timedelta(days=3)):
        assert "已超期" in signed_in("counselor").get("/").text
    for who in ("principal", "it-admin", "mentor"):
        assert number not in signed_in(who).get("/").text


@pytest.mark.parametrize("who", ["mentor", "homeroom", "principal"])
def test_a_parent_who_leaves_again_this_week_is_named(
    signed_in: SignIn, app: Flask, place: Place, who: str
) -> None:
    leaving = clock.today() + dt.timedelta(days=3)
    assert "家长回来或离开" not in signed_in(who).get("/").text
    with app.app_context(), system_session("a parent leaves") as session:
        mother = session.get_one(Caregiver, place.mother)
        make.make_absence(session, mother, away_since=leaving)
        session.commit()
    assert f"母亲 {leaving.month}月{leaving.day}日外出" in signed_in(who).get("/").text
