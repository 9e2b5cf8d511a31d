"""A counselor hands cases over, covers end, and keys are taken back; what was once read cannot be (security V-08)."""

from __future__ import annotations

from collections.abc import Collection

from app import clock
from app.access.vault import holders, rows
from app.access.vault.holders import holder_of
from app.access.vault.opened import OpenRoom
from app.database import ClosedSession
from app.models.system.vault_identity import VaultIdentity
from app.models.system.vault_wrap import VaultWrap


def hand_over(room: OpenRoom, session: ClosedSession, box_ids: Collection[int], to: VaultIdentity) -> None:
    """The boxes belong to a colleague from now on; the one who hands over holds them no longer."""
    for box_id in box_ids:
        room.give(box_id, holder_of(to))
    rows.drop_wraps(session, VaultWrap.identity_id == room.identity_id, VaultWrap.box_id.in_(list(box_ids)))


def lend(room: OpenRoom, box_ids: Collection[int], to: VaultIdentity) -> None:
    """The boxes are held by a colleague as well, for a recusal or a cover."""
    for box_id in box_ids:
        room.give(box_id, holder_of(to))


def take_back(session: ClosedSession, box_ids: Collection[int], of: VaultIdentity) -> int:
    """End a cover. Needs no key; gives the number of wraps that are gone."""
    return rows.drop_wraps(session, VaultWrap.identity_id == of.id, VaultWrap.box_id.in_(list(box_ids)))


def end_membership(room: OpenRoom, session: ClosedSession, identity_id: int) -> None:
    """Somebody is no counselor any more: his keys hold nothing and stand on no list."""
    row = session.get_one(VaultIdentity, identity_id)
    row.archived_at = clock.now()
    rows.drop_wraps(session, VaultWrap.identity_id == identity_id)
    session.flush()
    box, key = room.office()
    holders.write_members(box, key, holders.standing(session, room.school_id))
