"""Fields for secrets are covered, can be pasted into, and tell a keeper of passwords what they are (security T-43)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.security("T-43")

_FIELD = re.compile(r"<input\b[^>]*type=\"password\"[^>]*>")
_TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
_SCRIPTS = sorted((ROOT / "app" / "static").rglob("*.js"))


def _fields() -> list[tuple[str, str]]:
    return [(path.name, field) for path in _TEMPLATES for field in _FIELD.findall(path.read_text("utf-8"))]


def test_every_covered_field_says_what_it_is() -> None:
    fields = _fields()
    assert fields, "no covered field is found: nothing would be proven"
    assert [(name, field) for name, field in fields if "autocomplete=" not in field] == []


def test_no_secret_is_asked_for_in_the_open() -> None:
    named = re.compile(
        r"<input\b(?![^>]*type=\"(?:password|hidden)\")[^>]*name=\"[^\"]*password[^\"]*\"[^>]*>"
    )
    assert [path.name for path in _TEMPLATES if named.search(path.read_text("utf-8"))] == []


def test_nothing_hinders_pasting() -> None:
    texts = [
        path
        for path in (*_TEMPLATES, *_SCRIPTS)
        if re.search(r"onpaste|[\"']paste[\"']", path.read_text("utf-8"))
    ]
    assert texts == []
