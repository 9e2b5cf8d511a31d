"""What ties children to a mentor: a brother or sister there, the class he teaches, the village, the boarding house."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from app.access.vocabulary import Choice


class Bond(Choice):
    """A reason to choose this mentor, the strongest first."""

    SIBLING = "sibling", "兄弟姐妹已由此人帮扶", "Mentors a brother or sister"
    CLASS = "class", "任教于孩子的班级", "Teaches the child's class"
    VILLAGE = "village", "已帮扶同村的孩子", "Mentors children of the same village"
    BOARDING = "boarding", "已帮扶其他住宿生", "Mentors other boarders"


#: Each weighs more than all that follow together.
_WEIGHTS = {Bond.SIBLING: 8, Bond.CLASS: 4, Bond.VILLAGE: 2, Bond.BOARDING: 1}


class Tied(Protocol):
    """What of a child ties it to a mentor."""

    @property
    def class_id(self) -> int | None: ...
    @property
    def village_id(self) -> int | None: ...
    @property
    def is_boarding(self) -> bool: ...
    @property
    def home(self) -> tuple[str, int]: ...


class Bonds:
    """The bonds as they stand before anything is moved; a child is no bond to its own mentor by itself."""

    def __init__(self, classes: Mapping[int, frozenset[int]], children: Mapping[int, Sequence[Tied]]) -> None:
        self._classes = classes
        self._counted = {mentor: _counted(own) for mentor, own in children.items()}
        self._own = {mentor: frozenset(own) for mentor, own in children.items()}

    def between(self, children: Iterable[Tied], mentor: int) -> tuple[Bond, ...]:
        """What ties any of the children to the mentor, the strongest first."""
        children = tuple(children)
        others = self._counted[mentor]
        if any(child in self._own[mentor] for child in children):
            others = others - _counted(child for child in children if child in self._own[mentor])
        found = set()
        for child in children:
            found |= {bond for bond, key in _keys(child) if others[bond, key]}
            if child.class_id in self._classes[mentor]:
                found.add(Bond.CLASS)
        return tuple(bond for bond in Bond if bond in found)

    def strength(self, children: Iterable[Tied], mentor: int) -> int:
        """The bonds as a number; more is closer."""
        return sum(_WEIGHTS[bond] for bond in self.between(children, mentor))


def _keys(child: Tied) -> list[tuple[Bond, object]]:
    keys: list[tuple[Bond, object]] = [(Bond.SIBLING, child.home)]
    if child.village_id is not None:
        keys.append((Bond.VILLAGE, child.village_id))
    if child.is_boarding:
        keys.append((Bond.BOARDING, True))
    return keys


def _counted(children: Iterable[Tied]) -> Counter[tuple[Bond, object]]:
    return Counter(key for child in children for key in _keys(child))
