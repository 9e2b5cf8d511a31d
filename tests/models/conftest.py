"""What the tests of the entities stand on: a system session on a day in October, and a school with a term and a class."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection

from app import clock
from app.access.guard import system_session
from app.models.school.school import School
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from app.models.school.staff import Staff
from app.models.school.term import Term
from tests import factories as make

TODAY = dt.date(2025, 10, 15)


@pytest.fixture
def system(app: Flask, transaction: Connection) -> Iterator[Any]:
    """A session without row scope; whatever it writes is undone."""
    with app.app_context(), clock.set_to(TODAY), system_session("a test of the rules") as session:
        yield session


@dataclass(frozen=True)
class Place:
    """One small school."""

    school: School
    year: SchoolYear
    term: Term
    school_class: SchoolClass
    teacher: Staff


@pytest.fixture
def place(system: Any) -> Place:
    """A school in its first term with the class 三(1)班 and one teacher."""
    school = make.make_school(system)
    year = make.make_school_year(system, school)
    term = make.make_term(system, school, year)
    return Place(school, year, term, make.make_class(system, year), make.make_staff(system, school))
