"""The files of cases as sealed bytes: opened with their case's key, and sealed anew piece by piece when it changes (V-09, V-15)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update

from app.crypto import chunks
from app.crypto.boxes import CannotOpen
from app.database import ClosedSession
from app.models.counseling.case_attachment import CaseAttachment
from app.models.counseling.counseling_case import CounselingCase

PLACE = "case_attachments.content"
#: So many pieces are read at a time.
_PIECES = 16


def reseal(session: ClosedSession, old: int, old_key: bytes, new: int, new_key: bytes) -> int:
    """Seal the files of the case that has box `old` for box `new`, one at a time; gives how many did not open and stay."""
    own: Any = CaseAttachment.__table__
    case: Any = CounselingCase.__table__
    of_case = own.c.case_id.in_(select(case.c.id).where(case.c.box_id == old))
    found = select(own.c.id, own.c.seat, func.length(own.c.content)).where(
        of_case, own.c.content.is_not(None)
    )
    left = 0
    for key, seat, length in session.connection().execute(found.order_by(own.c.id)).all():
        places = (PLACE, old, seat), (PLACE, new, seat)
        try:
            content = _resealed(session, key, length, chunks.Turn(old_key, places[0], new_key, places[1]))
        except CannotOpen:
            left += 1
            continue
        session.connection().execute(update(own).where(own.c.id == key).values(content=content))
    return left


def _resealed(session: ClosedSession, key: int, length: int, turn: chunks.Turn) -> bytearray:
    """The sealed file under the other key: never the whole of it twice in memory, and never in the clear but a piece."""
    own: Any = CaseAttachment.__table__
    made, step = bytearray(), _PIECES * chunks.SEALED_PIECE
    for start in range(0, length, step):
        part = select(func.substr(own.c.content, start + 1, step, type_=own.c.content.type))
        some: bytes = bytes(session.connection().execute(part.where(own.c.id == key)).scalar_one())
        made += chunks.resealed(some, start // chunks.SEALED_PIECE, start + len(some) == length, turn)
    return made
