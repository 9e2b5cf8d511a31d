"""Acts before which a person proves once more who he is, when the last proof is older than five minutes (security I-08).

A view is marked where it is written; `app/pages/confirming.py` asks before any marked view runs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from app import clock
from app.access.sessions import SignedIn
from app.access.vocabulary import Group
from app.models._base import Entity
from app.models.school.school import School

WITHIN = dt.timedelta(minutes=5)
#: Whoever may write these rows decides who reads everything else.
_GROUPS = frozenset({Group.ACCOUNTS})
View = TypeVar("View", bound=Callable[..., Any])


def dangerous(view: View) -> View:
    """Mark a view that hands out rights or data, or undoes the work of others; it is asked when it takes a form."""
    view.is_dangerous = True  # type: ignore[attr-defined]
    return view


def is_dangerous(view: object) -> bool:
    """Whether a form sent to the view needs the proof: it is marked, or the screen of an entity that decides about rights."""
    entity = getattr(getattr(view, "__self__", None), "entity", None)
    return getattr(view, "is_dangerous", False) or _decides(entity)


def _decides(entity: object) -> bool:
    """Whether the rows hand out rights, or are the settings of the whole school."""
    is_entity = isinstance(entity, type) and issubclass(entity, Entity)
    return is_entity and (entity is School or entity.spec.group in _GROUPS)  # type: ignore[attr-defined]


def fresh_sign_in(who: SignedIn) -> bool:
    """Whether this person proved who he is within the last five minutes."""
    return clock.now() - who.confirmed_at <= WITHIN
