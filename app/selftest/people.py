"""Somebody who asks: an account, and as whom it acts."""

from __future__ import annotations

from dataclasses import dataclass

from app import clock
from app.access.guard import Actor
from app.access.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Person:
    """An account, and as whom it acts."""

    name: str
    user_id: int
    staff_id: int | None
    school_id: int
    roles: frozenset[Role]

    @property
    def actor(self) -> Actor:
        return Actor(self.user_id, self.staff_id, self.school_id, self.roles, clock.today())
