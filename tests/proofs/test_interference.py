"""Proof 3: two databases that differ only in what a person may not see answer him in the same bytes."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from tests.proofs.conftest import Place
from tests.proofs.crawl import crawl
from tests.proofs.hidden import change_hidden
from tests.proofs.people import NAMES


@pytest.mark.sqlite_only(
    reason="keys begin again after a rollback there, so that both answers have the same numbers"
)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_hidden_changes_no_answer(place: Place, undone: Connection, name: str) -> None:
    answers = []
    for is_changed in (False, True):
        with undone.begin_nested() as half:
            if is_changed:
                assert change_hidden(undone, place.oracle(name)) > 100, "nothing was hidden"
            answers.append(crawl(place, name, few=1).answers)
            half.rollback()
    differing = [
        str(a.asked) for a, b in zip(*answers, strict=True) if (a.status, a.settled) != (b.status, b.settled)
    ]
    assert differing == []
