"""The guard at the database session: every select is narrowed to the actor's rows, every write is checked.

How and why: docs/decisions/0002-guard.md. Order of a write: entity completed, rules checked, verb and
columns checked, old row checked, flushed, new row and its links checked; any refusal undoes the flush.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CompoundSelect, event, inspect, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql import util as sql_util
from sqlalchemy.sql.visitors import ExtendedInternalTraversal

from app import clock
from app.access import rows, sealing
from app.access.counseled import binds_of
from app.access.grants import Roles, allowed, writable_columns
from app.access.vault import placing
from app.access.vetting import vet
from app.access.vocabulary import Action, Level, Role
from app.database import Base, ClosedSession, Refused, only_reads
from app.extensions import db
from app.models._base import Entity, SchoolEntity, entity_named, facts_of, level_of
from app.models._columns import Kind
from app.models._validation import Look, validate

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user with the roles he has in the school he works in now, on a day."""

    user_id: int
    staff_id: int | None
    school_id: int
    roles: Roles
    today: dt.date
    name: str = ""
    #: Prints, or makes a file of many: children put away are left out, whatever the roles go on seeing.
    leaves_out_put_away: bool = False

    def binds(self) -> dict[str, Any]:
        return {
            "g_user": self.user_id,
            "g_staff": self.staff_id if self.staff_id is not None else -1,
            "g_school": self.school_id,
            "g_today": self.today,
            "g_now": clock.now(),
            # Whom he counsels is not known here: see counseled.py.
            "g_cases": [],
            "g_counseled": [],
        }


class RowGuard(LoaderCriteriaOption):
    """One loader option that narrows every entity of a statement, aliases and eager loads included.

    Its cache key is the set of roles, and whether children put away are left out, and nothing else: a compiled
    statement is shared by all people with the same roles and never by others.
    """

    __slots__ = ("leaves_out", "roles")
    _traverse_internals = [  # noqa: RUF012 - as its base has it
        ("roles", ExtendedInternalTraversal.dp_plain_obj),
        ("leaves_out", ExtendedInternalTraversal.dp_plain_obj),
    ]
    include_aliases = True
    propagate_to_loaders = True
    deferred_where_criteria = False
    where_criteria: Any = None
    entity = None
    root_entity = None

    def __init__(self, roles: tuple[Role, ...], leaves_out: bool) -> None:
        self.roles, self.leaves_out = roles, leaves_out

    def __reduce__(self) -> tuple[type[RowGuard], tuple[tuple[Role, ...], bool]]:
        return RowGuard, (self.roles, self.leaves_out)

    def _all_mappers(self) -> Iterator[Any]:
        yield from Base.registry.mappers

    def _resolve_where_criteria(self, ext_info: Any) -> Any:
        criteria = rows.readable(
            ext_info.mapper.class_, frozenset(self.roles), ext_info.entity, leaves_out=self.leaves_out
        )
        return sql_util._deep_annotate(
            criteria, {"for_loader_criteria": self}, detect_subquery_cols=True, ind_cols_on_fromclause=True
        )


def bind(session: Any, actor: Actor) -> None:
    """Make `actor` the one for whom the session works; whatever another actor had loaded is dropped."""
    info = session().info if callable(session) else session.info
    if info.get("actor") not in (None, actor):
        session.expunge_all()
    info["actor"] = actor
    info.pop("counseled", None)
    sealing.hold(placing.keys_for(actor) if Role.COUNSELOR in actor.roles else None)


def is_bound(session: Any) -> bool:
    """Whether the session works for somebody."""
    info = session().info if callable(session) else session.info
    return info.get("actor") is not None


def actor_of(session: Any) -> Actor:
    """The actor of the session; Refused when nobody is bound."""
    info = session().info if callable(session) else session.info
    actor = info.get("actor")
    if actor is None:
        raise Refused("no actor is bound to this session")
    return cast(Actor, actor)


