"""The menu of the management screens: by chapter, only what the person may open."""

from __future__ import annotations

from functools import cache

from app.access.grants import Roles, allowed
from app.access.guard import Actor
from app.access.vocabulary import Action, Chapter
from app.models._base import Entity, all_entities, facts_of
from app.models._columns import ColumnFacts

Menu = list[tuple[str, list[tuple[str, str, bool]]]]


def screen_entities() -> tuple[type[Entity], ...]:
    """The entities that have a screen."""
    return tuple(entity for entity in all_entities() if not entity.spec.is_inner)


def address_of(entity: type[Entity]) -> str:
    """Where the screen of an entity is: /admin/home-visits/."""
    return f"/admin/{entity.__tablename__.replace('_', '-')}/"


def menu_for(actor: Actor, path: str = "") -> Menu:
    """Chapters with (label, address, whether it is the present one); chapters without a screen are left out."""
    return [
        (
            str(chapter.label),
            [(str(e.spec.label), address_of(e), path.startswith(address_of(e))) for e in entities],
        )
        for chapter, entities in _open_to(actor.roles)
    ]


@cache
def _open_to(roles: Roles) -> list[tuple[Chapter, list[type[Entity]]]]:
    readable = [e for e in sorted(screen_entities(), key=_place) if allowed(roles, e, Action.READ)]
    chapters = ((chapter, [e for e in readable if e.spec.chapter is chapter]) for chapter in Chapter)
    return [(chapter, entities) for chapter, entities in chapters if entities]


def _place(entity: type[Entity]) -> tuple[int, str]:
    """What many others refer to comes first: children before enrollments, terms before breaks."""
    references = sum(
        facts.target == entity.__name__ for other in screen_entities() for facts in _own_facts(other)
    )
    return -references, entity.__name__


@cache
def _own_facts(entity: type[Entity]) -> list[ColumnFacts]:
    return [facts for name, facts in facts_of(entity).items() if name != "school_id"]
