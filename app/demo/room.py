"""The demo's counseling rooms: real keys under one passphrase that everybody may know, for the children are invented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy import select

from app import clock
from app.access import sealing
from app.access.guard import Actor
from app.access.vault import founding, papers, placing
from app.access.vault.keyring import HeldKeys
from app.access.vault.opened import OpenRoom
from app.access.vocabulary import Role
from app.crypto.identities import Public
from app.database import ClosedSession
from app.models.school.staff import Staff
from app.models.school.user import User
from app.models.system.vault_identity import VaultIdentity

#: For all counselors of the demo.
PASSPHRASE = "桃花 月亮 故乡 朋友 白色"  # noqa: S105 - the children behind it are invented


def make_room(session: ClosedSession, *counselors: Staff) -> None:
    """The room of a school: the first of these counselors has founded it and let the others in."""
    founder, *others = (_identity(session, staff) for staff in counselors)
    room = founding.unlock(session, founder.school_id, founder.user_id, PASSPHRASE)
    made = founding.found_room(room, session)
    papers.prove(session, founder.school_id, {1: made.codes[0], 2: made.codes[1]})
    for row in others:
        founding.admit(room, session, row.id, Public(row.receives, row.signs).fingerprint)


@contextmanager
def opened(session: ClosedSession, staff: Staff) -> Iterator[None]:
    """Write as this counselor, whose room is open inside the block."""
    user = _user(session, staff)
    row = session.scalars(select(VaultIdentity).where(VaultIdentity.user_id == user.id)).one()
    room: OpenRoom = founding.unlock(session, user.school_id, user.id, PASSPHRASE)
    keys = HeldKeys(row.id, room.granter.identity, lambda: nullcontext(session))
    token = placing.in_this_request.set(placing.Opened(user.id, user.school_id, keys))
    actor = Actor(user.id, staff.id, user.school_id, frozenset({Role.COUNSELOR}), clock.today())
    try:
        with sealing.holding(placing.keys_for(actor)):
            yield
    finally:
        placing.in_this_request.reset(token)


def _identity(session: ClosedSession, staff: Staff) -> VaultIdentity:
    return founding.make_keys(session, staff.school_id, _user(session, staff).id, PASSPHRASE)


def _user(session: ClosedSession, staff: Staff) -> User:
    return session.scalars(select(User).where(User.staff_id == staff.id)).one()
