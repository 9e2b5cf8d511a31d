"""The two numbers with which a home page begins, by the very figures that the reports print."""

from __future__ import annotations

from typing import Any

from app.access.guard import Actor
from app.figures import Reading, basics
from app.pages import overview
from app.standards.as_of import AsOf

#: What the two are called: pupils, left-behind children.
LABELS = (basics.pupils.label, basics.children.label)


def children_today(session: Any, actor: Actor) -> int:
    """The left-behind children of the current term; nobody is registered without one."""
    term = overview.current_term(session)
    return basics.children.read(session, AsOf.of(term, actor.today)).count if term is not None else 0


def share_today(session: Any, actor: Actor) -> Reading:
    """The left-behind children at school out of the pupils; between terms the pupils on the school's list."""
    term = overview.current_term(session)
    if term is None:
        return Reading(0, overview.how_many(session, overview.enrolled()))
    return basics.children_share.read(session, AsOf.of(term, actor.today))
