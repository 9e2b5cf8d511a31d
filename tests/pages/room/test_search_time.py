"""A working life of cards is searched while the counselor waits (V-10)."""

from __future__ import annotations

import time

import pytest
from flask import Flask

from tests.pages.conftest import Place
from tests.pages.room.conftest import Counselor
from tests.pages.room.many_cases import fill

#: Seconds, for the whole request.
_LIMIT = 1.5


@pytest.mark.timed
@pytest.mark.sqlite_only(reason="the time is that of opening texts, the same on both")
def test_ten_thousand_cards_are_searched_within_a_second_and_a_half(
    app: Flask, place: Place, li: Counselor
) -> None:
    """500 cases with 20 cards of four texts each, every case under a key of its own, all under the real vault."""
    fill(app, li, cases=500, cards=20)
    begun = time.perf_counter()
    answer = li.browser.post("/counseling/search/", {"q": "第377号 秋千"}, page="/password")
    taken = time.perf_counter() - begun
    assert "秋千" in answer.text
    assert taken < _LIMIT, f"{taken:.2f} s"
