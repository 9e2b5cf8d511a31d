"""Which of the rows a person sees he may also change, so that a page offers no button that would be refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.access import rows
from app.access.counseled import binds_of
from app.access.grants import grants_of
from app.access.guard import Actor
from app.access.vocabulary import Action
from app.database import ClosedSession
from app.models._base import Entity
from app.models._terms import is_at_rest
from app.models._validation import Look


def changeable(
    session: Any, actor: Actor, entity: type[Entity], action: Action, keys: Iterable[int]
) -> frozenset[int]:
    """Those of `keys` (rows the actor sees) on which the action is granted as they stand now.

    Asks the database only where the scopes of reading and writing differ.
    """
    seen, grants = frozenset(keys), grants_of(actor.roles, entity)
    written = {grant.writes for grant in grants if action in grant.actions}
    if not seen or not written:
        return frozenset()
    if written >= {grant.rows for grant in grants if Action.READ in grant.actions}:
        return seen
    own: ClosedSession = session() if callable(session) else session
    table = entity.__table__
    condition = rows.writable(entity, actor.roles, action, table.c)
    found = select(table.c.id).where(table.c.id.in_(seen), condition)
    return frozenset(own.raw_connection().execute(found, binds_of(own, actor)).scalars())


def rests(session: Any, entity: type[Entity], key: int) -> bool:
    """Whether the row, which the person sees, lies in a closed term and is not open for a correction."""
    own: ClosedSession = session() if callable(session) else session
    return is_at_rest(entity, key, Look(own.raw_connection()))
