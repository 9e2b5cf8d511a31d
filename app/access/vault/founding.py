"""How keys come to be: a counselor makes his own, the first one founds the school's room, a colleague lets the next one in."""

from __future__ import annotations

from app import clock
from app.access.vault import holders, rows
from app.access.vault.holders import Granter, holder_of
from app.access.vault.opened import OpenRoom, opens
from app.access.vault.papers import keep
from app.access.vault.refusals import (
    ALREADY_ADMITTED,
    HAS_KEYS,
    NOT_OF_WORDS,
    OTHER_FINGERPRINT,
    WRONG_PASSPHRASE,
    VaultRefused,
)
from app.crypto import identities, passphrases, recovery
from app.crypto.identities import Identity
from app.database import ClosedSession
from app.models.system.vault_box import BoxKind
from app.models.system.vault_identity import VaultIdentity


def make_keys(session: ClosedSession, school_id: int, user_id: int, passphrase: str) -> VaultIdentity:
    """Key pairs for the user under a passphrase of the program's words; they receive nothing until he is let in."""
    if not passphrases.is_of_words(passphrase):
        raise VaultRefused(NOT_OF_WORDS)
    if rows.identity_row(session, school_id, user_id) is not None:
        raise VaultRefused(HAS_KEYS)
    row = VaultIdentity(school_id=school_id, user_id=user_id)
    session.add(rows.keep(row, identities.lock(Identity.new(), passphrase)))
    session.flush()
    return row


def unlock(session: ClosedSession, school_id: int, user_id: int, passphrase: str) -> OpenRoom:
    """The room with this counselor's keys; VaultRefused for a wrong passphrase, or when a key was exchanged."""
    row = rows.own_identity(session, school_id, user_id)
    identity = opens(row, passphrase)
    if identity is None:
        raise VaultRefused(WRONG_PASSPHRASE)
    room = OpenRoom(session, row, identity)
    if row.admitted_at is not None:
        room.inspect()
    return room


def found_room(room: OpenRoom, session: ClosedSession) -> recovery.Papers:
    """Make the school's room with this counselor as its first member; gives the papers of last resort, to be printed once."""
    if rows.office_box(session, room.school_id) is not None:
        raise VaultRefused(ALREADY_ADMITTED)
    papers = recovery.new()
    last_resort = keep(session, room.school_id, papers)
    row = session.get_one(VaultIdentity, room.identity_id)
    _let_in(row, room.granter)
    given = [holder_of(row), holder_of(last_resort)]
    box, key = holders.new_box(session, room.school_id, BoxKind.OFFICE, given, room.granter)
    holders.write_members(box, key, given)
    session.flush()
    return papers


def admit(room: OpenRoom, session: ClosedSession, identity_id: int, fingerprint: bytes) -> None:
    """Let a colleague into the room, whose four words were compared by voice when he had this fingerprint (V-06)."""
    row = session.get_one(VaultIdentity, identity_id)
    if row.admitted_at is not None:
        raise VaultRefused(ALREADY_ADMITTED)
    holder = holder_of(row)
    if row.school_id != room.school_id or holder.public.fingerprint != fingerprint:
        raise VaultRefused(OTHER_FINGERPRINT)
    room.inspect()
    box, key = room.office()
    _let_in(row, room.granter)
    session.flush()
    holders.give(session, box, key, holder, room.granter)
    holders.write_members(box, key, holders.standing(session, room.school_id))


def put_away_keys(session: ClosedSession, school_id: int, user_id: int) -> None:
    """The passphrase is lost: these keys open nothing any more. What they held waits for two papers (V-07)."""
    row = rows.identity_row(session, school_id, user_id)
    if row is not None:
        row.archived_at = clock.now()
        session.flush()


def change_passphrase(session: ClosedSession, school_id: int, user_id: int, old: str, new: str) -> None:
    """The same keys under another passphrase (security V-07)."""
    row = rows.own_identity(session, school_id, user_id)
    identity = opens(row, old)
    if identity is None:
        raise VaultRefused(WRONG_PASSPHRASE)
    if not passphrases.is_of_words(new):
        raise VaultRefused(NOT_OF_WORDS)
    rows.keep(row, identities.lock(identity, new))


def _let_in(row: VaultIdentity, by: Granter) -> None:
    row.admitted_at, row.admitted_by_id = clock.now(), by.id
    row.admission = by.identity.sign(*holders.admission(row.school_id, rows.public_of(row)))
