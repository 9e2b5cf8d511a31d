"""Seals what still stood in the clear: channels' numbers, residences, sponsors' addresses, caregivers' accounts.

The values are sealed anew row by row with the server's key, both ways; a database without such rows needs no key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

from app.access.server_key import server_key
from app.models._numbers import canonical_phone

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


class _Place(NamedTuple):
    table: str
    column: str
    length: int
    nullable: bool
    is_number: bool = False

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"


_PLACES = (
    _Place("care_registrations", "current_residence", 120, nullable=False),
    _Place("caregivers", "online_account", 60, nullable=True),
    _Place("contact_channels", "number", 60, nullable=False, is_number=True),
    _Place("sponsors", "address", 120, nullable=True),
)


def upgrade() -> None:
    for place in _PLACES:
        _change(place, sa.LargeBinary(), "convert_to({column}, 'UTF8')", _sealed)


def downgrade() -> None:
    for place in reversed(_PLACES):
        # Only so that the type can change; the values follow.
        text = f"left(encode({{column}}, 'hex'), {place.length})"
        _change(place, sa.String(length=place.length), text, _opened)


def _sealed(place: _Place, value: str) -> bytes:
    if place.is_number:
        return server_key().seal_number(canonical_phone(value), place.name)
    return server_key().seal(value, place.name)


def _opened(place: _Place, value: bytes) -> str:
    opener = server_key().unseal_number if place.is_number else server_key().unseal
    return opener(bytes(value), place.name)


def _change(place: _Place, kind: Any, using: str, made_of: Callable[[_Place, Any], Any]) -> None:
    connection = op.get_bind()
    old: Any = sa.table(place.table, sa.column("id"), sa.column(place.column))
    found = sa.select(old.c.id, old.c[place.column]).where(old.c[place.column].is_not(None))
    values = [(row[0], made_of(place, row[1])) for row in connection.execute(found)]
    if connection.dialect.name == "sqlite":
        with op.batch_alter_table(place.table, recreate="always") as table:
            table.alter_column(place.column, type_=kind, existing_nullable=place.nullable)
    else:
        op.alter_column(
            place.table, place.column, type_=kind, existing_nullable=place.nullable,
            postgresql_using=using.format(column=place.column),
        )  # fmt: skip
    new: Any = sa.table(place.table, sa.column("id"), sa.column(place.column, kind))
    for key, value in values:
        connection.execute(sa.update(new).where(new.c.id == key).values({place.column: value}))

