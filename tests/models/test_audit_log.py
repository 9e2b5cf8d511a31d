"""The log can be added to and read; the database itself refuses everything else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from app.access import audit
from app.access.verifying import verify
from app.models.system.audit_log import AuditAction, AuditLog

LOG: Any = AuditLog.__table__


@pytest.fixture
def lines(system: Any) -> list[Any]:
    """Two lines of the log."""
    audit.record(system, audit.Entry(AuditAction.LOGIN), audit.Entry(AuditAction.READ, "Student", 7, 7))
    return list(system.connection().execute(select(LOG).order_by(LOG.c.id.desc()).limit(2)).mappings())


@pytest.mark.parametrize(
    "statement", [update(LOG).values(reason="无"), delete(LOG)], ids=["changed", "removed"]
)
def test_a_line_cannot_be_changed_or_removed(system: Any, lines: list[Any], statement: Any) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        system.connection().execute(statement)


def test_the_log_cannot_be_emptied_at_once(system: Any, lines: list[Any], backend: str) -> None:
    statement = "TRUNCATE audit_logs" if backend == "postgresql" else "DELETE FROM audit_logs"
    with pytest.raises(DBAPIError, match="append-only"):
        system.connection().execute(text(statement))


def test_a_line_that_does_not_continue_the_chain_is_refused(system: Any, lines: list[Any]) -> None:
    forged = {name: value for name, value in lines[0].items() if name != "id"}
    with pytest.raises(DBAPIError, match="chain"):
        system.connection().execute(insert(LOG).values(forged))


def test_the_written_chain_holds(system: Any, lines: list[Any]) -> None:
    assert lines[0]["prev_hash"] == lines[1]["hash"]
    assert not verify(system.connection()).is_broken


@pytest.mark.system("B08", "F02")
def test_a_line_holds_numbers_and_column_names_but_no_text_about_a_person() -> None:
    told = set(LOG.columns.keys()) - {"id", "at", "action", "prev_hash", "hash", "archived_at"}
    assert told == {
        "user_id", "roles", "school_id", "entity", "entity_id", "student_id", "fields", "reason", "result", "session_ref", "ip",
    }  # fmt: skip
