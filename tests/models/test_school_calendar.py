"""The rules of school years, terms and breaks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.models.school.school import School
from app.models.school.school_year import SchoolYear
from app.models.school.term import Term, TermHalf
from app.models.school.term_break import TermBreak
from tests import factories
from tests.models.refusals import column_refused, is_refused_by_the_database

FIRST, LAST = dt.date(2025, 9, 1), dt.date(2026, 7, 10)


@pytest.fixture
def school(system: Any) -> School:
    return factories.make_school(system)


@pytest.fixture
def year(system: Any, school: School) -> SchoolYear:
    return factories.make_school_year(system, school, label="2025-2026", starts_on=FIRST, ends_on=LAST)


@pytest.fixture
def term(system: Any, school: School, year: SchoolYear) -> Term:
    return factories.make_term(
        system,
        school,
        year,
        label="2025秋",
        half=TermHalf.FIRST,
        starts_on=FIRST,
        ends_on=dt.date(2026, 1, 23),
    )


def a_year(school: School, label: str, starts_on: dt.date, ends_on: dt.date) -> SchoolYear:
    return SchoolYear(school_id=school.id, label=label, starts_on=starts_on, ends_on=ends_on)


def a_term(year: SchoolYear, **values: Any) -> Term:
    given = {
        "label": "2026春",
        "half": TermHalf.SECOND,
        "starts_on": dt.date(2026, 2, 16),
        "ends_on": dt.date(2026, 7, 10),
    }
    return Term(school_id=year.school_id, school_year_id=year.id, **(given | values))


def a_break(term: Term, starts_on: dt.date, ends_on: dt.date) -> TermBreak:
    return TermBreak(
        school_id=term.school_id, term_id=term.id, name="国庆节", starts_on=starts_on, ends_on=ends_on
    )


def test_a_school_year_that_ends_before_it_begins_is_refused(system: Any, school: School) -> None:
    assert column_refused(system, a_year(school, "2025-2026", LAST, FIRST)) == "ends_on"


def test_the_database_refuses_a_year_that_ends_before_it_begins(system: Any, year: SchoolYear) -> None:
    assert is_refused_by_the_database(system, year, label="2026-2027", ends_on=FIRST - dt.timedelta(days=1))


def test_two_years_of_a_school_never_share_a_day(system: Any, year: SchoolYear, school: School) -> None:
    assert column_refused(system, a_year(school, "2026-2027", LAST, dt.date(2027, 7, 9))) == "starts_on"


def test_two_schools_may_have_the_same_year(system: Any, year: SchoolYear) -> None:
    other = factories.make_school(system)
    system.add(a_year(other, "2025-2026", FIRST, LAST))
    system.flush()


def test_a_school_has_each_year_once(system: Any, year: SchoolYear, school: School) -> None:
    later = a_year(school, "2025-2026", dt.date(2026, 9, 1), dt.date(2027, 7, 9))
    assert column_refused(system, later) == "label"
    assert is_refused_by_the_database(system, year)


def test_an_archived_year_leaves_its_name_and_days_free(
    system: Any, year: SchoolYear, school: School
) -> None:
    year.archived_at = clock.now()
    system.add(a_year(school, "2025-2026", FIRST, LAST))
    system.flush()


def test_a_year_cannot_be_moved_away_from_its_term(system: Any, year: SchoolYear, term: Term) -> None:
    year.starts_on = FIRST + dt.timedelta(days=1)
    assert column_refused(system, year) == "starts_on"


def test_a_term_outside_its_year_is_refused(system: Any, year: SchoolYear) -> None:
    assert column_refused(system, a_term(year, ends_on=LAST + dt.timedelta(days=1))) == "starts_on"


def test_a_term_and_its_year_can_be_written_at_once(system: Any, school: School) -> None:
    year = a_year(school, "2025-2026", FIRST, LAST)
    term = a_term(year)
    term.school_year = year
    system.add(term)
    system.flush()
    assert term.school_year_id == year.id


def test_a_term_outside_the_year_written_with_it_is_refused(system: Any, school: School) -> None:
    year = a_year(school, "2025-2026", FIRST, LAST)
    term = a_term(year, starts_on=FIRST - dt.timedelta(days=1))
    term.school_year = year
    assert column_refused(system, term) == "starts_on"


def test_a_year_has_each_half_once(system: Any, year: SchoolYear, term: Term) -> None:
    assert column_refused(system, a_term(year, half=TermHalf.FIRST)) == "half"
    assert is_refused_by_the_database(system, term, label="又一个", is_current=False)


def test_two_terms_of_a_school_never_share_a_day(system: Any, year: SchoolYear, term: Term) -> None:
    assert column_refused(system, a_term(year, starts_on=term.ends_on)) == "starts_on"


def test_a_school_has_each_term_label_once(system: Any, year: SchoolYear, term: Term) -> None:
    assert column_refused(system, a_term(year, label="2025秋")) == "label"
    assert is_refused_by_the_database(system, term, half=TermHalf.SECOND, is_current=False)


def test_a_second_current_term_is_refused(system: Any, year: SchoolYear, term: Term) -> None:
    assert column_refused(system, a_term(year, is_current=True)) == "school_id"
    assert is_refused_by_the_database(system, term, half=TermHalf.SECOND, label="2026春")


def test_any_number_of_terms_may_be_past(system: Any, year: SchoolYear, term: Term) -> None:
    term.is_current = False
    system.add(a_term(year))
    system.flush()
    assert not is_refused_by_the_database(
        system, term, half=TermHalf.SECOND, label="第三个", school_year_id=year.id, archived_at=clock.now()
    )


def test_a_term_holds_its_first_and_last_day_and_no_other(term: Term) -> None:
    assert [term.holds(day) for day in (term.starts_on, term.ends_on)] == [True, True]
    assert not term.holds(term.starts_on - dt.timedelta(days=1))
    assert not term.holds(term.ends_on + dt.timedelta(days=1))


def test_a_term_is_closed_once_its_closing_is_recorded(term: Term) -> None:
    assert not term.is_closed
    term.closed_at = clock.now()
    assert term.is_closed


def test_a_break_outside_its_term_is_refused(system: Any, term: Term) -> None:
    assert (
        column_refused(system, a_break(term, term.ends_on, term.ends_on + dt.timedelta(days=3)))
        == "starts_on"
    )


def test_a_break_that_ends_before_it_begins_is_refused(system: Any, term: Term) -> None:
    assert column_refused(system, a_break(term, dt.date(2025, 10, 8), dt.date(2025, 10, 1))) == "ends_on"


def test_two_breaks_of_a_term_never_share_a_day(system: Any, term: Term) -> None:
    system.add(a_break(term, dt.date(2025, 10, 1), dt.date(2025, 10, 8)))
    system.flush()
    assert column_refused(system, a_break(term, dt.date(2025, 10, 8), dt.date(2025, 10, 9))) == "starts_on"


def test_a_term_cannot_be_moved_away_from_its_break(system: Any, term: Term) -> None:
    system.add(a_break(term, dt.date(2025, 9, 1), dt.date(2025, 9, 2)))
    system.flush()
    term.starts_on = dt.date(2025, 9, 2)
    assert column_refused(system, term) == "starts_on"
