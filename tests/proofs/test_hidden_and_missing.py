"""A row that is somebody else's and a row that never was cannot be told apart, by word, length or time (security A-08)."""

from __future__ import annotations

import statistics
import time
from typing import Any

import pytest
from sqlalchemy import Connection

from app.admin.menu import address_of
from app.models._base import entity_named
from tests.proofs.conftest import Place

pytestmark = pytest.mark.security("T-01", "A-08")

#: How far the medians may lie apart, in seconds.
APART = 0.020
ROUNDS = 100
ASKED = (
    ("details", None),
    ("edit", None),
    ("edit", {"name": "x", "version": "1"}),
    ("reveal", {"column": "id_card_no", "reason": "核对"}),
    ("archive", {"reason": "测试"}),
)


def keys(place: Place, name: str, entity: str) -> tuple[int, int]:
    """One that stands and is not theirs, one that stands nowhere, of as many digits."""
    hidden = max(set(place.rows[entity]) - place.oracle(name).all_reached(entity))
    missing = next(key for key in range(10 ** len(str(hidden)) - 1, 0, -1) if key not in place.rows[entity])
    assert len(str(missing)) == len(str(hidden))
    return hidden, missing


def ask(client: Any, entity: str, page: str, form: dict[str, str] | None, key: int) -> Any:
    address = f"{address_of(entity_named(entity))}{page}/"
    if form is None:
        return client.get(f"{address}?id={key}")
    return client.post(f"{address}?id={key}", data={**form, "id": key, "ids": key})


@pytest.mark.slow
@pytest.mark.parametrize("name", ["homeroom", "mentor", "it-admin", "counselor"])
@pytest.mark.parametrize("entity", ["Student", "Caregiver", "ContactRecord"])
def test_both_are_answered_with_the_same_status_and_length(
    place: Place, undone: Connection, name: str, entity: str
) -> None:
    client, (hidden, missing) = place.enter(name), keys(place, name, entity)
    for page, form in ASKED:
        theirs, nobodys = (ask(client, entity, page, form, key) for key in (hidden, missing))
        assert theirs.status_code == nobodys.status_code, (page, form)
        assert theirs.headers.get("Location", "").replace(str(hidden), "") == nobodys.headers.get(
            "Location", ""
        ).replace(str(missing), "")
        assert len(theirs.data) == len(nobodys.data), (page, form)


@pytest.mark.timed
@pytest.mark.parametrize("page", ["details", "edit"])
def test_both_take_the_same_time(place: Place, undone: Connection, page: str) -> None:
    client, both = place.enter("homeroom"), keys(place, "homeroom", "Student")
    taken: tuple[list[float], list[float]] = ([], [])
    for _round in range(ROUNDS):
        for key, times in zip(both, taken, strict=True):
            began = time.perf_counter()
            assert ask(client, "Student", page, None, key).status_code == 404
            times.append(time.perf_counter() - began)
    hidden, missing = (statistics.median(times) for times in taken)
    assert abs(hidden - missing) < APART, f"{hidden * 1000:.1f} ms and {missing * 1000:.1f} ms"
