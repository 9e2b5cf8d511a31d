"""The fixtures of every test: an application on each database, and a session whose work is undone afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import scoped_session

from app.access import passwords
from app.access.vault import placing
from app.extensions import db
from tests import approval, databases, open_vault
from tests.applications import application, migrated_database
from tests.security import recording

#: Folders of tests that stand far above the database: PostgreSQL has its turn in the slow run.
PAGES = frozenset({"pages", "room", "admin", "i18n", "cli", "demo"})
#: Files among them that sort, search, stream, lock or race.
ASKING_MUCH = frozenset(
    {
        "test_list.py",
        "test_export.py",
        "test_clashes.py",
        "test_lookup.py",
        "test_signing_in.py",
        "test_taking_in.py",
    }
)


def pytest_configure(config: pytest.Config) -> None:
    # Hundreds of tests sign in; only tests/access/test_passwords.py asks what a guess really costs.
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    passwords._NOBODY = passwords.hash_of("nobody")
    # Whose keys open the counseling room is asked in tests/vault.
    placing.use(open_vault.OpenVault())
    if not hasattr(config, "workerinput"):
        databases.open_run()
    recording.listen(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.close_run()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that touches a database runs on both, but for those marked `sqlite_only` or `sqlite_first`."""
    if "backend" in metafunc.fixturenames:
        metafunc.parametrize("backend", _backends_of(metafunc.definition), indirect=True, scope="session")


def _backends_of(test: pytest.Item) -> list[Any]:
    if test.get_closest_marker("sqlite_only"):
        return ["sqlite"]
    is_page = test.path.parent.name in PAGES and test.path.name not in ASKING_MUCH
    is_first = is_page or test.get_closest_marker("sqlite_first") is not None
    return ["sqlite", pytest.param("postgresql", marks=[pytest.mark.slow] if is_first else [])]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "approved" in getattr(item, "fixturenames", ()):
            item.add_marker("approved")
        if recording.is_of_security(item.nodeid):
            item.add_marker("security")


@pytest.fixture(scope="session")
def instance_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of this worker: keys, job states."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    """The name of the database this test runs on: sqlite or postgresql."""
    return str(request.param)


@pytest.fixture(scope="session")
def db_url(backend: str, instance_dir: Path) -> Iterator[str]:
    """A migrated, empty database of this worker's own."""
    with migrated_database(backend, instance_dir) as url:
        yield url


@pytest.fixture(scope="session")
def empty_app(db_url: str, instance_dir: Path) -> Iterator[Flask]:
    """The application on this backend, with nothing in its database."""
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    with application(db_url, instance_dir) as made:
        yield made


@pytest.fixture(scope="session")
def app(empty_app: Flask) -> Flask:
    """The application of the test; what it changes through `session` or `client` is undone.

    A folder whose tests all begin with the same school has an `app` of its own, where that school stands already.
    """
    return empty_app


@pytest.fixture
def transaction(app: Flask) -> Iterator[Connection]:
    """One outer transaction round the test: whatever a session commits is a savepoint in it."""
    engines: dict[str | None, Any] = db._app_engines[app]
    engine = engines[None]
    # The guard's tripwire refuses what comes round a session; this BEGIN is the test's own.
    with engine.connect().execution_options(row_guard=True) as connection:
        outer = connection.begin()
        engines[None] = connection
        yield connection
        engines[None] = engine
        outer.rollback()


@pytest.fixture
def session(app: Flask, transaction: Connection) -> Iterator[scoped_session[Any]]:
    """`db.session` in an application context, with nobody bound to it yet."""
    with app.app_context():
        yield db.session


@pytest.fixture
def client(app: Flask, transaction: Connection) -> FlaskClient:
    """A browser without cookies; its requests see what the test's session has committed."""
    return app.test_client()


@pytest.fixture
def live_app(backend: str, instance_dir: Path) -> Iterator[Flask]:
    """An application on a database of this test alone, with real commits: for threads, jobs and locks."""
    with migrated_database(backend, instance_dir) as url, application(url, instance_dir) as made:
        yield made


@pytest.fixture
def approved(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`approved(name, text)` compares with tests/approved/<name>; `make approve` rewrites that file."""
    return approval.compare
