"""Asks everything a person can ask, once, and keeps the answers for the proofs that judge them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.proofs import authorizer
from tests.proofs.addresses import Addresses
from tests.proofs.answers import Answer, Asked, ask
from tests.proofs.canaries import Cell
from tests.proofs.conftest import Place
from tests.proofs.matrix import right
from tests.proofs.oracle import Oracle

#: Links to the same rows in another order or on another page say nothing new.
_SAID_ALREADY = ("sort=", "size=", "page=", "s=", "back=", "/export/")
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


@dataclass
class Crawl:
    """The answers in the order in which they were asked for, and the columns read beyond the person's."""

    answers: list[Answer] = field(default_factory=list)
    beyond: set[tuple[str, str, str]] = field(default_factory=set)

    def told(self) -> list[str]:
        """Each column read beyond, with how many requests did so and one of them."""
        by_column: dict[str, list[str]] = {}
        for request, table, column in sorted(self.beyond):
            by_column.setdefault(f"{table}.{column}", []).append(request)
        return [f"{column}: {len(requests)}, as {requests[0]}" for column, requests in by_column.items()]


def crawl(
    place: Place,
    name: str,
    *,
    few: int | None = 2,
    is_lean: bool = False,
    links: int = 0,
    entities: Iterable[str] | None = None,
    reads: authorizer.Reads | None = None,
) -> Crawl:
    """Everything the person can ask for, and then what the answers link to, at most `links` of them."""
    oracle, client, made = place.oracle(name), place.enter(name), Crawl()
    waiting = deque(Addresses(place, oracle, few, entities, is_lean=is_lean).all())
    asked = set(waiting)
    while waiting:
        request = waiting.popleft()
        if reads is not None:
            reads.begin()
        answer = ask(client, request)
        made.answers.append(answer)
        if reads is not None:
            made.beyond |= {(str(request), *read) for read in authorizer.beyond(oracle, reads.seen)}
        for link in answer.links:
            follow = Asked(link)
            if links > 0 and follow not in asked and not any(part in link for part in _SAID_ALREADY):
                links -= 1
                asked.add(follow)
                waiting.append(follow)
    return made


def leaks(place: Place, name: str, answers: Iterable[Answer]) -> list[str]:
    """What the answers show that the person may not see, and every answer that is the program's own failure."""
    oracle, found = place.oracle(name), []
    for answer in answers:
        if answer.status >= 500:
            found.append(f"{answer.asked}: {answer.status}")
        typed = place.world.canaries.seen_in(answer.asked.typed)
        shown = place.world.canaries.seen_in(answer.text) - typed
        found += [
            f"{answer.asked}: {cell}" for cell in sorted(shown, key=str) if not _is_due(oracle, answer, cell)
        ]
    return found


def by_column(found: Iterable[str]) -> list[str]:
    """What leaked, a line for each column: how often, and where first."""
    where: dict[str, list[str]] = {}
    for line in found:
        request, _, cell = line.rpartition(": ")
        where.setdefault(cell.partition(" of row")[0], []).append(f"{request}: {cell}")
    return [f"{column}: {len(lines)}, as {lines[0]}" for column, lines in sorted(where.items())]


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
        ("Student", "id_card_no"), ("Caregiver", "phone"), ("Caregiver", "phone2"), ("Staff", "phone"), ("ParentAbsence", "work_phone"),
    }  # fmt: skip


def _is_in_directory(oracle: Oracle, answer: Answer, cell: Cell) -> bool:
    in_school = (
        cell.entity == "Student" and oracle.rows["Student"][cell.row]["school_id"] == oracle.person.school_id
    )
    opens_cases = any(role.value == "counselor" for role in oracle.person.roles)
    return opens_cases and in_school and cell.column == "name" and answer.asked.address.startswith(DIRECTORY)
