"""Surveys, letters and anonymised cases in the counselor's own screens, and closed to everybody else until released."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import clock
from app.access import sealing
from app.access.guard import system_session
from app.models._base import Entity
from app.models.counseling.case_release import CaseRelease, Hidden
from app.models.counseling.mailbox_letter import MailboxLetter
from app.models.counseling.screening_result import ScreeningResult
from app.models.people.student import Student
from app.models.school.staff import Staff
from app.models.school.user import User
from tests import factories as make
from tests import open_vault
from tests.admin.test_forms import typed
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]

OTHERS = ("it-admin", "principal", "office", "homeroom", "mentor", "township")


@pytest.fixture
def counselor(app: Flask, place: Place) -> int:
    with app.app_context(), system_session("who the counselor is", reads_only=True) as session:
        user = session.get(User, place.users["counselor"])
        return int(user.staff_id)


def stored(app: Flask, entity: type[Entity], *columns: str) -> list[tuple[Any, ...]]:
    """These columns of all rows; the sealed ones stay sealed."""
    with app.app_context(), system_session("look at what a test stored", reads_only=True) as session:
        found = session.execute(select(*(getattr(entity, each) for each in columns)))
        with sealing.holding(open_vault.KEYS):
            return [tuple(row) for row in found]


def save(browser: Browser, page: str, values: dict[str, Any]) -> TestResponse:
    """The form of the page as a browser sends it, with these values typed."""
    return browser.post(page, typed(browser.get(page).text) | values, page=page)


def survey(place: Place, counselor: int) -> dict[str, Any]:
    return {
        "student_id": place.child,
        "term_id": place.term,
        "counselor_id": counselor,
        "tool": "自评问卷",
        "result": "情绪分偏高，需要跟进。",
        "finding": "attention",
    }


@pytest.mark.system("B22")
def test_a_counselor_surveys_any_child_and_sees_its_name_afterwards(
    app: Flask, signed_in: SignIn, place: Place, counselor: int
) -> None:
    browser, page = signed_in("counselor"), "/admin/screening-results/new/"
    assert browser.get(f"/admin/students/details/?id={place.child}").status_code == 404
    assert save(browser, page, survey(place, counselor)).status_code == 302
    assert stored(app, ScreeningResult, "student_id") == [(place.child,)]
    assert "周小㛃" in browser.get("/admin/screening-results/").text


@pytest.mark.system("B22", "F07")
@pytest.mark.parametrize("username", OTHERS)
@pytest.mark.parametrize("screen", ["screening-results", "mailbox-letters"])
def test_surveys_and_letters_are_closed_to_everybody_else(
    signed_in: SignIn, username: str, screen: str
) -> None:
    assert signed_in(username).get(f"/admin/{screen}/").status_code == 403
    assert signed_in(username).get(f"/admin/{screen}/new/").status_code == 403


@pytest.mark.system("F07")
def test_an_unsigned_letter_is_taken_in(app: Flask, signed_in: SignIn, counselor: int) -> None:
    page = "/admin/mailbox-letters/new/"
    moment = clock.in_china(clock.now()).strftime("%Y-%m-%dT%H:%M")
    letter = {"received_at": moment, "counselor_id": counselor, "text": "我想妈妈了。"}
    assert save(signed_in("counselor"), page, letter).status_code == 302
    assert stored(app, MailboxLetter, "student_id") == [(None,)]


@pytest.fixture
def case(app: Flask, place: Place, counselor: int) -> int:
    """An open case of the child with the counselor."""
    with app.app_context(), system_session("a case of a test") as session:
        child, staff = session.get(Student, place.child), session.get(Staff, counselor)
        key = int(make.make_case(session, child, staff).id)
        session.commit()
    return key


def release(place: Place, case: int, counselor: int, **values: Any) -> dict[str, Any]:
    given = {
        "draft_title": "把想念变成约定",
        "purpose": "teaching",
        "case_id": case,
        "draft": "一名学生睡不好，约定每周日通话。",
        "checklist": [item.value for item in Hidden],
        "prepared_by_id": counselor,
        "checked_by_id": place.mentor,
        "released_on": clock.today().isoformat(),
    }
    return given | values


@pytest.mark.system("F03")
def test_a_case_becomes_readable_to_all_with_its_release_and_leads_nowhere(
    app: Flask, signed_in: SignIn, place: Place, case: int, counselor: int
) -> None:
    browser, page = signed_in("counselor"), "/admin/case-releases/new/"
    draft = release(place, case, counselor, released_on="")
    assert save(browser, page, draft).status_code == 302
    ((key,),) = stored(app, CaseRelease, "id")
    details = f"/admin/case-releases/details/?id={key}"
    assert signed_in("homeroom").get(details).status_code == 404
    edit = f"/admin/case-releases/edit/?id={key}"
    assert save(browser, edit, release(place, case, counselor)).status_code == 302
    text = signed_in("homeroom").get(details).text
    assert "约定每周日通话" in text
    assert "周小㛃" not in text.split("<main")[1]
    assert "counseling-cases" not in text


@pytest.mark.security("T-13")
def test_the_title_of_a_draft_stands_nowhere_in_the_clear_before_its_release(
    app: Flask, signed_in: SignIn, place: Place, case: int, counselor: int
) -> None:
    browser, page = signed_in("counselor"), "/admin/case-releases/new/"
    assert save(browser, page, release(place, case, counselor, released_on="")).status_code == 302
    ((title,),) = stored(app, CaseRelease, "title")
    assert title is None
    assert "把想念变成约定" in browser.get("/admin/case-releases/").text
    assert "把想念变成约定" not in signed_in("principal").get("/admin/case-releases/").text


@pytest.mark.system("F03")
def test_a_case_that_names_the_child_is_refused_with_what_was_typed(
    app: Flask, signed_in: SignIn, place: Place, case: int, counselor: int
) -> None:
    browser, page = signed_in("counselor"), "/admin/case-releases/new/"
    answer = save(browser, page, release(place, case, counselor, draft="小㛃睡不好。"))
    assert "学生姓名仍在" in answer.text
    assert "小㛃睡不好。" in answer.text
    assert stored(app, CaseRelease, "id") == []
