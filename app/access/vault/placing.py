"""Before a row of the counseling room is written: which box its sealed values lie in, and that they know it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, cast

from sqlalchemy import event, inspect, select
from sqlalchemy.orm.attributes import flag_modified

from app.access import counseled, sealing
from app.access.vault import keyring, marks
from app.access.vault.keyring import RoomKeys
from app.access.vault.refusals import VaultRefused
from app.database import ClosedSession
from app.extensions import db
from app.models._base import Entity, entity_named, facts_of
from app.models._rules import Invalid, Problem
from app.models._sealed import SealedChild
from app.models.system.vault_box import BoxKind


class Vault(Protocol):
    """How this installation makes boxes; the tests have a vault without passphrases."""

    def keys_for(self, user_id: int, school_id: int) -> RoomKeys | None:
        """The keys of this counselor at this school while his room is open."""
        ...

    def letter_box(self, session: ClosedSession, school_id: int) -> tuple[int, bytes]:
        """A box for the counselors of the school, made by somebody without keys."""
        ...


#: Marks the session in which boxes are made during the flush of another.
INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Opened:
    """The open room of the person whose request this is."""

    user_id: int
    school_id: int
    keys: RoomKeys


#: Set by the page layer for each request of somebody whose room is open.
in_this_request: ContextVar[Opened | None] = ContextVar("vault_in_this_request", default=None)


class RealVault:
    """The vault of decision 0012."""

    def keys_for(self, user_id: int, school_id: int) -> RoomKeys | None:
        opened = in_this_request.get()
        fits = opened is not None and (opened.user_id, opened.school_id) == (user_id, school_id)
        return opened.keys if opened is not None and fits else None

    def letter_box(self, session: ClosedSession, school_id: int) -> tuple[int, bytes]:
        return keyring.letter_box(session, school_id)


_vault: Vault = RealVault()


def use(vault: Vault) -> None:
    """Plug in another vault: for tests."""
    global _vault
    _vault = vault


def keys_for(actor: Any) -> RoomKeys | None:
    """The keys that the person holds at this moment."""
    return _vault.keys_for(actor.user_id, actor.school_id)


def place_all(session: ClosedSession, written: list[Entity]) -> None:
    """Called by the guard before every flush. Sealed values learn where they stand; boxes made for them stand or fall with this transaction."""
    touched = [row for row in written if _is_touched(row)]
    if not touched:
        return
    counseled.forget(session)
    with _on_the_same_connection(session) as keys:
        for row in touched:
            _place(row, keys)


@contextmanager
def _on_the_same_connection(session: ClosedSession) -> Iterator[ClosedSession]:
    """A session of the system inside the transaction of a person's, which alone ends it."""
    inner = cast(
        ClosedSession,
        db.session.session_factory(bind=session.raw_connection(), join_transaction_mode="rollback_only"),
    )
    inner.info.update({"system": "keys of the counseling room", INSIDE: True})
    try:
        yield inner
        inner.commit()
    finally:
        inner.close()


def _is_touched(row: Entity) -> bool:
    """Whether values of the row are about to be written that have to be placed first."""
    return bool(row.spec.box and (_written(row) or _has_new_child(row)))


def _place(row: Any, session: ClosedSession) -> None:
    """Give the sealed values that are written their box and mark; `session` is the system's, on the same connection."""
    entity: type[Entity] = type(row)
    box, is_moved = _box_of(row, session), _has_new_child(row)
    if row.seat is None or is_moved:
        row.seat = marks.new_mark(entity, row)
    for name in placed_columns(entity) if is_moved else _written(row):
        if getattr(row, name) is not None:
            setattr(row, name, sealing.placed(getattr(row, name), box, row.seat))
            flag_modified(row, name)


def watch(mapper_of_all: Any) -> None:
    """Refuse every sealed value that was copied from another row as soon as it is loaded."""
    event.listen(mapper_of_all, "load", lambda row, _context: _check_places(row), propagate=True)
    event.listen(mapper_of_all, "refresh", lambda row, _context, _names: _check_places(row), propagate=True)


def _check_places(row: Any) -> None:
    if not row.spec.box:
        return
    loaded = row.__dict__
    entity: type[Entity] = type(row)
    for name in placed_columns(entity):
        value = loaded.get(name)
        if isinstance(value, (sealing.Placed, sealing.PlacedKey)) and value.seat != loaded.get("seat"):
            raise sealing.SealedRefusal(f"{type(row).__name__}.{name} belongs to another row")
    child, seat = marks.child_column(entity), loaded.get("seat")
    if child in loaded and seat and not marks.fits(entity, seat, loaded[child]):
        raise sealing.SealedRefusal(f"{type(row).__name__}.{child} was exchanged")


@cache
def placed_columns(entity: type[Entity]) -> tuple[str, ...]:
    """The columns of an entity whose values lie in a box; keys of children lie in none."""
    types = entity.__table__.c
    return tuple(
        name
        for name, facts in facts_of(entity).items()
        if facts.is_sealed and not isinstance(types[name].type, SealedChild)
    )


def _has_new_child(row: Entity) -> bool:
    """Whether the row tells of another child from now on: all its texts are bound anew then."""
    name = marks.child_column(type(row))
    return name is not None and inspect(row).persistent and inspect(row).attrs[name].history.has_changes()


def _written(row: Entity) -> list[str]:
    state = inspect(row)
    changed = (name for name in placed_columns(type(row)) if state.attrs[name].history.has_changes())
    return [name for name in changed if getattr(row, name) is not None]


def _box_of(row: Any, session: ClosedSession) -> int:
    kind = row.spec.box
    if kind == "own":
        return _keys().own_box(session, row.school_id)
    if kind == "case" and "case_id" in type(row).__table__.c:
        return _box_of_case(row.case_id, session)
    if row.box_id is None and kind == "letter":
        row.box_id, key = _letter_box(row, session)
        sealing.lend_fresh(row.box_id, key)
    elif row.box_id is None:
        row.box_id = _keys().new_box(session, row.school_id, BoxKind.CASE)
    return int(row.box_id)


def _letter_box(row: Any, session: ClosedSession) -> tuple[int, bytes]:
    try:
        return _vault.letter_box(session, row.school_id)
    except VaultRefused as refusal:
        raise Invalid(type(row).__name__, (Problem("reason", refusal.label),)) from refusal


def _keys() -> RoomKeys:
    held = sealing.held()
    if held is None:
        raise sealing.Locked
    return cast(RoomKeys, held)


def _box_of_case(case_id: int, session: ClosedSession) -> int:
    table: Any = entity_named("CounselingCase").__table__
    # Held until the row is written: the case gets no new key in between, under which the row would not be sealed.
    found = select(table.c.box_id).where(table.c.id == case_id).with_for_update(read=True)
    return int(session.scalars(found).one())
