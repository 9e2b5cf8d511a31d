"""Approved output: a text that must not change unless somebody runs `make approve` and reviews the difference."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "approved"


def compare(name: str, text: str) -> None:
    """Fail when `text` is not what tests/approved/<name> holds; with APPROVE set, write it there instead."""
    path = FOLDER / name
    if os.environ.get("APPROVE"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    assert text == kept, (
        f"tests/approved/{name} differs; if the change is wanted, run `make approve` and review it"
    )
