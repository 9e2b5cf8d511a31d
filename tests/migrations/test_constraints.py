"""What Alembic does not compare by itself: the conditions of checks and of partial indexes, column by column of the models."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from app.extensions import db
from tests import databases
from tests.applications import migrated_database

pytestmark = pytest.mark.migrations

_POSTGRESQL = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace "
    "UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
)
_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"


@pytest.fixture
def migrated(backend: str, instance_dir: Path) -> Iterator[Engine]:
    with migrated_database(backend, instance_dir) as url:
        engine = create_engine(url, poolclass=NullPool)
        yield engine
        engine.dispose()


@pytest.fixture
def made_from_models(backend: str) -> Iterator[Engine]:
    url = databases.empty_url(backend)
    engine = create_engine(url, poolclass=NullPool)
    db.metadata.create_all(engine)
    yield engine
    engine.dispose()
    databases.drop(url)


def definitions(engine: Engine) -> set[tuple[str, str]]:
    """Every constraint and index by name; on SQLite, where constraints have no catalogue, the parts of its table."""
    statement = _POSTGRESQL if engine.dialect.name == "postgresql" else _SQLITE
    with engine.connect() as connection:
        found = {(str(name), str(sql)) for name, sql in connection.execute(text(statement))}
    return {
        (name, part)
        for name, sql in found
        if not name.startswith(("alembic", "sqlite_"))
        for part in _parts(sql)
    }


def _parts(sql: str) -> list[str]:
    """One line for each column and constraint of a table, whatever their order; another statement as it is."""
    # A table that SQLite had to build anew is quoted.
    plain = re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", sql)
    return [
        re.sub(r"\s+", " ", line).strip(" ,)") for line in plain.splitlines() if "alembic_version" not in line
    ]


def test_every_constraint_of_the_models_is_in_the_migrations(
    migrated: Engine, made_from_models: Engine
) -> None:
    wanted = definitions(made_from_models)
    assert {name for name, part in wanted if "boys" in part and "girls" in part}
    assert definitions(migrated) ^ wanted == set()
