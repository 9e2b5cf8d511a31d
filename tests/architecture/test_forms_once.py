"""Every form of the templates that posts carries a token and an id of its own, so that none is taken twice (security R-14)."""

from __future__ import annotations

import re
from pathlib import Path

from app.config import ROOT

#: template -> why its forms make no row, whatever is pressed twice.
MAKE_NOTHING = {
    "base.html": "signing out, changing the language and changing the school: each ends or sets one thing",
}
_FORM = re.compile(r"<form\b(?=[^>]*method=\"post\").*?</form>", re.DOTALL)
_HAS_ID = re.compile(r"\bcsrf\(\)(?!\s*\}\}\">)|once_token\(\)")


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def test_every_form_that_posts_carries_an_id_of_its_own() -> None:
    found = {
        str(path.relative_to(ROOT / "templates")): [
            form for form in _FORM.findall(path.read_text(encoding="utf-8")) if not _HAS_ID.search(form)
        ]
        for path in templates()
    }
    lacking = {name for name, forms in found.items() if forms}
    assert lacking == set(MAKE_NOTHING)
    assert sum(bool(_FORM.search(path.read_text(encoding="utf-8"))) for path in templates()) > 50
