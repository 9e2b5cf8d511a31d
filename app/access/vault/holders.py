"""Keys closed to their holders: who may hold a box, how a wrap is bound to both, and the list of members that no one outside can write."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.access.vault import rows
from app.access.vault.refusals import KEY_EXCHANGED, VaultRefused
from app.crypto import boxes, wraps
from app.crypto.identities import Identity, Public
from app.database import ClosedSession
from app.models.system.vault_box import BoxKind, VaultBox
from app.models.system.vault_identity import VaultIdentity
from app.models.system.vault_wrap import VaultWrap

_COUNSELOR, _PAPERS = "counselor", "papers"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody to whom a key can be closed: a counselor's identity, or the papers of last resort."""

    kind: str
    id: int
    public: Public

    @property
    def name(self) -> str:
        """How the list of members calls it."""
        return f"{self.kind}-{self.id}"


@dataclass(frozen=True, slots=True)
class Granter:
    """An opened identity that hands keys on, and its row."""

    id: int
    identity: Identity


def holder_of(row: rows.Holder) -> Holder:
    """The holder that a row describes; what it says of its keys is not believed before `known` has compared it."""
    kind = _COUNSELOR if isinstance(row, VaultIdentity) else _PAPERS
    return Holder(kind, row.id, rows.public_of(row))


def standing(session: ClosedSession, school_id: int) -> list[Holder]:
    """All who are let into the school's room at present, the papers of last resort included."""
    papers = rows.last_resort(session, school_id)
    counselors = [holder_of(row) for row in rows.members(session, school_id)]
    return [*counselors, holder_of(papers)] if papers else counselors


def new_box(
    session: ClosedSession, school_id: int, kind: BoxKind, holders: Iterable[Holder], by: Granter | None
) -> tuple[VaultBox, bytes]:
    """A box with a fresh key closed to each holder; gives the row and the key."""
    box, key = VaultBox(school_id=school_id, kind=kind), boxes.new_key()
    session.add(box)
    session.flush()
    for holder in holders:
        give(session, box, key, holder, by)
    return box, key


def give(session: ClosedSession, box: VaultBox, key: bytes, holder: Holder, by: Granter | None) -> None:
    """Close the key of a box to one more holder, signed by who gives it."""
    wrapped = wraps.wrap(key, holder.public.receives, *_place(box.id, holder))
    wrap = VaultWrap(school_id=box.school_id, box_id=box.id, wrapped=wrapped)
    if holder.kind == _COUNSELOR:
        wrap.identity_id = holder.id
    else:
        wrap.last_resort_id = holder.id
    if by is not None:
        wrap.granted_by_id = by.id
        wrap.signature = by.identity.sign("grant", *_place(box.id, holder), wrapped)
    session.add(wrap)
    session.flush()


def take(identity: Identity, holder: Holder, box_id: int, wrapped: bytes) -> bytes:
    """The key of a box out of the holder's wrap. Raises CannotOpen for a wrap that was moved or changed."""
    return identity.unwrap(wrapped, *_place(box_id, holder))


def write_members(box: VaultBox, key: bytes, holders: Iterable[Holder]) -> None:
    """Put the list of members, with their fingerprints, into the school's room."""
    listed = {holder.name: holder.public.fingerprint.hex() for holder in holders}
    box.members = boxes.seal(key, json.dumps(listed, sort_keys=True).encode(), "members", box.id)


def read_members(box: VaultBox, key: bytes) -> Mapping[str, str]:
    """Fingerprints by holder; VaultRefused when somebody without the key has written into it."""
    try:
        found: dict[str, str] = json.loads(boxes.unseal(key, bytes(box.members or b""), "members", box.id))
    except boxes.CannotOpen as error:
        raise VaultRefused(KEY_EXCHANGED) from error
    return found


def known(holders: Iterable[Holder], members: Mapping[str, str]) -> list[Holder]:
    """The holders, once each has the fingerprint of the list; VaultRefused when one has not (security V-06)."""
    given = list(holders)
    if any(members.get(holder.name) != holder.public.fingerprint.hex() for holder in given):
        raise VaultRefused(KEY_EXCHANGED)
    return given


def admission(school_id: int, public: Public) -> tuple[str, int, bytes]:
    """What is signed when somebody is let in."""
    return "admit", school_id, public.fingerprint


def _place(box_id: int, holder: Holder) -> tuple[str, int, str, int]:
    return "box", box_id, holder.kind, holder.id
