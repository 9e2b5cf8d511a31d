"""Who the people of the proofs' world are, and what the proofs know of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.access.vocabulary import Role
from app.selftest.canaries import Canaries
from app.selftest.people import Person

TODAY = dt.date(2025, 10, 15)

#: The people of school one: a name for the tests, and the roles of the account.
PEOPLE: dict[str, tuple[Role, ...]] = {
    **{role.value: (role,) for role in Role},
    "homeroom+mentor": (Role.HOMEROOM, Role.MENTOR),
    "homeroom+it-admin": (Role.HOMEROOM, Role.IT_ADMIN),
    "mentor+counselor": (Role.MENTOR, Role.COUNSELOR),
    "principal+counselor": (Role.PRINCIPAL, Role.COUNSELOR),
}

#: Whose questions every run asks; the slow run asks everybody.
_IN_EVERY_RUN = frozenset({"counselor", "township"})
#: For `parametrize`.
NAMES = [name if name in _IN_EVERY_RUN else pytest.param(name, marks=pytest.mark.slow) for name in PEOPLE]


@dataclass(repr=False)
class World:
    """The people by name, the canaries of every cell, and rows that tests name ("case of counselor")."""

    people: dict[str, Person] = field(default_factory=dict)
    canaries: Canaries = field(default_factory=Canaries)
    rows: dict[str, int] = field(default_factory=dict)


@dataclass
class Campus:
    """A school while it is built."""

    school: Any
    year: Any
    term: Any
    classes: list[Any]
    children: list[Any]
    staff: dict[str, Any]
