"""The pages that are not management screens; every module here with a `bp` is registered by itself."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from flask import Flask, request

from app.access.vocabulary import language


def init_app(app: Flask) -> None:
    """Register the blueprint of every module and run its own `init_app`, in the order of their names."""
    for found in pkgutil.iter_modules(__path__):
        module = import_module(f"{__name__}.{found.name}")
        if hasattr(module, "bp"):
            app.register_blueprint(module.bp)
        if hasattr(module, "init_app"):
            module.init_app(app)


def locale() -> str:
    """The Babel locale of this request; Chinese unless the person switched to English."""
    code = request.cookies.get("sw_language", "zh") if request else "zh"
    language.set("en" if code == "en" else "zh")
    return "en" if code == "en" else "zh_Hans_CN"
