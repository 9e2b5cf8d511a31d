"""Brings the database up to the newest migration; when it is there already, says so without starting the program.

Looking costs 0.05 s and starting the program more than one, which a person waits for at every `make run`.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_REVISION = re.compile(r"^(revision|down_revision)\b[^=]*= (.+)$", re.MULTILINE)
_QUESTION = "SELECT version_num FROM alembic_version"


def newest(folder: Path) -> set[str]:
    """The revisions that no other one follows."""
    made: set[str] = set()
    followed: set[str] = set()
    for file in folder.glob("*.py"):
        for name, value in _REVISION.findall(file.read_text("utf-8")):
            (made if name == "revision" else followed).update(re.findall(r"[\"']([^\"']+)[\"']", value))
    return made - followed


def database_url(environment: Mapping[str, str]) -> str:
    """The same as `Settings.from_env` in app/config.py; a test compares them."""
    instance = Path(environment.get("SHOUWANG_INSTANCE") or ROOT / "instance").resolve()
    return environment.get("DATABASE_URL") or f"sqlite:///{instance / 'shouwang.db'}"


def present(url: str) -> set[str]:
    """The revisions the database says it has; none when it cannot be asked, so that Alembic finds out why."""
    try:
        return (
            _ask_sqlite(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else _ask_postgresql(url)
        )
    except Exception:  # noqa: BLE001
        return set()


def _ask_sqlite(path: str) -> set[str]:
    with closing(sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True)) as connection:
        return {str(row[0]) for row in connection.execute(_QUESTION)}


def _ask_postgresql(url: str) -> set[str]:
    import psycopg

    with psycopg.connect(re.sub(r"^postgres\w*(\+\w+)?:", "postgresql:", url)) as connection:
        return {str(row[0]) for row in connection.execute(_QUESTION)}


def main() -> int:
    if present(database_url(os.environ)) == newest(ROOT / "migrations" / "versions"):
        return 0
    print("正在建立或更新数据库 / making or updating the database")
    upgrade = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    return subprocess.run(upgrade, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
