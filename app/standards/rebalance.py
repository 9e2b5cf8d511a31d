"""Which children could go to whom so that nobody cares for more than he can: suggestions, never changes (domain 4.2)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.access.vocabulary import Choice
from app.standards._bonds import Bond, Bonds


class Cause(Choice):
    """Why a child should have another mentor, or one at all."""

    NOBODY = "nobody", "还没有帮扶人", "Has no mentor"
    LEAVING = "leaving", "帮扶人已离校或将离校", "The mentor has left or is leaving"
    OVER = "over", "帮扶人的孩子太多", "The mentor has too many children"
    BELOW = "below", "对方还没有达到要求的人数", "The other has fewer children than asked for"


class Mentor(NamedTuple):
    """One who mentors or could; helpers from outside keep the children they have and are asked for no more."""

    id: int
    #: The classes he heads or teaches.
    classes: frozenset[int] = frozenset()
    is_employee: bool = True
    is_leaving: bool = False

    @property
    def may_take(self) -> bool:
        """Whether another child may be given to him."""
        return self.is_employee and not self.is_leaving


class Child(NamedTuple):
    """A child who has a mentor or should; children of the same `family` are brothers and sisters."""

    id: int
    class_id: int | None = None
    village_id: int | None = None
    is_boarding: bool = False
    family: int | None = None

    @property
    def home(self) -> tuple[str, int]:
        """The same for brothers and sisters, and for nobody else."""
        return ("child", self.id) if self.family is None else ("family", self.family)


class Held(NamedTuple):
    """A pair in force on the day."""

    child_id: int
    mentor_id: int
    since: dt.date


@dataclass(frozen=True, slots=True)
class Pairings:
    """A school on a day: mentors in its own order, children, who has whom, and how many one may and should have.

    Without `least` nobody need have children. Every pair names a mentor and a child of these.
    """

    mentors: tuple[Mentor, ...]
    children: tuple[Child, ...]
    held: tuple[Held, ...]
    most: int
    least: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Children, brothers and sisters together, who could go from one mentor (None: they have none) to another."""

    children: tuple[int, ...]
    giver_id: int | None
    taker_id: int
    cause: Cause
    bonds: tuple[Bond, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is suggested, and the children who need a mentor while nobody has room for them and their siblings."""

    moves: tuple[Move, ...]
    unplaced: tuple[int, ...]


def suggest(school: Pairings) -> Plan:
    """The fewest changes after which nobody has more than `most` children, as far as there is room.

    First the children without a mentor, then those whose mentor leaves, then the newest pairs of those who have too
    many; they go to where a brother or sister is, to a teacher of the class, to the village's mentor, and else to
    whoever has the fewest. Where every employee can have `least`, those below it are given children as well. The
    same school gives the same plan.
    """
    board = _Board(school)
    board.place()
    board.relieve()
    board.fill()
    board.drop_needless()
    return Plan(tuple(board.told()), tuple(sorted(board.unplaced)))


class _Unit(NamedTuple):
    """Brothers and sisters with the same mentor, or with none: they stay together."""

    children: tuple[Child, ...]
    giver_id: int | None
    since: dt.date


class _Step(NamedTuple):
    unit: _Unit
    taker_id: int
    cause: Cause

    @property
    def size(self) -> int:
        return len(self.unit.children)


class _Board:
    """The pairs while they are moved about; `loads` are those of the employees only."""

    def __init__(self, school: Pairings) -> None:
        self.school = school
        self.mentors = {mentor.id: mentor for mentor in school.mentors}
        self.order = {mentor.id: place for place, mentor in enumerate(school.mentors)}
        self.takers = [mentor.id for mentor in school.mentors if mentor.may_take]
        self.of_mentor = _children_of(school)
        self.loads = {key: len(self.of_mentor[key]) for key, each in self.mentors.items() if each.is_employee}
        children = {child.id: child for child in school.children}
        self.bonds = Bonds(
            {key: mentor.classes for key, mentor in self.mentors.items()},
            {key: [children[one] for one in sorted(own)] for key, own in self.of_mentor.items()},
        )
        self.units = _units(school, self.of_mentor)
        self.moved: set[_Unit] = set()
        #: (first child, present mentor, mentor) -> how close they are; asked again for every step.
        self._strengths: dict[tuple[int, int | None, int], int] = {}
        self.steps: list[_Step] = []
        self.unplaced: set[int] = set()

    def place(self) -> None:
        """Give a mentor to the children who have none, and to those whose mentor goes and who have no other."""
        stay = {each.child_id for each in self.school.held if not self.mentors[each.mentor_id].is_leaving}
        waiting = [(unit, Cause.NOBODY) for unit in self.units[None]]
        for mentor in self.school.mentors:
            if mentor.is_leaving:
                waiting += [
                    (unit, Cause.LEAVING) for unit in self.units[mentor.id] if _any_not_in(unit, stay)
                ]
        for unit, cause in waiting:
            if cause is Cause.LEAVING and not _any_not_in(unit, stay):
                continue
            if (step := self._best([unit], cause, 0)) is not None:
                self._take(step)
                stay.update(child.id for child in unit.children)
            else:
                self.unplaced.update(child.id for child in unit.children)

    def relieve(self) -> None:
        """Take the newest pairs from those who have too many."""
        for giver in self.takers:
            while (excess := self.loads[giver] - self.school.most) > 0:
                step = self._best(self._movable(giver), Cause.OVER, excess)
                if step is None:
                    break
                self._take(step)

    def fill(self) -> None:
        """Give to those who have too few what others have beyond what is asked for, where all can have enough."""
        least = self.school.least
        if least is None or least * len(self.takers) > sum(self.loads[each] for each in self.takers):
            return
        for taker in self.takers:
            while (lack := least - self.loads[taker]) > 0:
                units = [
                    unit
                    for giver in self.takers
                    for unit in self._movable(giver)
                    if self.loads[giver] - len(unit.children) >= least
                ]
                step = self._best(units, Cause.BELOW, lack, [taker])
                if step is None:
                    break
                self._take(step)

    def drop_needless(self) -> None:
        """Undo every step that a later one made needless: no child changes its mentor for nothing."""
        while needless := next((step for step in self.steps if self._is_needless(step)), None):
            self.steps.remove(needless)
            self._shift(needless, -1)

    def told(self) -> Iterator[Move]:
        """The steps as they are suggested."""
        for unit, taker, cause in self.steps:
            children = tuple(child.id for child in unit.children)
            yield Move(children, unit.giver_id, taker, cause, self.bonds.between(unit.children, taker))

    def _movable(self, giver: int) -> list[_Unit]:
        return [unit for unit in self.units[giver] if unit not in self.moved]

    def _best(
        self, units: Iterable[_Unit], cause: Cause, wanted: int, takers: Iterable[int] | None = None
    ) -> _Step | None:
        """The step that moves no more children than `wanted` if it can, and does most for the children."""
        asked = self.takers if takers is None else takers
        chosen = [taker for taker in asked if self.loads[taker] < self.school.most]
        steps = [
            _Step(unit, taker, cause) for unit in units for taker in chosen if self._has_room(unit, taker)
        ]
        return min(steps, key=lambda step: self._worth(step, wanted), default=None)

    def _has_room(self, unit: _Unit, taker: int) -> bool:
        fits = self.loads[taker] + len(unit.children) <= self.school.most
        return fits and self.of_mentor[taker].isdisjoint(child.id for child in unit.children)

    def _worth(self, step: _Step, wanted: int) -> tuple[int, ...]:
        unit, taker, _cause = step
        stays_with = 0 if unit.giver_id is None else self._strength(unit, unit.giver_id)
        return (
            max(0, step.size - wanted),
            stays_with - self._strength(unit, taker),
            -unit.since.toordinal(),
            self.loads[taker],
            self.order[taker],
            *(child.id for child in unit.children),
        )

    def _strength(self, unit: _Unit, mentor: int) -> int:
        key = unit.children[0].id, unit.giver_id, mentor
        if key not in self._strengths:
            self._strengths[key] = self.bonds.strength(unit.children, mentor)
        return self._strengths[key]

    def _take(self, step: _Step) -> None:
        self.steps.append(step)
        self.moved.add(step.unit)
        self._shift(step, 1)

    def _shift(self, step: _Step, sign: int) -> None:
        """Do the step, or undo it."""
        children, giver = {child.id for child in step.unit.children}, step.unit.giver_id
        gains, loses = (step.taker_id, giver) if sign > 0 else (giver, step.taker_id)
        for mentor, size in ((gains, step.size), (loses, -step.size)):
            if mentor is not None:
                self.of_mentor[mentor] ^= children
                if mentor in self.loads:
                    self.loads[mentor] += size

    def _is_needless(self, step: _Step) -> bool:
        if step.cause in (Cause.NOBODY, Cause.LEAVING) or step.unit.giver_id is None:
            return False
        left_over = self.loads[step.unit.giver_id] + step.size > self.school.most
        least, has = self.school.least or 0, self.loads[step.taker_id]
        return not left_over and not (has >= least > has - step.size)


def _any_not_in(unit: _Unit, stay: set[int]) -> bool:
    return any(child.id not in stay for child in unit.children)


def _children_of(school: Pairings) -> dict[int, set[int]]:
    """mentor -> his children, once each though it be in two kinds of pair."""
    found: dict[int, set[int]] = {mentor.id: set() for mentor in school.mentors}
    for each in school.held:
        found[each.mentor_id].add(each.child_id)
    return found


def _units(school: Pairings, of_mentor: Mapping[int, set[int]]) -> Mapping[int | None, list[_Unit]]:
    """mentor (None: nobody) -> his children by family, in the order of the children."""
    since: dict[tuple[int, int], dt.date] = {}
    for each in school.held:
        key = each.child_id, each.mentor_id
        since[key] = min(each.since, since.get(key, each.since))
    holders: dict[int, list[int]] = defaultdict(list)
    for mentor_id, own in of_mentor.items():
        for child_id in own:
            holders[child_id].append(mentor_id)
    groups: dict[tuple[int | None, tuple[str, int]], list[Child]] = defaultdict(list)
    for child in school.children:
        with_child: list[int | None] = [*holders.get(child.id, ())]
        for holder in with_child or [None]:
            groups[holder, child.home].append(child)
    found: dict[int | None, list[_Unit]] = defaultdict(list)
    for (mentor, _home), children in groups.items():
        days = [since[child.id, mentor] for child in children if mentor is not None]
        found[mentor].append(_Unit(tuple(children), mentor, max(days, default=dt.date.min)))
    return found
