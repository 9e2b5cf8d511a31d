"""A small application that has the templates and scripts of the house and no database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, render_template, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect

from app.config import ROOT

Render = Callable[..., str]


@pytest.fixture(scope="module")
def bare_app() -> Flask:
    """Knows nothing of persons, menus and schools: every variable of the frame is missing."""
    made = Flask("look", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "app" / "static"))
    made.config["SECRET_KEY"] = "look"
    Babel(made, default_locale="zh_Hans_CN")
    CSRFProtect(made)
    return made


@pytest.fixture
def draw(bare_app: Flask) -> Iterator[Render]:
    """Renders a template by name, or a piece of template text that uses the macros as `ui`."""

    def render(text: str, **values: object) -> str:
        if text.endswith(".html"):
            return render_template(text, **values)
        return render_template_string('{% import "_components.html" as ui %}' + text, **values)

    with bare_app.test_request_context("/"):
        yield render
