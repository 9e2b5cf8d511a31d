"""Whatever fails on whichever route, the answer and the log say a number and a place, and no word of it (security T-18)."""

from __future__ import annotations

import io
import logging
import re
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import StatementError

from app import traces
from app.jobs import JobState
from tests.proofs.conftest import Place

NAME, STATEMENT = "周小㛃", "UPDATE students SET remark"
_NUMBER = re.compile(r"^[0-9a-f]{12}$")

pytestmark = pytest.mark.security("T-18", "W-10")


def _fail(*_args: Any, **_more: Any) -> str:
    cause = ValueError(NAME)
    raise StatementError(f"could not write {NAME}", STATEMENT, {"name": NAME}, cause) from cause


def _routes(place: Place) -> Iterator[tuple[str, str, str]]:
    """(verb, address, endpoint) of every route of the program, with a value for each argument."""
    for rule in sorted(place.app.url_map.iter_rules(), key=lambda rule: rule.rule):
        address = re.sub(r"<(?:([^:<>]+):)?[^<>]+>", lambda found: "1" if found[1] else "x", rule.rule)
        for verb in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield verb, address, rule.endpoint


@pytest.fixture
def log_file() -> Iterator[io.StringIO]:
    """What a log of the running program would hold."""
    written, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(written), root.level
    handler.setFormatter(traces.WordlessFormatter("%(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.sqlite_first(reason="the answers are made without the database")
def test_a_failure_on_any_route_says_its_number_and_nothing_else(
    place: Place, undone: Connection, log_file: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    routes = list(_routes(place))
    client, kept = place.enter("principal"), dict(place.app.view_functions)
    monkeypatch.setitem(place.app.config, "PROPAGATE_EXCEPTIONS", False)
    for endpoint in kept:
        monkeypatch.setitem(place.app.view_functions, endpoint, _fail)
    failed = 0
    for verb, address, endpoint in routes:
        with undone.begin_nested() as one:
            answer = client.open(address, method=verb)
            one.rollback()
        number, shown = answer.headers["X-Request-Id"], f"{answer.headers}{answer.get_data(as_text=True)}"
        assert NAME not in shown and STATEMENT not in shown, f"{verb} {address}"
        if answer.status_code == 500:
            failed += 1
            assert _NUMBER.match(number) and number in shown, f"{verb} {address}"
            assert f"failed [{number}] {endpoint}: sqlalchemy.exc.StatementError at" in log_file.getvalue()
            log_file.truncate(0)
            log_file.seek(0)
        assert NAME not in log_file.getvalue() and STATEMENT not in log_file.getvalue()
    # The rest asked for a stronger sign-in first, or was refused before its page began.
    assert failed > 0.9 * len(routes), f"{failed} of {len(routes)}"


def test_the_words_of_a_failure_that_a_library_logs_are_left_out(log_file: io.StringIO) -> None:
    try:
        _fail()
    except StatementError:
        logging.getLogger("waitress").exception("Exception while serving %s", "/")
    told = log_file.getvalue()
    assert NAME not in told and STATEMENT not in told
    assert "tests/proofs/test_failing_routes.py:" in told and "_fail" in told
    assert "from ValueError" in told


def test_a_thread_and_the_program_itself_end_without_words(
    log_file: io.StringIO, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root = logging.getLogger()
    kept = list(root.handlers)
    traces.log_without_words()
    root.handlers[:] = kept
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()
    try:
        _fail()
    except StatementError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "a thread failed: sqlalchemy.exc.StatementError at" in log_file.getvalue()
    assert "ended by sqlalchemy.exc.StatementError at" in log_file.getvalue()
    assert NAME not in log_file.getvalue() + "".join(capsys.readouterr())


def test_a_job_that_fails_says_no_word(
    place: Place, log_file: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs, written = place.app.extensions["jobs"], []
    monkeypatch.setattr(jobs, "_write", written.append)
    state = JobState.__new__(JobState)
    for name, value in {"id": "0" * 32, "kind": "pdf", "status": "running"}.items():
        object.__setattr__(state, name, value)
    monkeypatch.setattr("app.jobs.replace", lambda *_args, **more: more)
    jobs._run(state, _fail)
    assert written[-1]["status"] == "failed" and NAME not in str(written)
    assert "failed: sqlalchemy.exc.StatementError at" in log_file.getvalue()
    assert NAME not in log_file.getvalue()
