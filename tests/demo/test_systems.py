"""docs/systems.md is what the program makes of itself, and every empty cell of it has its reason."""

from __future__ import annotations

import pytest

from app import clock
from scripts.systems.__main__ import DEMO_DAY, DOCUMENT
from scripts.systems.document import document
from scripts.systems.found import Row, counted_in, rows, unexplained, unknown_codes
from tests.demo.conftest import TODAY, Demo

pytestmark = pytest.mark.sqlite_only(reason="the same demo has the same rows in both databases")


@pytest.fixture(scope="module")
def registers(demo: Demo) -> list[Row]:
    with demo.app.app_context(), clock.set_to(TODAY), demo.engine.connect() as connection:
        return rows(demo.app, counted_in(connection))


def test_every_empty_cell_has_its_reason_and_no_reason_has_outlived_its_gap(registers: list[Row]) -> None:
    assert unexplained(registers) == []


def test_the_table_is_the_one_the_command_makes(registers: list[Row]) -> None:
    assert DEMO_DAY == TODAY
    stored, made = DOCUMENT.read_text("utf-8").splitlines(), document(registers).splitlines()
    assert [line for line in made if line not in stored] == [], "run `make systems`"
    assert len(stored) == len(made)


def test_no_entity_paper_or_test_names_a_register_that_there_is_not() -> None:
    assert unknown_codes() == []


def test_a_gap_without_a_reason_is_told() -> None:
    bare = Row("A01", record=("x",), screen=(), rule=("x",), paper=("x",), demo=("x",))
    assert "A01 has no screen" in unexplained([bare])
