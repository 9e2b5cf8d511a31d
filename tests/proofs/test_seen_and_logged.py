"""Whoever is shown something of a child on a screen leaves a line that leads to it, in every role (security T-16, L-01)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, select

from app.access.vocabulary import Role
from app.models._base import entity_named, facts_of
from app.models._columns import Kind
from app.models.system.audit_log import AuditAction, AuditLog
from app.selftest.addresses import Addresses
from app.selftest.answers import Answer, ask
from app.selftest.canaries import Cell
from tests.proofs.conftest import Place
from tests.proofs.crawl import by_column
from tests.proofs.people import PEOPLE

LINES = AuditLog.__table__


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of the log leads to."""

    entity: str
    action: AuditAction
    rows: frozenset[int]
    student_id: int | None


def lines_after(connection: Connection, last: int) -> tuple[int, list[Line]]:
    own = LINES.c
    found = connection.execute(
        select(own.id, own.entity, own.action, own.entity_id, own.student_id, own.fields).where(own.id > last)
    ).all()
    made = [
        Line(
            row.entity,
            row.action,
            frozenset(
                [
                    *([row.entity_id] if row.entity_id else []),
                    *map(int, re.findall(r"\d+", row.fields)),
                ]
            ),
            row.student_id,
        )
        for row in found
    ]
    return max((row.id for row in found), default=last), made


def child_of(place: Place, cell: Cell) -> int | None:
    """The child a cell is about, where its row says so."""
    if cell.entity == "Student":
        return cell.row
    row: dict[str, Any] = place.rows[cell.entity].get(cell.row, {})
    found = row.get("student_id")
    return found if isinstance(found, int) else None


def untold(place: Place, answer: Answer, lines: list[Line]) -> Iterator[Cell]:
    """The children's cells in an answer to which none of these lines leads."""
    shown = place.world.canaries.seen_in(answer.text) - place.world.canaries.seen_in(answer.asked.typed)
    for cell in sorted(shown, key=str):
        child = child_of(place, cell)
        if child is None:
            continue
        if not any(_leads(place, line, cell, child) for line in lines):
            yield cell


def _leads(place: Place, line: Line, cell: Cell, child: int) -> bool:
    """To the row itself, to the child, or to another row of the child's: the page says its name beside that one."""
    if line.student_id == child or (line.entity == "Student" and child in line.rows):
        return True
    # Of an export the log holds the screen and the question, and how many rows, which may be thousands.
    if line.action is AuditAction.EXPORT or (line.entity == cell.entity and cell.row in line.rows):
        return True
    rows = place.rows.get(line.entity, {})
    return any(child in _children_of(place, line.entity, rows[key]) for key in line.rows & rows.keys())


def _children_of(place: Place, entity: str, row: dict[str, Any]) -> Iterator[int | None]:
    """The child of the row, and those of the rows it hangs on: a stage of a plan is its plan's child's."""
    yield row.get("student_id")
    for name, facts in facts_of(entity_named(entity)).items():
        if facts.kind is Kind.REF and facts.target == "Student":
            yield row.get(name)
        elif facts.kind is Kind.REF and facts.target:
            yield place.rows.get(facts.target, {}).get(row.get(name) or 0, {}).get("student_id")


@pytest.mark.slow
@pytest.mark.sqlite_only(reason="what is logged is the same, and one long walk is enough")
@pytest.mark.security("T-16", "L-01")
@pytest.mark.parametrize("name", [name for name in PEOPLE if "+" not in name])
def test_what_is_shown_of_a_child_is_in_the_log(place: Place, undone: Connection, name: str) -> None:
    client, found, showing = place.enter(name), [], 0
    last, _lines = lines_after(undone, 0)
    asked = Addresses(place.app, place.oracle(name), place.world.canaries, 1, is_lean=True).all()
    for each in dict.fromkeys(each for each in asked):
        answer = ask(client, each)
        last, lines = lines_after(undone, last)
        # Which children a counselor opens the log does not say: she opens only those with a case (decision 0014).
        is_counselor = Role.COUNSELOR in place.world.people[name].roles
        missing = [] if is_counselor and lines else list(untold(place, answer, lines))
        showing += bool(place.world.canaries.seen_in(answer.text))
        found += [f"{each}: {cell}" for cell in missing]
    assert by_column(found) == []
    assert showing > 20, "the walk showed nothing"


@pytest.mark.security("T-16", "L-01")
def test_an_answer_without_its_line_is_found(place: Place, undone: Connection) -> None:
    """The test of the test."""
    client = place.enter("principal")
    last, _lines = lines_after(undone, 0)
    key = min(place.oracle("principal").all_reached("Student"))
    asked = next(
        each
        for each in Addresses(
            place.app, place.oracle("principal"), place.world.canaries, 1, ["Student"], is_lean=True
        ).all()
        if each.address == f"/admin/students/details/?id={key}"
    )
    answer = ask(client, asked)
    _last, lines = lines_after(undone, last)
    assert list(untold(place, answer, lines)) == []
    assert list(untold(place, answer, [])) != []
