"""Groups so small that their number would name a child are not told (domain 6.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.figures._registry import Reading, Sum

#: From this many children on a number names nobody.
SMALLEST_GROUP = 5
#: What a figure reads as while it is not told.
WITHHELD = Reading(0, is_withheld=True)


def is_told(children: int) -> bool:
    """Whether a number about so many children may be printed; that there is nobody is not told either."""
    return children >= SMALLEST_GROUP


def told_from_five(entity: Any, ids: tuple[int, ...], by: tuple[Any, ...]) -> Sum:
    """The number of rows and the rows, both withheld while they are too few; `by` as in `Sum`."""
    return Sum(entity, Reading(len(ids)), ids, by) if is_told(len(ids)) else Sum(entity, WITHHELD, (), by)


def told_parts(parts: Sequence[int]) -> tuple[bool, ...]:
    """Which parts may stand beside their total: small ones are withheld, and others with them until none can be reckoned.

    What is withheld is known together (total less what is told). So it is two parts or more, five children or
    more, and not as many as the small ones could be at most: then every withheld part may have several values.
    """
    hidden = {place for place, number in enumerate(parts) if not is_told(number)}
    # In the order of their places: which one is withheld as well must not depend on how large it is.
    others = [place for place in range(len(parts)) if place not in hidden]
    while hidden and others and _can_be_reckoned([parts[place] for place in hidden]):
        hidden.add(others.pop(0))
    return tuple(place not in hidden for place in range(len(parts)))


def _can_be_reckoned(hidden: Collection[int]) -> bool:
    together = sum(hidden)
    if not together:
        return False
    return len(hidden) == 1 or not is_told(together) or together == len(hidden) * (SMALLEST_GROUP - 1)


def told_tree(groups: Mapping[Any, Sequence[int]]) -> tuple[dict[Any, tuple[bool, ...]], dict[Any, bool]]:
    """For parts that stand in groups with a sum each, below a total: which parts, and which sums, may be told.

    A group whose sum is withheld tells no part either: a told one would narrow the others.
    """
    keys = list(groups)
    sums = dict(zip(keys, told_parts([sum(groups[key]) for key in keys]), strict=True))
    parts = {key: told_parts(groups[key]) if sums[key] else (False,) * len(groups[key]) for key in keys}
    return parts, sums
