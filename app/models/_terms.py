"""What follows from the term a row belongs to: which one it is by the date, and that a closed one is read-only."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import object_session

from app import clock
from app.access.vocabulary import Label
from app.models._base import Entity, entity_named, facts_of
from app.models._rules import Problem, Rests
from app.models._validation import Look

_CLOSED = Label(
    "这个学期已经归档，内容不能再改；确需更正，请校长或系统管理员写明理由，单独开放这一条记录。",
    "This term is closed. The principal or the administrator can open this one record, giving a reason.",
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


def resting(row: Any, column: str, look: Look) -> Problem | None:
    """Refuses a change of the row when the term it lies in, or is taken out of, has been closed (domain 3.1)."""
    state = inspect(row)
    if state.persistent and not state.modified:
        return None
    own = column.partition(".")[0]
    keys = {getattr(row, own), *(state.attrs[own].history.deleted or ())} - {None}
    values = _places(type(row), column, keys, look)
    if not any(_is_in_closed_term(row, value, look) for value in values) or _may_be_corrected(row, look):
        return None
    return Problem("", _CLOSED)


def is_at_rest(entity: type[Entity], key: int, look: Look) -> bool:
    """Whether the standing row lies in a closed term and is not open for a correction."""
    columns = [rule.column for rule in entity.spec.rules if isinstance(rule, Rests)]
    if not columns or _is_open(entity, key, look):
        return False
    asked = {"school_id", *(column.partition(".")[0] for column in columns)}
    for row in look.rows(entity, only=asked, id=key):
        for column in columns:
            keys = {getattr(row, column.partition(".")[0])} - {None}
            if any(_is_in_closed_term(row, each, look) for each in _places(entity, column, keys, look)):
                return True
    return False


def _places(entity: type[Entity], column: str, values: set[Any], look: Look) -> set[Any]:
    """What says in which term the row lies: its own values, or those of the rows above that they lead to."""
    own, _dot, above = column.partition(".")
    if not above:
        return values
    parent = entity_named(facts_of(entity)[own].target or "")
    return {getattr(row, above) for key in values for row in look.rows(parent, only=(above,), id=key)} - {
        None
    }


def _is_in_closed_term(row: Any, value: Any, look: Look) -> bool:
    """`value` is a term's key, a day or a moment."""
    term = entity_named("Term")
    if isinstance(value, int):
        return any(found.closed_at is not None for found in look.rows(term, id=value))
    day = clock.in_china(value).date() if isinstance(value, dt.datetime) else value
    terms = look.rows(term, school_id=row.school_id)
    return any(t.closed_at is not None and t.starts_on <= day <= t.ends_on for t in terms)


def _may_be_corrected(row: Any, look: Look) -> bool:
    """Whether exactly this row was opened for a late correction that still runs."""
    return row.id is not None and _is_open(type(row), row.id, look)


def _is_open(entity: type[Entity], key: int, look: Look) -> bool:
    opened = look.rows(entity_named("LateCorrection"), record=entity.__name__, row_id=key)
    return any(permit.until >= clock.today() for permit in opened)


#: For every entity with a `term_id`.
in_open_term = Rests("term_id")
