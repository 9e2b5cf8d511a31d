"""A school with a term, in a system session whose work is undone after each test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from app import clock
from app.access.guard import system_session
from app.models.school.term import TermHalf
from app.roster.target import Target, find_target
from tests import factories as make
from tests.roster.books import TODAY


@pytest.fixture(autouse=True)
def _in_september() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def system(session: Any) -> Iterator[Any]:
    with system_session("test of the import") as own:
        yield own


@pytest.fixture
def target(system: Any) -> Target:
    """平安镇中心小学 in its autumn term of 2025."""
    school = make.make_school(system, name="平安镇中心小学", township="平安镇")
    year = make.make_school_year(system, school)
    make.make_term(
        system, school, year, half=TermHalf.FIRST, starts_on=dt.date(2025, 9, 1), ends_on=dt.date(2026, 1, 23)
    )
    return find_target(system, school.id)
