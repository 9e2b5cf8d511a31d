"""Asks everything a person can ask, once, and keeps the answers for the proofs that judge them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.selftest import judging
from app.selftest.addresses import Addresses
from app.selftest.answers import Answer, Asked, ask
from tests.proofs import authorizer
from tests.proofs.conftest import Place

#: Links to the same rows in another order or on another page say nothing new.
_SAID_ALREADY = ("sort=", "size=", "page=", "s=", "back=", "/export/")


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
    waiting = deque(Addresses(place.app, oracle, place.world.canaries, few, entities, is_lean=is_lean).all())
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
    return judging.leaks(place.oracle(name), place.world.canaries, answers)


def by_column(found: Iterable[str]) -> list[str]:
    """What leaked, a line for each column: how often, and where first."""
    where: dict[str, list[str]] = {}
    for line in found:
        request, _, cell = line.rpartition(": ")
        where.setdefault(cell.partition(" of row")[0], []).append(f"{request}: {cell}")
    return [f"{column}: {len(lines)}, as {lines[0]}" for column, lines in sorted(where.items())]
