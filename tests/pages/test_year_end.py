"""The end of a year as its people walk it: colleagues who leave, and the classes that go up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.models.care.mentoring import Mentoring
from app.models.people.student import Student, StudentStatus
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from app.models.school.staff import Staff
from app.models.system.rollover import Rollover
from tests.pages.conftest import Browser, Place, enter

_DAY = dt.timedelta(days=1)
SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]


@pytest.mark.system("C01")
def test_a_colleague_leaves_once_each_child_has_a_new_mentor(
    app: Flask, signed_in: SignIn, stored: Stored, place: Place
) -> None:
    admin, page = signed_in("it-admin"), f"/staff-leaving/{place.mentor}"
    answer = admin.post(f"{page}/close", {"left_on": clock.today().isoformat()}, page=page)
    assert stored(Staff, id=place.mentor)[0]["left_on"] is None
    assert "只有此人帮扶" in admin.get(answer.headers["Location"]).text
    colleague = next(each["id"] for each in stored(Staff) if each["id"] != place.mentor)
    for pair in stored(Mentoring, mentor_id=place.mentor, ends_on=None):
        admin.post(f"{page}/reassign", {"pair": pair["id"], "mentor": colleague}, page=page)
    admin.post(f"{page}/close", {"left_on": clock.today().isoformat()}, page=page)
    assert stored(Staff, id=place.mentor)[0]["left_on"] == clock.today()
    assert {p["starts_on"] for p in stored(Mentoring, mentor_id=colleague)} >= {clock.today() + _DAY}


def test_a_homeroom_teacher_reassigns_nobody(signed_in: SignIn, place: Place) -> None:
    assert signed_in("homeroom").get(f"/staff-leaving/{place.mentor}").status_code == 403


def test_the_office_begins_a_school_year_as_it_saw_it(app: Flask, place: Place, stored: Stored) -> None:
    year = stored(SchoolYear)[-1]
    with clock.set_to(year["ends_on"] - 10 * _DAY):
        office = enter(app, place.users["office"])
        digest = _digest(office.get("/term/new-year/").text)
        answer = office.post("/term/new-year/begin", {"digest": digest}, page="/term/new-year/")
        assert "/term/rollovers/" in answer.headers["Location"]
        assert stored(Student, id=place.child)[0]["status"] is StudentStatus.GRADUATED


def test_other_choices_than_those_looked_at_are_not_written(app: Flask, place: Place, stored: Stored) -> None:
    year = stored(SchoolYear)[-1]
    with clock.set_to(year["ends_on"] - 10 * _DAY):
        office = enter(app, place.users["office"])
        digest = _digest(office.get("/term/new-year/").text)
        steps = {f"step-{each['id']}": "stay" for each in stored(SchoolClass)}
        office.post("/term/new-year/begin", {"digest": digest} | steps, page="/term/new-year/")
        assert stored(Rollover) == []


def _digest(page: str) -> str:
    return page.split('name="digest" value="')[1].split('"', maxsplit=1)[0]
