"""The school of the page tests, and every word that its people typed, which no language changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import String, select

from app.access.guard import system_session
from app.models._base import all_entities
from app.models._sealed import Enciphered, EncipheredNumber
from tests.pages.conftest import app, place, signed_in

__all__ = ["app", "place", "signed_in"]


@pytest.fixture
def typed(app: Flask) -> Callable[[], str]:
    """Everything that stands in a text column of any table, sealed or not, as one text to look words up in."""

    def read() -> str:
        with app.app_context(), system_session("look at what people typed") as session:
            columns = [
                column
                for entity in all_entities()
                for column in entity.__mapper__.columns
                if isinstance(column.type, (String, Enciphered, EncipheredNumber))
            ]
            return "\n".join(
                str(value)
                for column in columns
                for value in session.scalars(select(column).distinct())
                if value
            )

    return read
