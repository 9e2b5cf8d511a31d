"""The demo township made once for each database by its own command, on a day in autumn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, select, text

from app import clock
from app.access.guard import Actor, bind
from app.access.vocabulary import Role
from app.demo.accounts import USERNAMES
from app.extensions import db
from app.models.school.term import Term
from tests.applications import application, migrated_database

TODAY = dt.date(2025, 11, 20)
PASSWORD = "xiao-he-liu-shui-9"


@dataclass(frozen=True)
class Demo:
    """The application on the demo database, what its command said, and a plain connection beside it."""

    app: Flask
    said: str
    engine: Engine

    def sql(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]

    def one(self, statement: str, **values: Any) -> Any:
        return self.sql(statement, **values)[0][0]


@pytest.fixture(scope="session")
def demo(backend: str, instance_dir: Path) -> Iterator[Demo]:
    with migrated_database(backend, instance_dir) as url, application(url, instance_dir) as app:
        with clock.set_to(TODAY):
            done = app.test_cli_runner().invoke(args=["demo", "--password", PASSWORD])
        assert done.exit_code == 0, done.output
        engine = create_engine(url)
        yield Demo(app, done.output, engine)
        engine.dispose()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def as_user(demo: Demo) -> Iterator[Any]:
    """`as_user("mentor")` gives the person's session and actor."""

    def sign_in(username: str) -> tuple[Any, Actor]:
        assert username in USERNAMES
        user, staff, school, role = demo.sql(
            "SELECT u.id, u.staff_id, u.school_id, r.role FROM users u JOIN user_roles r ON r.user_id = u.id"
            " WHERE u.username = :name",
            name=username,
        )[0]
        actor = Actor(user, staff, school, frozenset({Role(role)}), TODAY, username)
        bind(db.session, actor)
        return db.session, actor

    with demo.app.app_context():
        yield sign_in
        db.session.remove()


def current_term(session: Any, actor: Actor) -> Term:
    return session.scalars(select(Term).where(Term.is_current, Term.school_id == actor.school_id)).one()
