"""The board of an emergency leads from number to number and keeps what was tried."""

from __future__ import annotations

import datetime as dt
import re

from flask import Flask

from app import clock
from app.access.guard import system_session
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, Relation, StudentCaregiver
from app.models.safety._kinds import Addressee
from app.models.safety.incident import Incident
from app.models.safety.incident_attempt import AttemptResult, IncidentAttempt
from app.models.safety.incident_brief import IncidentBrief
from app.models.safety.incident_notice import IncidentNotice
from app.models.school.staff import Staff
from tests import factories as make
from tests.pages.conftest import Browser, Place
from tests.pages.emergencies import CHAIN, PLACE, SignIn, Stored, backdate, notice_to, opened, tap


@CHAIN
def test_a_result_is_saved_with_one_tap_after_the_call(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser = signed_in("counselor")
    board = opened(browser, place.child)
    notice = notice_to(stored, Addressee.GUARDIAN)
    phone = re.search(r'href="tel:(\d+)"', browser.get(board).text)
    assert phone is not None
    answer = tap(
        browser, board, notice["id"], AttemptResult.REACHED, caregiver=place.grandmother, phone=phone[1]
    )
    assert answer.status_code == 302
    row = stored(IncidentAttempt)[0]
    assert (row["caregiver_id"], row["phone"], row["result"]) == (
        place.grandmother,
        phone[1],
        AttemptResult.REACHED,
    )
    assert notice_to(stored, Addressee.GUARDIAN)["reached_at"] == row["at"]


@CHAIN
def test_after_no_answer_the_next_contact_stands_first(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser = signed_in("mentor")
    board = opened(browser, place.child)
    notice = notice_to(stored, Addressee.GUARDIAN)
    first, second = re.findall(r'name="phone" value="(\d+)"', section(browser, board, notice["id"]))[:2]
    tap(browser, board, notice["id"], AttemptResult.NO_ANSWER, caregiver=place.grandmother, phone=first)
    assert re.findall(r'name="phone" value="(\d+)"', section(browser, board, notice["id"]))[:2] == [
        second,
        first,
    ]


def section(browser: Browser, board: str, notice: int) -> str:
    """The card of one addressee."""
    text = browser.get(board).text
    return text[text.index(f'id="n{notice}"') :].split("</section>")[0]


@CHAIN
def test_late_and_reached_asks_for_the_reason_and_keeps_it(
    app: Flask, signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser = signed_in("mentor")
    board = opened(browser, place.child)
    backdate(app, minutes=45)
    notice = notice_to(stored, Addressee.GUARDIAN)["id"]
    answer = tap(browser, board, notice, AttemptResult.REACHED, caregiver=place.grandmother)
    assert answer.status_code == 400
    assert "已超过时限 16 分钟" in answer.text
    assert stored(IncidentAttempt) == []
    reason = "手机不通，村委会上门。"
    tap(browser, board, notice, AttemptResult.REACHED, caregiver=place.grandmother, late_reason=reason)
    assert notice_to(stored, Addressee.GUARDIAN)["late_reason"] == reason


@CHAIN
def test_one_call_tells_of_brother_and_sister(
    signed_in: SignIn, place: Place, stored: Stored, app: Flask
) -> None:
    with app.app_context(), system_session("a parent away") as session:
        make.make_absence(session, session.get_one(make.Caregiver, place.mother))
        session.commit()
    browser = signed_in("mentor")
    board = opened(browser, place.child, place.sibling)
    notice = notice_to(stored, Addressee.PARENT)["id"]
    tap(browser, board, notice, AttemptResult.REACHED, caregiver=place.mother)
    told = [row for row in stored(IncidentNotice) if row["addressee"] is Addressee.PARENT]
    assert [row["reached_at"] is not None for row in told] == [True, True]


@CHAIN
def test_a_parent_reached_in_the_guardian_s_stead_is_not_called_again(
    signed_in: SignIn, place: Place, stored: Stored, app: Flask
) -> None:
    with app.app_context(), system_session("a parent away") as session:
        make.make_absence(session, session.get_one(make.Caregiver, place.mother))
        session.commit()
    browser = signed_in("mentor")
    board = opened(browser, place.child)
    guardian = notice_to(stored, Addressee.GUARDIAN)["id"]
    tap(browser, board, guardian, AttemptResult.REACHED, caregiver=place.mother)
    assert notice_to(stored, Addressee.GUARDIAN)["reached_at"] is not None
    assert notice_to(stored, Addressee.PARENT)["reached_at"] is not None


@CHAIN
def test_somebody_who_may_not_be_told_is_on_no_board_and_only_the_family_s_readers_hear_that_there_is_one(
    app: Flask, signed_in: SignIn, place: Place
) -> None:
    with app.app_context(), system_session("a father who may not be told") as session:
        child = session.get_one(Student, place.child)
        father = make.make_caregiver(session, child, Relation.FATHER, name="周大山", phone="10099887766")
        session.query(StudentCaregiver).filter_by(caregiver_id=father.id).one().may_be_told = False
        session.commit()
    board = opened(signed_in("counselor"), place.child)
    for name in ("counselor", "mentor"):
        assert "10099887766" not in signed_in(name).get(board).text
    assert "另有 1 人不可告知" in signed_in("mentor").get(board).text
    assert "不可告知" not in signed_in("counselor").get(board).text


@CHAIN
def test_the_number_of_a_guardian_whose_time_is_over_is_not_shown(
    app: Flask, signed_in: SignIn, place: Place
) -> None:
    with app.app_context(), system_session("an old relation") as session:
        child = session.get_one(Student, place.child)
        neighbour = make.make_caregiver(session, child, Relation.NEIGHBOUR, phone="10055554444")
        link = session.query(StudentCaregiver).filter_by(caregiver_id=neighbour.id).one()
        link.valid_to = clock.today() - dt.timedelta(days=1)
        session.commit()
    browser = signed_in("mentor")
    assert "10055554444" not in browser.get(opened(browser, place.child)).text


@CHAIN
def test_closing_is_refused_while_somebody_waits_and_nothing_typed_is_lost(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser = signed_in("mentor")
    board = opened(browser, place.child)
    answer = browser.post(f"{board}/close", {"outcome": "已由外婆接回。"}, page=board)
    assert answer.status_code == 400
    assert "没有通知到" in answer.text
    assert "已由外婆接回。" in answer.text
    for row in stored(IncidentNotice):
        browser.post(
            f"{board}/give-up", {"notice": row["id"], "given_up_reason": "演练，不对外通知。"}, page=board
        )
    assert browser.post(f"{board}/close", {"outcome": "已由外婆接回。"}, page=board).status_code == 302
    assert stored(Incident)[0]["closed_at"] is not None
    answer = tap(browser, board, stored(IncidentNotice)[0]["id"], AttemptResult.NO_ANSWER)
    assert answer.status_code == 400
    assert "已经结束处置" in answer.text


@CHAIN
def test_giving_up_without_a_reason_is_refused(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser = signed_in("mentor")
    board = opened(browser, place.child)
    notice = stored(IncidentNotice)[0]["id"]
    assert browser.post(f"{board}/give-up", {"notice": notice}, page=board).status_code == 400


def test_the_board_answers_with_server_time_and_sends_itself_only_when_something_changed(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser = signed_in("mentor")
    board = opened(browser, place.child)
    first = browser.get(f"{board}/state.json").json
    assert place.grandmother
    assert 'name="result"' in first["html"]
    again = browser.get(f"{board}/state.json?mark={first['mark']}").json
    assert (again["html"], again["mark"]) == ("", first["mark"])
    tap(browser, board, stored(IncidentNotice)[0]["id"], AttemptResult.NO_ANSWER)
    assert browser.get(f"{board}/state.json?mark={first['mark']}").json["html"]


@CHAIN
def test_the_first_report_is_drafted_from_what_is_recorded(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser = signed_in("mentor")
    board = opened(browser, place.child)
    page = browser.get(f"{board}/brief").text
    for words in ("突发事件初报", "时间：", "涉及学生：1 人", PLACE, "下一步："):
        assert words in page
    answer = browser.post(
        f"{board}/brief",
        {"kind": "first", "text": "已报告。", "sent_to": ["authority"]},
        page=f"{board}/brief",
    )
    assert answer.status_code == 302
    assert stored(IncidentBrief)[0]["sent_at"] is not None


def test_the_tap_on_a_wrong_button_is_taken_back(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser = signed_in("mentor")
    board = opened(browser, place.child)
    notice = notice_to(stored, Addressee.GUARDIAN)["id"]
    tap(browser, board, notice, AttemptResult.REACHED, caregiver=place.grandmother)
    attempt = stored(IncidentAttempt)[0]["id"]
    browser.post(f"{board}/calls/{attempt}/back", page=board)
    assert notice_to(stored, Addressee.GUARDIAN)["reached_at"] is None


def test_a_row_of_another_incident_does_not_exist_on_this_board(
    app: Flask, signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser = signed_in("mentor")
    board = opened(browser, place.child)
    with app.app_context(), system_session("another incident") as session:
        other = make.make_incident(session, session.get_one(Staff, place.mentor))
        foreign = make.notices_of(session, other)[0].id
        session.commit()
    assert tap(browser, board, foreign, AttemptResult.NO_ANSWER).status_code == 404


def test_an_incident_of_another_school_does_not_exist(app: Flask, signed_in: SignIn, place: Place) -> None:
    with app.app_context(), system_session("an incident elsewhere") as session:
        school = make.make_school(session)
        staff = make.make_staff(session, school)
        foreign = make.make_incident(session, staff).id
        session.commit()
    browser = signed_in("principal")
    assert browser.get(f"/emergency/{foreign}").status_code == 404
    assert browser.post(f"/emergency/{foreign}/take-over").status_code == 404
    assert browser.get(f"/emergency/{foreign}/state.json").status_code == 404


def test_an_entrusted_guardian_is_called_before_the_grandmother(
    app: Flask, signed_in: SignIn, place: Place, stored: Stored
) -> None:
    with app.app_context(), system_session("an entrusted guardian") as session:
        child = session.get_one(Student, place.child)
        aunt = make.make_caregiver(
            session, child, Relation.UNCLE_OR_AUNT, guard_role=GuardRole.ENTRUSTED, phone="10012121212"
        )
        session.commit()
        key = aunt.id
    browser = signed_in("mentor")
    board = opened(browser, place.child)
    notice = notice_to(stored, Addressee.GUARDIAN)
    assert notice["caregiver_id"] == key
    assert section(browser, board, notice["id"]).index("10012121212") >= 0
