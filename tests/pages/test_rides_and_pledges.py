"""Rides: a vehicle too full is said in red and the child is registered; pledges: who must sign, and signing by tick."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access.guard import system_session
from app.models.safety.ride_registration import RideRegistration
from app.models.safety.safety_pledge import SafetyPledge
from app.models.school.school import School
from app.models.school.staff import Staff
from tests import facility_factories as makes
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def vehicle(app: Flask, place: Place) -> int:
    """A vehicle with one seat."""
    with app.app_context(), system_session("test vehicle") as session:
        made = makes.make_vehicle(session, session.get(School, place.school), plate="演A90001", seats=1)
        session.commit()
        return int(made.id)


def register(browser: Browser, vehicle: int, **given: Any) -> str:
    page = f"/rides/{vehicle}"
    return str(browser.post(f"{page}/add", given, page=page, follow_redirects=True).text)


@pytest.mark.system("H04")
def test_a_vehicle_fuller_than_its_seats_is_said_and_the_child_is_registered(
    signed_in: SignIn, place: Place, vehicle: int, stored: Stored
) -> None:
    browser = signed_in("it-admin")
    assert "严禁超载，请调整" not in register(browser, vehicle, student_id=place.child, stop="村口")
    answer = register(browser, vehicle, student_id=place.sibling)
    assert "演A90001 已登记 2 人，超过核定的 1 人。严禁超载" in answer
    assert len(stored(RideRegistration)) == 2
    assert "超载 1 人" in browser.get("/rides/").text


@pytest.mark.system("H04")
def test_a_child_is_registered_by_its_name_and_not_twice(
    signed_in: SignIn, vehicle: int, stored: Stored
) -> None:
    browser = signed_in("homeroom")
    assert "已登记：吴雨桐。" in register(browser, vehicle, **{"student_id-text": "吴雨桐"})
    assert "该生本学期已登记乘坐这辆车" in register(browser, vehicle, **{"student_id-text": "吴雨桐"})
    assert "没有找到这名学生" in register(browser, vehicle, **{"student_id-text": "远方的孩子"})
    assert len(stored(RideRegistration)) == 1


def test_the_number_of_riders_is_whole_though_a_teacher_sees_her_own_children_only(
    app: Flask, signed_in: SignIn, place: Place, vehicle: int
) -> None:
    register(signed_in("it-admin"), vehicle, student_id=place.child)
    register(signed_in("it-admin"), vehicle, student_id=place.silent)
    assert "超载 1 人" in signed_in("homeroom").get("/rides/").text
    assert signed_in("mentor").get("/rides/").status_code == 403


@pytest.mark.system("A09")
def test_the_list_holds_all_who_must_sign_and_twice_is_once(
    app: Flask, signed_in: SignIn, place: Place, vehicle: int, stored: Stored
) -> None:
    browser = signed_in("it-admin")
    with app.app_context(), system_session("count the staff") as session:
        staff = session.query(Staff).filter(Staff.school_id == place.school).count()
    for layer, people in {"school-staff": staff, "school-driver": 1, "school-parent": 1}.items():
        before = len(stored(SafetyPledge))
        for _again in range(2):
            browser.post("/pledges/make", {"layer": layer}, page=f"/pledges/?layer={layer}")
        assert len(stored(SafetyPledge)) - before == people
    browser.post("/pledges/make", {"layer": "township-school"}, page="/pledges/")
    assert len(stored(SafetyPledge, layer="township-school")) == 1


@pytest.mark.system("A09")
def test_the_unsigned_are_listed_until_they_are_ticked(
    signed_in: SignIn, place: Place, vehicle: int, stored: Stored
) -> None:
    browser, page = signed_in("it-admin"), "/pledges/?layer=school-driver"
    browser.post("/pledges/make", {"layer": "school-driver"}, page=page)
    assert "赵师傅 演A90001" in browser.get(page).text
    (pledge,) = stored(SafetyPledge)
    sent = {"layer": "school-driver", "ids": pledge["id"], "signed_on": ""}
    assert "请勾选已签订的人" in browser.post("/pledges/sign", sent, page=page, follow_redirects=True).text
    browser.post("/pledges/sign", sent | {"signed_on": clock.today().isoformat()}, page=page)
    assert stored(SafetyPledge)[0]["signed_on"] == clock.today()
    assert "赵师傅" not in browser.get(page).text


@pytest.mark.parametrize(("who", "status"), [("principal", 200), ("homeroom", 403), ("mentor", 403)])
def test_the_pledges_are_for_the_head_of_the_school(signed_in: SignIn, who: str, status: int) -> None:
    assert signed_in(who).get("/pledges/").status_code == status
    if status == 200:
        assert signed_in(who).post("/pledges/make", {"layer": "school-staff"}).status_code == 403
