"""Proof 3: two databases that differ only in what a person may not see answer him in the same bytes."""

from __future__ import annotations

from itertools import zip_longest

import pytest
from sqlalchemy import Connection

from app.selftest.answers import Answer
from app.selftest.judging import DIRECTORY
from tests.proofs.conftest import Place
from tests.proofs.crawl import crawl
from tests.proofs.hidden import change_hidden
from tests.proofs.people import PEOPLE

#: Pages that name children to whoever is there: each is judged by itself in `crawl.py`.
#: The preview of a school year says whose stored ID number is wrong, which the digits put in for hidden ones are.
TOLD_ON_DUTY = ("/emergency/", "/home-opening/", "/term/new-year/")

#: Where a counselor chooses whom she tells: colleagues of her school by name and role, which is what the page is for.
COLLEAGUES = "/counseling/tell/"

#: Asked in every run, being the quickest; everybody else, some minutes each, in the slow run.
QUICK = "township"


@pytest.mark.sqlite_only(
    reason="keys begin again after a rollback there, so that both answers have the same numbers"
)
@pytest.mark.parametrize(
    "name", [name if name == QUICK else pytest.param(name, marks=pytest.mark.slow) for name in PEOPLE]
)
def test_what_is_hidden_changes_no_answer(place: Place, undone: Connection, name: str) -> None:
    answers = []
    for is_changed in (False, True):
        with undone.begin_nested() as half:
            if is_changed:
                assert change_hidden(undone, place.oracle(name)) > 100, "nothing was hidden"
            answers.append(crawl(place, name, few=1, is_lean=True).answers)
            half.rollback()
    differing = [
        (str(a.asked), *_first_difference(a, b))
        for a, b in zip(*answers, strict=True)
        if (a.status, a.settled) != (b.status, b.settled)
        and not a.asked.address.startswith(TOLD_ON_DUTY)
        and not ("counselor" in name and a.asked.address.startswith((*DIRECTORY, COLLEAGUES)))
    ]
    assert differing == []


def _first_difference(before: Answer, after: Answer) -> tuple[str, str]:
    """The first line that is not the same: what gives the hidden thing away."""
    lines = zip_longest(before.settled.splitlines(), after.settled.splitlines(), fillvalue="")
    return next(((a, b) for a, b in lines if a != b), ("", ""))
