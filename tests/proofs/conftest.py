"""One database with the world in it per backend, and for each test a transaction that is undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection

from app import clock
from app.access import grants, sealing, sessions
from app.access.guard import system_session
from app.admin import cells, screen
from app.extensions import db
from app.selftest import oracle
from tests import open_vault
from tests.applications import application, key_in_force, migrated_database
from tests.proofs import people, world

Patch = pytest.MonkeyPatch


@dataclass(frozen=True, repr=False)
class Place:
    """The application on the world's database."""

    app: Flask
    world: people.World
    rows: oracle.Rows

    def oracle(self, name: str) -> oracle.Oracle:
        return oracle.Oracle(self.rows, self.world.people[name])

    def enter(self, name: str) -> FlaskClient:
        """A browser in which the person is signed in."""
        with self.app.app_context(), system_session("sign in for a proof") as session:
            token, _actor = sessions.open_session(session, self.world.people[name].user_id)
            session.commit()
        client = self.app.test_client()
        client.set_cookie("sw_sid", token)
        return client


@pytest.fixture(scope="session")
def built(backend: str, instance_dir: Path) -> Iterator[Place]:
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    with migrated_database(backend, instance_dir) as url, application(url, instance_dir) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        with (
            app.app_context(),
            clock.set_to(people.TODAY),
            system_session("the world of the proofs") as session,
            sealing.holding(open_vault.KEYS),
        ):
            made = world.build(session)
            session.commit()
            rows = oracle.copy_of(session)
        yield Place(app, made, rows)


@pytest.fixture
def undone(built: Place) -> Iterator[Connection]:
    """The one connection of the test; whatever is committed through it is a savepoint, and undone at the end."""
    engines: dict[str | None, Any] = db._app_engines[built.app]
    engine = engines[None]
    with (
        clock.set_to(people.TODAY),
        key_in_force(built.app),
        engine.connect().execution_options(row_guard=True) as connection,
    ):
        outer = connection.begin()
        engines[None] = connection
        yield connection
        engines[None] = engine
        outer.rollback()


@pytest.fixture
def place(built: Place, undone: Connection) -> Place:
    return built


def forget(place: Place) -> None:
    """Drop everything that was worked out before the hole was made, or after it was closed."""
    cached = (
        cells.selection,
        grants.allowed,
        grants.level,
        grants.sure_level,
        grants.readable_columns,
        grants.seen_columns,
        grants.writable_columns,
        grants.grants_of,
    )
    for function in cached:
        function.cache_clear()
    screen._screens.clear()
    db._app_engines[place.app][None].engine.clear_compiled_cache()


@pytest.fixture
def hole(place: Place, monkeypatch: Patch) -> Iterator[Patch]:
    forget(place)
    yield monkeypatch
    monkeypatch.undo()
    forget(place)
