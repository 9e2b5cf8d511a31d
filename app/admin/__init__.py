"""The management screens: one generated from each entity."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach the management screens of all entities to the application."""
