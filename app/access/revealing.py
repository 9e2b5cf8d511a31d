"""How many whole numbers a person may look at within a while, and how long one stands open (security P-11).

Each look is a line of the log, and the log is counted.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from app import clock
from app.access.guard import Actor, system_session
from app.models.system.audit_log import AuditAction, AuditLog

#: Enough for a parents' evening, too few to copy a school.
MOST, WITHIN = 20, dt.timedelta(minutes=10)
#: How long a number stays whole on the page before it is covered again.
STANDS_OPEN = dt.timedelta(seconds=60)


def has_looked_often(actor: Actor) -> bool:
    """Whether the person has seen so many whole numbers of late that he has to wait."""
    own = (AuditLog.user_id == actor.user_id) & (AuditLog.action == AuditAction.REVEAL)
    counted = select(func.count(AuditLog.id)).where(own, AuditLog.at > clock.now() - WITHIN)
    with system_session("whole numbers seen of late", reads_only=True) as found:
        return (found.scalar(counted) or 0) >= MOST
