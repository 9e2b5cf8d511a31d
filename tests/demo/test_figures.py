"""Every figure over the demo school: its rows, its day, and the columns that it says it was made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, select

from app import clock
from app.extensions import db
from app.figures import Figure, all_figures
from app.figures._registry import Rows, Sum
from app.figures.looking import columns_in, columns_of, look
from app.models._base import Entity, facts_of
from app.models._columns import Kind
from app.models.school.school_year import SchoolYear
from app.models.school.term import Term
from app.standards.as_of import AsOf
from tests.demo.conftest import TODAY, current_term

EARLIER = TODAY - dt.timedelta(days=30)
#: They ask the standard, which asks for everything that it judges.
JUDGED = {"talks-done", "calls-done", "visits-done"}


@pytest.fixture
def school(as_user: Any) -> tuple[Any, AsOf]:
    """The principal's session, and the term a month ago: what came after is in the database."""
    session, actor = as_user("principal")
    return session, AsOf.of(current_term(session, actor), EARLIER)


def opened(school: tuple[Any, AsOf]) -> Iterator[tuple[Figure, Rows | Sum, tuple[int, ...]]]:
    session, at = school
    for figure in all_figures().values():
        yield figure, figure.measure(session, at), figure.rows(session, at)


@pytest.mark.slow
def test_every_number_is_that_of_the_rows_it_opens_into(school: tuple[Any, AsOf]) -> None:
    session, at = school
    for figure, found, ids in opened(school):
        if isinstance(found, Rows):
            assert figure.read(session, at).count == len(ids), figure.name
        assert len(set(ids)) == len(ids), figure.name


@pytest.mark.slow
def test_a_share_counts_each_row_of_its_whole_or_misses_it(school: tuple[Any, AsOf]) -> None:
    session, at = school
    for figure, found, ids in opened(school):
        if isinstance(found, Rows) and found.out_of is not None:
            seen = look(figure, session, at)
            assert seen is not None and seen.reading is not None
            missing = seen.missing(session)
            assert set(missing).isdisjoint(ids), figure.name
            assert len(ids) + len(missing) == seen.reading.out_of, figure.name


@pytest.mark.slow
def test_no_row_of_a_later_day_is_counted(school: tuple[Any, AsOf]) -> None:
    session, _at = school
    for figure, found, ids in opened(school):
        column = _day_of(found.entity)
        if column is not None and ids:
            key: Any = found.entity
            days = session.scalars(select(getattr(found.entity, column)).where(key.id.in_(ids)))
            assert max(map(_as_day, days)) <= EARLIER, figure.name


def test_a_month_ago_less_was_counted_than_today(school: tuple[Any, AsOf]) -> None:
    """The day is asked at all: what only grows has grown."""
    session, at = school
    today = AsOf(at.school_id, at.term_id, at.starts_on, at.ends_on, TODAY)
    for name in ("talks", "home-visits", "events", "openings", "loans", "health-lessons", "books-read"):
        figure = all_figures()[name]
        assert figure.read(session, at).count < figure.read(session, today).count, name


def test_a_sum_names_every_column_that_it_read(school: tuple[Any, AsOf]) -> None:
    """By these columns it is told or not told: one left out would let a number out to who may not read it."""
    session, at = school
    wrong = {}
    for figure in all_figures().values():
        if figure.readers is not None or figure.name in JUDGED:
            continue
        read = _columns_read(session, figure, at)
        named = columns_of(figure.measure(session, at))
        left_out = {
            (entity.__name__, column) for entity, column in read - named if _is_telling(entity, column)
        }
        if left_out:
            wrong[figure.name] = left_out
    assert wrong == {}


def test_the_principal_is_told_every_figure(school: tuple[Any, AsOf]) -> None:
    session, at = school
    for figure in all_figures().values():
        seen = look(figure, session, at)
        assert seen is not None and seen.reading is not None, figure.name


def _columns_read(session: Any, figure: Figure, at: AsOf) -> set[tuple[type[Entity], str]]:
    statements: list[Any] = []

    def note(state: Any) -> None:
        statements.append(state.statement)

    event.listen(db.session, "do_orm_execute", note)
    try:
        figure.read(session, at)
    finally:
        event.remove(db.session, "do_orm_execute", note)
    return {column for statement in statements for column in columns_in(statement)}


def _is_telling(entity: type[Entity], column: str) -> bool:
    """Whether the column tells of a person: keys and names lead to rows and call them, the calendar is everybody's."""
    if entity in (Term, SchoolYear):
        return False
    facts = facts_of(entity)[column]
    inner = {
        "id",
        "school_id",
        "archived_at",
        "version",
        entity.spec.title,
        "label",
        "grade",
        "number",
        "name",
    }
    return column not in inner and facts.kind is not Kind.REF


def _day_of(entity: type[Entity]) -> str | None:
    """The day or moment without which there is no such row."""
    kinds = (Kind.DAY, Kind.MOMENT)
    return next(
        (
            name
            for name, facts in facts_of(entity).items()
            if facts.kind in kinds and facts.required and not facts.derived
        ),
        None,
    )


def _as_day(value: Any) -> dt.date:
    return clock.in_china(value).date() if isinstance(value, dt.datetime) else value
