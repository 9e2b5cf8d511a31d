"""What follows from the term a row belongs to: which one it is by the date, and that a closed one is read-only."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import object_session

from app.access.vocabulary import Label
from app.models._base import Entity, entity_named
from app.models._rules import Judged, Problem
from app.models._validation import Look

_CLOSED = Label(
    "这个学期已经归档，内容不能再改；确需更正请先由校长重新开放该学期。",
    "This term is closed; the principal must reopen it before anything in it can change.",
)


def term_on(row: Entity, day: dt.date) -> int | None:
    """The id of the term of the row's school that holds the day; None in the holidays between terms."""
    session, term = object_session(row), entity_named("Term")
    if session is None:
        return None
    held = select(term.id).where(
        term.school_id == row.school_id,  # type: ignore[attr-defined]
        term.starts_on <= day,  # type: ignore[attr-defined]
        term.ends_on >= day,  # type: ignore[attr-defined]
        term.archived_at.is_(None),
    )
    found: int | None = session.scalar(held.limit(1))
    return found


def _in_open_term(row: Any, look: Look) -> Problem | None:
    """Neither the term the row lies in nor the one it is taken out of has been closed (domain 3.1)."""
    before = inspect(row).attrs.term_id.history.deleted or ()
    for key in {row.term_id, *before} - {None}:
        if any(term.closed_at is not None for term in look.rows(entity_named("Term"), id=key)):
            return Problem("", _CLOSED)
    return None


#: For every entity with a `term_id`.
in_open_term = Judged(_in_open_term)
