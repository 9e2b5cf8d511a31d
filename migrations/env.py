"""Runs the migrations on a connection of their own, all in one transaction, on SQLite and on PostgreSQL.

The application's engine stays untouched: its trip wire refuses whatever does not come through a guarded session.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from app import database
from app.extensions import db
from app.models._columns import ChoiceSet, SealedText, UtcMoment

#: Held while migrating, so that two processes that start at once do not both build the tables.
_LOCK = 7_214_000

#: Our own column types as the plain ones that they are in the database: a migration never imports the models.
_PLAIN = {
    UtcMoment: "sa.DateTime(timezone=True)",
    ChoiceSet: "sa.Text()",
    SealedText: "sa.LargeBinary()",
}


def _render(kind: str, item: Any, _context: object) -> str | bool:
    if kind != "type":
        return False
    if isinstance(item, sa.Enum):
        values = ", ".join(repr(value) for value in item.enums)
        form = f"native_enum=False, create_constraint=True, length={item.length}"
        return f"sa.Enum({values}, name={item.name!r}, {form})"
    return _PLAIN.get(type(item), False)


def _options(dialect: str) -> dict[str, Any]:
    return {
        "target_metadata": db.metadata,
        "render_item": _render,
        "compare_type": True,
        # SQLite changes a column by making the table anew.
        "render_as_batch": dialect == "sqlite",
        "transactional_ddl": True,
        "process_revision_directives": _skip_empty,
    }


def _skip_empty(_context: object, _revision: object, directives: list[Any]) -> None:
    """`flask db migrate` writes no file when there is nothing to change."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives.clear()


def _without_foreign_keys(connection: Any, _record: object) -> None:
    """A table made anew would drag its children's rows along; the keys are checked at the end instead."""
    connection.execute("PRAGMA foreign_keys=OFF")


def _engine(url: str) -> sa.Engine:
    engine = sa.create_engine(url, poolclass=sa.NullPool, **_engine_options(url))
    database.prepare(engine)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _without_foreign_keys)
    return engine


def _engine_options(url: str) -> dict[str, Any]:
    return {key: value for key, value in database.engine_options(url).items() if key != "pool_pre_ping"}


def _check_foreign_keys(connection: sa.Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise RuntimeError(
            f"这些表有指向不存在记录的外键,数据库未改动 / broken foreign keys, nothing changed: {tables}"
        )


def _run_online() -> None:
    engine = _engine(current_app.config["SQLALCHEMY_DATABASE_URI"])
    with engine.connect() as connection:
        context.configure(connection=connection, **_options(engine.dialect.name))
        with context.begin_transaction():
            if engine.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            context.run_migrations()
            if engine.dialect.name == "sqlite":
                _check_foreign_keys(connection)
    engine.dispose()


def _run_offline() -> None:
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    context.configure(url=url, literal_binds=True, **_options(url.split(":", 1)[0]))
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    _run_offline()
else:
    _run_online()
