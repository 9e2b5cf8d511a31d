"""Marks every cell of a world with a text of its own, and says of any answer which cells can be read in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import select

from app.access.vocabulary import Group
from app.models._base import Entity, all_entities, facts_of
from app.models._columns import Kind

#: What a planted text looks like; usernames stand in small letters.
_TOKEN = re.compile(r"CNY\d{5}", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)100\d{8}(?!\d)")
_ID_NUMBER = re.compile(r"999999\d{11}[\dX]")
#: Texts that only the program writes, or that must have a form of their own.
_LEFT = {
    "SchoolClass.label", "User.password_hash", "UserSession.token_hash", "CalendarLink.token_hash", "ReminderRun.counts",
    "SchoolYear.label", "AidNotice.rows",
    "CareStandardItem.filters", "CareStandardItem.condition", "CareStandardItem.season",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of one row."""

    entity: str
    column: str
    row: int

    def __str__(self) -> str:
        return f"{self.entity}.{self.column} of row {self.row}"


@dataclass
class Canaries:
    """Which text stands in which cell; a text may stand in one cell only."""

    cells: dict[str, Cell] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: count(1))

    def text(self) -> str:
        return f"CNY{next(self._numbers):05d}"

    def phone(self) -> str:
        return f"100{next(self._numbers):08d}"

    def note(self, text: str, cell: Cell) -> None:
        if self.cells.setdefault(text.upper(), cell) != cell:
            raise ValueError(f"{text} stands in two cells")

    def seen_in(self, text: str) -> set[Cell]:
        """The cells whose values the text shows."""
        found = {m.upper() for pattern in (_TOKEN, _PHONE, _ID_NUMBER) for m in pattern.findall(text)}
        return {self.cells[value] for value in found if value in self.cells}

    def of(self, entity: str, column: str, row: int) -> str | None:
        """The value planted in a cell."""
        return next((v for v, cell in self.cells.items() if cell == Cell(entity, column, row)), None)


def plant(session: Any, canaries: Canaries) -> None:
    """Give every text of every row a canary, through the same rules as anybody's writing; then note them all."""
    for entity in all_entities():
        if not entity.spec.is_append_only:
            for row in session.scalars(select(entity)):
                mark(row, canaries)
    session.flush()
    session.expire_all()
    for entity in all_entities():
        for row in session.scalars(select(entity)):
            note(row, canaries)


def mark(row: Entity, canaries: Canaries) -> None:
    for name, facts in facts_of(type(row)).items():
        made = _MAKERS.get(facts.kind)
        if (
            made is None
            or name == "seat"
            or f"{type(row).__name__}.{name}" in _LEFT
            or _must_be_a_number(row, name)
        ):
            continue
        is_typed = facts.kind is Kind.SEALED or _is_free(row) or getattr(row, name) is not None
        if _is_one_of_two(row, name) or not is_typed:
            continue
        setattr(row, name, made(canaries))


def _is_free(row: Entity) -> bool:
    """Whether any text of the row may be filled; elsewhere one text asks for another, or for a day."""
    return row.spec.group in _FREE


_FREE = frozenset(
    {
        Group.SETTINGS, Group.ORGANISATION, Group.ACCOUNTS, Group.CHILDREN, Group.PAIRS, Group.CONTACTS, Group.PLANS,
        Group.GUARDIAN_REPORTS, Group.REFERRALS, Group.COUNSELING, Group.CRISES, Group.DISCLOSURES,
    }
)  # fmt: skip


def _must_be_a_number(row: Entity, name: str) -> bool:
    return name == "number" and type(row).__name__ == "ContactChannel" and str(row.kind) != "email"  # type: ignore[attr-defined]


def _is_one_of_two(row: Entity, name: str) -> bool:
    """An adult from outside stands in a row only where no member of staff, and no family, does."""
    given = (getattr(row, other, None) for other in ("staff_id", "caregiver_id"))
    return name == "outside_name" and any(key is not None for key in given)


_MAKERS: dict[Kind, Any] = {
    Kind.TEXT: Canaries.text,
    Kind.LONG_TEXT: Canaries.text,
    Kind.SEALED: Canaries.text,
    Kind.PHONE: Canaries.phone,
    Kind.STUDENT_NO: Canaries.text,
    Kind.ADDRESS: Canaries.text,
    Kind.JSON: lambda canaries: {"1": canaries.text()},
}


def note(row: Entity, canaries: Canaries) -> None:
    for name in facts_of(type(row)):
        # What was released is told in its text; the sealed draft holds the same words.
        value = (
            None if name in ("draft", "draft_title") and getattr(row, "text", None) else getattr(row, name)
        )
        for text in texts_of(value):
            canaries.note(text, Cell(type(row).__name__, name, row.id))


def texts_of(value: Any) -> list[str]:
    """The planted texts in a stored value."""
    if isinstance(value, str):
        return [value] if any(p.fullmatch(value) for p in (_TOKEN, _PHONE, _ID_NUMBER)) else []
    return _TOKEN.findall(str(value)) if isinstance(value, (dict, list)) else []
