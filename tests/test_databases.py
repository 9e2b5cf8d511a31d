"""The test databases themselves: each is migrated, whatever a test writes is undone, and both backends are really there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, inspect, select

from app.access.guard import system_session
from app.models.school.school import School
from tests import databases
from tests.factories import make_school


def schools() -> int:
    with system_session("a test counts") as session:
        return len(session.scalars(select(School)).all())


def add_a_school() -> None:
    with system_session("a test writes") as session:
        make_school(session)
        session.commit()


def test_each_backend_is_the_one_it_says(app: Flask, transaction: Connection, backend: str) -> None:
    assert transaction.dialect.name == backend
    assert inspect(transaction).has_table("alembic_version")


@pytest.mark.parametrize("attempt", [1, 2])
def test_what_one_test_commits_the_next_does_not_see(
    app: Flask, transaction: Connection, attempt: int
) -> None:
    with app.app_context():
        assert schools() == 0
        add_a_school()
        assert schools() == 1


def test_a_request_shares_no_context_with_the_test(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        seen = client.get("/no-such-page")
    assert seen.status_code in {302, 404}


def test_a_live_application_really_commits(live_app: Flask) -> None:
    with live_app.app_context():
        add_a_school()
    engine = create_engine(live_app.config["SQLALCHEMY_DATABASE_URI"])
    with engine.connect() as other:
        assert other.exec_driver_sql("SELECT count(*) FROM schools").scalar() == 1
    engine.dispose()


def test_an_abandoned_run_is_removed_and_a_running_one_is_not() -> None:
    abandoned = databases.TEMPORARY / f"{databases.PREFIX}999999999-abandoned"
    running = databases.TEMPORARY / f"{databases.PREFIX}{os.getpid()}-running"
    abandoned.mkdir()
    running.mkdir()
    databases.remove_abandoned()
    assert (abandoned.exists(), running.exists()) == (False, True)
    running.rmdir()


def test_a_missing_postgresql_is_an_error_in_ci(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(databases, "INSTALLED", tmp_path)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install"):
        databases.newest_binaries()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="apt-get install"):
        databases.newest_binaries()
