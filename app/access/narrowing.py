"""Conditions to put into a select where not all rows a person sees are open alike: a column, or a verb, of some of them.

Somebody with one role never needs them: all is None, and the select stays as it is.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, null, select

from app.access import rows
from app.access.counseled import binds_of
from app.access.grants import Roles, grants_of, holds_all, level, readable_columns, seen_columns, sure_level
from app.access.guard import Actor
from app.access.putting_away import is_not_put_away
from app.access.vetting import as_rule
from app.access.vocabulary import Action, Group, Level
from app.database import ClosedSession
from app.models._base import Entity, level_of

Condition = ColumnElement[bool]

_LEAVES = frozenset({Action.EXPORT, Action.PRINT})


def where_readable(entity: type[Entity], roles: Roles, name: str, target: Any) -> Condition | None:
    """In which rows of `target` (the entity or an alias) the column is open; None when in all that are seen."""
    if name in readable_columns(roles, entity):
        return None
    return as_rule(rows.readable(entity, roles, target, level_of(entity, name)))


def readable_value(entity: type[Entity], roles: Roles, name: str, target: Any) -> Any:
    """The column of `target`, NULL in the rows where it is closed to the roles."""
    column, condition = getattr(target, name), where_readable(entity, roles, name, target)
    return column if condition is None else case((condition, column), else_=null()).label(name)


def where_granted(entity: type[Entity], roles: Roles, action: Action, target: Any) -> Condition | None:
    """To which rows of `target` the verb (export, print, see numbers whole) extends; None when to all that are seen.

    What leaves the program as a file leaves out children put away, also for those who still see them.
    """
    limit = (
        is_not_put_away(entity, target) if action in _LEAVES and entity.spec.group is not Group.LAW else None
    )
    granted = _where_cells_grant(entity, roles, action, target)
    conditions = [condition for condition in (granted, limit) if condition is not None]
    return as_rule(and_(*conditions)) if conditions else None


def _where_cells_grant(entity: type[Entity], roles: Roles, action: Action, target: Any) -> Condition | None:
    cells = grants_of(roles, entity)
    granted = {grant.rows for grant in cells if action in grant.actions}
    seen = {grant.rows for grant in cells if Action.READ in grant.actions}
    if all(any(holds_all(wide, narrow) for wide in granted) for narrow in seen):
        return None
    return rows.within(entity, granted, target)


def columns_of_row(session: Any, actor: Actor, entity: type[Entity], key: int) -> tuple[str, ...]:
    """The columns of one row the actor sees that he may read; asks the database only where rows differ."""
    some, every = seen_columns(actor.roles, entity), readable_columns(actor.roles, entity)
    if some == every:
        return every
    limit = _level_of_row(session, actor, entity, key)
    return tuple(name for name in some if level_of(entity, name) <= limit)


def typed_columns_of_row(
    session: Any, actor: Actor, entity: type[Entity], key: int, names: tuple[str, ...]
) -> tuple[str, ...]:
    """Those of `names` the actor may change in this row: readable there, and within what he may write there."""
    open_ = columns_of_row(session, actor, entity, key)
    levels = sorted({level_of(entity, name) for name in names})
    limits = _write_limits(actor.roles, entity)
    if len(limits) < 2:
        return tuple(name for name in names if name in open_)
    written = {at for at in levels if _may_write(session, actor, entity, key, at)}
    return tuple(name for name in names if name in open_ and level_of(entity, name) in written)


@cache
def _write_limits(roles: Roles, entity: type[Entity]) -> frozenset[Level]:
    return frozenset(g.write_level for g in grants_of(roles, entity) if Action.EDIT in g.actions)


def _may_write(session: Any, actor: Actor, entity: type[Entity], key: int, at: Level) -> bool:
    return _holds(
        session, actor, entity, key, rows.writable(entity, actor.roles, Action.EDIT, entity.__table__.c, at)
    )


def _level_of_row(session: Any, actor: Actor, entity: type[Entity], key: int) -> Level:
    """The highest level at which the actor sees this row."""
    sure, most = sure_level(actor.roles, entity), level(actor.roles, entity)
    if sure is None or most is None:
        return Level.PUBLIC
    table = entity.__table__
    above = [at for at in Level if sure < at <= most]
    held = (
        at
        for at in above
        if _holds(session, actor, entity, key, rows.readable(entity, actor.roles, table.c, at))
    )
    return max(held, default=sure)


def _holds(session: Any, actor: Actor, entity: type[Entity], key: int, condition: Condition) -> bool:
    own: ClosedSession = session() if callable(session) else session
    table = entity.__table__
    found = select(table.c.id).where(table.c.id == key, condition)
    return own.raw_connection().execute(found, binds_of(own, actor)).first() is not None
