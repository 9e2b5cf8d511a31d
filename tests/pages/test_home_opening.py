"""An opening of the home: started by the teachers on duty, roll by tick, fetched by whom, closed after its check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.access.guard import system_session
from app.models.facilities.opening_attendance import Leaving, OpeningAttendance
from app.models.facilities.opening_session import OpeningSession
from app.models.people.student import Student
from app.models.people.student_caregiver import Relation
from app.models.school.school import School
from app.models.school.school_year import SchoolYear
from app.models.school.staff import Staff
from app.models.system.audit_log import AuditLog
from tests import facility_factories as makes
from tests import factories as make
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def home(app: Flask, place: Place) -> dict[str, int]:
    """A home with a slot today, a second teacher, and a child of a class the mentor has nothing to do with."""
    with app.app_context(), system_session("test home") as session:
        school = session.get(School, place.school)
        room = makes.make_facility(session, school, name="阳光之家")
        slot = makes.make_slot(session, room)
        mine = Staff.school_id == school.id, Staff.id != place.mentor
        other = session.scalars(select(Staff).where(*mine).order_by(Staff.id)).first()
        year = session.scalars(select(SchoolYear).where(SchoolYear.school_id == school.id)).first()
        far = make.make_student(session, school_class=make.make_class(session, year, 5, 1), name="郑远山")
        aunt = make.make_caregiver(session, far, Relation.UNCLE_OR_AUNT, name="郑玉梅")
        barred = make.make_caregiver(session, place_child(session, place.stranger), name="远方的人")
        session.commit()
        return {
            "room": room.id, "slot": slot.id, "other": other.id, "far": far.id, "aunt": aunt.id,
            "barred": barred.id,
        }  # fmt: skip


def place_child(session: Any, key: int) -> Student:
    return session.get(Student, key)


def begin(browser: Browser, home: dict[str, int], **more: Any) -> Any:
    given = {"slot": home["slot"], "second": home["other"]} | more
    return browser.post("/home-opening/start", given, page="/home-opening/", follow_redirects=True)


def opened(browser: Browser, home: dict[str, int], stored: Stored, *present: int) -> str:
    begin(browser, home)
    path = f"/home-opening/{stored(OpeningSession)[0]['id']}"
    browser.post(f"{path}/roll", {"present": list(present)}, page=path)
    return path


@pytest.mark.system("J03", "J04")
def test_todays_slot_becomes_an_opening_of_two_teachers(
    signed_in: SignIn, place: Place, home: dict[str, int], stored: Stored
) -> None:
    browser = signed_in("mentor")
    assert "读书、下棋" in browser.get("/home-opening/").text
    assert begin(browser, home).status_code == 200
    (opening,) = stored(OpeningSession)
    assert (opening["first_duty_id"], opening["second_duty_id"]) == (place.mentor, home["other"])
    assert (opening["held_on"], opening["starts"]) == (clock.today(), dt.time(16))
    assert "正在开放" in browser.get("/home-opening/").text


@pytest.mark.system("J04")
def test_an_opening_with_one_teacher_is_refused_with_the_sentence(
    signed_in: SignIn, home: dict[str, int], stored: Stored
) -> None:
    assert "每次开放要有两名值班教师" in begin(signed_in("mentor"), home, second="").text
    assert stored(OpeningSession) == []


@pytest.mark.system("H09")
def test_a_teacher_on_duty_ticks_children_of_every_class(
    signed_in: SignIn, place: Place, home: dict[str, int], stored: Stored
) -> None:
    browser = signed_in("mentor")
    path = opened(browser, home, stored, place.child, home["far"], place.stranger)
    assert {row["student_id"] for row in stored(OpeningAttendance)} == {place.child, home["far"]}
    assert stored(OpeningSession)[0]["headcount"] == 2
    page = browser.get(path).text
    assert "姑舅" in page or "郑玉梅" in page
    assert "还没有离开" in page
    for told in ("roll", "names of the roll"):
        assert stored(AuditLog, entity="OpeningSession", fields=told)


@pytest.mark.system("H09")
def test_the_roll_is_closed_to_who_is_not_on_duty(
    signed_in: SignIn, place: Place, home: dict[str, int], stored: Stored
) -> None:
    path = opened(signed_in("mentor"), home, stored, place.child)
    for who in ("counselor", "principal"):
        page = signed_in(who).get(path)
        assert page.status_code == 200
        assert "点名和接送由值班教师登记" in page.text
        assert "周小㛃" not in page.text
        assert signed_in(who).post(f"{path}/roll", {}).status_code == 403
    assert signed_in("township").get(path).status_code == 403


@pytest.mark.system("H09")
def test_a_child_is_fetched_by_an_adult_of_its_list_with_one_tap(
    signed_in: SignIn, home: dict[str, int], stored: Stored
) -> None:
    browser = signed_in("mentor")
    path = opened(browser, home, stored, home["far"])
    browser.post(f"{path}/leave", {"student": home["far"], "adult": home["aunt"]}, page=path)
    (line,) = stored(OpeningAttendance)
    assert (line["leaving"], line["fetched_by_id"]) == (Leaving.FETCHED, home["aunt"])
    assert line["left_at"] is not None


@pytest.mark.system("H09")
def test_somebody_else_takes_the_child_only_with_a_reason(
    signed_in: SignIn, home: dict[str, int], stored: Stored
) -> None:
    browser = signed_in("mentor")
    path = opened(browser, home, stored, home["far"])
    for who in ({"name": "邻居"}, {"adult": home["barred"]}):
        sent = browser.post(
            f"{path}/leave", {"student": home["far"], **who}, page=path, follow_redirects=True
        )
        assert "此人没有登记为可接走该生的人" in sent.text
        assert stored(OpeningAttendance)[0]["left_at"] is None
    told = {"student": home["far"], "name": "邻居", "reason": "姑姑来电委托。"}
    browser.post(f"{path}/leave", told, page=path)
    assert stored(OpeningAttendance)[0]["fetched_by_name"] == "邻居"


@pytest.mark.system("I05", "H09")
def test_an_opening_is_closed_once_all_have_left_and_the_check_is_done(
    signed_in: SignIn, place: Place, home: dict[str, int], stored: Stored
) -> None:
    browser = signed_in("mentor")
    path = opened(browser, home, stored, place.child, place.silent)
    check = {"power": "1", "windows": "1", "stock": "1", "ends": "23:59"}

    def closed(**sent: str) -> str:
        return str(browser.post(f"{path}/close", sent, page=path, follow_redirects=True).text)

    assert "还有 2 名孩子没有登记离开" in closed(**check)
    escorted = {"student": place.child, "leaving": "escorted"}
    browser.post(f"{path}/leave", escorted, page=path)
    browser.post(f"{path}/leave", {"everybody": "1", "leaving": "to-class"}, page=path)
    assert {row["leaving"] for row in stored(OpeningAttendance)} == {Leaving.ESCORTED, Leaving.TO_CLASS}
    assert "请切断电源、关好门窗" in closed(**(check | {"windows": ""}))
    assert "已结束" in closed(**check)
    assert stored(OpeningSession)[0]["closed_at"] is not None


def test_who_came_lately_stands_on_top_of_the_next_roll(
    signed_in: SignIn, place: Place, home: dict[str, int], stored: Stored
) -> None:
    browser = signed_in("mentor")
    opened(browser, home, stored, place.silent)
    begin(browser, home, slot="", facility=home["room"], starts="18:00")
    page = browser.get(f"/home-opening/{stored(OpeningSession)[1]['id']}").text
    assert page.index("吴雨桐") < page.index("<details><summary>三(2)班")


def test_the_office_may_open_for_two_teachers(
    signed_in: SignIn, place: Place, home: dict[str, int], stored: Stored
) -> None:
    begin(signed_in("office"), home, first=place.mentor)
    assert stored(OpeningSession)[0]["first_duty_id"] == place.mentor
