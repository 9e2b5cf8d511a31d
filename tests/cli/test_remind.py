"""`flask remind` and the feed without names: once a day, one run at a time, and nobody is named in the calendar."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask

from app import clock
from app.access import calendar_links
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.reports.calendar_feed import calendar_feed
from app.standards.reminding import LEASE, STALE, Waiting, claim, is_stale, kept_counts, last_run
from tests import factories as make
from tests.standards.written import TALKS, adopt

MONDAY = dt.date(2025, 9, 1)
TODAY = MONDAY + dt.timedelta(days=16)


@pytest.fixture
def keys(live_app: Flask, instance_dir: Path) -> dict[str, int]:
    """A school whose mentor has talked to none of two children for three weeks."""
    with live_app.app_context(), clock.set_to(TODAY), system_session("test school") as session:
        place = make.make_school(session, code="001", name="青山小学")
        year = make.make_school_year(session, place)
        term = make.make_term(session, place, year, starts_on=MONDAY, ends_on=dt.date(2026, 1, 16))
        adopt(session, place, TALKS)
        mentor = make.make_staff(session, place, name="李明")
        user = make.make_user(session, mentor, roles=(Role.MENTOR,))
        for name in ("王小溪", "周小溪"):
            child = make.make_student(session, place, name=name)
            make.make_registration(session, child, term, surveyed_on=MONDAY)
            make.make_mentoring(session, mentor, child, starts_on=MONDAY)
        session.commit()
        return {"school": place.id, "staff": mentor.id, "user": user.id}


def remind(app: Flask) -> str:
    with clock.set_to(TODAY):
        result = app.test_cli_runner().invoke(args=["remind"])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_run_counts_the_children_who_wait_for_each_person(live_app: Flask, keys: dict[str, int]) -> None:
    assert "有 1 人要做联系" in remind(live_app)
    with live_app.app_context(), system_session("look", reads_only=True) as session:
        assert kept_counts(session, keys["school"], keys["staff"]) == (TODAY, Waiting(2, 2))


def test_a_second_run_on_the_same_day_changes_nothing(live_app: Flask, keys: dict[str, int]) -> None:
    remind(live_app)
    with live_app.app_context(), system_session("look", reads_only=True) as session:
        before = last_run(session, keys["school"])
    assert "没有改动" in remind(live_app)
    with live_app.app_context(), system_session("look", reads_only=True) as session:
        assert last_run(session, keys["school"]) == before


def test_a_run_that_died_is_taken_over_after_its_lease_and_not_before(
    live_app: Flask, keys: dict[str, int]
) -> None:
    began = dt.datetime.combine(TODAY, dt.time(8), tzinfo=dt.UTC)
    with live_app.app_context(), system_session("claims") as session:
        for minutes, is_mine in ((0, True), (1, False), (LEASE.seconds // 60 + 1, True)):
            with clock.set_to(began + dt.timedelta(minutes=minutes)):
                assert claim(session, keys["school"], TODAY) is is_mine
                session.flush()


def test_a_school_that_never_ran_or_not_for_a_day_is_stale() -> None:
    assert is_stale(None)
    assert is_stale(clock.now() - STALE - dt.timedelta(minutes=1))
    assert not is_stale(clock.now())


def test_the_feed_works_without_signing_in_and_names_nobody(live_app: Flask, keys: dict[str, int]) -> None:
    remind(live_app)
    token = _token(live_app, keys)
    answer = live_app.test_client().get(f"/calendar/{token}.ics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert "SUMMARY:还要联系 2 人，欠 2 人" in answer.text
    assert not any(word in answer.text for word in ("王小溪", "周小溪", "李明", "青山", token))


def test_an_old_address_ends_when_a_new_one_is_made_or_it_is_ended(
    live_app: Flask, keys: dict[str, int]
) -> None:
    remind(live_app)
    old, new = _token(live_app, keys), _token(live_app, keys)
    ask = live_app.test_client().get
    assert [ask(f"/calendar/{each}.ics").status_code for each in (old, new, "x")] == [404, 200, 404]
    with live_app.app_context(), system_session("end") as session:
        calendar_links.end(session, keys["user"], keys["school"])
        session.commit()
    assert ask(f"/calendar/{new}.ics").status_code == 404


def test_no_line_of_a_feed_is_longer_than_75_bytes_and_none_is_cut_inside_a_character() -> None:
    told = calendar_feed(TODAY, Waiting(10**30, 10**30), "k", clock.now())
    assert all(len(line) <= 75 and line.decode() is not None for line in told.split(b"\r\n"))
    assert str(10**30) in told.replace(b"\r\n ", b"").decode()


def _token(app: Flask, keys: dict[str, int]) -> str:
    with app.app_context(), system_session("a link") as session:
        token = calendar_links.renew(session, keys["user"], keys["school"])
        session.commit()
        return token
