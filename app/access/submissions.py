"""A form is taken once: its mark is written in the transaction of the row it makes (security R-14, T-36).

The page layer says which form a request sends (`present`). The first flush that makes a row claims the mark; the
same form sent again, or eight times at once, waits for that transaction and is refused with SentTwice.
"""

from __future__ import annotations

import datetime as dt
import json
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, event, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.access.guard import system_session
from app.access.vault import own_words
from app.access.vocabulary import Group
from app.database import ClosedSession
from app.models._base import Entity, entity_named

#: As long as a form may lie open in a browser and be sent again; drafts are kept as long.
KEPT = dt.timedelta(days=7)
#: Rows of which nobody but their writer may learn which form made them.
_SECRET = frozenset({Group.COUNSELING, Group.CRISES, Group.REFERRALS})


class SentTwice(Exception):
    """This form has made its row already."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form under way: whose, its mark, and which request carries it (one request may flush several times)."""

    user_id: int
    school_id: int
    mark: str
    request: str


#: The form of this request; None where nothing is sent, or the form carries no id.
present: ContextVar[Sent | None] = ContextVar("form_present", default=None)


def install(session: Any) -> None:
    """Claim before the guard judges the rows, or a rule would answer a second click; called once, before its install."""
    if not event.contains(session, "before_flush", _claim):
        event.listen(session, "before_flush", _claim)
        event.listen(session, "after_flush", _note_made)
        event.listen(session, "after_flush_postexec", _lead)


def was_taken(sent: Sent) -> bool:
    """Whether the same form made its row before."""
    submissions: Any = entity_named("FormSubmission")
    with system_session("was this form taken", reads_only=True) as session:
        return session.scalars(select(submissions.id).where(*_is_of(submissions, sent))).first() is not None


def made_by(sent: Sent) -> tuple[type[Entity], int] | None:
    """The first row that the form made; None where the writer himself cannot open that now."""
    submissions: Any = entity_named("FormSubmission")
    with system_session("which row a form made", reads_only=True) as session:
        kept = session.scalars(select(submissions.leads_to).where(*_is_of(submissions, sent))).first()
    text = own_words.opened(kept) if kept else None
    if text is None:
        return None
    name, key = json.loads(text)
    return entity_named(name), int(key)


def forget_old() -> None:
    """Throw away what is older than any form still open; the daily run does it."""
    table: Any = entity_named("FormSubmission").__table__
    with system_session("forget old forms") as session:
        session.connection().execute(delete(table).where(table.c.created_at < clock.now() - KEPT))
        session.commit()


def _is_of(columns: Any, sent: Sent) -> tuple[Any, ...]:
    return columns.user_id == sent.user_id, columns.mark == sent.mark


def _made(session: ClosedSession) -> Entity | None:
    """The first new row of this flush that is not the program's own bookkeeping."""
    rows = (row for row in session.new if isinstance(row, Entity))
    return next((row for row in rows if row.spec.group is not Group.INNER), None)


def _claim(session: ClosedSession, _context: object, _instances: object) -> None:
    sent = present.get()
    if sent is None or _made(session) is None:
        return
    table: Any = entity_named("FormSubmission").__table__
    connection = session.raw_connection()
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    # The day alone: a moment would tie the mark to the row of a counselor written in it.
    day = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    values = {"created_at": day, "updated_at": day, "version": 1, "school_id": sent.school_id}
    own = {"user_id": sent.user_id, "mark": sent.mark, "request": sent.request}
    connection.execute(insert(table).values(**values, **own).on_conflict_do_nothing())
    holder = connection.execute(select(table.c.request).where(*_is_of(table.c, sent))).scalar()
    if holder != sent.request:
        raise SentTwice


def _note_made(session: ClosedSession, _context: object) -> None:
    if present.get() is not None:
        session.info["made"] = _made(session)


def _lead(session: ClosedSession, _context: object) -> None:
    """Write down, sealed, to which row the form led: its first."""
    sent, row = present.get(), session.info.pop("made", None)
    if sent is None or row is None:
        return
    leads_to = _leads_to(sent, row)
    if leads_to is not None:
        table: Any = entity_named("FormSubmission").__table__
        unled = update(table).where(*_is_of(table.c, sent), table.c.leads_to.is_(None))
        session.raw_connection().execute(unled.values(leads_to=leads_to))


def _leads_to(sent: Sent, row: Entity) -> str | None:
    """The row as a text; of the counseling room sealed to the writer, and for a writer without keys nothing."""
    text = json.dumps([type(row).__name__, row.id])
    if row.spec.group not in _SECRET:
        return text
    with system_session("the key of a writer", reads_only=True) as session:
        sealed = own_words.sealed(session, sent.school_id, sent.user_id, text)
    return None if sealed == text else sealed
