"""A counselor looks for words in what he can open: in memory, while he waits; no index, no words in the log (V-10)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import LargeBinary, select, type_coerce

from app.access import sealing
from app.models._base import Entity, entity_named, facts_of
from app.models._columns import Kind
from app.models.people.student import Student

#: Where a counselor writes; referrals are written by others and stand on his home page.
_LOOKED_INTO = (
    "CounselingCase", "CounselingSession", "Disclosure", "CrisisReport", "CaseRelease", "MailboxLetter", "ScreeningResult",
)  # fmt: skip
#: Characters before and after the word.
_BESIDE = 30
#: More than this nobody reads; another word narrows it.
MOST = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """A row in which all words stand, with the text around the first of them."""

    entity: type[Entity]
    id: int
    case_no: str
    child: str
    when: Any
    excerpt: str


def find(session: Any, words: str) -> list[Hit]:
    """The newest rows with all these words, at most `MOST`; Locked while the room is.

    What the person's keys do not open (a cover to whom the keys were not lent) is passed over.
    """
    if sealing.held() is None:
        raise sealing.Locked
    wanted = unicodedata.normalize("NFKC", words).casefold().split()
    cases = _cases(session)
    hits = (hit for name in _LOOKED_INTO for hit in _in(session, entity_named(name), wanted, cases))
    found = sorted(hits, key=lambda hit: str(hit.when), reverse=True) if wanted else []
    return found[:MOST]


def _cases(session: Any) -> dict[int, tuple[str, str]]:
    """(case number, child's name) of the counselor's cases."""
    case: Any = entity_named("CounselingCase")
    rows = session.execute(select(case.id, case.case_no, case.student_id)).all()
    found = select(Student.id, Student.name).where(Student.id.in_({row.student_id for row in rows}))
    names: dict[int, str] = dict(session.execute(found).all())
    return {row.id: (row.case_no, names.get(row.student_id, "")) for row in rows}


def _in(session: Any, entity: Any, wanted: list[str], cases: dict[int, tuple[str, str]]) -> Iterator[Hit]:
    columns = [name for name, facts in facts_of(entity).items() if facts.kind is Kind.SEALED]
    places = [entity.__table__.c[name].type.place for name in columns]
    is_case = "case_id" not in entity.__table__.c
    above = entity.id if is_case else entity.case_id
    sealed = (type_coerce(getattr(entity, name), LargeBinary) for name in columns)
    found = select(entity.id, above, getattr(entity, entity.spec.order.lstrip("-")), *sealed)
    for key, case_id, when, *texts in session.execute(found.where(entity.archived_at.is_(None))):
        case_no, child = cases.get(case_id, ("", "")) if entity.spec.box == "case" else ("", "")
        text = _opened(texts, places)
        told = (f"{text} {case_no} {child}" if entity.__name__ == "CounselingCase" else text).casefold()
        if all(word in told for word in wanted):
            yield Hit(entity, key, case_no, child, when, _around(text, wanted))


def _opened(texts: list[bytes | None], places: list[str]) -> str:
    opened = []
    for sealed, place in zip(texts, places, strict=True):
        try:
            opened.append(sealing.unseal(bytes(sealed), place) if sealed is not None else "")
        except sealing.Locked:
            raise
        except sealing.SealedRefusal:
            continue
    return " ".join(filter(None, opened))


def _around(text: str, wanted: list[str]) -> str:
    """The first of the words with what stands beside it."""
    at = max(text.casefold().find(wanted[0]), 0)
    start, end = max(at - _BESIDE, 0), at + len(wanted[0]) + _BESIDE
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
