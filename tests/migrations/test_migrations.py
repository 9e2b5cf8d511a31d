"""The migrations have one head, run both ways with data on both databases, and end where the models are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import create_engine, inspect, text

from tests import databases
from tests.applications import application

pytestmark = pytest.mark.migrations


@pytest.fixture
def empty_app(backend: str, instance_dir: Path) -> Iterator[Flask]:
    """An application on a database with nothing in it, in its context."""
    url = databases.empty_url(backend)
    with application(url, instance_dir) as made, made.app_context():
        yield made
    databases.drop(url)


@pytest.fixture
def config(empty_app: Flask) -> Config:
    made: Config = current_app.extensions["migrate"].migrate.get_config()
    return made


def rows_by_table(app: Flask) -> dict[str, int]:
    """How many rows each table has, seen from outside the application."""
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        counted = {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names
        }
    engine.dispose()
    return counted


def fill(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["demo", "--password", "lamp-river-hill-77"])
    assert done.exit_code == 0, done.output


def test_there_is_one_head_and_every_step_leads_to_it(config: Config) -> None:
    scripts = ScriptDirectory.from_config(config)
    assert len(scripts.get_heads()) == 1
    steps = list(scripts.walk_revisions())
    assert [step.revision for step in steps if step.is_merge_point or step.is_branch_point] == []


def test_the_migrations_end_where_the_models_are(config: Config) -> None:
    command.upgrade(config, "head")
    command.check(config)


def test_going_back_to_nothing_leaves_nothing(empty_app: Flask, config: Config) -> None:
    command.upgrade(config, "head")
    fill(empty_app)
    command.downgrade(config, "base")
    assert rows_by_table(empty_app) == {}
    command.upgrade(config, "head")
    assert set(rows_by_table(empty_app).values()) == {0}


def test_a_step_back_and_forth_keeps_the_rows_of_every_table_it_did_not_make(
    empty_app: Flask, config: Config
) -> None:
    command.upgrade(config, "head")
    fill(empty_app)
    full = rows_by_table(empty_app)
    steps = list(ScriptDirectory.from_config(config).walk_revisions())[:-1]
    kept = dict(full)
    for step in steps:
        command.downgrade(config, str(step.down_revision))
        smaller = rows_by_table(empty_app)
        kept = {name: count for name, count in kept.items() if name in smaller}
        assert smaller == kept
    command.upgrade(config, "head")
    assert {name: count for name, count in rows_by_table(empty_app).items() if name in kept} == kept
