"""A working day in the counseling room, by all its doors: nothing written there stands in the clear in any file afterwards (T-13)."""

from __future__ import annotations

import logging
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import MetaData, create_engine

from app.access import server_key
from app.access.guard import system_session
from app.access.vault import placing
from app.crypto import identities
from app.crypto.identities import Cost
from app.database import sqlite_driver
from app.extensions import db
from app.selftest.scanning import Finder
from tests import databases, open_vault
from tests.applications import application
from tests.pages.conftest import Place, build_place
from tests.pages.room.conftest import (
    Counselor,
    counselor_of,
)
from tests.proofs.room_day import TEXTS, Day

pytestmark = [pytest.mark.security("T-13"), pytest.mark.slow]

LOG = "program.log"


@contextmanager
def _installation(folder: Path, backend: str) -> Iterator[tuple[Flask, str]]:
    """The program with real commits; every file it makes lies in the folder."""
    kept, key = tempfile.tempdir, server_key._server_key
    tempfile.tempdir = str(folder / "temp")
    Path(tempfile.tempdir).mkdir(parents=True)
    url = f"sqlite:///{folder / 'shouwang.db'}" if backend == "sqlite" else databases.empty_url(backend)
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    placing.use(placing.RealVault())
    try:
        with application(url, folder / "instance") as app:
            with app.app_context():
                flask_migrate.upgrade()
            app.config["PROPAGATE_EXCEPTIONS"] = False
            app.testing = False
            yield app, url
    finally:
        placing.use(open_vault.OpenVault())
        tempfile.tempdir = kept
        if key is not None:
            server_key.use(key)
        if backend == "postgresql":
            databases.drop(url)


@contextmanager
def _logged(file: Path) -> Iterator[None]:
    """Everything that the program says, and every statement with its values hidden, goes into the file."""
    log, root = logging.FileHandler(file, encoding="utf-8"), logging.getLogger()
    engine = logging.getLogger("sqlalchemy.engine")
    levels = root.level, engine.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    # One step further the library prints the rows it has read, which nobody sets in a school.
    engine.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(log)
        root.setLevel(levels[0])
        engine.setLevel(levels[1])
        log.close()


def _values(url: str) -> Iterator[tuple[str, bytes]]:
    """(table, everything that stands in one of its rows): a file of SQLite cuts long values into pages."""
    engine = create_engine(url)
    try:
        tables = MetaData()
        tables.reflect(engine)
        with engine.connect() as connection:
            for table in tables.sorted_tables:
                for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"'):
                    yield table.name, b"\n".join(_bytes(value) for value in row)
    finally:
        engine.dispose()


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()


def _dump(url: str, folder: Path) -> None:
    """A backup as administrators make it: the file copied as it lies, and by the database's own means; or every table as text."""
    folder.mkdir()
    if url.startswith("sqlite"):
        own = Path(url.removeprefix("sqlite:///"))
        with (
            closing(sqlite_driver().connect(own)) as source,
            closing(sqlite_driver().connect(folder / "copy.db")) as copy,
        ):
            source.backup(copy)
        # Python's own module writes the dump; it opens the copy only, not the file that the program has open.
        with closing(sqlite3.connect(folder / "copy.db")) as copied:
            (folder / "dump.sql").write_text("\n".join(copied.iterdump()), "utf-8")
        for file in own.parent.glob(f"{own.name}*"):
            (folder / file.name).write_bytes(file.read_bytes())
        return
    engine = create_engine(url)
    tables = MetaData()
    tables.reflect(engine)
    with closing(engine.raw_connection()) as connection:
        for table in tables.sorted_tables:
            with connection.cursor().copy(f'COPY "{table.name}" TO STDOUT') as rows:  # type: ignore[attr-defined]
                (folder / f"{table.name}.copy").write_bytes(b"".join(bytes(part) for part in rows))
    engine.dispose()


def _found(finder: Finder, folder: Path, but: str = "") -> set[tuple[str, str]]:
    """(file, text) of whatever stands in the clear, in all files `but` one."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != but]
    return {(path.name, text) for path in files for text in finder.found_in(path.read_bytes())}


class Watch:
    """Looks at the files after each act: a text may stand in them for an hour only."""

    day: Day

    def __init__(self, folder: Path, finder: Finder) -> None:
        self.folder, self.finder = folder, finder
        self.found: set[tuple[str, str]] = set()
        self.names: set[str] = set()
        #: After which acts the sealed bytes of the removed file stood in the database's files.
        self.stood: list[str] = []

    def look(self, act: str) -> None:
        self.names.update(path.name for path in self.folder.rglob("*"))
        if act in ("prints", "removes_a_file", "hands_over"):
            files = self.folder.glob("shouwang.db*")
            self.stood += [act] if any(self.day.gone in path.read_bytes() for path in files) else []
        # What only grows is read in the evening.
        now = _found(self.finder, self.folder, but=LOG)
        self.found.update((f"{act}: {name}", text) for name, text in now)


def test_no_text_of_the_room_stands_in_the_clear_in_any_file(
    backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identities.lock, "__defaults__", (Cost(rounds=1, kibibytes=64),))
    folder = tmp_path / "installation"
    monkeypatch.setenv("TMPDIR", str(folder / "temp"))
    folder.mkdir()
    with _logged(folder / LOG), _installation(folder, backend) as (app, url):
        place = build_place(app)
        li, wang = counselor_of(app, place.users["counselor"]), _second(app, place)
        li.make_keys()
        assert li.unlock() == 302
        watch = Watch(folder, Finder([*TEXTS.values(), li.words, *li.codes]))
        day = watch.day = Day(app, place, li, wang, watch.look)
        day.run()
        assert len(day.gone) == 60 and watch.stood == (["prints"] if backend == "sqlite" else [])
        found, names = watch.found, watch.names
        finder = Finder([*TEXTS.values(), li.words, wang.words, *li.codes])
        _dump(url, folder / "backup")
        found |= {(table, text) for table, row in _values(url) for text in finder.found_in(row)}
        found |= _found(finder, folder)
        names.update(path.name for path in folder.rglob("*"))
        wanted = (
            {"shouwang.db", "shouwang.db-wal", "shouwang.db-shm"} if backend == "sqlite" else {"drafts.copy"}
        )
        assert {LOG, *wanted} <= names
    assert found == set()
    (folder / LOG).write_bytes(TEXTS["session"].encode("utf-16-le"))
    assert _found(finder, folder) == {(LOG, TEXTS["session"])}


def _second(app: Flask, place: Place) -> Counselor:
    from app.access.vocabulary import Role
    from tests import factories as make

    with app.app_context(), system_session("a second counselor") as session:
        staff = make.make_staff(session, session.get_one(make.School, place.school))
        key = make.make_user(session, staff, roles=(Role.COUNSELOR,), must_change_password=False).id
        session.commit()
    return counselor_of(app, key)
