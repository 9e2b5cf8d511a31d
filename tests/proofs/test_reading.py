"""Proofs 1 and 2: nobody reads a planted text, and nobody's request reads a column, that the requirement closes to him."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from tests.proofs import authorizer
from tests.proofs.conftest import Place
from tests.proofs.crawl import by_column, crawl, leaks
from tests.proofs.people import PEOPLE

#: Why a page may look past its reader's rights; another reason is a new door and needs a look.
REASONS = {
    "sign in for a proof",
    "what waits for a teacher",
    "how schools keep their standards, in numbers",
    "which rules the whole school can keep",
    "one's own work in numbers",
    "recognise a session",
    "whether an import can be undone",
    "where an import would go",
    "note that a session is in use",
    "audit of a read",
    "grants that wait for a second person",
    "is this the first start",
    "directory of children for a counselor",
    "incidents under way",
    "board of an incident",
    "who keeps this opening",
    "roll call of an opening",
    "children per vehicle",
    "preview of registrations copied forward",
    "preview of a school year",
    "whether a rollover can be undone",
    "the last run of the reminders",
    "a calendar asks for its feed",
    "recognise somebody half signed in",
    "the name in the phone",
    "sessions of a person",
    "recovery codes left",
    "who has a second factor",
    "news for somebody who arrives",
    "head of the audit log",
    "last review of the log",
    "verify the audit log",
    "who looked at a child",
    "what stands out in the log",
    "whether a row that was asked for exists",
    "keys of the counseling room",
    "whole numbers seen of late",
    "whether somebody has keys",
    "what stands at the door of the room",
    "counselors of the school",
    "who can be told",
    "when the glass was broken",
    "read behind the broken glass",
    "yearly account of data protection",
    "deletions on the list",
    "children an incident concerns",
}


@pytest.mark.sqlite_only(reason="the authorizer is SQLite's")
@pytest.mark.parametrize(
    ("name", "is_lean"),
    [
        ("counselor", True),
        *(pytest.param(name, False, marks=pytest.mark.slow) for name in PEOPLE),
    ],
)
def test_no_answer_shows_and_no_statement_reads_what_is_closed(
    place: Place, undone: Connection, name: str, is_lean: bool
) -> None:
    """Lean, of the counselor, each question once; the slow run asks everybody for everything."""
    with authorizer.Reads(undone).listening() as reads:
        made = crawl(place, name, few=1, links=20 if is_lean else 60, reads=reads, is_lean=is_lean)
    assert by_column(leaks(place, name, made.answers)) == []
    assert made.told() == []
    assert reads.reasons <= REASONS
    assert sum(answer.status == 200 for answer in made.answers) > 40, "the crawl reached nothing"
