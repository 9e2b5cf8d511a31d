"""Every number that is printed or shown: one named function each, with its formula in words (domain 4.1.2).

Figures work on a session to which an actor is bound, so they count what that person may see.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from app.figures._registry import FIGURES, Figure, Reading


@cache
def all_figures() -> Mapping[str, Figure]:
    """Every figure by its name, from all modules of this folder: they register as they are read in."""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return FIGURES


__all__ = ["Figure", "Reading", "all_figures"]
