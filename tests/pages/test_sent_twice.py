"""The same form sent again makes nothing twice, and leads to what it made the first time (security R-14)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.access import submissions
from app.access.guard import system_session
from app.models.care.contact_record import ContactRecord
from app.models.counseling.counseling_referral import CounselingReferral
from app.models.system.form_submission import FormSubmission
from tests.pages.conftest import Browser, Place
from tests.pages.test_entry import typed

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]
pytestmark = pytest.mark.security("T-36")
SAID = "这张表已经保存过，没有重复登记。"


def hidden_of(page: str) -> dict[str, str]:
    """The form token and the one-time id that a page carries in its last form."""
    return dict(re.findall(r'name="(csrf_token|once_token)" value="([^"]+)"', page))


def referrals(app: Flask) -> int:
    """How many there are; their texts are sealed to others than this test."""
    with app.app_context(), system_session("count referrals", reads_only=True) as session:
        return session.scalar(select(func.count()).select_from(CounselingReferral)) or 0


def refer(browser: Browser, place: Place) -> tuple[str, dict[str, str]]:
    path = f"/children/{place.child}/refer"
    return path, hidden_of(browser.get(path).text) | {"reason": "夜里做噩梦，不肯说原因"}


def test_a_referral_sent_twice_is_made_once_and_says_so(signed_in: SignIn, place: Place, app: Flask) -> None:
    browser, before = signed_in("mentor"), referrals(app)
    path, form = refer(browser, place)
    assert browser.client.post(path, data=form).status_code == 302
    again = browser.client.post(path, data=form)
    assert again.status_code == 302
    assert referrals(app) == before + 1
    assert SAID in browser.get(again.headers["Location"]).text


def test_the_second_click_leads_to_the_row_of_the_first(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser, path = signed_in("mentor"), f"/children/{place.child}/record"
    form = hidden_of(browser.get(path).text) | typed()
    browser.client.post(path, data=form)
    row = stored(ContactRecord)[-1]["id"]
    again = browser.client.post(path, data=form)
    assert again.headers["Location"] == f"/admin/contact-records/details/?id={row}"
    assert SAID in browser.get(again.headers["Location"]).text


def test_a_form_changed_after_back_is_another_form_and_not_lost(
    signed_in: SignIn, place: Place, app: Flask
) -> None:
    browser, before = signed_in("mentor"), referrals(app)
    path, form = refer(browser, place)
    browser.client.post(path, data=form)
    browser.client.post(path, data=form | {"reason": "又想起一件事，补充说明"})
    assert referrals(app) == before + 2


def test_a_form_that_was_refused_may_be_sent_again(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser, before = signed_in("mentor"), len(stored(FormSubmission))
    path, form = refer(browser, place)
    assert browser.client.post(path, data=form | {"reason": " "}).status_code == 400
    assert len(stored(FormSubmission)) == before
    assert browser.client.post(path, data=form).status_code == 302


def test_the_form_of_one_person_says_nothing_to_another(signed_in: SignIn, place: Place, app: Flask) -> None:
    browser, other, before = signed_in("mentor"), signed_in("homeroom"), referrals(app)
    path, form = refer(browser, place)
    browser.client.post(path, data=form)
    answer = other.client.post(
        path, data=form | {"csrf_token": hidden_of(other.get(path).text)["csrf_token"]}
    )
    assert answer.status_code == 302
    assert referrals(app) == before + 2


def test_the_table_does_not_tell_whom_a_referral_was_for(
    app: Flask, signed_in: SignIn, place: Place, stored: Stored
) -> None:
    path, form = refer(signed_in("mentor"), place)
    browser = signed_in("mentor")
    form |= {"csrf_token": hidden_of(browser.get(path).text)["csrf_token"]}
    assert browser.client.post(path, data=form).status_code == 302
    row = stored(FormSubmission)[-1]
    assert row["leads_to"] is None
    assert (row["created_at"].hour, row["created_at"].minute, row["created_at"].second) == (0, 0, 0)
    with app.app_context(), system_session("raw values", reads_only=True) as session:
        raw = session.connection().exec_driver_sql("SELECT * FROM form_submissions").all()
    assert not any(form["once_token"] in str(value) for row in raw for value in row)


def test_old_marks_are_thrown_away_and_new_ones_stay(
    app: Flask, signed_in: SignIn, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, form = refer(browser := signed_in("mentor"), place)
    browser.client.post(path, data=form)
    with app.app_context():
        submissions.forget_old()
        assert _marks()
        monkeypatch.setattr(submissions, "KEPT", -submissions.KEPT)
        submissions.forget_old()
        assert not _marks()


def _marks() -> list[str]:
    with system_session("marks left", reads_only=True) as session:
        return list(session.scalars(select(FormSubmission.mark)))
