"""The quick look at the database before a start agrees with the program and with Alembic."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask, current_app

from app.config import Settings
from scripts import migrate


@pytest.mark.parametrize("named", [{}, {"DATABASE_URL": "postgresql+psycopg://localhost/guard"}])
def test_it_looks_at_the_database_that_the_program_opens(tmp_path: Path, named: dict[str, str]) -> None:
    environment = {"SHOUWANG_INSTANCE": str(tmp_path), **named}
    assert migrate.database_url(environment) == Settings.from_env(environment).database_url


def test_it_finds_a_migrated_database_at_the_newest_revision(app: Flask, db_url: str) -> None:
    with app.app_context():
        heads = ScriptDirectory.from_config(
            current_app.extensions["migrate"].migrate.get_config()
        ).get_heads()
    assert migrate.newest(migrate.ROOT / "migrations" / "versions") == set(heads)
    assert migrate.present(db_url) == set(heads)


def test_a_database_that_is_not_there_has_no_revision_and_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"
    assert migrate.present(f"sqlite:///{missing}") == set()
    assert not missing.exists()


def test_only_the_end_of_the_chain_is_the_newest(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('revision = "0001"\ndown_revision = None\n')
    (tmp_path / "b.py").write_text('revision: str = "0002"\ndown_revision: str | None = "0001"\n')
    (tmp_path / "c.py").write_text('revision = "0003"\ndown_revision = ("0002", "0001")\n')
    assert migrate.newest(tmp_path) == {"0003"}
