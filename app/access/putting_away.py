"""Whom a withdrawn consent keeps from whose eyes: a condition beside whose rows they are (security P-01; decision 0020).

The principal and the administrator go on seeing the child: they answer the guardian, hand out his copy, enter another
ground or propose the deletion. Everybody else who cares for it does not, from the day of the withdrawal on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, or_, select

from app.access.grants import Grant
from app.access.vocabulary import Role, Scope
from app.database import ClosedSession
from app.models._base import Entity, entity_named, facts_of
from app.models._columns import Kind
from app.models._put_away import OUTSIDE, children_put_away, columns_of_children

TODAY = bindparam("g_today", type_=Date)

Condition = ColumnElement[bool]

_STILL_SEE = frozenset({Role.PRINCIPAL, Role.IT_ADMIN})
#: A counselor's own cases rest on consents of their own.
_OF_THE_ROOM = frozenset({Scope.CASES, Scope.CASE_CHILDREN, Scope.OWN_CASES})


def still_sees(grant: Grant) -> bool:
    """Whether the cell goes on speaking for children put away."""
    return grant.role in _STILL_SEE or grant.rows in _OF_THE_ROOM


def is_not_put_away(entity: type[Entity], target: Any) -> Condition | None:
    """The rows of `target` that lead to no child put away; None where rows of the entity lead to none at all."""
    if entity.spec.group in OUTSIDE:
        return None
    conditions = tuple(_conditions(entity, target))
    return and_(*conditions) if conditions else None


def is_put_away(session: Any, today: dt.date, student_id: int) -> bool:
    """Whether the child, whom the person sees, is put away on the day."""
    own: ClosedSession = session() if callable(session) else session
    child: Any = entity_named("Student").__table__
    found = select(child.c.id).where(child.c.id == student_id, child.c.id.in_(children_put_away(today)))
    return own.raw_connection().execute(found).first() is not None


def has_put_away(session: Any, today: dt.date, consent_id: int) -> bool:
    """Whether the child of this ground, which the person has just written, is put away on the day."""
    own: ClosedSession = session() if callable(session) else session
    ground: Any = entity_named("Consent").__table__
    found = select(ground.c.id).where(
        ground.c.id == consent_id, ground.c.student_id.in_(children_put_away(today))
    )
    return own.raw_connection().execute(found).first() is not None


def _conditions(entity: type[Entity], target: Any) -> Iterator[Condition]:
    for name in columns_of_children(entity):
        yield _outside(entity, target, name, children_put_away(TODAY))
    for name in _columns_of_adults(entity):
        yield _outside(entity, target, name, _adults_put_away())
    if entity.spec.reach.to == "plan":
        plan: Any = entity_named("IndividualPlan").__table__.alias()
        plans = select(plan.c.id).where(plan.c.student_id.in_(children_put_away(TODAY))).correlate(None)
        yield _outside(entity, target, entity.spec.reach.column, plans)


def _outside(entity: type[Entity], target: Any, name: str, keys: Any) -> Condition:
    """NULL is in no list, nor outside of any: rows that name nobody stay."""
    column = getattr(target, name)
    outside: Condition = column.not_in(keys)
    return or_(column.is_(None), outside) if entity.__table__.c[name].nullable else outside


def _columns_of_adults(entity: type[Entity]) -> tuple[str, ...]:
    """Columns that name an adult, in rows that need not name a child."""
    if entity.__name__ == "Caregiver":
        return ("id",)
    if any(not entity.__table__.c[name].nullable for name in columns_of_children(entity)):
        return ()
    facts = facts_of(entity)
    return tuple(name for name, own in facts.items() if own.kind is Kind.REF and own.target == "Caregiver")


def _adults_put_away() -> Any:
    """Adults all of whose children are put away: what is kept of them came with those."""
    table: Any = entity_named("StudentCaregiver").__table__
    link, other = table.alias(), table.alias()
    away = children_put_away(TODAY)
    has_another = (
        select(other.c.id)
        .where(
            other.c.caregiver_id == link.c.caregiver_id,
            other.c.archived_at.is_(None),
            other.c.student_id.not_in(away),
        )
        .correlate(link)
        .exists()
    )
    found = select(link.c.caregiver_id).where(
        link.c.student_id.in_(away), link.c.archived_at.is_(None), ~has_another
    )
    return found.correlate(None)
