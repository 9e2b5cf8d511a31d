"""The demo school opens beside the real one, in a database and a server of its own."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from app.jobs import JobResult
from app.pages import demo_school

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[JobResult, list[int]]]:
    """What the job tells at the end, and the percents it told on its way."""
    percents: list[int] = []
    yield (
        demo_school.start_demo(tmp_path, "localhost")(lambda percent, _sentence: percents.append(percent)),
        percents,
    )
    demo_school._stop_servers()


def test_it_can_be_signed_in_to_and_lies_in_a_file_of_its_own(
    opened: tuple[JobResult, list[int]], tmp_path: Path
) -> None:
    told, percents = opened
    assert told.facts is not None
    assert percents == sorted(percents)
    # A browser keeps secure cookies of localhost; this jar has to be told.
    jar = CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https", "wss")))
    address, browser = told.facts["link"], build_opener(HTTPCookieProcessor(jar))
    page = browser.open(f"{address}sign-in").read().decode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    username, password = told.facts["accounts"][1]
    form = {"csrf_token": token[1], "username": username, "password": password}
    assert "留守儿童" in browser.open(f"{address}sign-in", urlencode(form).encode()).read().decode()
    with sqlite3.connect(tmp_path / "demo" / "demo.db") as database:
        assert database.execute("SELECT count(*) FROM students").fetchone()[0] > 250
    assert not (tmp_path / "shouwang.db").exists()
