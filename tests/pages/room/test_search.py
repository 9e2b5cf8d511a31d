"""A counselor finds words in his own cases, nobody else in any, and the search leaves nothing behind (V-10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.models.system.audit_log import AuditLog
from tests.pages.conftest import Place
from tests.pages.room.conftest import Counselor, let_in, open_case

SEARCH = "/counseling/search/"
pytestmark = pytest.mark.slow


def _found(who: Counselor, words: str) -> str:
    answer = who.browser.post(SEARCH, {"q": words}, page="/password")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("words", ["夜里", "妈妈 夜里", "周小㛃 妈妈"])
def test_all_the_words_lead_to_the_case_with_what_stands_beside_them(
    place: Place, li: Counselor, words: str
) -> None:
    address = open_case(li, place.child)
    text = _found(li, words)
    assert "夜里总想妈妈。" in text and address in text


@pytest.mark.parametrize("words", ["爸爸", "妈妈 爸爸", "%", "_"])
def test_words_that_stand_nowhere_find_nothing(place: Place, li: Counselor, words: str) -> None:
    open_case(li, place.child)
    assert "夜里总想妈妈" not in _found(li, words)


def test_a_colleague_finds_nothing_of_it(place: Place, li: Counselor, wang: Counselor) -> None:
    open_case(li, place.child)
    let_in(li, wang)
    text = _found(wang, "妈妈")
    assert "夜里总想" not in text and "周小㛃" not in text


def test_a_locked_room_is_not_searched(place: Place, li: Counselor) -> None:
    open_case(li, place.child)
    li.lock()
    assert li.browser.get(SEARCH).status_code == 302
    assert li.browser.post(SEARCH, {"q": "妈妈"}, page="/password").status_code == 403


@pytest.mark.security("T-18")
def test_the_log_says_that_he_searched_and_not_for_what(
    place: Place, li: Counselor, stored: Callable[..., list[dict[str, Any]]]
) -> None:
    open_case(li, place.child)
    _found(li, "夜里")
    lines = stored(AuditLog)
    assert [line["fields"] for line in lines if line["action"] == "search"][-1] == "room 1"
    assert "夜里" not in str(lines)
