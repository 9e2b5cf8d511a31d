"""The table of test programs is true: its files are there and hold tests, and the document is the one made from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.security.document import DOCUMENT, with_table
from tests.security.programs import PROGRAMS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.security("T-41")
def test_the_document_holds_the_table_of_today() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert with_table(text) == text, "run `make security-doc`"


def test_every_file_that_answers_a_program_is_there_and_holds_tests() -> None:
    named = {path for program in PROGRAMS for path in program.files}
    assert [path for path in named if "def test_" not in (ROOT / path).read_text("utf-8")] == []


def test_every_program_stands_once_and_what_is_not_answered_says_what_it_lacks() -> None:
    assert [program.number for program in PROGRAMS] == [f"T-{number:02d}" for number in range(1, 45)]
    assert [program.number for program in PROGRAMS if not program.files and not program.lacks] == []
