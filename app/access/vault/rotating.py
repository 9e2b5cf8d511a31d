"""A box gets a new random key: what lies in it is sealed anew, and who kept the old key opens nothing of it any more (V-09).

The new key stands in a new box, whose number every sealed value carries; the old box and all its wraps are deleted.
All of it belongs to one transaction of the caller's, who commits or leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import LargeBinary, delete, func, literal, or_, select, type_coerce, update

from app.access import sealing
from app.access.vault import files, holders, rows
from app.access.vault.holders import Granter, Holder, holder_of
from app.access.vault.opened import OpenRoom
from app.access.vault.papers import OpenPapers
from app.crypto.boxes import CannotOpen
from app.database import ClosedSession
from app.models._base import all_entities, entity_named
from app.models._sealed import SealedKey, SealedText
from app.models.system.vault_box import BoxKind, VaultBox
from app.models.system.vault_identity import VaultIdentity
from app.models.system.vault_wrap import VaultWrap

#: So many rows are held in memory at a time.
_AT_ONCE = 200


@dataclass(slots=True)
class Turn:
    """One box and the one that takes its place; `left` counts the values that did not open and stay as they are."""

    old: int
    old_key: bytes
    new: int
    new_key: bytes
    left: int = 0


def rotate(
    room: OpenRoom, session: ClosedSession, box_ids: Collection[int], without: Collection[int] = ()
) -> list[Turn]:
    """New keys for boxes that this counselor holds, closed to all their other holders but `without` (keys of identities)."""
    members = room.members()
    to = {box: holders.known(_holders_of(session, room.school_id, box, without), members) for box in box_ids}
    turns = [_turn(session, box, room.key(box), to[box], room.granter) for box in box_ids]
    _seal_anew(session, turns, without)
    room.forget()
    return turns


def rotate_by_papers(
    opened: OpenPapers, session: ClosedSession, box_ids: Collection[int], without: Collection[int] = ()
) -> list[Turn]:
    """The same where the papers of last resort hold the boxes and nobody else is there."""
    office, key = opened.office()
    members = holders.read_members(office, key)
    turns = []
    for box in box_ids:
        to = holders.known(_holders_of(session, office.school_id, box, without), members)
        turns.append(_turn(session, box, opened.key(box), to, None))
    _seal_anew(session, turns, without)
    return turns


def mark_stale(session: ClosedSession, box_ids: Collection[int]) -> None:
    """Somebody lost his hold on boxes that nobody here can open: who opens them next gives them new keys."""
    table: Any = VaultBox.__table__
    stale = update(table).where(table.c.id.in_(list(box_ids))).values(is_stale=True)
    session.connection().execute(stale)


def rotate_stale(room: OpenRoom, session: ClosedSession) -> int:
    """New keys for the boxes that wait for them, as far as this counselor holds them; gives their number.

    One that also lost keys hold (a forgotten passphrase) waits on: by their wraps the papers find what to bring back.
    """
    lost = (
        select(VaultWrap.box_id)
        .join(VaultIdentity, VaultIdentity.id == VaultWrap.identity_id)
        .where(VaultIdentity.archived_at.is_not(None))
    )
    waiting = (VaultBox.school_id == room.school_id) & VaultBox.is_stale.is_(True) & VaultBox.id.not_in(lost)
    found = [box for box in session.scalars(select(VaultBox.id).where(waiting)) if room.holds(box)]
    return len(rotate(room, session, found)) if found else 0


def case_boxes_of(session: ClosedSession, identity_id: int) -> list[int]:
    """The boxes of cases that an identity holds."""
    held = select(VaultBox.id).join(VaultWrap, VaultWrap.box_id == VaultBox.id)
    return list(
        session.scalars(held.where(VaultWrap.identity_id == identity_id, VaultBox.kind == BoxKind.CASE))
    )


def _holders_of(
    session: ClosedSession, school_id: int, box_id: int, without: Collection[int]
) -> list[Holder]:
    """Who holds the box and goes on holding it; the standing papers always do."""
    held = (
        select(VaultIdentity)
        .join(VaultWrap, VaultWrap.identity_id == VaultIdentity.id)
        .where(VaultWrap.box_id == box_id, VaultIdentity.archived_at.is_(None))
        .where(VaultIdentity.id.not_in(list(without)))
    )
    papers = rows.last_resort(session, school_id)
    standing = [holder_of(row) for row in session.scalars(held.order_by(VaultIdentity.id))]
    return [*standing, holder_of(papers)] if papers else standing


def _turn(session: ClosedSession, box_id: int, key: bytes, to: Iterable[Holder], by: Granter | None) -> Turn:
    # Whoever writes into the case at this moment has locked it too: his row is written before, or after with the new key.
    case: Any = entity_named("CounselingCase").__table__
    session.connection().execute(select(case.c.id).where(case.c.box_id == box_id).with_for_update())
    box = session.get_one(VaultBox, box_id)
    fresh, new_key = holders.new_box(session, box.school_id, box.kind, to, by)
    return Turn(box_id, key, fresh.id, new_key)


def _seal_anew(session: ClosedSession, turns: Collection[Turn], without: Collection[int]) -> None:
    by_box = {turn.old: turn for turn in turns}
    for table, columns in _sealed_columns():
        for row in _rows(session, table, columns, by_box):
            values = {
                column.name: literal(anew, LargeBinary)
                for column, stored in zip(columns, row[1:], strict=True)
                if (anew := _anew(stored, column.type.place, by_box)) is not None
            }
            if values:
                session.connection().execute(update(table).where(table.c.id == row.id).values(values))
    for turn in turns:
        turn.left += files.reseal(session, turn.old, turn.old_key, turn.new, turn.new_key)
        _lead_to(session, turn)
        _end_box(session, turn, without)
    session.expire_all()


def _sealed_columns() -> Iterator[tuple[Any, list[Any]]]:
    for entity in all_entities():
        table: Any = entity.__table__
        columns = [column for column in table.c if isinstance(column.type, (SealedText, SealedKey))]
        if columns:
            yield table, columns


def _rows(session: ClosedSession, table: Any, columns: list[Any], by_box: dict[int, Turn]) -> Iterator[Any]:
    """(id, sealed bytes of each column) of rows in which something leads to one of the boxes, archived ones too."""
    raw = [type_coerce(column, LargeBinary) for column in columns]
    heads = [sealing.head_of(box) for box in by_box]
    leads = (
        or_(*(func.substr(each, 1, len(heads[0]), type_=LargeBinary).in_(heads) for each in raw))
        if heads
        else None
    )
    last = 0
    while leads is not None:
        found = select(table.c.id, *raw).where(leads, table.c.id > last).order_by(table.c.id).limit(_AT_ONCE)
        some = session.connection().execute(found).all()
        if not some:
            return
        yield from some
        last = some[-1].id


def _anew(stored: bytes | None, place: str, by_box: dict[int, Turn]) -> bytes | None:
    """The value under the new key; None for one of another box, or one that was changed and stays for what it is."""
    turn = by_box.get(sealing.box_of(bytes(stored))) if stored is not None else None
    if turn is None or stored is None:
        return None
    try:
        return sealing.resealed(bytes(stored), place, turn.old_key, turn.new, turn.new_key)
    except CannotOpen:
        turn.left += 1
        return None


def _lead_to(session: ClosedSession, turn: Turn) -> None:
    """Rows that name their box name the new one; a form that was open meanwhile meets another version and writes nothing old."""
    for entity in all_entities():
        table: Any = entity.__table__
        if "box_id" in table.c and entity.__tablename__ != VaultWrap.__tablename__:
            values = {"box_id": turn.new, "version": table.c.version + 1}
            session.connection().execute(update(table).where(table.c.box_id == turn.old).values(values))


def _end_box(session: ClosedSession, turn: Turn, without: Collection[int]) -> None:
    """The old key is gone; a damaged value keeps it, for the day on which its bytes are mended from a backup."""
    breakings: Any = entity_named("VaultBreaking").__table__
    case: Any = entity_named("CounselingCase").__table__
    box: Any = VaultBox.__table__
    of_case = breakings.c.case_id.in_(select(case.c.id).where(case.c.box_id == turn.new))
    connection = session.connection()
    connection.execute(update(breakings).where(of_case).values(key=None))
    if turn.left:
        rows.drop_wraps(session, VaultWrap.box_id == turn.old, VaultWrap.identity_id.in_(list(without)))
        connection.execute(update(box).where(box.c.id == turn.old).values(is_stale=False))
    else:
        rows.drop_wraps(session, VaultWrap.box_id == turn.old)
        connection.execute(delete(box).where(box.c.id == turn.old))
