"""The rows of the vault as plain values and back; the only place that knows their columns."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import object_session

from app.access.vault.refusals import NO_KEYS, VaultRefused
from app.crypto.identities import Cost, Locked, Public
from app.database import ClosedSession
from app.models.system.vault_box import BoxKind, VaultBox
from app.models.system.vault_identity import VaultIdentity
from app.models.system.vault_last_resort import VaultLastResort
from app.models.system.vault_wrap import VaultWrap

Holder = VaultIdentity | VaultLastResort


def identity_row(session: ClosedSession, school_id: int, user_id: int) -> VaultIdentity | None:
    """The standing identity of the user at the school."""
    return session.scalars(
        select(VaultIdentity).where(
            VaultIdentity.school_id == school_id,
            VaultIdentity.user_id == user_id,
            VaultIdentity.archived_at.is_(None),
        )
    ).first()


def own_identity(session: ClosedSession, school_id: int, user_id: int) -> VaultIdentity:
    """The standing identity of the user; VaultRefused when he has none."""
    row = identity_row(session, school_id, user_id)
    if row is None:
        raise VaultRefused(NO_KEYS)
    return row


def members(session: ClosedSession, school_id: int) -> list[VaultIdentity]:
    """The identities that were let in, the longest standing first."""
    standing = select(VaultIdentity).where(
        VaultIdentity.school_id == school_id,
        VaultIdentity.archived_at.is_(None),
        VaultIdentity.admitted_at.is_not(None),
    )
    return list(session.scalars(standing.order_by(VaultIdentity.id)))


def last_resort(session: ClosedSession, school_id: int) -> VaultLastResort | None:
    """The standing papers of the school."""
    return session.scalars(
        select(VaultLastResort).where(
            VaultLastResort.school_id == school_id, VaultLastResort.archived_at.is_(None)
        )
    ).first()


def office_box(session: ClosedSession, school_id: int) -> VaultBox | None:
    """The school's room; None before its first counselor has made it."""
    return session.scalars(
        select(VaultBox).where(VaultBox.school_id == school_id, VaultBox.kind == BoxKind.OFFICE)
    ).first()


def public_of(row: Holder) -> Public:
    """The public keys of a holder."""
    return Public(bytes(row.receives), bytes(row.signs))


def locked_of(row: VaultIdentity) -> Locked:
    """The identity as it is kept."""
    return Locked(public_of(row), bytes(row.salt), Cost(row.rounds, row.kibibytes), bytes(row.sealed))


def keep(row: VaultIdentity, locked: Locked) -> VaultIdentity:
    """Write a locked identity into its row."""
    row.receives, row.signs = locked.public.receives, locked.public.signs
    row.salt, row.sealed = locked.salt, locked.sealed
    row.rounds, row.kibibytes = locked.cost.rounds, locked.cost.kibibytes
    return row


def session_of(row: Holder) -> ClosedSession:
    """The session that the row was loaded in."""
    return cast(ClosedSession, object_session(row))


def drop_wraps(session: ClosedSession, *conditions: ColumnElement[bool]) -> int:
    """Delete wraps for good: an archived one would still open its box. Gives their number."""
    table: Any = VaultWrap.__table__
    return session.connection().execute(delete(table).where(*conditions)).rowcount
