"""The keys one counselor holds during a request, and whose keys count at all: what sealed columns open with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy import select

from app.access import sealing
from app.access.vault import holders, rows
from app.access.vault.holders import Holder, holder_of
from app.access.vault.opened import OpenRoom
from app.access.vault.refusals import KEY_EXCHANGED, NO_ROOM, VaultRefused
from app.crypto import boxes
from app.crypto.identities import Identity
from app.database import ClosedSession
from app.models.system.vault_box import BoxKind, VaultBox
from app.models.system.vault_identity import VaultIdentity
from app.models.system.vault_wrap import VaultWrap

#: Gives a session of the system that only reads, closed by its caller.
Reading = Callable[[], Any]


class RoomKeys(sealing.Keyring, Protocol):
    """Keys with which boxes can be made."""

    def own_box(self, session: ClosedSession, school_id: int) -> int:
        """The box of the counselor's own papers, made at the first use."""
        ...

    def new_box(self, session: ClosedSession, school_id: int, kind: BoxKind) -> int:
        """A new box that this counselor and the papers of last resort hold."""
        ...


class HeldKeys:
    """The keys of an open room. Wraps are read once, when the first one is asked for."""

    def __init__(self, identity_id: int, identity: Identity, reading: Reading) -> None:
        self._identity_id, self._identity = identity_id, identity
        self._reading = reading
        self._holder: Holder | None = None
        self._wraps: dict[int, bytes] = {}
        self._keys: dict[int, bytes] = {}
        self._boxes: dict[BoxKind, int] = {}

    def __repr__(self) -> str:
        return "HeldKeys(sealed)"

    @property
    def identity(self) -> Identity:
        """The opened identity, for acts that hand keys on."""
        return self._identity

    def key(self, box: int) -> bytes:
        """The key of a box; SealedRefusal when this counselor does not hold it."""
        if box not in self._keys:
            self._read()
            wrapped = self._wraps.get(box)
            if wrapped is None or self._holder is None:
                raise sealing.SealedRefusal(f"box {box} is not held")
            try:
                self._keys[box] = holders.take(self._identity, self._holder, box, wrapped)
            except boxes.CannotOpen as error:
                raise sealing.SealedRefusal(f"the wrap of box {box} was changed") from error
        return self._keys[box]

    def office(self) -> bytes:
        """The key under which children are sealed; SealedRefusal before a colleague has let this counselor in."""
        self._read()
        if BoxKind.OFFICE not in self._boxes:
            raise sealing.SealedRefusal("not let into the room yet")
        return self.key(self._boxes[BoxKind.OFFICE])

    def own_box(self, session: ClosedSession, school_id: int) -> int:
        self._read()
        if BoxKind.OWN not in self._boxes:
            self._boxes[BoxKind.OWN] = self.new_box(session, school_id, BoxKind.OWN)
        return self._boxes[BoxKind.OWN]

    def new_box(self, session: ClosedSession, school_id: int, kind: BoxKind) -> int:
        room = OpenRoom(session, session.get_one(VaultIdentity, self._identity_id), self._identity)
        box, key = room.new_box(kind)
        self._keys[box.id] = key
        return box.id

    def _read(self) -> None:
        if self._holder is not None:
            return
        mine = select(VaultWrap.box_id, VaultWrap.wrapped, VaultWrap.granted_by_id, VaultBox.kind).join(
            VaultBox, VaultBox.id == VaultWrap.box_id
        )
        with self._reading() as session:
            self._holder = holder_of(session.get_one(VaultIdentity, self._identity_id))
            for box, wrapped, by, kind in session.execute(
                mine.where(VaultWrap.identity_id == self._identity_id)
            ):
                self._wraps[box] = bytes(wrapped)
                # A box of papers of a colleague who left is held as well, and is not one's own.
                if kind is BoxKind.OFFICE or (kind is BoxKind.OWN and by == self._identity_id):
                    self._boxes[kind] = box


def letter_box(session: ClosedSession, school_id: int) -> tuple[int, bytes]:
    """A box for all counselors of the school and the papers, made by somebody without keys; VaultRefused without any.

    Nobody here can read the list of members, so what can be checked is checked: each was let in by a
    signature of one whose keys still have the same fingerprint.
    """
    standing = rows.members(session, school_id)
    if not standing:
        raise VaultRefused(NO_ROOM)
    if not all(_was_let_in(session, row) for row in standing):
        raise VaultRefused(KEY_EXCHANGED)
    box, key = holders.new_box(
        session, school_id, BoxKind.REFERRAL, holders.standing(session, school_id), None
    )
    return box.id, key


def _was_let_in(session: ClosedSession, row: VaultIdentity) -> bool:
    by = session.get(VaultIdentity, row.admitted_by_id) if row.admitted_by_id else None
    granter = by or rows.last_resort(session, row.school_id)
    if granter is None or row.admission is None:
        return False
    said = holders.admission(row.school_id, rows.public_of(row))
    return rows.public_of(granter).has_signed(bytes(row.admission), *said)
