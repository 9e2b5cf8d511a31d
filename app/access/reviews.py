"""The principal's monthly review of the log: due, done, by whom and over what; a review is a line of the log itself (security L-09)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.access import alerts
from app.access.audit import Entry, record_read
from app.access.guard import Actor, system_session
from app.access.lookers import names_of
from app.models.system.audit_log import AuditAction, AuditLog

#: L-09: once a month.
EVERY = dt.timedelta(days=31)
_TOLD = re.compile(r"review alerts=(\d+) through=(\d+)")
_MOST = 24
#: Every line since then is read for the page.
_FURTHEST = dt.timedelta(days=93)


@dataclass(frozen=True, slots=True)
class Review:
    """Who looked through the log when: so many signs, up to that line."""

    at: dt.datetime
    name: str
    alerts: int
    through: int


def reviews(actor: Actor) -> list[Review]:
    """Those of the own school, newest first."""
    found = (
        select(AuditLog.at, AuditLog.user_id, AuditLog.fields)
        .where(*_of_school(actor), AuditLog.action == AuditAction.APPROVE)
        # The index of rows: sorted and cut by the database, it would walk the whole log from its end.
        .where(AuditLog.entity == "AuditLog", AuditLog.entity_id.is_(None))
    )
    with system_session("last review of the log", reads_only=True) as session:
        lines = sorted(session.execute(found), key=lambda line: line.at, reverse=True)[:_MOST]
        names = names_of(session, {line.user_id for line in lines})
    told = ((line, _TOLD.fullmatch(line.fields)) for line in lines)
    return [
        Review(line.at, names.get(line.user_id, ""), int(made[1]), int(made[2]))
        for line, made in told
        if made
    ]


def is_overdue(actor: Actor) -> bool:
    """Whether a month has passed since the last review, or since the first line when there was none."""
    made = reviews(actor)
    begun = made[0].at if made else _first_line_at(actor)
    return begun is not None and clock.now() - begun > EVERY


def begin(actor: Actor) -> dt.datetime:
    """From when on what stands out is shown: a month back, and up to three when the last review is longer ago."""
    month, made = clock.now() - EVERY, reviews(actor)
    last = made[0].at if made else _first_line_at(actor) or month
    return max(min(month, last), clock.now() - _FURTHEST)


def review(actor: Actor, through: int) -> int:
    """Write that the actor has seen what stood out up to line `through`, and how much; gives that number."""
    seen = len(alerts.alerts(actor, begin(actor), through))
    fields = f"review alerts={seen} through={through}"
    record_read(actor, Entry(AuditAction.APPROVE, "AuditLog", fields=fields))
    return seen


def _first_line_at(actor: Actor) -> dt.datetime | None:
    with system_session("last review of the log", reads_only=True) as session:
        at: dt.datetime | None = session.scalar(select(func.min(AuditLog.at)).where(*_of_school(actor)))
    return at


def _of_school(actor: Actor) -> tuple[Any, ...]:
    return (AuditLog.school_id == actor.school_id,)
