"""Whatever is sent to whatever route by whomever: no failure, no echo, no other site, no word of the inside (security T-03)."""

from __future__ import annotations

import logging
import os

import pytest
from flask import Flask, Response
from sqlalchemy import Connection
from werkzeug.test import TestResponse

from tests.proofs.conftest import Place
from tests.proofs.odd import TAG, Maker, ask_odd, faults_of
from tests.proofs.people import PEOPLE

log = logging.getLogger(__name__)

#: The seed of the day is the same on every day, so that a failure comes again; another one finds other faults.
SEED = os.environ.get("SHOUWANG_ODD_SEED", "1")
#: In all, over all people: `SHOUWANG_ODD_REQUESTS=100000` for a night.
COUNT = int(os.environ.get("SHOUWANG_ODD_REQUESTS", "15000"))


@pytest.fixture(autouse=True)
def no_work_beside(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job would work on a connection of its own, while the test holds the database."""
    monkeypatch.setattr(place.app.extensions["jobs"], "start", lambda *_work, **_more: "0" * 32)


@pytest.mark.security("T-03", "T-06", "W-07", "W-08")
@pytest.mark.sqlite_first(reason="the requests are the same, and slow together")
def test_twenty_odd_requests_of_a_mentor_break_nothing(place: Place, undone: Connection) -> None:
    found = ask_odd(place, undone, "mentor", "fast", 20)
    assert found.wrong == []
    assert found.asked == 20


@pytest.mark.slow
@pytest.mark.sqlite_only(reason="the requests are the same, and thousands of them once are enough")
@pytest.mark.security("T-03", "T-06", "W-07", "W-08")
@pytest.mark.parametrize("name", PEOPLE)
def test_no_odd_request_breaks_anything(place: Place, undone: Connection, name: str) -> None:
    found = ask_odd(place, undone, name, SEED, COUNT // len(PEOPLE))
    log.info("%s: %s requests, %s", name, found.asked, dict(sorted(found.statuses.items())))
    assert found.wrong == [], "\n".join(found.wrong[:40])
    assert len(found.statuses) > 4, f"the requests reach nothing: {found.statuses}"


def test_the_same_seed_asks_the_same(place: Place) -> None:
    first, again, other = (list(Maker(place, seed).each(50)) for seed in ("a", "a", "b"))
    assert first == again != other


def _answer(text: str, **headers: str) -> TestResponse:
    app = Flask("bad")
    app.add_url_rule("/", "bad", lambda: Response(text, 500, mimetype="text/html", headers=headers))
    return app.test_client().get("/")


@pytest.mark.security("T-03")
@pytest.mark.parametrize(
    ("text", "headers", "fault"),
    [("", {}, "status 500"), (TAG, {}, "a tag came back as it was"), ("541170049", {}, "a template was made of a text"),
     ("SELECT name\nFROM children", {}, "the inside of the program"), ("tok3n", {}, "the token of the session in the page"),
     ("", {"Location": "//evil.example"}, "leads to another site"), ("", {"Set-Cookie": "a=b"}, "a cookie without its limits"),
     ("", {"X-Made": "1"}, "a made-up header"), ("", {}, "without Cache-Control")],
)  # fmt: skip
def test_each_fault_is_seen(text: str, headers: dict[str, str], fault: str) -> None:
    assert fault in faults_of(_answer(text, **headers), "tok3n")