@contextmanager
def system_session(reason: str, *, reads_only: bool = False) -> Iterator[ClosedSession]:
    """A session of its own without row scope, for work no person's rights cover; closed at the end.

    `reason` goes to the log. Hand plain values out of the block, never loaded rows. With `reads_only` it
    takes no write lock and may run beside an open write of the person's session; without it that would
    wait for itself on SQLite, so it is refused at once.
    """
    log.debug("system session: %s", reason)
    session = cast(ClosedSession, db.session.session_factory())
    session.info["system"] = reason
    _refuse_to_wait_for_oneself(session, reads_only)
    lock = only_reads.set(reads_only)
    try:
        with sealing.holding(None):
            yield session
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()
        only_reads.reset(lock)


def _refuse_to_wait_for_oneself(session: ClosedSession, reads_only: bool) -> None:
    waits = (
        not reads_only
        and not only_reads.get()
        and db.session.registry.has()
        and db.session().in_transaction()
    )
    if waits and isinstance(session.get_bind(), Engine) and session.get_bind().dialect.name == "sqlite":
        raise Refused("a writing system session inside an open write; use reads_only or the open session")


def install(session: Any) -> None:
    """Attach the guard to the session factory; called once when the package is first used."""
    if event.contains(session, "do_orm_execute", _on_execute):
        return
    event.listen(session, "do_orm_execute", _on_execute)
    event.listen(session, "before_flush", _before_flush)
    event.listen(session, "after_flush", _after_flush)
    event.listen(session, "after_flush_postexec", _after_flush_postexec)
    event.listen(session, "detached_to_persistent", _on_attach)
    event.listen(session, "after_begin", _on_begin)
    placing.watch(Entity)


def install_tripwire(engine: Engine) -> None:
    """Refuse statements of this engine that do not come through a guarded session."""
    if not event.contains(engine, "before_cursor_execute", _tripwire):
        event.listen(engine, "before_cursor_execute", _tripwire)


def _on_begin(_session: OrmSession, _transaction: object, connection: Any) -> None:
    connection.execution_options(row_guard=True)


def _tripwire(connection: Any, *_statement: Any) -> None:
    if not connection.get_execution_options().get("row_guard"):
        raise Refused("a statement came round the session")


def _is_system(session: OrmSession) -> bool:
    return bool(session.info.get("system"))


def _on_execute(state: ORMExecuteState) -> None:
    if _is_system(state.session):
        return
    actor = actor_of(state.session)
    statement: Any = state.statement
    if not state.is_orm_statement or not state.is_select or state.is_from_statement:
        raise Refused("only plain ORM selects pass the guard")
    if isinstance(statement, CompoundSelect):
        raise Refused("a union at the top cannot be narrowed; select from it as a subquery")
    if not (state.is_relationship_load or state.is_column_load):
        vet(statement)
    roles = tuple(sorted(actor.roles))
    if not any(isinstance(option, RowGuard) for option in statement._with_options):
        state.statement = statement.options(RowGuard(roles, actor.leaves_out_put_away))
    state.parameters = {**(state.parameters or {}), **binds_of(state.session, actor)}  # type: ignore[dict-item]


def _before_flush(session: ClosedSession, _context: UOWTransaction, _instances: object) -> None:
    actor = None if _is_system(session) else actor_of(session)
    with session.no_autoflush:
        written = _complete(session, actor)
        look = Look(session.raw_connection(), written)
        for row in written:
            validate(row, look)
        if session.deleted and actor is not None:
            raise Refused("rows are archived, never deleted")
        if actor is not None:
            for row in written:
                _check_before(session, actor, row)
    placing.place_all(session, written)
    session.info["acts"] = [(row, _action_on(row)) for row in written]
    session.info["heights"] = [_height(row) for row in written]


def _complete(session: ClosedSession, actor: Actor | None) -> list[Entity]:
    """All rows of this flush, once each has filled in what follows from it; that may add and change others."""
    completed: set[Entity] = set()
    while fresh := [row for row in _written(session) if row not in completed]:
        for row in fresh:
            _own(row, actor)
            row.settle()
            row.complete()
        completed.update(fresh)
    return _written(session)


def _written(session: ClosedSession) -> list[Entity]:
    dirty = [row for row in session.dirty if session.is_modified(row, include_collections=False)]
    return [row for row in (*session.new, *dirty) if isinstance(row, Entity)]


def _own(row: Entity, actor: Actor | None) -> None:
    """Rows belong to the working school and remember who entered them; neither is ever typed."""
    if actor is None or not inspect(row).pending:
        return
    row.created_by_id = actor.user_id
    if isinstance(row, SchoolEntity):
        row.school_id = actor.school_id


