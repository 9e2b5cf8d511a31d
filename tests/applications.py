"""Applications for tests: one for a database, its migrated database, and a client that shares nothing with the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask, appcontext_popped, appcontext_pushed
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine
from werkzeug.test import TestResponse

from app import create_app
from app.access import server_key
from app.access.server_key import ServerKey
from app.config import Settings
from app.extensions import db
from tests import databases

#: The keys of the applications of this process.
_of_applications: set[ServerKey] = set()


class IsolatedClient(FlaskClient):
    """A client whose requests share nothing with the test: no application context, no actor, no language."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return Context().run(super().open, *args, **kwargs)


@contextmanager
def application(url: str, instance_dir: Path) -> Iterator[Flask]:
    """An application on this database; its connections are closed at the end."""
    settings = Settings(
        database_url=url,
        instance_dir=instance_dir,
        secret_key="not a secret, only one for the tests",
        is_testing=True,
        # Hundreds of tests sign administrators in; tests/pages/test_second_factor.py asks for the phone.
        requires_second_factor=False,
        # The names of cookies stand in many tests; tests/pages/test_cookies.py has them as a school has.
        has_secure_cookies=False,
    )
    kept = server_key._server_key
    made = create_app(settings)
    made.test_client_class = IsolatedClient
    with made.app_context():
        _make_savepoints_cheap(db.engine)
    try:
        with _key_in_contexts(made, kept):
            yield made
    finally:
        with made.app_context():
            db.engine.dispose()


@contextmanager
def _key_in_contexts(made: Flask, kept: ServerKey | None) -> Iterator[None]:
    """Its key is in force in its contexts only: a test may have several applications, each with a folder of its own."""
    own, before = server_key.server_key(), [kept]
    _of_applications.add(own)
    made.extensions["tests.key"] = own

    def pushed(_app: Flask, **_rest: object) -> None:
        now = server_key._server_key
        before.append(now)
        # A key that a test put in is meant to be used, whatever application is asked.
        if now is None or now in _of_applications:
            server_key._server_key = own

    def popped(_app: Flask, **_rest: object) -> None:
        server_key._server_key = before.pop()

    server_key._server_key = kept
    with appcontext_pushed.connected_to(pushed, made), appcontext_popped.connected_to(popped, made):
        yield


@contextmanager
def key_in_force(app: Flask) -> Iterator[None]:
    """The application's key outside its contexts: for what is read and written through a bare connection."""
    kept = server_key._server_key
    server_key._server_key = app.extensions["tests.key"]
    try:
        yield
    finally:
        server_key._server_key = kept


@contextmanager
def prepared(
    backend: str, instance_dir: Path, name: str, prepare: Callable[[Flask], object]
) -> Iterator[Flask]:
    """An application whose database holds what *prepare* wrote; what it returned stands in `extensions[name]`."""
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    with migrated_database(backend, instance_dir) as url, application(url, instance_dir) as made:
        made.extensions[name] = prepare(made)
        yield made


def _make_savepoints_cheap(engine: Engine) -> None:
    """Send savepoints as they are: SQLAlchemy compiles each anew, and a tested request makes six."""

    def saying(words: str) -> Callable[[Connection, str], None]:
        return lambda connection, name: connection.connection.cursor().execute(f"{words} {name}").close()

    for method, words in {
        "do_savepoint": "SAVEPOINT",
        "do_rollback_to_savepoint": "ROLLBACK TO SAVEPOINT",
        "do_release_savepoint": "RELEASE SAVEPOINT",
    }.items():
        setattr(engine.dialect, method, saying(words))


@contextmanager
def migrated_database(backend: str, instance_dir: Path) -> Iterator[str]:
    """The URL of a migrated, empty database, removed at the end."""

    def migrate(url: str) -> None:
        with application(url, instance_dir) as made, made.app_context():
            flask_migrate.upgrade()

    make = databases.sqlite_url if backend == "sqlite" else databases.postgres_url
    url = make(migrate)
    try:
        yield url
    finally:
        databases.drop(url)
