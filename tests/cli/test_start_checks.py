"""A start that would be unsafe is refused or mended, and says what to do (security T-28)."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask
from sqlalchemy import Engine, event

from app.cli.start_checks import check_start, close_keys
from app.database import unsettled
from app.extensions import db

pytestmark = pytest.mark.security("T-28", "R-02")


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    with app.app_context():
        yield db.engine


def test_an_ordinary_start_is_let_through(app: Flask, engine: Engine) -> None:
    check_start(app, engine)


def test_debug_is_refused(app: Flask, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "debug", True)
    with pytest.raises(click.UsageError, match="FLASK_DEBUG"):
        check_start(app, engine)


@pytest.mark.parametrize("secret", ["", "dev", "changeme", "x" * 31])
def test_a_secret_that_can_be_guessed_is_refused(
    app: Flask, engine: Engine, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SECRET_KEY", secret)
    with pytest.raises(click.UsageError, match="SHOUWANG_SECRET_KEY"):
        check_start(app, engine)


def test_a_key_that_others_may_read_is_closed_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "sealing.key"
    key.touch()
    key.chmod(0o644)
    close_keys(tmp_path)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "sealing.key" in capsys.readouterr().err


@pytest.mark.sqlite_only("PostgreSQL has no such settings")
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("synchronous", "1"), ("foreign_keys", "0"), ("secure_delete", "0"), ("trusted_schema", "1"),
     ("cell_size_check", "0"), ("busy_timeout", "1")],
)  # fmt: skip
def test_a_setting_of_sqlite_that_did_not_take_is_seen_and_refused(
    app: Flask, engine: Engine, pragma: str, value: str
) -> None:
    assert unsettled(engine) == []

    def spoil(connection: object, _record: object, _proxy: object) -> None:
        connection.cursor().execute(f"PRAGMA {pragma}={value}")  # type: ignore[attr-defined]

    event.listen(engine, "checkout", spoil)
    try:
        assert unsettled(engine) == [f"{pragma} = {value}"]
        with pytest.raises(click.UsageError, match=pragma):
            check_start(app, engine)
    finally:
        event.remove(engine, "checkout", spoil)
        engine.dispose()
