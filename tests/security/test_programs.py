"""The tables of docs/security.md are true: their files are there and hold tests, and the document is the one made from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.security.asvs import TESTS, functions_of, recorded, requirements, result_of
from tests.security.document import DOCUMENT, with_tables
from tests.security.programs import PROGRAMS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.security("T-41")
def test_the_document_holds_the_tables_of_today() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert with_tables(text) == text, "run `make security-doc`"


def test_every_file_that_answers_a_program_is_there_and_holds_tests() -> None:
    named = {path for program in PROGRAMS for path in program.files}
    assert [path for path in named if "def test_" not in (ROOT / path).read_text("utf-8")] == []


def test_every_program_stands_once_and_what_is_not_answered_says_what_it_lacks() -> None:
    assert [program.number for program in PROGRAMS] == [f"T-{number:02d}" for number in range(1, 45)]
    assert [program.number for program in PROGRAMS if not program.files and not program.lacks] == []


def test_all_187_requirements_that_apply_stand_once_and_say_what_they_lack() -> None:
    ids = [requirement.id for requirement in requirements()]
    assert len(ids) == len(set(ids)) == 187
    assert [row.id for row in requirements() if not (row.tests or row.lacks or row.deviates)] == []


def test_every_test_a_requirement_names_is_there() -> None:
    assert [name for row in requirements() for name in row.tests if not _is_there(name)] == []


def test_no_recorded_test_failed_and_what_was_not_recorded_says_so() -> None:
    assert [test for test, outcome in recorded().items() if outcome == "failed"] == []
    told = DOCUMENT.read_text("utf-8").count("**not run**")
    assert told == sum("not run" in result_of(row) for row in requirements())


def _is_there(name: str) -> bool:
    file, _colons, function = name.partition("::")
    names = list(functions_of(file)) if (TESTS / file).exists() else []
    return function in names if function else bool(names)
