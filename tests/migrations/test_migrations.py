"""The migrations have one head, run both ways with data on both databases, and end where the models are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import create_engine, inspect, select, text

from app import clock
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.database import engine_options
from app.extensions import db
from app.models.aid.sponsor import Sponsor, SponsorKind
from app.models.people.caregiver import Caregiver
from app.models.school.contact_channel import ChannelKind, ContactChannel
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


def test_what_is_sealed_later_reads_the_same_after_the_step_and_after_the_step_back(
    empty_app: Flask, config: Config
) -> None:
    """Values of older databases are sealed where they stand, and stand in the clear again for the older program."""
    command.upgrade(config, "head")
    with system_session("values to be sealed") as session:
        school = make.make_school(session)
        child = make.make_student(session, school)
        make.make_caregiver(session, child, online_account="wx-柳树")
        own = {"school_id": school.id}
        session.add(ContactChannel(**own, kind=ChannelKind.HELP_LINE, number="0566 123 4567"))
        session.add(ContactChannel(**own, kind=ChannelKind.EMAIL, number="school@example.invalid"))
        session.add(Sponsor(**own, name="平安商店", kind=SponsorKind.COMPANY, address="平安镇街上 3 号"))
        session.commit()
    schema = _checks_and_indexes(empty_app)
    command.downgrade(config, "0010")
    assert _values(empty_app, "contact_channels", "number") == ["0566-1234567", "school@example.invalid"]
    assert _values(empty_app, "sponsors", "address") == ["平安镇街上 3 号"]
    command.upgrade(config, "head")
    assert b"wx" not in b"".join(bytes(value) for value in _values(empty_app, "caregivers", "online_account"))
    assert _checks_and_indexes(empty_app) == schema
    with system_session("values that were sealed", reads_only=True) as session:
        numbers = session.scalars(select(ContactChannel.number).order_by(ContactChannel.id)).all()
        assert numbers == ["0566-1234567", "school@example.invalid"]
        assert session.scalars(select(Caregiver.online_account)).one() == "wx-柳树"


def _values(app: Flask, table: str, column: str) -> list[Any]:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(url, **engine_options(url))
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT {column} FROM {table} ORDER BY id")).scalars().all()
    engine.dispose()
    return list(found)


def _checks_and_indexes(app: Flask) -> dict[str, Any]:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(url, **engine_options(url))
    with engine.connect() as connection:
        look = inspect(connection)
        found = {
            table: (
                sorted(str(check["name"]) for check in look.get_check_constraints(table)),
                sorted(_index(each) for each in look.get_indexes(table)),
                sorted(str(key["name"]) for key in look.get_foreign_keys(table)),
            )
            for table in ("contact_channels", "sponsors", "caregivers", "care_registrations")
        }
    engine.dispose()
    return found


def _index(told: Any) -> tuple[str, list[str]]:
    return str(told["name"]), sorted(
        f"{key}={value}" for key, value in told.get("dialect_options", {}).items()
    )
