"""A drawing or a scan is put into a case, and taken out again by whoever holds the case (V-15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import clock
from app.access import rows, sealing
from app.access.audit import Entry, record
from app.access.guard import Actor, system_session
from app.access.vault import rotating
from app.access.vault.files import PLACE
from app.access.vault.opened import OpenRoom
from app.crypto import boxes, chunks
from app.database import ClosedSession, Refused
from app.models.counseling.case_attachment import CaseAttachment, Media, Removal
from app.models.counseling.counseling_case import CounselingCase
from app.models.counseling.counseling_session import CounselingSession
from app.models.system.audit_log import AuditAction


@dataclass(frozen=True, slots=True)
class File:
    """A file as it comes or goes."""

    name: str
    media: Media
    content: bytes


def attach(actor: Actor, case_id: int, card_id: int | None, file: File) -> int:
    """Seal the file into the case, to one of its cards if one is named; gives its id.

    Refused for a case that is not the counselor's, or a card of another case; Locked without his keys.
    """
    keys = sealing.held()
    if keys is None:
        raise sealing.Locked
    with system_session("put a file into a case") as session, sealing.holding(keys):
        box = _box_of(session, actor, case_id)
        if card_id is not None and not _is_of(session, card_id, case_id):
            raise Refused(f"card {card_id} is not of case {case_id}")
        row = CaseAttachment(
            school_id=actor.school_id, created_by_id=actor.user_id, case_id=case_id, added_by_id=actor.staff_id,
            counseling_session_id=card_id, name=file.name, media=file.media, content=b"",
        )  # fmt: skip
        session.add(row)
        session.flush()
        # Only now the row has its mark, to which the file is bound as the texts are.
        row.content = chunks.seal(keys.key(box), file.content, PLACE, box, row.seat or "")
        record(session, Entry(AuditAction.CREATE, "CaseAttachment", row.id), by=actor)
        session.commit()
        return row.id


def remove(
    session: ClosedSession, room: OpenRoom, actor: Actor, case_id: int, file_id: int, why: Removal
) -> None:
    """The file's bytes, name and kind are gone and its case gets a new key; when, by whom and why stay.

    Refused for a case that is not the counselor's, or a file that is not there. One transaction of the caller's, who
    calls `write_over_what_was_deleted` after its commit.
    """
    box = _box_of(session, actor, case_id)
    row = session.get(CaseAttachment, file_id)
    if row is None or row.case_id != case_id or row.removed_at is not None:
        raise Refused(f"file {file_id} does not lie in case {case_id}")
    row.name = row.media = row.content = row.counseling_session_id = None
    row.removed_at, row.removed_by_id, row.removed_for = clock.now(), actor.staff_id, why
    session.flush()
    rotating.rotate(room, session, [box])
    # The log names the row, as for every other act; which child, and why, stand under seal.
    record(session, Entry(AuditAction.ARCHIVE, "CaseAttachment", file_id, fields="removed"), by=actor)


def new_key(session: ClosedSession, room: OpenRoom, actor: Actor, case_id: int) -> int:
    """The case's own counselor gives it a new key; gives how many values were damaged and stay. Refused for others."""
    box = _box_of(session, actor, case_id)
    if (
        session.scalar(select(CounselingCase.counselor_id).where(CounselingCase.id == case_id))
        != actor.staff_id
    ):
        raise Refused(f"case {case_id} is another counselor's")
    (turn,) = rotating.rotate(room, session, [box])
    record(session, Entry(AuditAction.GRANT, "VaultBox", turn.new, fields="new key"), by=actor)
    return turn.left


def taken_out(session: Any, case_id: int, file_id: int) -> File | None:
    """The file, for whoever sees the case and holds its key; None where there is none such."""
    own = CaseAttachment
    found = select(own.name, own.media, own.content, own.seat, CounselingCase.box_id).join(
        CounselingCase, CounselingCase.id == own.case_id
    )
    row = session.execute(
        found.where(own.id == file_id, own.case_id == case_id, own.removed_at.is_(None))
    ).first()
    keys = sealing.held()
    if row is None:
        return None
    if keys is None:
        raise sealing.Locked
    try:
        content = chunks.unseal(keys.key(row.box_id), bytes(row.content), PLACE, row.box_id, row.seat)
    except boxes.CannotOpen as error:
        raise sealing.SealedRefusal(PLACE) from error
    return File(str(row.name), Media(str(row.media)), content)


def _box_of(session: ClosedSession, actor: Actor, case_id: int) -> int:
    theirs = rows.readable(CounselingCase, actor.roles, CounselingCase)
    found = select(CounselingCase.box_id).where(
        CounselingCase.id == case_id, CounselingCase.archived_at.is_(None), theirs
    )
    found = found.with_for_update(read=True, of=CounselingCase)
    box = session.execute(found, actor.binds()).scalar()
    if box is None:
        raise Refused(f"case {case_id} is not this person's")
    return int(box)


def _is_of(session: ClosedSession, card_id: int, case_id: int) -> bool:
    found = select(CounselingSession.id).where(
        CounselingSession.id == card_id, CounselingSession.case_id == case_id
    )
    return session.scalar(found) is not None
