"""Where a screen differs from what its entity says: one small file per entity, found by its name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from app.access.vocabulary import Action
from app.models._base import Entity


@dataclass(frozen=True, slots=True)
class Override:
    """The differences of one screen; an entity without a file has none."""

    #: Columns typed when a row is made, and never on its form afterwards.
    only_when_created: tuple[str, ...] = ()
    #: References chosen by name and class from the whole school (`access/directory.py`).
    from_directory: tuple[str, ...] = ()
    #: Verbs that have a page of their own, and so no button and no form here.
    without: frozenset[Action] = frozenset()


@cache
def override_of(entity: type[Entity]) -> Override:
    """The override in `<module of the entity>.py` of this folder, or none."""
    name = f"{__name__}.{entity.__module__.rpartition('.')[2]}"
    found: Override = import_module(name).OVERRIDE if find_spec(name) else Override()
    return found