def _check_before(session: ClosedSession, actor: Actor, row: Entity) -> None:
    entity, state = type(row), inspect(row)
    action = _action_on(row)
    if not allowed(actor.roles, entity, action):
        raise Refused(f"{action} of {entity.__name__} is not granted")
    if entity.spec.is_append_only and not state.pending:
        raise Refused(f"{entity.__name__} is written once")
    changed = {attribute.key for attribute in state.attrs if attribute.history.has_changes()}
    columns = {name for name, facts in facts_of(entity).items() if not facts.derived} & changed
    beyond = columns - set(writable_columns(actor.roles, entity))
    if beyond:
        raise Refused(f"{entity.__name__} columns beyond the level: {', '.join(sorted(beyond))}")
    if not state.pending and not _stands(session, actor, row, action, _height(row)):
        raise Refused(f"{entity.__name__} {row.id} may not be changed by this person in these columns")


def _height(row: Entity) -> Level:
    """The most sensitive level among the columns that are typed anew."""
    facts = facts_of(type(row))
    changed = (a.key for a in inspect(row).attrs if a.key in facts and a.history.has_changes())
    return max((level_of(type(row), n) for n in changed if not facts[n].derived), default=Level.PUBLIC)


def _action_on(row: Entity) -> Action:
    state = inspect(row)
    if state.pending:
        return Action.CREATE
    return Action.ARCHIVE if state.attrs.archived_at.history.has_changes() else Action.EDIT


def _stands(session: ClosedSession, actor: Actor, row: Entity, action: Action, height: Level) -> bool:
    """Whether the row, as the database has it now, lies where the actor may do this to columns of that level."""
    entity = type(row)
    action = (
        Action.EDIT
        if action is Action.ARCHIVE and not allowed(actor.roles, entity, Action.ARCHIVE)
        else action
    )
    table = entity.__table__
    condition = rows.writable(entity, actor.roles, action, table.c, height)
    found = select(table.c.id).where(table.c.id == row.id, condition)
    return session.raw_connection().execute(found, binds_of(session, actor)).first() is not None


def _after_flush(session: ClosedSession, _context: UOWTransaction) -> None:
    """Note, while history is still there, which links the flush changed."""
    links: list[tuple[Entity, str, Any]] = []
    acts: list[tuple[Entity, Action]] = session.info.get("acts", [])
    for row, _action in acts:
        for name, facts in facts_of(type(row)).items():
            history = inspect(row).attrs[name].history
            if facts.kind is Kind.REF and not facts.derived and history.has_changes():
                links.append((row, name, history.deleted[0] if history.deleted else None))
    session.info["links"] = links


def _after_flush_postexec(session: ClosedSession, _context: UOWTransaction) -> None:
    acts, links = session.info.pop("acts", ()), session.info.pop("links", ())
    heights = session.info.pop("heights", ())
    if not session.info.get(placing.INSIDE):
        sealing.forget_fresh()
    if _is_system(session):
        return
    actor = actor_of(session)
    for (row, action), height in zip(acts, heights, strict=True):
        if not _stands(session, actor, row, action, height):
            raise Refused(f"{type(row).__name__} would leave the person's reach")
    for row, name, old in links:
        _check_link(session, actor, row, name, old)


def _check_link(session: ClosedSession, actor: Actor, row: Entity, name: str, old: int | None) -> None:
    """A link may point only at a row the person sees, and a link to a hidden row may not be cut."""
    target = entity_named(facts_of(type(row))[name].target or "")
    for key in {getattr(row, name), old} - {None}:
        if not _sees(session, actor, target, cast(int, key)):
            raise Refused(f"{type(row).__name__}.{name} points at a row the person does not see")


def _sees(session: ClosedSession, actor: Actor, entity: type[Entity], key: int) -> bool:
    table = entity.__table__
    found = select(table.c.id).where(table.c.id == key, rows.readable(entity, actor.roles, table.c))
    return session.raw_connection().execute(found, binds_of(session, actor)).first() is not None


def _on_attach(session: OrmSession, _row: Any) -> None:
    if not _is_system(session):
        raise Refused("a row loaded elsewhere cannot be attached")
