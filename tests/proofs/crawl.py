"""Asks everything a person can ask, once, and keeps the answers for the proofs that judge them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.proofs import authorizer
from tests.proofs.addresses import Addresses
from tests.proofs.answers import Answer, Asked, ask
from tests.proofs.canaries import Cell
from tests.proofs.conftest import Place
from tests.proofs.oracle import Oracle

#: Links to the same rows in another order or on another page say nothing new.
_SAID_ALREADY = ("sort=", "size=", "page=", "s=", "back=", "/export/")
#: A counselor opens a case for any child of the school, and so finds every one by name and class (`access/directory.py`).
_DIRECTORY = ("/admin/counseling-cases/lookup/student_id/", "/admin/counseling-referrals/lookup/student_id/")


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


def _is_due(oracle: Oracle, answer: Answer, cell: Cell) -> bool:
    return (oracle.may_see(cell) and not is_masked(cell)) or _is_in_directory(oracle, answer, cell)


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
    return opens_cases and in_school and cell.column == "name" and answer.asked.address.startswith(_DIRECTORY)
