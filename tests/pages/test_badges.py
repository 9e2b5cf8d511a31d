"""The numbers beside the menu say what waits for the person, cost one statement and are silent where nothing waits."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event

from app import clock
from app.access.guard import system_session
from app.models.management.term_summary import SummaryStatus, TermSummary
from app.models.people.student import Student
from app.models.school.staff import Staff
from app.models.system.reminder_run import ReminderRun
from tests import factories as make
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]


def badges(text: str) -> dict[str, str]:
    """address -> what a screen reader says at that row of the menu."""
    menu = re.search(r'<nav class="menu".*?</nav>', text, re.DOTALL)
    assert menu is not None
    found = re.findall(r'<a href="([^"]*)"[^>]*>[^<]*<span [^>]*title="([^"]*)"', menu[0])
    return dict(found)


def reckoned(app: Flask, place: Place, hours_ago: int, **counts: Any) -> None:
    with app.app_context(), system_session("a run") as session:
        when = clock.now() - dt.timedelta(hours=hours_ago)
        told = {str(place.mentor): counts}
        session.add(
            ReminderRun(
                school_id=place.school, day=clock.today(), leased_until=when, finished_at=when, counts=told
            )
        )
        session.commit()


def test_a_mentor_reads_how_many_children_wait_and_when_that_was_reckoned(
    signed_in: SignIn, app: Flask, place: Place
) -> None:
    reckoned(app, place, 1, due=3, overdue=2)
    when = clock.in_china(clock.now() - dt.timedelta(hours=1)).strftime("%m-%d")
    told = badges(signed_in("mentor").get("/mine").text)
    assert list(told) == ["/mine"]
    assert told["/mine"].startswith(f"还要联系 3 人，欠 2 人（{when}")
    assert "还要联系" not in str(badges(signed_in("homeroom").get("/mine").text))


def test_an_old_run_shows_a_red_dot_and_no_old_number(signed_in: SignIn, app: Flask, place: Place) -> None:
    reckoned(app, place, 30, due=3, overdue=2)
    text = signed_in("mentor").get("/mine").text
    assert badges(text) == {"/reminders": "提醒已超过一天没有计算"}
    assert "badge-dot" in text


def test_only_counselors_are_told_of_referrals_and_only_while_they_wait(
    signed_in: SignIn, app: Flask, place: Place
) -> None:
    assert badges(signed_in("counselor").get("/").text) == {}
    with app.app_context(), system_session("a referral") as session:
        child, mentor = session.get_one(Student, place.child), session.get_one(Staff, place.mentor)
        make.make_referral(session, child, mentor)
        session.commit()
    assert badges(signed_in("counselor").get("/").text) == {
        "/admin/counseling-referrals/": "等待接收的转介 1 件"
    }
    for who in ("mentor", "homeroom", "principal", "office", "it-admin", "township"):
        assert "/admin/counseling-referrals/" not in badges(signed_in(who).get("/").text)


def test_the_principal_is_told_of_summaries_to_approve_and_of_incidents(
    signed_in: SignIn, app: Flask, place: Place
) -> None:
    with app.app_context(), system_session("drafts") as session:
        session.add(
            TermSummary(school_id=place.school, term_id=place.term, status=SummaryStatus.DRAFT, figures={})
        )
        make.make_incident(
            session, session.get_one(Staff, place.mentor), session.get_one(Student, place.child)
        )
        session.commit()
    told = badges(signed_in("principal").get("/reports/").text)
    assert told == {"/reports/": "等待审定的总结 1 份", "/emergency/": "正在处置的突发事件 1 起"}
    assert "/reports/" not in badges(signed_in("office").get("/").text)


@pytest.mark.parametrize(
    ("who", "most"), [("mentor", 2), ("counselor", 2), ("principal", 1), ("it-admin", 0), ("office", 0)]
)
def test_the_badges_of_a_page_cost_at_most_two_statements(
    signed_in: SignIn,
    app: Flask,
    transaction: Connection,
    monkeypatch: pytest.MonkeyPatch,
    who: str,
    most: int,
) -> None:
    browser = signed_in(who)
    browser.get("/password")
    with_badges = _sent(transaction, browser)
    monkeypatch.setattr("app.pages.web.badges_of", lambda _actor, _running: {})
    assert with_badges - _sent(transaction, browser) <= most


def _sent(transaction: Connection, browser: Browser) -> int:
    """How many statements a small page sends, the test's own savepoints left out."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append(statement)

    event.listen(transaction.engine, "before_cursor_execute", note)
    try:
        assert browser.get("/password").status_code == 200
    finally:
        event.remove(transaction.engine, "before_cursor_execute", note)
    return len(sent)
