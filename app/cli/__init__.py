"""The commands of `flask --app wsgi`; every module here with an `init_app` adds its own."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the commands of every module."""
    for found in pkgutil.iter_modules(__path__):
        module = import_module(f"{__name__}.{found.name}")
        if hasattr(module, "init_app"):
            module.init_app(app)
