"""What one row of the workbook makes and changes, with the findings and the old and new words for the preview."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from app.access.vocabulary import Choice, Label
from app.models._base import Entity, entity_named, facts_of
from app.models._columns import Kind
from app.roster.columns import Meaning
from app.roster.findings import Finding, Remark
from app.roster.holdings import Holdings
from app.roster.plan import Source
from app.roster.reasons import Reason
from app.roster.target import Target

C = TypeVar("C", bound=Choice)


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changes, as a person reads it."""

    label: Label
    old: str
    new: str


class RowRefused(Exception):
    """The row cannot be taken; the reason is among the draft's findings."""


@dataclass(slots=True)
class Draft:
    """Collects what a row does; `made` and `changed` are what an undo needs."""

    holdings: Holdings
    target: Target
    source: Source
    findings: list[Finding] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    made: list[tuple[type[Entity], int]] = field(default_factory=list)
    #: (entity, id, column) of every stored value that changes.
    changed: list[tuple[type[Entity], int, str]] = field(default_factory=list)

    def rows(self, entity: type[Entity], **equal: Any) -> list[Any]:
        return self.holdings.rows(entity, **equal)

    def make(self, entity: type[Entity], **values: Any) -> Any:
        row = self.holdings.make(entity, **values)
        self.made.append((entity, row.id))
        return row

    def change(self, row: Any, entity: type[Entity], **values: Any) -> None:
        """Set what is given and differs; an empty cell (None) never takes anything away."""
        given = {name: value for name, value in values.items() if value is not None}
        for name, (old, new) in self.holdings.change(entity, row.id, **given).items():
            facts = facts_of(entity)[name]
            was = self._word(facts, old)
            # The new number stands in the importer's own workbook; the old one he need not be allowed to see whole.
            was = facts.mask.apply(was) if facts.mask else was
            self.changes.append(Change(facts.label, was, self._word(facts, new)))
            if row.id > 0:
                self.changed.append((entity, row.id, name))

    def say(self, meaning: Meaning, reason: Reason, **said: str) -> None:
        finding = Remark(reason, said).at(self.source.at(meaning))
        if finding not in self.findings:
            self.findings.append(finding)

    def refuse(self, meaning: Meaning, reason: Reason, **said: str) -> RowRefused:
        self.say(meaning, reason, **said)
        return RowRefused(reason.name)

    def _word(self, facts: Any, value: Any) -> str:
        if facts.kind is Kind.REF and value is not None:
            return str(_title(self.holdings, entity_named(facts.target), value))
        return word_of(value)


def word_of(value: Any) -> str:
    """A value as a person reads it; nothing is an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Choice):
        return value.label.zh
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}"
    return str(value.value if isinstance(value, Enum) else value)


def member(choices: type[C], word: str) -> C:
    """The member whose Chinese label is `word`; the parsers give no other words."""
    return next(choice for choice in choices if choice.label.zh == word)


def _title(holdings: Holdings, entity: type[Entity], row_id: int) -> Any:
    found = holdings.rows(entity, id=row_id)
    return getattr(found[0], entity.spec.title) if found else f"#{row_id}"
