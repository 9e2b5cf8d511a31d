"""Judges what a person was answered: which planted texts he read that the requirement closes to him."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.selftest.answers import Answer
from app.selftest.canaries import Canaries, Cell
from app.selftest.matrix import right
from app.selftest.oracle import Oracle

#: A counselor opens a case, keeps a survey or a letter of any child of the school, and so finds every one by name
#: and class (`access/directory.py`, decision 0003).
DIRECTORY = tuple(
    f"/admin/{table}/lookup/student_id/"
    for table in ("counseling-cases", "counseling-referrals", "mailbox-letters", "screening-results")
)
#: What the board of an incident hands out (`access/emergency_board.py`).
_BOARD = re.compile(r"/emergency/(\d+)")
_TO_CALL = {
    "Student": ("name",),
    "Caregiver": ("name", "phone", "phone2"),
    "ParentAbsence": ("work_phone", "work_place", "employer"),
}


def leaks(oracle: Oracle, canaries: Canaries, answers: Iterable[Answer]) -> list[str]:
    """What the answers show that the person may not see, and every answer that is the program's own failure."""
    found = []
    for answer in answers:
        if answer.status >= 500:
            found.append(f"{answer.asked}: {answer.status}")
        found += [f"{answer.asked}: {cell}" for cell in leaked(oracle, canaries, answer)]
    return found


def leaked(oracle: Oracle, canaries: Canaries, answer: Answer) -> list[Cell]:
    """The cells that an answer shows beyond what the person may see, or has typed himself."""
    shown = canaries.seen_in(answer.text) - canaries.seen_in(answer.asked.typed)
    return [cell for cell in sorted(shown, key=str) if not _is_due(oracle, answer, cell)]


def _is_due(oracle: Oracle, answer: Answer, cell: Cell) -> bool:
    return (
        (oracle.may_see(cell) and not is_masked(cell))
        or _is_in_directory(oracle, answer, cell)
        or _is_alarm(oracle, cell)
        or _is_on_board(oracle, answer, cell)
        or _is_on_roll(oracle, answer, cell)
    )


def _is_on_board(oracle: Oracle, answer: Answer, cell: Cell) -> bool:
    """Whoever sees to an incident gets the numbers of the families in it, whole, to call them."""
    found = _BOARD.match(answer.asked.address)
    if found is None or int(found[1]) not in oracle.all_reached("Incident"):
        return False
    row = oracle.rows[cell.entity][cell.row]
    return cell.column in _TO_CALL.get(cell.entity, ()) and row["school_id"] == oracle.person.school_id


def _is_on_roll(oracle: Oracle, answer: Answer, cell: Cell) -> bool:
    """Whoever is on duty ticks any child of the school by name, and hands it to adults who may fetch it."""
    if not answer.asked.address.startswith("/home-opening/"):
        return False
    is_named = (cell.entity, cell.column) in {("Student", "name"), ("Caregiver", "name")}
    keeps = bool(oracle.all_reached("OpeningSession"))
    return is_named and keeps and oracle.rows[cell.entity][cell.row]["school_id"] == oracle.person.school_id


def _is_alarm(oracle: Oracle, cell: Cell) -> bool:
    """Where an emergency is going on is told to all staff of the school, so that whoever is near can help."""
    row = oracle.rows["Incident"][cell.row] if cell.entity == "Incident" else {}
    is_open = bool(row) and row["closed_at"] is None and row["archived_at"] is None
    opens = any("C" in right(role, "Incident").letters for role in oracle.person.roles)
    return is_open and opens and cell.column == "place" and row["school_id"] == oracle.person.school_id


def is_masked(cell: Cell) -> bool:
    """Whole numbers of people stand on no page; only a reasoned question reveals one."""
    return (cell.entity, cell.column) in {
        ("Student", "id_card_no"), ("Student", "student_no"), ("Caregiver", "phone"), ("Caregiver", "phone2"), ("Staff", "phone"), ("ParentAbsence", "work_phone"),
    }  # fmt: skip


def _is_in_directory(oracle: Oracle, answer: Answer, cell: Cell) -> bool:
    in_school = (
        cell.entity == "Student" and oracle.rows["Student"][cell.row]["school_id"] == oracle.person.school_id
    )
    opens_cases = any(role.value == "counselor" for role in oracle.person.roles)
    return opens_cases and in_school and cell.column == "name" and answer.asked.address.startswith(DIRECTORY)
