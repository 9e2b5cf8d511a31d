"""Cases and papers change hands together with their keys: at a hand-over, and by the papers when a counselor is gone (V-08)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from app.access.vault import leaving, papers, rotating
from app.access.vault.opened import OpenRoom
from app.access.vault.papers import Codes
from app.database import ClosedSession
from app.models._base import entity_named
from app.models.school.user import User
from app.models.system.vault_box import BoxKind, VaultBox
from app.models.system.vault_identity import VaultIdentity
from app.models.system.vault_wrap import VaultWrap

#: What lies in a counselor's own box.
_PAPERS = ("ScreeningResult", "MailboxLetter")


def staff_of(session: ClosedSession, identity: VaultIdentity) -> int | None:
    """The member of staff whose keys these are."""
    return session.get_one(User, identity.user_id).staff_id


def hand_over(room: OpenRoom, session: ClosedSession, to: VaultIdentity) -> int:
    """Everything of the counselor whose room is open goes to a colleague, keys and rows; gives the number of cases."""
    leaver = session.get_one(VaultIdentity, room.identity_id)
    from_staff, to_staff = staff_of(session, leaver), staff_of(session, to)
    found = _boxes_of(session, from_staff, leaver)
    leaving.hand_over(room, session, found, to)
    rotating.rotate(room, session, found)
    return _move_rows(session, room.school_id, from_staff, to_staff)


def take_over(session: ClosedSession, codes: Codes, from_staff: int, to: VaultIdentity) -> int:
    """The same by two papers, when the counselor is gone; gives the number of cases."""
    gone = session.scalars(
        select(VaultIdentity).join(User, User.id == VaultIdentity.user_id).where(User.staff_id == from_staff)
    ).first()
    found = _boxes_of(session, from_staff, gone)
    opened = papers.give_cases(session, codes, found, to)
    rotating.rotate_by_papers(opened, session, found, _keys_of(session, from_staff))
    return _move_rows(session, to.school_id, from_staff, staff_of(session, to))


def end_cover(room: OpenRoom, session: ClosedSession, of: VaultIdentity) -> int:
    """A colleague no longer opens the cases of this counselor, nor anything written into them from now on; gives how many."""
    own = staff_of(session, session.get_one(VaultIdentity, room.identity_id))
    lent = set(rotating.case_boxes_of(session, of.id))
    found = [box for box in case_boxes(session, room.school_id, own or 0) if box in lent]
    leaving.take_back(session, found, of)
    rotating.rotate(room, session, found)
    return len(found)


def end_membership(room: OpenRoom, session: ClosedSession, identity_id: int) -> None:
    """Somebody is no counselor any more: cases that others hold with him get new keys, now or when one of them comes (V-09)."""
    held = rotating.case_boxes_of(session, identity_id)
    leaving.end_membership(room, session, identity_id)
    rotating.mark_stale(session, held)
    rotating.rotate_stale(room, session)


def _keys_of(session: ClosedSession, staff_id: int) -> list[int]:
    """All keys that this member of staff ever had."""
    theirs = select(VaultIdentity.id).join(User, User.id == VaultIdentity.user_id)
    return list(session.scalars(theirs.where(User.staff_id == staff_id)))


def case_boxes(session: ClosedSession, school_id: int, staff_id: int) -> list[int]:
    """The boxes of the counselor's standing cases."""
    case: Any = entity_named("CounselingCase").__table__
    own = (case.c.counselor_id == staff_id) & (case.c.school_id == school_id) & case.c.archived_at.is_(None)
    return [box for box in session.scalars(select(case.c.box_id).where(own)) if box is not None]


def _boxes_of(session: ClosedSession, staff_id: int | None, keys: VaultIdentity | None) -> list[int]:
    case: Any = entity_named("CounselingCase").__table__
    cases = session.scalars(select(case.c.box_id).where(case.c.counselor_id == staff_id))
    own = select(VaultBox.id).join(VaultWrap, VaultWrap.box_id == VaultBox.id)
    mine = (VaultBox.kind == BoxKind.OWN) & (VaultWrap.identity_id == (keys.id if keys else None))
    return [box for box in (*cases, *session.scalars(own.where(mine))) if box is not None]


def _move_rows(session: ClosedSession, school_id: int, from_staff: int | None, to_staff: int | None) -> int:
    moved = 0
    for name in ("CounselingCase", *_PAPERS):
        table: Any = entity_named(name).__table__
        theirs = (table.c.counselor_id == from_staff) & (table.c.school_id == school_id)
        count = (
            session.connection().execute(update(table).where(theirs).values(counselor_id=to_staff)).rowcount
        )
        moved += count if name == "CounselingCase" else 0
    return moved
