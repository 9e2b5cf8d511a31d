"""SQLite's own account of which columns each statement of a request reads, wherever in the statement it reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from app.extensions import db
from app.models._base import all_entities
from app.selftest.oracle import Oracle

_SQLITE_READ = 20

#: What the row rules ask of tables whatever the person may read there, and the keys every join needs.
STRUCTURAL: dict[str, str] = {
    "teaching_assignments": "staff_id role school_class_id starts_on ends_on",
    "enrollments": "student_id school_class_id starts_on ends_on",
    "mentorings": "mentor_id student_id starts_on ends_on",
    "counseling_cases": "counselor_id student_id",
    "counselor_recusals": "counselor_id cover_id starts_at ends_at",
    "counseling_referrals": "student_id",
    "student_caregivers": "student_id caregiver_id",
    "individual_plans": "student_id author_id",
    "caregivers": "created_by_id",
    "crisis_reports": "case_id",
    "incident_students": "incident_id student_id",
    "incidents": "handled_by_id opened_by_id",
    "events": "organiser_id",
    "opening_sessions": "first_duty_id second_duty_id",
    "assessments": "staff_id",
    "screening_results": "counselor_id student_id",
    "mailbox_letters": "counselor_id student_id",
    "consents": "student_id given_on withdrawn_on",
    "name_grams": "kind gram row_id",
}
_KEYS = frozenset({"", "id", "school_id", "archived_at", "version", "ROWID"})


class Reads:
    """The (table, column) pairs read while it listens, without those of system sessions."""

    def __init__(self, connection: Connection) -> None:
        self._driver: Any = connection.connection.driver_connection
        self._systems: list[Any] = []
        self._now_system = False
        self.seen: set[tuple[str, str]] = set()
        self.reasons: set[str] = set()

    def begin(self) -> None:
        """Start anew; setting an authorizer makes SQLite prepare, and so report, every statement again."""
        self.seen.clear()
        self._driver.set_authorizer(self._note)

    def _note(self, action: int, table: str | None, column: str | None, *_more: object) -> int:
        if action == _SQLITE_READ and not self._now_system and table and not table.startswith("sqlite_"):
            self.seen.add((table, column or ""))
        return 0

    # --- whose statement is it ---

    def _on_begin(self, session: Any, transaction: Any, _connection: Any) -> None:
        if session.info.get("system"):
            self._systems.append(session)
            self.reasons.add(session.info["system"])
            self._now_system = True

    def _on_end(self, session: Any, transaction: Any) -> None:
        if transaction.parent is None and session in self._systems:
            self._systems.remove(session)
        self._now_system = bool(self._systems)

    def _on_execute(self, state: Any) -> None:
        self._now_system = bool(state.session.info.get("system"))

    @contextmanager
    def listening(self) -> Iterator[Reads]:
        hooks = (
            ("after_begin", self._on_begin),
            ("after_transaction_end", self._on_end),
            ("do_orm_execute", self._on_execute),
        )
        for name, hook in hooks:
            event.listen(db.session, name, hook)
        try:
            yield self
        finally:
            self._driver.set_authorizer(None)
            for name, hook in hooks:
                event.remove(db.session, name, hook)


def beyond(oracle: Oracle, seen: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of the columns read those the person may not read and no row rule needs."""
    names = {entity.__tablename__: entity.__name__ for entity in all_entities()}
    return {
        (table, column)
        for table, column in seen
        if column not in _KEYS
        and column not in STRUCTURAL.get(table, "").split()
        and not (table in names and oracle.reads(names[table], column))
    }
