"""Whoever is deleted is gone from every table, and nobody else loses a row (security P-09, T-38)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection

from app.access import erasing
from app.models._base import all_entities, facts_of
from app.models._columns import Kind
from tests.proofs.conftest import Place
from tests.proofs.writing import stored

pytestmark = [pytest.mark.security("T-38"), pytest.mark.slow]

Rows = dict[str, dict[int, dict[str, Any]]]
#: Sealed to the counselors; nobody else can tell whom a row is about.
_SEALED = frozenset(
    {"CounselingCase", "CounselingSession", "CounselingReferral", "CrisisReport", "MailboxLetter", "ScreeningResult", "CaseRelease"}
)  # fmt: skip


def _children(place: Place) -> list[int]:
    return sorted(key for key, row in place.rows["Student"].items() if row["school_id"] == 1)


def _refs(entity: Any) -> dict[str, str]:
    return {name: facts.target or "" for name, facts in facts_of(entity).items() if facts.kind is Kind.REF}


@pytest.mark.sqlite_first(reason="every child of the world; the statements are the same")
def test_no_row_leads_to_a_deleted_child_and_no_value_of_it_is_left(place: Place, undone: Connection) -> None:
    for child in _children(place)[:4]:
        with undone.begin_nested() as one:
            erasing.erase(undone, child)
            after = stored(undone)
            assert [
                f"{entity.__name__}.{name}"
                for entity in all_entities()
                if entity.__name__ not in _SEALED
                for name, target in _refs(entity).items()
                if target == "Student" and any(row[name] == child for row in after[entity.__name__].values())
            ] == []
            own = {
                text
                for text, cell in place.world.canaries.cells.items()
                if (cell.entity, cell.row) == ("Student", child)
            }
            left = "\n".join(
                str(value) for name, rows in after.items() for row in rows.values() for value in row.values()
            )
            assert own, "the child has no marked cell: nothing would be proven"
            assert [text for text in own if text in left.upper()] == []
            assert after["Student"][child]["name"] == erasing.STUB
            one.rollback()


@pytest.mark.sqlite_first(reason="every child of the world; the statements are the same")
def test_nobody_else_loses_a_row_by_it(place: Place, undone: Connection) -> None:
    before = stored(undone)
    for child in _children(place)[:4]:
        with undone.begin_nested() as one:
            erasing.erase(undone, child)
            after = stored(undone)
            gone = {name: before[name].keys() - after[name].keys() for name in before}
            assert any(gone.values())
            assert [
                line
                for name in gone
                for key in gone[name]
                for line in _unowned(before, gone, name, key, child)
            ] == []
            assert _changed(before, after) <= {"Student", "ImportRow", *_emptied(before, gone)}
            one.rollback()


def _unowned(before: Rows, gone: dict[str, set[int]], name: str, key: int, child: int) -> list[str]:
    """The row, unless it names the child, hangs on a row that went too, or is an adult or an incident of nobody else."""
    entity = next(entity for entity in all_entities() if entity.__name__ == name)
    row = before[name][key]
    for column, target in _refs(entity).items():
        if (target == "Student" and row[column] == child) or row[column] in gone.get(target, ()):
            return []
    link, column = {
        "Caregiver": ("StudentCaregiver", "caregiver_id"),
        "Incident": ("IncidentStudent", "incident_id"),
    }.get(name, ("", ""))
    others = {one["student_id"] for one in before.get(link, {}).values() if one[column] == key}
    return [] if others == {child} else [f"{name} {key}"]


def _changed(before: Rows, after: Rows) -> set[str]:
    return {name for name in after for key, row in after[name].items() if before[name][key] != row}


def _emptied(before: Rows, gone: dict[str, set[int]]) -> set[str]:
    return {
        entity.__name__
        for entity in all_entities()
        for name, target in _refs(entity).items()
        if gone.get(target) or target == "Student"
    }
