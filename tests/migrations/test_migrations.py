"""The migrations have one head, run both ways with data on both databases, and end where the models are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import create_engine, inspect, text

from app import clock
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.database import engine_options
from app.extensions import db
from tests import databases
from tests import factories as make
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
    # The application's own driver: two copies of SQLite in one process drop each other's locks on a file.
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(url, **engine_options(url))
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        counted = {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names
        }
    engine.dispose()
    return counted


def fill() -> None:
    """A row in most tables, and references between them."""
    with (
        clock.set_to(dt.date(2025, 10, 15)),
        system_session("rows to carry through the migrations") as session,
    ):
        school = make.make_school(session)
        year = make.make_school_year(session, school)
        term = make.make_term(session, school, year)
        school_class = make.make_class(session, year)
        teacher, counselor = make.make_staff(session, school), make.make_staff(session, school)
        make.make_user(session, teacher, roles=(Role.MENTOR, Role.COUNSELOR))
        make.make_homeroom(session, teacher, school_class)
        child = make.make_student(session, school_class=school_class)
        make.make_absence(session, make.make_caregiver(session, child))
        make.make_registration(session, child, term)
        make.make_mentoring(session, teacher, child)
        make.make_contact(session, child, teacher)
        make.make_stage(session, make.make_plan(session, child, term, teacher))
        make.make_guardian_report(session, child, term, teacher)
        make.make_session(session, make.make_case(session, child, counselor))
        session.commit()


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
    fill()
    command.downgrade(config, "base")
    assert rows_by_table(empty_app) == {}
    command.upgrade(config, "head")
    assert set(rows_by_table(empty_app)) == set(db.metadata.tables)


def test_a_step_back_and_forth_keeps_the_rows_of_every_table_it_did_not_make(
    empty_app: Flask, config: Config
) -> None:
    command.upgrade(config, "head")
    fill()
    kept = rows_by_table(empty_app)
    steps = list(ScriptDirectory.from_config(config).walk_revisions())[:-1]
    for step in steps:
        command.downgrade(config, str(step.down_revision))
        smaller = rows_by_table(empty_app)
        kept = {name: count for name, count in kept.items() if name in smaller}
        assert smaller == kept
    command.upgrade(config, "head")
    assert {name: count for name, count in rows_by_table(empty_app).items() if name in kept} == kept
