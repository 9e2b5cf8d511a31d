"""The wording of rules that came from a preset, brought up to what the program ships now; numbers are never touched."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import select

from app.models.management.care_standard_item import CareStandardItem
from app.standards.presets import presets


def refresh(session: Any) -> int:
    """Mend quote and source of the rows whose source is a paper of the presets; how many were changed.

    A rule whose source is the school's own paper keeps its sentence. The caller commits.
    """
    found = select(CareStandardItem).where(
        CareStandardItem.archived_at.is_(None), CareStandardItem.source.is_not(None)
    )
    changed = 0
    for item in session.scalars(found.order_by(CareStandardItem.id)):
        told = _wording().get((item.rule_code, _paper(item.source or "")))
        if told is not None and told != (item.quote, item.source):
            item.quote, item.source = told
            changed += 1
    session.flush()
    return changed


@cache
def _wording() -> Mapping[tuple[str, str], tuple[str, str]]:
    """(rule, paper) -> (quote, source)."""
    items = (item for preset in presets().values() for item in preset.items)
    return {(item.rule.code, _paper(item.source)): (item.quote, item.source) for item in items}


def _paper(source: str) -> str:
    """The paper a source begins with: 000/1."""
    return source.split(" ", 1)[0]
