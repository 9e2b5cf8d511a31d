"""Emergencies: any member of staff opens one for any child, and everybody sees that it runs."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.access.vocabulary import Role
from app.models.safety.incident import Incident
from app.models.safety.incident_student import IncidentStudent
from app.models.system.audit_log import AuditLog
from tests.pages.conftest import Place
from tests.pages.emergencies import CHAIN, PLACE, SignIn, Stored, opened, typed


@CHAIN
@pytest.mark.parametrize("role", [role.value for role in Role if role is not Role.TOWNSHIP])
def test_every_member_of_staff_opens_an_incident_for_any_child(
    signed_in: SignIn, place: Place, stored: Stored, role: str
) -> None:
    board = opened(signed_in(role), place.silent)
    assert stored(IncidentStudent)[0]["student_id"] == place.silent
    assert signed_in(role).get(board).status_code == 200


@pytest.mark.parametrize("name", [Role.TOWNSHIP.value, "nobody"])
def test_who_is_not_staff_of_the_school_opens_nothing(signed_in: SignIn, place: Place, name: str) -> None:
    browser = signed_in(name)
    assert browser.get("/emergency/new").status_code == 403
    assert browser.post("/emergency/new", typed(place.child)).status_code == 403
    assert browser.get("/emergency/children?q=周").status_code == 403


@CHAIN
def test_a_mentor_of_other_children_finds_a_child_by_class_and_one_character(
    app: Flask, signed_in: SignIn, place: Place, stored: Stored
) -> None:
    found = signed_in("counselor").get("/emergency/children?q=三2 溪").json["items"]
    assert [(item["id"], item["label"]) for item in found] == [(place.sibling, "周小溪")]
    assert any(row["fields"] == f"emergency: {place.sibling}" for row in stored(AuditLog))


def test_a_child_of_another_school_is_neither_found_nor_taken(signed_in: SignIn, place: Place) -> None:
    browser = signed_in("mentor")
    assert browser.get("/emergency/children?q=远方").json["items"] == []
    answer = browser.post("/emergency/new", typed(place.stranger), page="/emergency/new")
    assert answer.status_code == 400
    assert "请至少选择一名学生" in answer.text


def test_without_a_script_the_search_is_a_button_and_keeps_what_was_typed(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    answer = signed_in("mentor").post(
        "/emergency/new", typed(place.child, find="1", q="吴"), page="/emergency/new"
    )
    assert re.search(rf'name="child" value="{place.child}" checked', answer.text)
    assert re.search(rf'name="child" value="{place.silent}"', answer.text)
    assert PLACE in answer.text
    assert stored(Incident) == []


def test_a_second_click_finds_the_incident_of_the_first(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser = signed_in("mentor")
    assert opened(browser, place.child) == opened(browser, place.child)
    assert len(stored(Incident)) == 1


@CHAIN
def test_a_colleague_sees_no_child_until_he_takes_over_and_that_is_recorded(
    app: Flask, signed_in: SignIn, place: Place, stored: Stored
) -> None:
    board = opened(signed_in("mentor"), place.child)
    colleague = signed_in("counselor")
    offered = colleague.get(board).text
    assert "接手处置" in offered
    assert "周小㛃" not in offered
    colleague.post(f"{board}/take-over", page=board)
    assert "周小㛃" in colleague.get(board).text
    assert any(row["fields"] == "handled_by_id" for row in stored(AuditLog))


@CHAIN
def test_every_page_of_the_staff_shows_a_running_incident_and_the_township_s_do_not(
    signed_in: SignIn, place: Place
) -> None:
    opened(signed_in("mentor"), place.child)
    for name in ("mentor", "office", "counselor"):
        page = signed_in(name).get("/").text
        assert "突发事件处置中" in page
    assert "突发事件处置中" not in signed_in("township").get("/").text
