"""Who may hold keys of the counseling room, and what stands at its door: the last openings of one's own keys (threat T2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from app.access.audit import Entry
from app.access.vocabulary import Role
from app.database import ClosedSession
from app.models.system.audit_log import AuditAction, AuditLog

#: How many openings the door names.
_SHOWN = 5
#: What the log calls the room.
ROOM = "VaultOpening"


def may_have_keys(actor: Any) -> bool:
    """Whether the person is a confirmed counselor of the school in which he works now."""
    return Role.COUNSELOR in actor.roles


def may_oversee(actor: Any) -> bool:
    """Whether the person may put two papers to use for a counselor who is gone: the principal."""
    return Role.PRINCIPAL in actor.roles


def unlocked(identity_id: int) -> Entry:
    """The line of the log for an opened room."""
    return Entry(AuditAction.LOGIN, ROOM, identity_id, fields="unlock")


def refused(identity_id: int | None) -> Entry:
    """The line of the log for a wrong passphrase."""
    return Entry(AuditAction.FAILED_LOGIN, ROOM, identity_id, fields="unlock", result="refused")


def last_openings(session: ClosedSession, user_id: int) -> list[tuple[dt.datetime, str, bool]]:
    """(moment, address, whether it opened) of the latest tries at this person's keys, the newest first."""
    own = (AuditLog.user_id == user_id) & (AuditLog.entity == ROOM) & (AuditLog.fields == "unlock")
    found = select(AuditLog.at, AuditLog.ip, AuditLog.action).where(own).order_by(AuditLog.id.desc())
    return [(at, ip, action is AuditAction.LOGIN) for at, ip, action in session.execute(found.limit(_SHOWN))]
