"""封存: a child whose guardian withdrew the consent, and for whom nothing else stands, is put away (security P-01; decision 0020).

From that day nothing new is written about the child, and those who care for it do not see it; what the law asks
of the school whatever a guardian says (the pupil's place in a class, an emergency, the papers of the law) goes on.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, inspect, or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.access.vocabulary import Group, Label
from app.models._columns import Kind
from app.models._rules import Problem

if TYPE_CHECKING:
    from app.models._base import Entity
    from app.models._validation import Look

#: Where a withdrawal changes nothing: danger to life, the counseling room with a consent of its own, and the program's inside.
OUTSIDE = frozenset(
    {
        Group.INCIDENTS, Group.CRISES, Group.COUNSELING, Group.REFERRALS, Group.RELEASES, Group.DISCLOSURES,
        Group.ERASURES, Group.AUDIT, Group.INNER,
    }
)  # fmt: skip
#: Written all the same: the ground itself, the pupil's place in a class, and the sheet with which it leaves.
_WRITTEN_ON = frozenset({"Consent", "GuardianRequest", "Enrollment", "HandOver"})

PUT_AWAY = Label(
    "监护人已撤回同意，该生的信息已封存，不能再新增记录。确需继续的，请先由校长或系统管理员在“同意与处理依据”中登记新的依据。",
    "The guardian withdrew the consent and the child's data are put away; nothing new can be entered. If it must go on, "
    "the principal or the administrator first enters a new ground under consents.",
)  # fmt: skip


def children_put_away(today: Any) -> Select[Any]:
    """Keys of the children with a withdrawn ground and none in force on the day (a date, or a bind of one).

    Made of plain tables, which the guard leaves alone.
    """
    from app.models._base import entity_named

    gone, other = (entity_named("Consent").__table__.alias() for _each in range(2))
    return _without_ground(gone.c, other.c, today).correlate(None)


def seen_put_away(today: dt.date) -> Select[Any]:
    """The same as the person may see it, for a guarded select."""
    from app.models._base import entity_named

    gone, other = (aliased(entity_named("Consent")) for _each in range(2))
    return _without_ground(gone, other, today)


def _without_ground(gone: Any, other: Any, today: Any) -> Select[Any]:
    in_force = (
        select(other.id)
        .where(
            other.student_id == gone.student_id,
            other.archived_at.is_(None),
            other.given_on <= today,
            or_(other.withdrawn_on.is_(None), other.withdrawn_on > today),
        )
        .exists()
    )
    return select(gone.student_id).where(gone.withdrawn_on <= today, gone.archived_at.is_(None), ~in_force)


@cache
def columns_of_children(entity: type[Entity]) -> tuple[str, ...]:
    """The columns that name a child in the clear; the child's own key in its own row."""
    from app.models._base import facts_of

    if entity.__name__ == "Student":
        return ("id",)
    facts = facts_of(entity)
    return tuple(
        name for name, own in facts.items() if own.kind is Kind.REF and own.target == "Student" and not own.is_sealed
    )  # fmt: skip


def refused(row: Entity, look: Look) -> Problem | None:
    """What is wrong with a new row that is about a child put away; rows that stand may be ended and put right."""
    entity = type(row)
    if not _is_new(row) or entity.spec.group in OUTSIDE or entity.__name__ in _WRITTEN_ON:
        return None
    named = (name for name in columns_of_children(entity) if getattr(row, name) is not None)
    away = next((name for name in named if getattr(row, name) in look.put_away(clock.today())), None)
    return Problem(away, PUT_AWAY) if away else None


def _is_new(row: Entity) -> bool:
    """Also of the rows of an import, which get negative keys until they are written."""
    state = inspect(row)
    return bool(state.pending or (state.transient and (row.id is None or row.id < 0)))
