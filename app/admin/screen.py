"""What one set of roles sees and may do on the screens of one entity: made once from the grants, never changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from app.access.grants import Roles, allowed, seen_columns, writable_columns
from app.access.vocabulary import Action, Mask
from app.admin.overrides import Override, override_of
from app.models._base import Entity, entity_named, facts_of
from app.models._columns import Kind

#: Kinds whose values have an order a person would ask for.
_ORDERED = frozenset(
    {Kind.TEXT, Kind.NUMBER, Kind.DECIMAL, Kind.FLAG, Kind.DAY, Kind.MOMENT, Kind.TIME, Kind.CHOICE, Kind.REF}
)
_FILTERED = frozenset({Kind.NUMBER, Kind.DECIMAL, Kind.FLAG, Kind.DAY, Kind.MOMENT, Kind.CHOICE, Kind.REF})
#: Inner bookkeeping that says nothing to a reader.
_UNSAID = frozenset({"version", "created_by_id", "box_id", "seat"})
_REVEALS = {
    Mask.PHONE: Action.SEE_FULL,
    Mask.ID_NUMBER: Action.SEE_IDENTITY,
    Mask.STUDENT_NO: Action.SEE_IDENTITY,
}


@dataclass(frozen=True, slots=True)
class Screen:
    """The columns of each page and the verbs, for one entity and one set of roles.

    Where two roles see columns of different rows, `readable` and `edited` name all of them; the selections
    leave the value out of the rows where it is closed (`narrowing.py`). Masked columns stand in no order, filter or search: each would tell the number digit by digit;
    nor do sealed ones, into which the database cannot look.
    """

    entity: type[Entity]
    roles: Roles
    actions: frozenset[Action]
    readable: tuple[str, ...]
    listed: tuple[str, ...]
    shown: tuple[str, ...]
    sortable: frozenset[str]
    searched: tuple[str, ...]
    filtered: tuple[str, ...]
    created: tuple[str, ...]
    edited: tuple[str, ...]
    revealed: frozenset[str]
    order: str
    override: Override

    def may(self, action: Action) -> bool:
        return action in self.actions


def screen_for(entity: type[Entity], roles: Roles) -> Screen:
    """The screen of this entity for these roles; the same object at every call."""
    key = (entity, roles)
    with _lock:
        if key not in _screens:
            _screens[key] = _make(entity, roles)
        return _screens[key]


_lock = threading.Lock()
_screens: dict[tuple[type[Entity], Roles], Screen] = {}


def _make(entity: type[Entity], roles: Roles) -> Screen:
    spec, facts, override = entity.spec, facts_of(entity), override_of(entity)
    readable = seen_columns(roles, entity)
    open_ = frozenset(name for name in readable if facts[name].mask is None and not facts[name].is_sealed)
    sortable = frozenset(name for name in open_ if facts[name].kind in _ORDERED)
    created = _of(spec.form or tuple(facts), writable_columns(roles, entity))
    edited = tuple(n for n in created if n in readable and n not in override.only_when_created)
    order = spec.order if spec.order.lstrip("-") in sortable else "-id"
    return Screen(
        entity=entity,
        roles=roles,
        actions=_actions(entity, roles, created, edited),
        readable=readable,
        listed=_of(spec.listed or (spec.title,), readable) or _of(("id",), readable),
        shown=tuple(name for name in readable if name not in _UNSAID),
        sortable=sortable,
        searched=_of(_findable(entity), open_),
        filtered=tuple(n for n in _of(spec.filtered, open_) if facts[n].kind in _FILTERED),
        created=created,
        edited=edited,
        revealed=frozenset(n for n in readable if _can_reveal(entity, roles, facts[n].mask)),
        order=order,
        override=override,
    )


def _actions(
    entity: type[Entity], roles: Roles, created: tuple[str, ...], edited: tuple[str, ...]
) -> frozenset[Action]:
    """The verbs granted, but for those with nothing to type or a page of their own."""
    granted = frozenset(action for action in Action if allowed(roles, entity, action))
    written_once = {Action.EDIT, Action.ARCHIVE} if entity.spec.is_append_only else set()
    empty = {action for action, names in ((Action.CREATE, created), (Action.EDIT, edited)) if not names}
    return granted - written_once - empty - override_of(entity).without


def _of(wished: tuple[str, ...], permitted: tuple[str, ...] | frozenset[str]) -> tuple[str, ...]:
    """The wish can only narrow what is permitted, so that a mistake in a specification never leaks."""
    return tuple(name for name in wished if name in permitted)


def _findable(entity: type[Entity]) -> tuple[str, ...]:
    """What a search looks in: the columns the entity names, its title, and the people a list shows."""
    facts = facts_of(entity)
    people = (
        n for n in entity.spec.listed if facts[n].target and entity_named(facts[n].target or "").spec.grams
    )
    named = (*entity.spec.searched, entity.spec.title)
    wished = (name for name in named if facts[name].kind in (Kind.TEXT, Kind.REF))
    return tuple(dict.fromkeys((*wished, *people)))


def _can_reveal(entity: type[Entity], roles: Roles, mask: Mask | None) -> bool:
    return mask is not None and allowed(roles, entity, _REVEALS[mask])


def reveals(entity: type[Entity], column: str) -> Action:
    """The verb that opens a masked column whole; KeyError for a column without a mask."""
    mask = facts_of(entity)[column].mask
    if mask is None:
        raise KeyError(column)
    return _REVEALS[mask]
