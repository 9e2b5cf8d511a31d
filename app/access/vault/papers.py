"""The papers of last resort: proven when they are made, and used when a passphrase is lost or a counselor is gone (V-07, V-08)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app import clock
from app.access.vault import holders, rows
from app.access.vault.holders import Holder, holder_of
from app.access.vault.opened import OpenRoom
from app.access.vault.refusals import (
    BAD_CODE,
    CODES_DO_NOT_OPEN,
    NO_ROOM,
    VaultRefused,
)
from app.access.vocabulary import Label
from app.crypto import recovery
from app.crypto.boxes import CannotOpen
from app.crypto.identities import Identity
from app.database import ClosedSession
from app.models.system.vault_box import VaultBox
from app.models.system.vault_identity import VaultIdentity
from app.models.system.vault_last_resort import VaultLastResort
from app.models.system.vault_wrap import VaultWrap

Codes = Mapping[int, str]


def prove(session: ClosedSession, school_id: int, codes: Codes) -> None:
    """Two codes typed back: from now on the school knows that its papers open the room. VaultRefused otherwise."""
    row, _identity = _opened(session, school_id, codes)
    row.proven_at = row.proven_at or clock.now()


def restore(session: ClosedSession, codes: Codes, to: VaultIdentity) -> int:
    """Let new keys in by the papers and give them every box that the same person's lost keys held.

    Gives the number of boxes. The lost keys are no member any more and hold nothing.
    """
    row, identity = _opened(session, to.school_id, codes)
    papers = OpenPapers(session, row, identity)
    box, key = papers.office()
    if to.admitted_at is None:
        to.admission = identity.sign(*holders.admission(to.school_id, rows.public_of(to)))
        to.admitted_at = clock.now()
    papers.give(box, key, holder_of(to))
    held = _boxes_of_lost_keys(session, to)
    for box_id in held:
        lost_box = session.get_one(VaultBox, box_id)
        papers.give(lost_box, papers.key(box_id), holder_of(to))
    rows.drop_wraps(session, VaultWrap.identity_id.in_(_lost(to)))
    session.flush()
    holders.write_members(box, key, holders.standing(session, to.school_id))
    return len(held)


def replace(room: OpenRoom, session: ClosedSession) -> recovery.Papers:
    """New papers by somebody whose room is open; the old ones open nothing from now on.

    The new ones hold at once what he holds himself, and everybody else's when he unlocks next (`OpenRoom.heal`).
    """
    room.inspect()
    box, key = room.office()
    old = rows.last_resort(session, room.school_id)
    if old is not None:
        old.archived_at = clock.now()
        rows.drop_wraps(session, VaultWrap.last_resort_id == old.id)
    made = recovery.new()
    keep(session, room.school_id, made)
    holders.write_members(box, key, holders.standing(session, room.school_id))
    room.heal()
    return made


def keep(session: ClosedSession, school_id: int, papers: recovery.Papers) -> VaultLastResort:
    """Write down what stays of papers; their codes do not."""
    row = VaultLastResort(
        school_id=school_id,
        receives=papers.public.receives,
        signs=papers.public.signs,
        seal_12=papers.seals[1, 2],
        seal_13=papers.seals[1, 3],
        seal_23=papers.seals[2, 3],
    )
    session.add(row)
    session.flush()
    return row


def opened(session: ClosedSession, school_id: int, codes: Codes) -> OpenPapers:
    """The papers of the school by two of their codes; VaultRefused otherwise."""
    return OpenPapers(session, *_opened(session, school_id, codes))


def give_cases(session: ClosedSession, codes: Codes, box_ids: list[int], to: VaultIdentity) -> OpenPapers:
    """Give boxes to a member by the papers: of a counselor who is gone and handed nothing over; gives the opened papers."""
    row, identity = _opened(session, to.school_id, codes)
    papers = OpenPapers(session, row, identity)
    (holder,) = holders.known([holder_of(to)], holders.read_members(*papers.office()))
    for box_id in box_ids:
        papers.give(session.get_one(VaultBox, box_id), papers.key(box_id), holder)
    return papers


class OpenPapers:
    """The opened papers as a holder who can only hand on."""

    def __init__(self, session: ClosedSession, row: VaultLastResort, identity: Identity) -> None:
        self._session, self._row, self._identity = session, row, identity
        self._holder = holder_of(row)

    def office(self) -> tuple[VaultBox, bytes]:
        """The school's room and its key."""
        box = rows.office_box(self._session, self._row.school_id)
        if box is None:
            raise VaultRefused(NO_ROOM)
        return box, self.key(box.id)

    def key(self, box_id: int) -> bytes:
        """The key of any box of the school."""
        held = (VaultWrap.box_id == box_id) & (VaultWrap.last_resort_id == self._row.id)
        wrapped = self._session.scalars(select(VaultWrap.wrapped).where(held)).one()
        return holders.take(self._identity, self._holder, box_id, bytes(wrapped))

    def give(self, box: VaultBox, key: bytes, holder: Holder) -> None:
        """Close the key of a box to one who does not hold it yet."""
        standing = (VaultWrap.box_id == box.id) & (VaultWrap.identity_id == holder.id)
        if self._session.scalar(select(VaultWrap.id).where(standing)) is None:
            # Signed by the papers, whose row is no identity: the signature is checked against the papers' key.
            holders.give(self._session, box, key, holder, None)


def _opened(session: ClosedSession, school_id: int, codes: Codes) -> tuple[VaultLastResort, Identity]:
    row = rows.last_resort(session, school_id)
    if row is None:
        raise VaultRefused(NO_ROOM)
    seals = {(1, 2): bytes(row.seal_12), (1, 3): bytes(row.seal_13), (2, 3): bytes(row.seal_23)}
    try:
        return row, recovery.recover(rows.public_of(row), seals, codes)
    except recovery.BadCode as error:
        raise VaultRefused(_numbered(BAD_CODE, error.number)) from error
    except CannotOpen as error:
        raise VaultRefused(CODES_DO_NOT_OPEN) from error


def _numbered(label: Label, number: int) -> Label:
    return Label(label.zh.format(number=number), label.en.format(number=number))


def _lost(to: VaultIdentity) -> list[int]:
    session = rows.session_of(to)
    older = select(VaultIdentity.id).where(
        VaultIdentity.school_id == to.school_id,
        VaultIdentity.user_id == to.user_id,
        VaultIdentity.id != to.id,
    )
    return list(session.scalars(older))


def _boxes_of_lost_keys(session: ClosedSession, to: VaultIdentity) -> list[int]:
    office = rows.office_box(session, to.school_id)
    held = select(VaultWrap.box_id).where(VaultWrap.identity_id.in_(_lost(to))).distinct()
    return [box for box in session.scalars(held) if office is None or box != office.id]
