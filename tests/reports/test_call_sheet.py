"""The call sheet of a week, from rows: who is on it, what is to be done, whom to call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection

from app import clock
from app.access.guard import Actor, bind, system_session
from app.access.vocabulary import Role
from app.extensions import db
from app.models.people.caregiver import Caregiver
from app.models.people.student_caregiver import Relation
from app.reports.sheet import NothingToPrint
from app.reports.sheets import Ask, sheets
from tests import factories as make
from tests.standards.written import TALKS, adopt

MONDAY = dt.date(2025, 9, 1)
#: Of the third week.
TODAY = MONDAY + dt.timedelta(days=16)
#: phone -> how its owner is tied to each child.
_ADULTS: dict[str, dict[str, Any]] = {
    "10012340001": {"relation": Relation.MOTHER, "may_be_told": True, "emergency_order": 2},
    "10012340002": {"relation": Relation.FATHER, "may_be_told": True, "emergency_order": 1},
    "10012340003": {"relation": Relation.OTHER, "may_be_told": False},
}


@pytest.fixture
def mentor(app: Flask, transaction: Connection) -> Iterator[Actor]:
    """A mentor of two children, one of whom was talked to every week; a third child is another's."""
    with app.app_context(), clock.set_to(TODAY):
        with system_session("rows for a call sheet") as session:
            actor = _rows(session)
            session.commit()
        bind(db.session, actor)
        yield actor
        db.session.rollback()


def _rows(session: Any) -> Actor:
    school = make.make_school(session)
    year = make.make_school_year(session, school, starts_on=dt.date(2025, 8, 1), ends_on=dt.date(2026, 7, 31))
    term = make.make_term(session, school, year, starts_on=MONDAY, ends_on=dt.date(2026, 1, 16))
    adopt(session, school, TALKS)
    mine, other = make.make_staff(session, school, name="马秀英"), make.make_staff(session, school)
    school_class = make.make_class(session, year)
    for name, staff in (("周小溪", mine), ("吴雨桐", mine), ("郑可欣", other)):
        child = make.make_student(session, school_class=school_class, name=name)
        make.make_registration(session, child, term, surveyed_on=MONDAY)
        make.make_mentoring(session, staff, child, starts_on=MONDAY)
        for number, values in _ADULTS.items():
            adult = Caregiver(school_id=school.id, name=make.name(), phone=number)
            session.add(adult)
            session.flush()
            make.tie(session, child, adult, **values)
        for week in range(3) if name == "吴雨桐" else ():
            noon = dt.datetime.combine(MONDAY + dt.timedelta(weeks=week, days=1), dt.time(12))
            make.make_contact(session, child, staff, happened_at=clock.from_china(noon))
    return Actor(9_999, mine.id, school.id, frozenset({Role.MENTOR}), TODAY, "马秀英")


def _rows_of_sheet(actor: Actor) -> tuple[tuple[str, ...], ...]:
    (leaf,) = sheets()["call-sheet"].collect(db.session, actor, Ask()).leaves
    rows: tuple[tuple[str, ...], ...] = leaf.blocks[0].table.rows
    return rows


def test_only_own_children_to_whom_something_is_due_are_on_the_sheet(mentor: Actor) -> None:
    assert [row[0] for row in _rows_of_sheet(mentor)] == ["周小溪"]


def test_the_missing_weeks_and_what_this_week_still_needs_are_named(mentor: Actor) -> None:
    (row,) = _rows_of_sheet(mentor)
    assert row[2] == "帮扶教师谈心（每周）：第3周还要 1 次；欠 第1周、第2周"


def test_numbers_stand_in_call_order_without_those_who_may_not_be_told(mentor: Actor) -> None:
    (row,) = _rows_of_sheet(mentor)
    lines = row[3].splitlines()
    assert len(lines) == 2
    assert [line[-4:] for line in lines] == ["0002", "0001"]


def test_who_has_no_children_of_his_own_is_told_so(mentor: Actor) -> None:
    nobody = Actor(9_998, None, mentor.school_id, mentor.roles, TODAY, "张校长")
    with pytest.raises(NothingToPrint, match="没有对应的教职工"):
        sheets()["call-sheet"].collect(db.session, nobody, Ask())
