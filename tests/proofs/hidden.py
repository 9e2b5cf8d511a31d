"""Changes every cell that a person may not see, value and order alike, and leaves everything else as it is.

Keys, days and states on which the row rules stand stay: they decide what is hidden, and are tested by the oracle.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Enum, update
from sqlalchemy.exc import IntegrityError

from app.access import sealing
from app.models._base import Entity, all_entities, facts_of
from app.models._columns import ChoiceSet, ColumnFacts, Kind
from app.models._sealed import SealedText
from app.selftest.canaries import Cell
from app.selftest.judging import is_masked
from app.selftest.oracle import Oracle
from tests import open_vault
from tests.proofs.authorizer import STRUCTURAL

#: Whatever is later becomes earlier.
_MIDDLE = dt.date(2100, 1, 1).toordinal()
#: Rows on which signing in and the rules stand, or which the database itself refuses to change.
_LEFT = frozenset({"AuditLog", "UserSession", "UserRole", "SignInThrottle", "VaultBox"})
_KEPT = frozenset(
    {
        "id",
        "school_id",
        "created_by_id",
        "archived_at",
        "version",
        "parties",
        "alerted_principal_at",
        "status",
        "is_current",
        "for_all_schools",
        "addressed_to",
        "released_on",
    }
)


#: What all staff are told of an emergency that is going on (`access/emergencies.py`): where, since when, how pressing.
_ALARM = {
    "Incident": "kind place known_at closed_at",
    "IncidentNotice": "is_owed due_at reached_at given_up_reason",
}


def change_hidden(connection: Connection, oracle: Oracle) -> int:
    """Change the hidden cells in the database; how many there were."""
    connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
    changed = 0
    for entity in all_entities():
        if entity.__name__ not in _LEFT:
            for key, row in oracle.rows[entity.__name__].items():
                changed += _change_row(connection, oracle, entity, key, row)
    return changed


def _change_row(
    connection: Connection, oracle: Oracle, entity: type[Entity], key: int, row: dict[str, Any]
) -> int:
    changed = 0
    table = entity.__table__
    for name, facts in facts_of(entity).items():
        cell = Cell(entity.__name__, name, key)
        if _is_kept(entity, name, facts) or oracle.is_himself(cell) or _is_own_account(oracle, cell):
            continue
        if oracle.may_see(cell) and not is_masked(cell):
            continue
        other = _other(table.c[name].type, row.get(name), masked=oracle.may_see(cell))
        if isinstance(table.c[name].type, SealedText):
            other = sealing.placed("另一段文字", 1, row["seat"] or "0" * sealing.SEAT_LENGTH)
        try:
            with connection.begin_nested(), sealing.holding(open_vault.KEYS):
                connection.execute(update(table).where(table.c.id == key).values({name: other}))
        except IntegrityError:
            continue
        changed += 1
    return changed


def _is_kept(entity: type[Entity], name: str, facts: ColumnFacts) -> bool:
    if name in _ALARM.get(entity.__name__, "").split():
        return True
    return facts.kind is Kind.REF or name in _KEPT or name in STRUCTURAL.get(entity.__tablename__, "").split()


def _is_own_account(oracle: Oracle, cell: Cell) -> bool:
    return (cell.entity, cell.row) in {
        ("User", oracle.person.user_id),
        ("Staff", oracle.person.staff_id),
        ("School", oracle.person.school_id),
    }


def _other(column: Any, value: Any, *, masked: bool) -> Any:
    """Another value of the type; of two values the greater becomes the less."""
    if masked:
        return value and f"{value[:3]}{''.join(str(9 - int(d)) for d in value[3:-4])}{value[-4:]}"
    if isinstance(column, Enum):
        members = list(column.enum_class or ())
        return members[(members.index(column.enum_class(value)) + 1) % len(members)] if value else value
    if isinstance(column, ChoiceSet) or value is None:
        return value
    return _turned(value)


def _turned(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return 9_000 - value
    if isinstance(value, dt.datetime):
        return dt.datetime.fromordinal(_MIDDLE).replace(tzinfo=dt.UTC) - (
            value - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
        )
    if isinstance(value, dt.date):
        return dt.date.fromordinal(2 * _MIDDLE - value.toordinal())
    if isinstance(value, str):
        return "".join(chr(ord("0") + 9 - int(c)) if c.isascii() and c.isdigit() else c for c in value)[:60]
    return {"1": "另一段文字"} if isinstance(value, dict) else value
