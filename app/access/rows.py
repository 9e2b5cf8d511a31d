"""Whose rows: one predicate per scope and kind of reach, decided by the date, with no value of any user inside.

The predicates use plain tables, which the guard leaves alone, so a rule never recurses. Values come
as binds without a default: a statement that reaches the database without an actor fails closed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, and_, bindparam, exists, false, or_, select, true

from app.access.grants import Roles, grants_of
from app.access.vocabulary import Action, Scope
from app.models._base import Entity, entity_named
from app.models._columns import UtcMoment

UID = bindparam("g_user", type_=Integer)
STAFF = bindparam("g_staff", type_=Integer)
SCHOOL = bindparam("g_school", type_=Integer)
TODAY = bindparam("g_today", type_=Date)
NOW = bindparam("g_now", type_=UtcMoment())

Condition = ColumnElement[bool]
Ids = Select[tuple[int]]


def readable(entity: type[Entity], roles: Roles, target: Any) -> Condition:
    """Which rows of `target` (the entity or an alias of it) these roles see; nothing granted, no row."""
    scopes = {g.rows for g in grants_of(roles, entity) if Action.READ in g.actions}
    return _any_of(entity, scopes, target)


def writable(entity: type[Entity], roles: Roles, action: Action, target: Any) -> Condition:
    """Which rows of `target` these roles may create or change."""
    scopes = {g.writes for g in grants_of(roles, entity) if action in g.actions}
    return _any_of(entity, scopes, target)


def within(entity: type[Entity], scope: Scope, target: Any) -> Condition:
    """Which rows of `target` lie inside one scope."""
    return _any_of(entity, {scope}, target)


def _any_of(entity: type[Entity], scopes: set[Scope], target: Any) -> Condition:
    if Scope.EVERYWHERE in scopes:
        return true()
    parts = [_PREDICATES[scope](entity, target) for scope in sorted(scopes, key=lambda scope: scope.value)]
    return or_(false(), *parts)


def _in_school(entity: type[Entity], target: Any) -> Condition:
    owner = target.id if entity.__name__ == "School" else getattr(target, "school_id", None)
    return false() if owner is None else owner == SCHOOL


def _table(name: str) -> Any:
    return entity_named(name).__table__.alias()


def _open(table: Any) -> Condition:
    """The row stands and today lies inside its days."""
    ended = or_(table.c.ends_on.is_(None), table.c.ends_on >= TODAY)
    return and_(table.c.archived_at.is_(None), table.c.starts_on <= TODAY, ended)


def own_classes() -> Ids:
    """Classes of which the person is homeroom teacher today."""
    t = _table("TeachingAssignment")
    held = and_(t.c.staff_id == STAFF, t.c.role == "homeroom", _open(t))
    return select(t.c.school_class_id).where(held).correlate(None)


def class_children() -> Ids:
    """Children enrolled today in the person's own classes."""
    e = _table("Enrollment")
    return select(e.c.student_id).where(_open(e), e.c.school_class_id.in_(own_classes())).correlate(None)


def mentees() -> Ids:
    """Children whose mentor the person is today."""
    m = _table("Mentoring")
    return select(m.c.student_id).where(m.c.mentor_id == STAFF, _open(m)).correlate(None)


def own_cases() -> Ids:
    """Cases of the counselor's own, and those of a colleague whom he covers at this moment."""
    k, r = _table("CounselingCase"), _table("CounselorRecusal")
    now_inside = and_(
        r.c.starts_at <= NOW, or_(r.c.ends_at.is_(None), r.c.ends_at >= NOW), r.c.archived_at.is_(None)
    )
    covered = select(r.c.counselor_id).where(r.c.cover_id == STAFF, now_inside).correlate(None)
    mine = and_(or_(k.c.counselor_id == STAFF, k.c.counselor_id.in_(covered)), k.c.school_id == SCHOOL)
    return select(k.c.id).where(mine).correlate(None)


def case_children() -> Ids:
    """Children with a case in reach, or with a referral of this school."""
    r = _table("CounselingReferral")
    referred = (
        select(r.c.student_id).where(r.c.school_id == SCHOOL, r.c.archived_at.is_(None)).correlate(None)
    )
    return children_of_cases().union(referred)  # type: ignore[return-value]


