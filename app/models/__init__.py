"""The entities, one file each in chapters; importing this package finds and maps them all."""

from __future__ import annotations

import pkgutil
from importlib import import_module


def load_all() -> None:
    """Import every module of every chapter, so that all tables are mapped; harmless to call twice."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        import_module(module.name)


load_all()
