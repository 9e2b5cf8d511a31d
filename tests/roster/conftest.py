"""A school with a term, in a system session whose work is undone after each test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app import clock
from app.access.guard import system_session
from app.models.school.term import TermHalf
from app.roster.target import Target, find_target
from tests import factories as make
from tests.roster.books import TODAY

SPRING, AUGUST = dt.date(2026, 3, 2), dt.date(2026, 8, 20)


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


@pytest.fixture
def spring() -> Iterator[None]:
    with clock.set_to(SPRING):
        yield


@dataclass(frozen=True)
class TwoTerms:
    """A school in its second term, with a third and a sixth grade."""

    school: Any
    year: Any
    before: Any
    term: Any
    third: Any
    sixth: Any
    teacher: Any
    child: Any


@pytest.fixture
def place(system: Any, spring: None) -> TwoTerms:
    school = make.make_school(system)
    year = make.make_school_year(system, school)
    before = make.make_term(
        system, school, year, half="first", label="第一学期", is_current=False,
        starts_on=dt.date(2025, 9, 1), ends_on=dt.date(2026, 1, 20),
    )  # fmt: skip
    term = make.make_term(
        system, school, year, half="second", label="第二学期", starts_on=dt.date(2026, 2, 20),
        ends_on=dt.date(2026, 7, 10),
    )  # fmt: skip
    third, sixth = make.make_class(system, year), make.make_class(system, year, 6)
    teacher = make.make_staff(system, school)
    make.make_homeroom(system, teacher, third)
    child = make.make_student(system, school_class=third)
    make.make_registration(system, child, before, surveyed_on=before.starts_on, archive_no="A-1")
    return TwoTerms(school, year, before, term, third, sixth, teacher, child)


@pytest.fixture
def august(place: TwoTerms) -> Iterator[None]:
    with clock.set_to(AUGUST):
        yield
