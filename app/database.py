"""How the database is opened: SQLite made durable, PostgreSQL as it is, and a session that is closed until guarded."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from contextvars import ContextVar
from types import ModuleType
from typing import Any

from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.schema import MetaData

#: True while a request only reads: SQLite then needs no write lock, and neither database lets anything be written
#: (security W-05). Set per request by the page layer.
only_reads: ContextVar[bool] = ContextVar("only_reads", default=False)

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_PRAGMAS = {
    "busy_timeout": 10_000,
    "foreign_keys": "ON",
    "synchronous": "FULL",
    "secure_delete": "ON",
    "trusted_schema": "OFF",
    "cell_size_check": "ON",
    "cache_size": -65_536,
    "mmap_size": 268_435_456,
}
#: A computer may give less of these.
_ONLY_FOR_SPEED = frozenset({"cache_size", "mmap_size"})


class Base(DeclarativeBase):
    """The declarative base; its metadata gives every index and constraint a stable name for migrations."""

    metadata = MetaData(naming_convention=_NAMES)


class Refused(Exception):
    """The session guard refused: no actor, an unguarded statement, a verb or a row that is not granted."""


class ClosedSession(Session):
    """A session that refuses the doors round the guard; only a system actor may use them.

    `bulk_*` and `connection` bypass both the statement and the flush events of the guard.
    """

    def _only_for_the_system(self, door: str) -> None:
        if not self.info.get("system"):
            raise Refused(f"{door} goes round the guard")

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any) -> Any:
        """The connection the session was made on, where it was made on one; else the application's engine."""
        return super().get_bind(mapper=mapper, clause=clause, bind=bind or self.bind, **kwargs)

    def connection(self, *args: Any, **kwargs: Any) -> Connection:
        self._only_for_the_system("connection")
        return super().connection(*args, **kwargs)

    def raw_connection(self) -> Connection:
        """The connection of this transaction, for the guard's and the rules' own look-ups."""
        return super().connection()

    def bulk_save_objects(self, *args: Any, **kwargs: Any) -> None:
        self._only_for_the_system("bulk_save_objects")
        super().bulk_save_objects(*args, **kwargs)

    def bulk_insert_mappings(self, *args: Any, **kwargs: Any) -> None:
        self._only_for_the_system("bulk_insert_mappings")
        super().bulk_insert_mappings(*args, **kwargs)

    def bulk_update_mappings(self, *args: Any, **kwargs: Any) -> None:
        self._only_for_the_system("bulk_update_mappings")
        super().bulk_update_mappings(*args, **kwargs)


def sqlite_driver() -> ModuleType:
    """pysqlite3 (a current SQLite) where its wheel exists, else Python's own."""
    try:
        import pysqlite3.dbapi2 as driver
    except ImportError:
        return sqlite3
    return driver


def has_safe_wal(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset corruption (security R-01)."""
    if version == (3, 52, 0):
        return False
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def engine_options(url: str) -> dict[str, Any]:
    """What `create_engine` is given for this URL; errors never carry the values of a row."""
    options: dict[str, Any] = {"hide_parameters": True, "query_cache_size": 2000}
    if url.startswith("sqlite"):
        options["module"] = sqlite_driver()
        options["connect_args"] = {"timeout": 10}
    else:
        options["pool_pre_ping"] = True
    return options


def prepare(engine: Engine) -> None:
    """Attach the connection settings to an engine; harmless to call twice."""
    if engine.dialect.name != "sqlite":
        if not event.contains(engine, "begin", _begin_postgresql):
            event.listen(engine, "begin", _begin_postgresql)
    elif not event.contains(engine, "connect", _open_sqlite):
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def refresh_statistics(session: ClosedSession) -> None:
    """After many rows were written at once: either database would plan the first reports as if the tables were empty.

    SQLite looks at a part of each index (its own limit), a third of a second for 300,000 contacts.
    """
    connection = session.connection()
    is_postgresql = connection.dialect.name == "postgresql"
    connection.exec_driver_sql("ANALYZE" if is_postgresql else "PRAGMA optimize=0x10002")


def write_over_what_was_deleted(session: ClosedSession) -> None:
    """After the commit of a deletion: what the write-ahead file of SQLite still holds is written over.

    PostgreSQL keeps its own files, which no program reaches; docs/decisions/0017-deletion.md says what to do there.
    """
    engine = session.get_bind()
    if isinstance(engine, Engine) and engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _open_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin transactions lazily and lose updates (security decision 4); we begin them.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA journal_mode={_journal()}")
    for name, value in _PRAGMAS.items():
        cursor.execute(f"PRAGMA {name}={value}")
    cursor.close()


def unsettled(engine: Engine) -> list[str]:
    """The settings that a new SQLite connection does not have though it was told; none on PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return []
    words = {"ON": "1", "OFF": "0", "FULL": "2"}
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        names = [*_PRAGMAS.keys() - _ONLY_FOR_SPEED, "journal_mode"]
        found = {name: str(cursor.execute(f"PRAGMA {name}").fetchone()[0]) for name in names}
        cursor.close()
    finally:
        connection.close()
    wanted = {name: words.get(str(value), str(value)) for name, value in _PRAGMAS.items()}
    wanted["journal_mode"] = _journal().lower()
    return sorted(f"{name} = {value}" for name, value in found.items() if value != wanted[name])


def _journal() -> str:
    return "WAL" if has_safe_wal(sqlite_driver().sqlite_version_info) else "TRUNCATE"


def _begin_sqlite(connection: Connection) -> None:
    # On the driver's own cursor: the session has not marked its connection for the trip wire yet.
    cursor, reads = connection.connection.cursor(), only_reads.get()
    cursor.execute(f"PRAGMA query_only={int(reads)}")
    cursor.execute("BEGIN" if reads else "BEGIN IMMEDIATE")
    cursor.close()


def _begin_postgresql(connection: Connection) -> None:
    if only_reads.get():
        cursor = connection.connection.cursor()
        cursor.execute("SET TRANSACTION READ ONLY")
        cursor.close()
