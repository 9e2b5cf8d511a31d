"""An open room in a browser: the keys stand in the database sealed with a cookie, so neither alone opens anything.

Works with many server processes and across restarts; locked by the person, after 15 idle minutes, at
sign-out, and when the address changes (security V-13).
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import os
from typing import Any

from sqlalchemy import delete, select

from app import clock
from app.access.vault.opened import OpenRoom
from app.crypto import boxes
from app.crypto.identities import Identity
from app.database import ClosedSession
from app.models.system.vault_identity import VaultIdentity
from app.models.system.vault_opening import VaultOpening

IDLE = dt.timedelta(minutes=15)
#: Written down only this often, so that reading pages stay almost free of writes.
_SEEN_EVERY = dt.timedelta(minutes=1)


def open_in(session: ClosedSession, user_session_id: int, room: OpenRoom, ip: str) -> str:
    """Remember the open room for this browser; gives what its cookie holds."""
    lock(session, user_session_id)
    key = os.urandom(boxes.KEY_BYTES)
    private = room.granter.identity.private
    session.add(
        VaultOpening(
            school_id=room.school_id,
            user_session_id=user_session_id,
            identity_id=room.identity_id,
            sealed=boxes.seal(key, private, "opening", user_session_id, room.identity_id),
            seen_at=clock.now(),
            ip=ip,
        )
    )
    session.flush()
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


def resume(session: ClosedSession, user_session_id: int, cookie: str, ip: str) -> OpenRoom | None:
    """The room as this browser left it; None when it is not open, was idle too long, or is asked for from elsewhere."""
    row = session.scalars(select(VaultOpening).where(VaultOpening.user_session_id == user_session_id)).first()
    if row is None:
        return None
    identity_row = session.get_one(VaultIdentity, row.identity_id)
    identity = _identity_in(row, cookie)
    is_over = clock.now() - row.seen_at > IDLE or row.ip != ip or identity_row.archived_at is not None
    if identity is None or is_over:
        return None
    return OpenRoom(session, identity_row, identity)


def is_stale(session: ClosedSession, user_session_id: int) -> bool:
    """Whether the use of the open room was last written down more than a minute ago."""
    seen = select(VaultOpening.seen_at).where(VaultOpening.user_session_id == user_session_id)
    seen_at = session.scalar(seen)
    return seen_at is not None and clock.now() - seen_at > _SEEN_EVERY


def touch(session: ClosedSession, user_session_id: int) -> None:
    """The room was used just now."""
    row = session.scalars(select(VaultOpening).where(VaultOpening.user_session_id == user_session_id)).first()
    if row is not None and clock.now() - row.seen_at > _SEEN_EVERY:
        row.seen_at = clock.now()


def lock(session: ClosedSession, user_session_id: int) -> None:
    """Forget the keys of this browser."""
    table: Any = VaultOpening.__table__
    session.connection().execute(delete(table).where(table.c.user_session_id == user_session_id))


def _identity_in(row: VaultOpening, cookie: str) -> Identity | None:
    try:
        key = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
        if len(key) != boxes.KEY_BYTES:
            return None
        return Identity(boxes.unseal(key, bytes(row.sealed), "opening", row.user_session_id, row.identity_id))
    except (binascii.Error, ValueError, boxes.CannotOpen):
        return None
