"""Looks into a select before it runs and refuses whatever carries no entity, since nothing would narrow it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.sql.elements import ColumnClause, TextClause
from sqlalchemy.sql.selectable import AliasedReturnsRows, TableClause

from app.database import Refused

#: Tables without rows of their own to hide, that a guarded select may join as they are.
OPEN_TABLES = frozenset({"name_grams"})


#: Marks a condition made from the grants themselves, which looks at rows the person need not see.
_RULE = "row_rule"


def as_rule(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition so that a guarded select may hold it: for `narrowing.py`, which makes it from the grants."""
    return condition._annotate({_RULE: True})


def vet(statement: Any) -> None:
    """Refuse text, and tables and columns that carry no entity: nothing would narrow them."""
    waiting: list[tuple[Any, frozenset[Any]]] = [(statement, frozenset())]
    while waiting:
        element, narrowed = waiting.pop()
        if _RULE in element._annotations:
            continue
        if isinstance(element, Select):
            narrowed = _tables_narrowed_in(element)
        if isinstance(element, TextClause):
            raise Refused("literal SQL inside a guarded select")
        if isinstance(element, (TableClause, ColumnClause, AliasedReturnsRows)) and not _is_narrowed(
            element, narrowed
        ):
            raise Refused(f"{element.name} without its entity")
        if not (isinstance(element, AliasedReturnsRows) and isinstance(element.element, TableClause)):
            waiting.extend((part, narrowed) for part in _parts_of(element))


def _tables_narrowed_in(statement: Select[Any]) -> frozenset[Any]:
    """Tables that stand in this very select as entities: a bare column of theirs is the entity's own column."""
    entities = (
        part._annotations.get("parententity") for part in (*statement._raw_columns, *statement._from_obj)
    )
    return frozenset(entity.local_table for entity in entities if entity is not None and entity.is_mapper)


def _parts_of(element: Any) -> Iterable[Any]:
    """What an element is made of; of a select only what was written, not the tables SQLAlchemy derives from it."""
    if not isinstance(element, Select):
        children: Iterable[Any] = element.get_children()
        return children
    joins = (part for target, on, left, _flags in element._setup_joins for part in (target, on, left))
    written = (
        *element._raw_columns,
        *element._from_obj,
        *element._where_criteria,
        *element._having_criteria,
        *element._order_by_clauses,
        *element._group_by_clauses,
        *(element._distinct_on or ()),
        *element._independent_ctes,
        element._limit_clause,
        element._offset_clause,
        *(
            getattr(part, "__clause_element__", lambda part=part: part)()
            for part in joins
            if part is not None
        ),
    )
    return (part for part in written if part is not None)


def _is_narrowed(element: Any, narrowed: frozenset[Any]) -> bool:
    """Part of an entity, of a subquery (which is looked into), of an open table, or the star of count(*)."""
    if "parententity" in element._annotations:
        return True
    source: Any = element.table if isinstance(element, ColumnClause) else element
    is_alias = isinstance(source, AliasedReturnsRows)
    table = source.element if is_alias else source
    if isinstance(table, TableClause):
        return table.name in OPEN_TABLES or (table in narrowed and not is_alias)
    return not getattr(element, "is_literal", False) or element.name == "*"
