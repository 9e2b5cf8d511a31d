"""The mark of a row: random, and tied to the child of the row, so that neither its texts nor its child can be exchanged unseen."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from typing import Any

from app.access import sealing
from app.models._base import Entity
from app.models._sealed import SealedChild

_HALF = sealing.SEAT_LENGTH // 4


@cache
def child_column(entity: type[Entity]) -> str | None:
    """The column under the room's own key in which the entity names its child; None where it has none."""
    found = (column.name for column in entity.__table__.c if isinstance(column.type, SealedChild))
    return next(found, None)


def new_mark(entity: type[Entity], row: Any) -> str:
    """A mark for the row as it is about to be written."""
    half = secrets.token_bytes(_HALF)
    name = child_column(entity)
    return half.hex() + (secrets.token_hex(_HALF) if name is None else _tie(entity, half, getattr(row, name)))


def fits(entity: type[Entity], mark: str, child: int | None) -> bool:
    """Whether the mark was made for this child."""
    half = bytes.fromhex(mark[: 2 * _HALF])
    return mark[2 * _HALF :] == _tie(entity, half, child)


def _tie(entity: type[Entity], half: bytes, child: int | None) -> str:
    """Over the sealed key, which whoever exchanges it can read too; but the texts stand bound to the mark."""
    name = child_column(entity) or ""
    sealed = b"" if child is None else sealing.seal_child(child, f"{entity.__tablename__}.{name}")
    return hashlib.sha256(half + sealed).hexdigest()[: 2 * _HALF]
