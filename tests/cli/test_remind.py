"""`flask remind` and the feed without names: once a day, one run at a time, and nobody is named in the calendar."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.access import calendar_links
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.extensions import db
from app.models.system.reminder_run import ReminderRun
from app.reports.calendar_feed import calendar_feed
from app.standards.reminding import LEASE, STALE, Waiting, claim, is_stale, kept_counts, kept_rules, last_run
from tests import factories as make
from tests.standards.written import TALKS, adopt

MONDAY = dt.date(2025, 9, 1)
TODAY = MONDAY + dt.timedelta(days=16)
_RUNS = 6


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


def test_the_run_keeps_what_the_school_owed_and_did_by_rule(live_app: Flask, keys: dict[str, int]) -> None:
    remind(live_app)
    with live_app.app_context(), system_session("look", reads_only=True) as session:
        _ran_at, rules = kept_rules(session, keys["school"])
    # Two whole weeks of two pairs, and nobody talked to anybody.
    assert rules == {"R03a": (4, 0)}


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


def test_of_many_runs_in_one_moment_exactly_one_takes_the_day(live_app: Flask, keys: dict[str, int]) -> None:
    together = Barrier(_RUNS)

    def take(_place: int) -> bool:
        together.wait()
        with live_app.app_context(), system_session("a race for the day") as session:
            is_mine = claim(session, keys["school"], TODAY)
            session.commit()
        return is_mine

    with ThreadPoolExecutor(_RUNS) as pool:
        assert sorted(pool.map(take, range(_RUNS))) == [False] * (_RUNS - 1) + [True]


def test_a_run_that_died_is_taken_over_by_one_of_many(live_app: Flask, keys: dict[str, int]) -> None:
    with live_app.app_context(), system_session("a run that died") as session:
        session.add(ReminderRun(school_id=keys["school"], day=TODAY, leased_until=clock.now() - LEASE))
        session.commit()
    test_of_many_runs_in_one_moment_exactly_one_takes_the_day(live_app, keys)


@pytest.mark.slow
def test_two_processes_at_once_reckon_the_day_once_and_both_end_well(
    live_app: Flask, keys: dict[str, int], instance_dir: Path
) -> None:
    with live_app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    told = os.environ | {"DATABASE_URL": url, "SHOUWANG_INSTANCE": str(instance_dir)}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "remind"]
    root = Path(__file__).parents[2]
    runs = [
        subprocess.Popen(command, cwd=root, env=told, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = sorted(run.communicate(timeout=60)[0] for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert ["没有改动" in each for each in said].count(True) == 1
    with live_app.app_context(), system_session("look", reads_only=True) as session:
        (row,) = session.scalars(select(ReminderRun).where(ReminderRun.school_id == keys["school"]))
        assert row.finished_at is not None


def test_a_school_that_never_ran_or_not_since_yesterday_morning_is_stale() -> None:
    assert is_stale(None)
    assert is_stale(clock.now() - STALE - dt.timedelta(minutes=1))
    assert not is_stale(clock.now())


def test_a_daily_run_that_comes_an_hour_late_was_never_stale() -> None:
    assert not is_stale(clock.now() - dt.timedelta(days=1, hours=1))


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
