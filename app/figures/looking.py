"""A figure as one person may know it: who may not read a column learns no number made by it, and none of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.sql import visitors

from app.access.grants import readable_columns
from app.access.guard import actor_of
from app.figures._registry import Figure, Reading, Rows, Sum, ids_of, reading_of
from app.models._base import Entity, facts_of
from app.standards.as_of import AsOf


@dataclass(frozen=True, slots=True)
class Look:
    """The entity counted and the number; without a reading it is not for this person."""

    entity: type[Entity]
    reading: Reading | None
    found: Rows | Sum
    #: Told as a number only: nothing leads from it to a row.
    is_closed: bool = False

    @property
    def opens(self) -> bool:
        """Whether there are rows to show."""
        if self.is_closed or self.reading is None:
            return False
        return bool(self.found.ids) if isinstance(self.found, Sum) else self.reading.count > 0

    def rows(self, session: Any) -> tuple[int, ...]:
        """The ids of the rows counted; none where it does not open."""
        return ids_of(session, self.found) if self.opens else ()

    def missing(self, session: Any) -> tuple[int, ...]:
        """Of a share of rows the ids that are in the whole and not in the part: for whom something is still to do."""
        if self.is_closed or self.reading is None or isinstance(self.found, Sum) or self.found.out_of is None:
            return ()
        counted = set(ids_of(session, self.found))
        whole = ids_of(session, Rows(self.entity, self.found.out_of))
        return tuple(key for key in whole if key not in counted)


def look(figure: Figure, session: Any, at: AsOf) -> Look | None:
    """What the session's actor may know of it; None where nothing may even be measured for him."""
    if figure.readers is not None:
        if not figure.readers(session, at):
            return None
        found = figure.measure(session, at)
        return Look(found.entity, reading_of(session, found), found, is_closed=True)
    found = figure.measure(session, at)
    roles = actor_of(session).roles
    is_open = all(name in readable_columns(roles, entity) for entity, name in columns_of(found))
    return Look(found.entity, reading_of(session, found) if is_open else None, found)


def columns_of(found: Rows | Sum) -> frozenset[tuple[type[Entity], str]]:
    """The columns by which something was measured, of whatever tables."""
    parts = found.by if isinstance(found, Sum) else (*found.where, *(found.out_of or ()))
    return frozenset({(found.entity, "id"), *(column for part in parts for column in columns_in(part))})


def columns_in(part: Any) -> Iterator[tuple[type[Entity], str]]:
    """The columns of entities in a condition, a select or a column, those of selects inside it too."""
    clause = part.__clause_element__() if hasattr(part, "__clause_element__") else part
    for element in visitors.iterate(clause):
        entity = element._annotations.get("parententity")
        name = getattr(element, "key", None)
        if entity is not None and name in facts_of(entity.class_):
            yield entity.class_, name
