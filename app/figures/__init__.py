"""Every number that is printed or shown: one named function each, with its formula in words (domain 4.1.2).

Figures work on a session to which an actor is bound, so they count what that person may see.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.figures._registry import FIGURES, Figure, Reading


def all_figures() -> Mapping[str, Figure]:
    """Every figure by its name."""
    from app.figures import (  # noqa: F401 - they register
        basics,
        contact,
        mentoring,
        registers,
        safety,
        school_work,
        training,
    )

    return FIGURES


__all__ = ["Figure", "Reading", "all_figures"]
