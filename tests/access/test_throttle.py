"""Guessing passwords: counted in the database, over processes and restarts, in the same time for every name (security T-09)."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask

from app.access import passwords, throttle
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.models.system.sign_in_throttle import SignInThrottle
from app.pages import signing_in
from tests import factories as make
from tests.applications import application, migrated_database

#: One server process: so many tries at the account, as fast as it can; says how often the password was looked at.
_GUESSER = """
import json, re, sys
from pathlib import Path
from app import create_app
from app.config import Settings

url, folder, tries = sys.argv[1], sys.argv[2], int(sys.argv[3])
app = create_app(Settings(database_url=url, instance_dir=Path(folder), secret_key="not a secret", is_testing=True))
client = app.test_client()
said = []
for _ in range(tries):
    form = client.get("/sign-in").text
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', form)[1]
    data = {"csrf_token": token, "username": "guessed", "password": "wrong-wrong-wrong"}
    said.append(client.post("/sign-in", data=data).status_code)
print(json.dumps(said))
"""


def _school_with_account(url: str, folder: Path) -> None:
    with application(url, folder) as app, app.app_context(), system_session("an account") as session:
        school = make.make_school(session)
        staff = make.make_staff(session, school)
        user = make.make_user(session, staff, roles=(Role.MENTOR,), username="guessed")
        user.password_hash = passwords.hash_of("河边的三棵柳树")
        session.commit()


def _guess(url: str, folder: Path, processes: int, tries: int) -> list[int]:
    command = [sys.executable, "-c", _GUESSER, url, str(folder), str(tries)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"SHOUWANG_INSTANCE": str(folder)})
        for _ in range(processes)
    ]
    return [status for each in running for status in json.loads(each.communicate(timeout=300)[0])]


@pytest.mark.slow
def test_four_processes_and_a_restart_look_at_five_guesses_and_no_more(backend: str, tmp_path: Path) -> None:
    with migrated_database(backend, tmp_path) as url:
        _school_with_account(url, tmp_path)
        said = _guess(url, tmp_path, processes=4, tries=15)
        assert set(said) <= {401, 429}, said
        assert said.count(401) <= 5
        assert _guess(url, tmp_path, processes=1, tries=3) == [429] * 3, "a restart forgets nothing"


@pytest.mark.slow
@pytest.mark.sqlite_only("a clock is held, not a database")
def test_an_unknown_name_costs_the_same_time(
    empty_app: Flask, backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The medians of 40 tries each, with the hash of the installed program, differ by less than 15 ms."""
    hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", hasher)
    monkeypatch.setattr(passwords, "_NOBODY", hasher.hash("nobody"))
    with migrated_database(backend, tmp_path) as url:
        _school_with_account(url, tmp_path)
        with application(url, tmp_path) as app, app.test_request_context("/sign-in", method="POST"):
            took: dict[str, list[float]] = {"guessed": [], "no-such-name": []}
            for _ in range(40):
                for name, times in took.items():
                    started = time.perf_counter()
                    assert signing_in._known(name, "wrong-wrong-wrong") is None
                    times.append(time.perf_counter() - started)
    medians = [statistics.median(times) for times in took.values()]
    assert abs(medians[0] - medians[1]) < 0.015, medians


def test_many_names_from_many_addresses_are_slowed_for_all(app: Flask) -> None:
    with app.app_context(), system_session("claims") as session:
        waits = [
            throttle.claim(session, throttle.EVERYBODY_KEY, throttle.EVERYBODY)
            for _ in range(throttle.EVERYBODY.free + 1)
        ]
        session.rollback()
    assert waits[-2] == 0
    assert 0 < waits[-1] <= 61


def test_a_right_password_gives_the_school_its_try_back(app: Flask) -> None:
    with app.app_context(), system_session("claims") as session:
        for key in ("account:x", "address:y", throttle.EVERYBODY_KEY):
            throttle.claim(session, key, throttle.ACCOUNT)
            throttle.claim(session, key, throttle.ACCOUNT)
        throttle.release(session, "account:x", "address:y", throttle.EVERYBODY_KEY)
        left = {row.key: row.failures for row in session.query(SignInThrottle)}
        session.rollback()
    assert left == {"account:x": 0, "address:y": 1, throttle.EVERYBODY_KEY: 1}