def children_of_cases() -> Ids:
    """Children with a case in reach."""
    k = _table("CounselingCase")
    return select(k.c.student_id).where(k.c.id.in_(own_cases())).correlate(None)


def _reaching(
    children: Callable[[], Ids], classes: Callable[[], Ids] | None = None
) -> Callable[..., Condition]:
    """A predicate for rows that lead to one of these children (or classes)."""

    def predicate(entity: type[Entity], target: Any) -> Condition:
        reach = entity.spec.reach
        column = getattr(target, reach.column)
        inside = _in_school(entity, target)
        if reach.to == "child":
            return and_(inside, column.in_(children()))
        if reach.to == "caregiver":
            return and_(inside, or_(column.in_(_caregivers_of(children)), _entered_by_me(column)))
        if reach.to == "plan":
            plan = _table("IndividualPlan")
            plans = select(plan.c.id).where(plan.c.student_id.in_(children())).correlate(None)
            return and_(inside, column.in_(plans))
        if reach.to == "class" and classes is not None:
            return and_(inside, column.in_(classes()))
        return false()

    return predicate


def _caregivers_of(children: Callable[[], Ids]) -> Ids:
    link = _table("StudentCaregiver")
    linked = and_(link.c.student_id.in_(children()), link.c.archived_at.is_(None))
    return select(link.c.caregiver_id).where(linked).correlate(None)


def _entered_by_me(caregiver_id: Any) -> Condition:
    """An adult the person entered himself and who is not linked to any child yet: else nobody could link him."""
    adult, link = _table("Caregiver"), _table("StudentCaregiver")
    loose = ~exists().where(link.c.caregiver_id == adult.c.id).correlate(adult)
    mine: Condition = caregiver_id.in_(
        select(adult.c.id).where(adult.c.created_by_id == UID, loose).correlate(None)
    )
    return mine


def _own(entity: type[Entity], target: Any) -> Condition:
    if entity.spec.owner is not None:
        return and_(_in_school(entity, target), getattr(target, entity.spec.owner) == STAFF)
    if entity.spec.reach.to == "plan":
        plan = _table("IndividualPlan")
        mine = select(plan.c.id).where(plan.c.author_id == STAFF).correlate(None)
        return and_(_in_school(entity, target), getattr(target, entity.spec.reach.column).in_(mine))
    return false()


def _own_cases(entity: type[Entity], target: Any) -> Condition:
    if entity.spec.reach.to != "case":
        return false()
    return and_(_in_school(entity, target), getattr(target, entity.spec.reach.column).in_(own_cases()))


def _mentees_and_own(entity: type[Entity], target: Any) -> Condition:
    return or_(_mentees(entity, target), _own(entity, target))


def _child_parent(entity: type[Entity], target: Any) -> Condition:
    parties = getattr(target, "parties", None)
    return false() if parties is None else and_(_in_school(entity, target), parties == "child-parent")


def _alerted(entity: type[Entity], target: Any) -> Condition:
    alerted = getattr(target, "alerted_principal_at", None)
    return false() if alerted is None else and_(_in_school(entity, target), alerted.is_not(None))


def _approved(_entity: type[Entity], target: Any) -> Condition:
    status = getattr(target, "status", None)
    return false() if status is None else status == "approved"


_mentees = _reaching(mentees)

_PREDICATES: dict[Scope, Callable[[type[Entity], Any], Condition]] = {
    Scope.EVERYWHERE: lambda _entity, _target: true(),
    Scope.SCHOOL: _in_school,
    Scope.CLASS: _reaching(class_children, own_classes),
    Scope.MENTEES: _mentees,
    Scope.MENTEES_AND_OWN: _mentees_and_own,
    Scope.OWN: _own,
    Scope.CHILD_PARENT: _child_parent,
    Scope.CASES: _reaching(case_children),
    Scope.CASE_CHILDREN: _reaching(children_of_cases),
    Scope.OWN_CASES: _own_cases,
    Scope.ALERTED: _alerted,
    Scope.APPROVED: _approved,
}
