"""Drafts of forms: kept on the server under its key, for their author alone, never in the browser (security R-15)."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from app import clock
from app.access.guard import Actor, system_session
from app.access.vault import own_words
from app.database import ClosedSession
from app.models._base import entity_named

#: A person's forms at a time; the oldest gives way.
MOST = 20
#: Characters of all fields of a form together.
LONGEST = 60_000
_KEPT = dt.timedelta(days=7)

Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """A draft: when it was last kept, and the (name, value) pairs of the form."""

    kept_at: dt.datetime
    fields: Fields


def keep(actor: Actor, form: str, fields: Fields) -> None:
    """Keep what stands in the form now in place of what stood in it before."""
    draft: Any = entity_named("Draft")
    text = json.dumps(fields, ensure_ascii=False)
    with system_session("keep a draft") as session:
        content = own_words.sealed(session, actor.school_id, actor.user_id, text)
        row = session.scalars(_of(actor, form)).first()
        if row is None:
            _make_room(session, actor)
            row = draft(school_id=actor.school_id, user_id=actor.user_id, form=form)
            session.add(row)
        row.content = content
        session.commit()


def find(actor: Actor, form: str) -> Found | None:
    """The person's draft of this form; None when there is none, it is older than a week, or his room is locked."""
    with system_session("find a draft", reads_only=True) as session:
        row = session.scalars(_of(actor, form)).first()
        if row is None or row.updated_at < clock.now() - _KEPT:
            return None
        text = own_words.opened(row.content)
        return Found(row.updated_at, [(name, value) for name, value in json.loads(text)]) if text else None


def forget(actor: Actor, form: str) -> None:
    """The form was saved, or the person does not want its draft."""
    draft: Any = entity_named("Draft")
    with system_session("forget a draft") as session:
        session.connection().execute(
            delete(draft.__table__).where(draft.user_id == actor.user_id, draft.form == form)
        )
        session.commit()


def _of(actor: Actor, form: str) -> Any:
    draft: Any = entity_named("Draft")
    return select(draft).where(draft.user_id == actor.user_id, draft.form == form)


def _make_room(session: ClosedSession, actor: Actor) -> None:
    """Old drafts of everybody go, and this person's oldest ones where he has too many."""
    table: Any = entity_named("Draft").__table__
    connection = session.connection()
    connection.execute(delete(table).where(table.c.updated_at < clock.now() - _KEPT))
    newest = select(table.c.id).where(table.c.user_id == actor.user_id).order_by(table.c.updated_at.desc())
    kept = connection.scalars(newest.limit(MOST - 1)).all()
    connection.execute(delete(table).where(table.c.user_id == actor.user_id, table.c.id.not_in(kept)))
