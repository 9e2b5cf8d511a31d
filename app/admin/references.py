"""The rows a form or a filter may refer to: all of them when they are few, else found while typing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import typed
from app.access.grants import Roles
from app.admin.cells import Selection, selection
from app.admin.screen import Screen, screen_for
from app.admin.searching import matches_title
from app.extensions import db
from app.models._base import Entity, facts_of
from app.models._columns import Kind

#: Up to so many rows stand in a select box; more are found by typing.
FEW = 50
#: Rows a look-up answers with.
FOUND = 20


@dataclass(frozen=True, slots=True)
class Option:
    """A row that can be chosen: its key, its title, and a word that tells namesakes apart."""

    id: int
    label: str
    note: str = ""


def key_of_any(value: object) -> int | None:
    """The key in what a select box was given: text from a person, a number from a row."""
    return value if isinstance(value, int) else typed.key_of(str(value or ""))


def few(entity: type[Entity], roles: Roles) -> list[Option] | None:
    """All standing rows the person sees when they are at most 50, in the entity's order; else None."""
    if entity.spec.grams is not None:
        return None
    options = _options(entity, roles, entity.archived_at.is_(None), limit=FEW + 1)
    return options if len(options) <= FEW else None


def found(entity: type[Entity], roles: Roles, text: str) -> tuple[list[Option], bool]:
    """At most 20 standing rows matching the text (the first ones for an empty text), and whether there are more."""
    conditions: list[Any] = [entity.archived_at.is_(None)]
    if text:
        conditions.append(matches_title(entity, roles, text))
    options = _options(entity, roles, *conditions, limit=FOUND + 1)
    return options[:FOUND], len(options) > FOUND


def title_of(entity: type[Entity], roles: Roles, key: int) -> str | None:
    """The title of one row; None when there is none that the person sees."""
    options = _options(entity, roles, entity.id == key, limit=1)
    return f"{options[0].label} {options[0].note}".strip() if options else None


def sees(entity: type[Entity], key: int) -> bool:
    """Whether the row is there for the person."""
    return db.session.execute(select(entity.id).where(entity.id == key)).first() is not None


def _options(entity: type[Entity], roles: Roles, *conditions: Any, limit: int) -> list[Option]:
    screen = screen_for(entity, roles)
    title, note, order = entity.spec.title, _note(screen), screen.order.lstrip("-")
    if title not in screen.readable:
        return []
    made = selection(entity, roles, tuple(dict.fromkeys(filter(None, (title, note, order)))))
    rows = db.session.execute(_ordered(made, screen).where(*conditions).limit(limit))
    return [
        Option(row[0], made.readers[title](row) or f"#{row[0]}", made.readers[note](row) if note else "")
        for row in rows
    ]


def _ordered(made: Selection, screen: Screen) -> Any:
    column = made.orders[screen.order.lstrip("-")]
    is_descending = screen.order.startswith("-")
    return made.statement.order_by(column.desc() if is_descending else column, screen.entity.id)


def _note(screen: Screen) -> str | None:
    """The first reference a list shows beside the title: the class of a child, the year of a term."""
    entity = screen.entity
    refs = (n for n in screen.listed if facts_of(entity)[n].kind is Kind.REF and n != entity.spec.title)
    return next(refs, None)
