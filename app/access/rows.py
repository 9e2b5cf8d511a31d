"""Whose rows: one predicate per scope and kind of reach, decided by the date, with no value of any user inside.

The predicates use plain tables, which the guard leaves alone, so a rule never recurses. Values come
as binds without a default: a statement that reaches the database without an actor fails closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, exists, false, or_, select, true

from app.access.grants import Grant, Roles, grants_of, holds_all
from app.access.putting_away import TODAY, is_not_put_away, still_sees
from app.access.vocabulary import Action, Level, Scope
from app.models._base import Entity, entity_named, facts_of
from app.models._columns import UtcMoment

UID = bindparam("g_user", type_=Integer)
STAFF = bindparam("g_staff", type_=Integer)
SCHOOL = bindparam("g_school", type_=Integer)
NOW = bindparam("g_now", type_=UtcMoment())

#: Children of the counselor's own cases, and those with a referral, survey or letter as well; opened by `counseled.py`.
CASES = bindparam("g_cases", type_=Integer, expanding=True)
COUNSELED = bindparam("g_counseled", type_=Integer, expanding=True)

Condition = ColumnElement[bool]
#: Keys of rows: a select, or values the guard binds.
Ids = Any


def readable(
    entity: type[Entity],
    roles: Roles,
    target: Any,
    at_least: Level = Level.PUBLIC,
    *,
    leaves_out: bool = False,
) -> Condition:
    """Which rows of `target` (the entity or an alias of it) these roles see with columns up to a level.

    Nothing granted, no row; of children put away only what the cells say that go on seeing them, and nothing
    at all with `leaves_out`.
    """
    cells = [g for g in grants_of(roles, entity) if g.level >= at_least and Action.READ in g.actions]
    return _outside_of_those_put_away(entity, cells, target, [] if leaves_out else cells)


def writable(
    entity: type[Entity], roles: Roles, action: Action, target: Any, at_least: Level = Level.PUBLIC
) -> Condition:
    """Which rows of `target` these roles may create or change in columns up to a level."""
    cells = (g for g in grants_of(roles, entity) if g.write_level >= at_least)
    return _any_of(entity, {g.writes for g in cells if action in g.actions}, target)


def within(entity: type[Entity], scopes: Iterable[Scope], target: Any) -> Condition:
    """Which rows of `target` lie inside one of the scopes."""
    return _any_of(entity, set(scopes), target)


def _outside_of_those_put_away(
    entity: type[Entity], cells: list[Grant], target: Any, trusted: list[Grant]
) -> Condition:
    wide = {cell.rows for cell in trusted if still_sees(cell)}
    narrow = {cell.rows for cell in cells if not any(holds_all(scope, cell.rows) for scope in wide)}
    limit = is_not_put_away(entity, target) if narrow else None
    if limit is None:
        return _any_of(entity, wide | narrow, target)
    inside = and_(_any_of(entity, narrow, target), limit)
    return or_(_any_of(entity, wide, target), inside) if wide else inside


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
        if reach.to == "linked" and reach.via is not None:
            link = _table(reach.via[0])
            tied = link.c.archived_at.is_(None) & link.c.student_id.in_(children())
            return and_(inside, _is_in(column, select(link.c[reach.via[1]]).where(tied)))
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
    owners = [name for name in (entity.spec.owner, *entity.spec.also_owners) if name]
    mine = [_is_mine(entity, target, owner) for owner in owners]
    return and_(_in_school(entity, target), or_(false(), *mine))


def _is_mine(entity: type[Entity], target: Any, owner: str) -> Condition:
    """The owner stands in the row itself, or in the row above it that a column leads to."""
    column, _dot, above = owner.partition(".")
    if not above:
        mine: Condition = getattr(target, column) == STAFF
        return mine
    parent = _table(facts_of(entity)[column].target or "")
    return _is_in(getattr(target, column), select(parent.c.id).where(parent.c[above] == STAFF))


def _is_in(column: Any, ids: Ids) -> Condition:
    inside: Condition = column.in_(ids.correlate(None))
    return inside


def _own_cases(entity: type[Entity], target: Any) -> Condition:
    if entity.spec.reach.to != "case":
        return false()
    return and_(_in_school(entity, target), getattr(target, entity.spec.reach.column).in_(own_cases()))


def _mentees_and_own(entity: type[Entity], target: Any) -> Condition:
    return or_(_mentees(entity, target), _own(entity, target))


def _class_and_own(entity: type[Entity], target: Any) -> Condition:
    """An event that names no class is the whole school's, and so concerns every class."""
    whole_school: Condition = false()
    if entity.spec.reach.to == "class":
        whole_school = and_(_in_school(entity, target), getattr(target, entity.spec.reach.column).is_(None))
    return or_(_class(entity, target), _own(entity, target), whole_school)


def _mentee_classes(entity: type[Entity], target: Any) -> Condition:
    e = _table("Enrollment")
    classes = select(e.c.school_class_id).where(_open(e), e.c.student_id.in_(mentees()))
    return and_(_in_school(entity, target), _is_in(getattr(target, entity.spec.reach.column), classes))


def _alerted(entity: type[Entity], target: Any) -> Condition:
    alerted = getattr(target, "alerted_principal_at", None)
    return false() if alerted is None else and_(_in_school(entity, target), alerted.is_not(None))


def _approved(_entity: type[Entity], target: Any) -> Condition:
    status = getattr(target, "status", None)
    return false() if status is None else status == "approved"


def _having(column: str, *values: str) -> Callable[[type[Entity], Any], Condition]:
    """Rows of the school with one of these values in the column; no such column, no row."""

    def predicate(entity: type[Entity], target: Any) -> Condition:
        found = getattr(target, column, None)
        return false() if found is None else and_(_in_school(entity, target), found.in_(values))

    return predicate


def _released(entity: type[Entity], target: Any) -> Condition:
    released = getattr(target, "released_on", None)
    return false() if released is None else and_(_in_school(entity, target), released.is_not(None))


_class = _reaching(class_children, own_classes)
_mentees = _reaching(mentees)

_PREDICATES: dict[Scope, Callable[[type[Entity], Any], Condition]] = {
    Scope.EVERYWHERE: lambda _entity, _target: true(),
    Scope.SCHOOL: _in_school,
    Scope.CLASS: _class,
    Scope.CLASS_AND_OWN: _class_and_own,
    Scope.MENTEE_CLASSES: _mentee_classes,
    Scope.MENTEES: _mentees,
    Scope.MENTEES_AND_OWN: _mentees_and_own,
    Scope.OWN: _own,
    Scope.CHILD_PARENT: _having("parties", "child-parent"),
    Scope.TO_COUNSELOR: _having("addressed_to", "counselor"),
    Scope.PAPER_TRAIL: _having("action", "export", "print", "grant"),
    Scope.RELEASED: _released,
    Scope.CASES: _reaching(lambda: COUNSELED),
    Scope.CASE_CHILDREN: _reaching(lambda: CASES),
    Scope.OWN_CASES: _own_cases,
    Scope.ALERTED: _alerted,
    Scope.APPROVED: _approved,
}
