"""Requests made by schemathesis from a description of the routes: right ones and wrong ones break nothing (security T-04)."""

from __future__ import annotations

import logging
import os
import zlib
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode
from sqlalchemy import Connection

from app.selftest import judging
from app.selftest.answers import Asked, answer_of
from tests.proofs.conftest import Place
from tests.proofs.crawl import by_column
from tests.proofs.description import ANSWERS, describe
from tests.proofs.odd import faults_of

log = logging.getLogger(__name__)

#: For each operation and mode; `SCHEMATHESIS_EXAMPLES=100` for a night.
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "2"))
#: Each person's operations in two parts, so that two processes share the work.
PARTS = 2
ASKED = ("it-admin", "office", "homeroom", "counselor")

pytestmark = pytest.mark.security("T-04")


@pytest.fixture(autouse=True)
def no_work_beside(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job would work on a connection of its own, while the test holds the database."""
    monkeypatch.setattr(place.app.extensions["jobs"], "start", lambda *_work, **_more: "0" * 32)


class Asker:
    """Sends what was made for a person, undoes it, and keeps what was wrong with the answers."""

    def __init__(self, place: Place, connection: Connection, name: str) -> None:
        self._place, self._connection, self._name = place, connection, name
        self._client, self._oracle = place.enter(name), place.oracle(name)
        cookie = self._client.get_cookie("sw_sid")
        self._token = cookie.value if cookie else "no cookie"
        self.wrong: list[str] = []
        self.statuses: dict[int, int] = {}

    def send(self, case: Any) -> None:
        address = f"{case.formatted_path}?{urlencode(dict(case.query or {}), doseq=True)}"
        pairs = tuple((str(k), str(v)) for k, v in case.body.items()) if isinstance(case.body, dict) else ()
        asked = Asked(address, pairs if case.method.upper() == "POST" else None)
        with self._connection.begin_nested() as one:
            answer = self._client.open(address, method=case.method, data=dict(pairs) if pairs else None)
            self._judge(asked, answer)
            one.rollback()
        self._client.set_cookie("sw_sid", self._token)

    def _judge(self, asked: Asked, answer: Any) -> None:
        with answer:
            self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
            faults = [each for each in faults_of(answer, self._token) if not each.startswith("status")]
            if answer.status_code not in ANSWERS:
                faults.append(f"status {answer.status_code}")
            read = answer_of(answer, asked)
            canaries = self._place.world.canaries
            self.wrong += [f"{asked} {asked.data or ''}: {fault}" for fault in faults]
            self.wrong += judging.leaks(self._oracle, canaries, [read])


def operations(place: Place, name: str) -> list[Any]:
    schema = schemathesis.openapi.from_dict(describe(place, name))
    return [found.ok() for found in schema.get_all_operations()]


def modes(operation: Any) -> list[GenerationMode]:
    """Wrong ones only where something can be wrong: the search for what cannot be found takes seconds."""
    can_be_wrong = any(
        each.definition["schema"].get("type") == "integer" or "enum" in each.definition["schema"]
        for each in operation.query
    )
    return [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if can_be_wrong else [])]


def put_to(asker: Asker, operation: Any, count: int) -> None:
    for mode in modes(operation):

        @settings(
            max_examples=count,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            asker.send(case)

        ask()


@pytest.mark.slow
@pytest.mark.sqlite_only(reason="the requests are the same, and thousands of them once are enough")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", ASKED)
def test_no_request_made_from_the_description_breaks_or_shows_anything(
    place: Place, undone: Connection, name: str, part: int
) -> None:
    asker = Asker(place, undone, name)
    every = operations(place, name)
    for operation in every:
        # By name and not by turns: a new route changes nothing for the others.
        if zlib.crc32(operation.label.encode()) % PARTS == part:
            put_to(asker, operation, EXAMPLES)
    log.info("%s: %s operations, %s", name, len(every), dict(sorted(asker.statuses.items())))
    assert by_column(asker.wrong) == []
    assert asker.statuses.get(200, 0) > 100, f"the requests reach nothing: {asker.statuses}"


@pytest.mark.sqlite_only(reason="says nothing of a database")
def test_a_view_that_breaks_on_a_described_value_is_found(
    place: Place, undone: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test of the test: the number that breaks the view is one that its description allows."""
    from flask import request

    def breaks() -> str:
        return "x" * (10 // (int(request.args.get("page", "1")) if request.args.get("page") else 1))

    kept = place.app.view_functions["admin_villages.index_view"]
    monkeypatch.setitem(
        place.app.view_functions, "admin_villages.index_view", lambda **_more: breaks() and kept()
    )
    asker = Asker(place, undone, "it-admin")
    lists = [each for each in operations(place, "it-admin") if each.label == "GET /admin/villages/"]
    for operation in lists:
        put_to(asker, operation, 40)
    assert any("status 500" in fault for fault in asker.wrong)
