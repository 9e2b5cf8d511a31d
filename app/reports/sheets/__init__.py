"""The papers there are: the modules of this folder, found by themselves through their `SHEET` or `SHEETS`."""

from __future__ import annotations

import datetime as dt
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any

from app import clock
from app.access.grants import Roles, allowed
from app.access.guard import Actor
from app.access.vocabulary import Action, Chapter, Label
from app.models._base import Entity, entity_named
from app.reports.sheet import SheetData, SheetImprint


class Asked(StrEnum):
    """What a paper asks before it is printed: one of the first four, and any of the others with it."""

    ROW = "row"
    STUDENT = "student"
    CLASS = "class"
    SCHOOL = "school"
    GRADE = "grade"
    VILLAGE = "village"
    TERM = "term"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Ask:
    """What the person asked for; neither row nor child nor class means all that the person may print.

    *month* is the first day of the month. Keys come from outside: collect() finds them through the guarded session.
    """

    student_id: int | None = None
    school_class_id: int | None = None
    term_id: int | None = None
    row_id: int | None = None
    month: dt.date | None = None
    grade: int | None = None
    village_id: int | None = None
    is_blank: bool = False


Collect = Callable[[Any, Actor, Ask], SheetData]


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A kind of paper.

    *slug* is its address and its module with hyphens; *entity* the class whose PRINT right is asked for and which a
    details page links from (Asked.ROW: rows of it, Asked.STUDENT: children). `collect(session, actor, ask)` reads
    through the guarded session only and raises NothingToPrint with a sentence where there is nothing.
    *has_blank*: there is a version to fill by hand. *is_posted*: for a wall, built from data without any secret.
    *is_sealed*: one row at a time, and the file never touches a disk.
    """

    slug: str
    label: Label
    entity: str
    asks: tuple[Asked, ...]
    collect: Collect
    about: Label
    systems: tuple[str, ...] = ()
    chapter: Chapter | None = None
    is_posted: bool = False
    has_blank: bool = False
    is_sealed: bool = False

    @property
    def entity_class(self) -> type[Entity]:
        return entity_named(self.entity)

    @property
    def menu_chapter(self) -> Chapter:
        return self.chapter or self.entity_class.spec.chapter

    def is_open_to(self, roles: Roles) -> bool:
        """Whether these roles may print it at all; whose rows is the guard's matter."""
        return allowed(roles, self.entity_class, Action.PRINT)


@cache
def sheets() -> Mapping[str, SheetKind]:
    """slug -> paper, in the order of the chapters and names."""
    modules = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    kinds: list[SheetKind] = [
        kind for module in modules for kind in getattr(module, "SHEETS", None) or (module.SHEET,)
    ]
    order = list(Chapter)
    kinds.sort(key=lambda kind: (order.index(kind.menu_chapter), kind.slug))
    return MappingProxyType({kind.slug: kind for kind in kinds})


def sheets_of_row(entity: type[Entity], roles: Roles) -> list[SheetKind]:
    """The papers that a details page of the entity offers: of the row, or of the child that the row is."""
    asked = Asked.STUDENT if entity.__name__ == "Student" else Asked.ROW
    return [
        kind
        for kind in sheets().values()
        if asked in kind.asks
        and (asked is Asked.STUDENT or kind.entity == entity.__name__)
        and kind.is_open_to(roles)
    ]


def imprint(session: Any, actor: Actor, title: str, subject: str = "", *, mark: str = "") -> SheetImprint:
    """Head and foot of a paper printed now by the actor."""
    school: Any = session.get(entity_named("School"), actor.school_id)
    moment = clock.in_china(clock.now()).replace(tzinfo=None)
    return SheetImprint(school.name if school else "", title, subject, actor.name, moment, mark)
