"""A term of twenty weeks that is over, at a school with a standard, read as its principal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection

from app import clock
from app.access.guard import Actor, bind, system_session
from app.access.vocabulary import Role
from app.extensions import db
from app.models.school.term import TermHalf
from app.standards.as_of import AsOf
from tests import factories as make
from tests.standards.written import CALLS, TALKS, VISITS_BY_HOMEROOM, adopt

MONDAY = dt.date(2025, 9, 1)
FRIDAY = dt.date(2026, 1, 16)
AFTERWARDS = dt.date(2026, 1, 25)


@dataclass
class TwentyWeeks:
    """Rows are added in a system session; `at` is the term, by default after its end."""

    session: Any
    school: Any
    year: Any
    term: Any

    def at(self, day: dt.date = AFTERWARDS) -> AsOf:
        return AsOf.of(self.term, day)

    def read(self) -> Any:
        """The principal's session, with all that was written."""
        self.session.commit()
        roles = frozenset({Role.PRINCIPAL})
        bind(db.session, Actor(9_999, None, self.term.school_id, roles, AFTERWARDS))
        return db.session

    def child(self, **values: Any) -> Any:
        child = make.make_student(self.session, self.school)
        make.make_registration(self.session, child, self.term, **({"surveyed_on": MONDAY} | values))
        return child


@pytest.fixture
def weeks(app: Flask, transaction: Connection) -> Iterator[TwentyWeeks]:
    with app.app_context(), clock.set_to(AFTERWARDS), system_session("a term of a test") as session:
        session.expire_on_commit = False
        school = make.make_school(session)
        year = make.make_school_year(
            session, school, starts_on=dt.date(2025, 8, 1), ends_on=dt.date(2026, 7, 31), label="2025-2026"
        )
        term = make.make_term(
            session, school, year, label="秋季学期", half=TermHalf.FIRST, starts_on=MONDAY, ends_on=FRIDAY
        )
        adopt(session, school, TALKS, CALLS, VISITS_BY_HOMEROOM)
        yield TwentyWeeks(session, school, year, term)
        db.session.rollback()


@pytest.fixture
def talk(weeks: TwentyWeeks) -> Callable[..., Any]:
    """`talk(child, staff, day, …)`: a contact at noon of the day."""

    def add(child: Any, staff: Any, day: dt.date, **values: Any) -> Any:
        noon = clock.from_china(dt.datetime.combine(day, dt.time(12)))
        return make.make_contact(weeks.session, child, staff, happened_at=noon, **values)

    return add
