"""Attacks at the session for every entity: no door gives a row beyond the oracle, and no door is closed to an own row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app import database
from app.access.guard import bind
from app.database import Refused
from app.extensions import db
from app.models._base import all_entities
from tests.proofs import doors
from tests.proofs.conftest import Place
from tests.proofs.people import NAMES, PEOPLE


@pytest.fixture
def session(place: Place) -> Iterator[Any]:
    with place.app.app_context():
        yield db.session
        db.session.remove()


@pytest.mark.sqlite_only(reason="the criteria are the same, and compiling them twice takes its time")
# Joins without a condition are what a careless query would write.
@pytest.mark.filterwarnings("ignore:.*cartesian product")
@pytest.mark.parametrize("name", NAMES)
def test_no_door_leads_to_a_row_the_requirement_closes(place: Place, session: Any, name: str) -> None:
    oracle = place.oracle(name)
    bind(session, oracle.person.actor)
    found = []
    for entity in all_entities():
        may = oracle.all_reached(entity.__name__)
        every = {*may, *sorted(place.rows[entity.__name__].keys() - may)[:8]}
        for door in doors.READING if may else doors.CLOSED:
            session.expunge_all()
            found += [
                (entity.__name__, door.__name__, key) for key in set(door(session, entity, every)) - may
            ]
        for counted in doors.COUNTING if may else ():
            number = counted(session, entity)
            found += [(entity.__name__, counted.__name__, number)] if number > len(may) else []
    assert found == []


@pytest.mark.parametrize("name", PEOPLE)
def test_every_row_the_requirement_opens_is_there(place: Place, session: Any, name: str) -> None:
    """The positive control: a guard that hides everything would pass all attacks."""
    oracle = place.oracle(name)
    bind(session, oracle.person.actor)
    for entity in all_entities():
        wanted = oracle.all_reached(entity.__name__)
        assert set(doors.selected(session, entity, ())) == wanted, entity.__name__
        assert doors.count_rows(session, entity) == len(wanted), entity.__name__


@pytest.mark.sqlite_only(reason="the criteria are the same, and compiling them twice takes its time")
@pytest.mark.parametrize("name", NAMES)
def test_no_relationship_leads_out_of_reach(place: Place, session: Any, name: str) -> None:
    oracle = place.oracle(name)
    bind(session, oracle.person.actor)
    found = []
    for entity in all_entities():
        for load in doors.LOADS:
            reached = doors.loaded_along(session, entity, load)
            found += [
                (entity.__name__, load, *row) for row in reached if row[1] not in oracle.all_reached(row[0])
            ]
    assert found == []


@pytest.mark.sqlite_only(reason="refused before any database is asked")
@pytest.mark.parametrize("door", doors.REFUSED)
def test_the_doors_round_the_guard_are_closed_for_every_entity(place: Place, session: Any, door: str) -> None:
    bind(session, place.world.people["it-admin"].actor)
    opened = []
    for entity in all_entities():
        key = min(place.rows[entity.__name__], default=1)
        try:
            doors.REFUSED[door](session, entity, key)
        except (Refused, doors.NothingThere):
            pass
        else:
            opened.append(entity.__name__)
        session.rollback()
    assert opened == []


def test_the_engine_is_closed_for_every_entity(place: Place, session: Any) -> None:
    session.remove()
    bare = db._app_engines[place.app][None].engine
    token = database.only_reads.set(True)  # a second writer would wait for the test's own transaction
    try:
        for entity in all_entities():
            with bare.connect() as connection, pytest.raises(Refused):
                connection.execute(entity.__table__.select())
    finally:
        database.only_reads.reset(token)


@pytest.mark.sqlite_only(reason="refused before any database is asked")
def test_nobody_bound_reads_nothing(place: Place, session: Any) -> None:
    for entity in all_entities():
        for door in doors.READING:
            with pytest.raises(Refused):
                door(session, entity, [1])
