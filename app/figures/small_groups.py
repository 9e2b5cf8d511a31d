"""Groups so small that their number would name a child are not told (domain 6.3)."""

from __future__ import annotations

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
