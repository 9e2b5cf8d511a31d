"""The rows behind a number as a list: what names each row, and a few of the columns that its screen lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.access.grants import Roles, readable_columns
from app.access.vocabulary import Label
from app.models._base import Entity, entity_named, facts_of
from app.models._columns import Kind

#: Beside the title so many columns fit on a desk's screen.
_BESIDE = 3
#: Numbers of people, secrets and long texts have no place in a list.
_KINDS = frozenset(Kind) - {
    Kind.PHONE,
    Kind.ID_NUMBER,
    Kind.STUDENT_NO,
    Kind.SEALED,
    Kind.JSON,
    Kind.LONG_TEXT,
    Kind.CHOICES,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its address, its name, and what stands beside it in the order of the heads."""

    address: str
    title: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowList:
    """Rows of one entity under the labels of their columns."""

    heads: tuple[Label, ...]
    lines: tuple[Line, ...]


def row_list(session: Any, roles: Roles, entity: type[Entity], ids: Sequence[int]) -> RowList:
    """The rows of these ids that the session's actor sees, in the order given, with columns that he reads in all of them."""
    title, *beside = _columns(entity, roles)
    names = (title, *beside)
    found: Any = entity
    rows = session.execute(
        select(found.id, *(getattr(found, name) for name in names)).where(found.id.in_(ids))
    )
    by_id = {row[0]: row[1:] for row in rows}
    texts = [
        _texts(session, roles, entity, name, [row[at] for row in by_id.values()])
        for at, name in enumerate(names)
    ]
    made = {key: tuple(column[at] for column in texts) for at, key in enumerate(by_id)}
    path = f"/admin/{entity.__tablename__.replace('_', '-')}/details/?id="
    return RowList(
        tuple(facts_of(entity)[name].label for name in names),
        tuple(Line(f"{path}{key}", made[key][0] or f"#{key}", made[key][1:]) for key in ids if key in made),
    )


def _columns(entity: type[Entity], roles: Roles) -> tuple[str, ...]:
    """The title, then the first columns of the entity's list that are open and short."""
    spec = entity.spec
    names = tuple(dict.fromkeys((spec.title, *spec.listed)))
    return tuple(name for name in names if _is_shown(entity, name, roles))[: 1 + _BESIDE] or ("id",)


def _is_shown(entity: type[Entity], name: str, roles: Roles) -> bool:
    facts = facts_of(entity)[name]
    return name in readable_columns(roles, entity) and facts.mask is None and facts.kind in _KINDS


def _texts(session: Any, roles: Roles, entity: type[Entity], name: str, values: list[Any]) -> list[str]:
    facts = facts_of(entity)[name]
    if facts.kind is not Kind.REF:
        return [_text(value) for value in values]
    titles = _titles(session, roles, entity_named(facts.target or ""), {value for value in values if value})
    return [titles.get(value, "") for value in values]


def _titles(session: Any, roles: Roles, entity: type[Entity], ids: Collection[int]) -> dict[int, str]:
    """id -> what names the row; nothing for rows or titles that are not open to the actor."""
    title = entity.spec.title
    if not ids or not _is_shown(entity, title, roles):
        return {}
    found: Any = entity
    rows = session.execute(select(found.id, getattr(found, title)).where(found.id.in_(ids))).all()
    texts = _texts(session, roles, entity, title, [row[1] for row in rows])
    return {row[0]: text for row, text in zip(rows, texts, strict=True)}


def _text(value: Any) -> str:
    """As people read it: China's clock, 是 or 否, the label of a choice."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dt.datetime):
        return f"{clock.in_china(value):%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return "" if value is None else str(getattr(value, "label", value))
