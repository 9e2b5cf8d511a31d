"""What is to be said about one cell or row: a reason, the words that fill its sentence, and the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.access.vocabulary import Label
from app.roster.reasons import Reason, Severity

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Remark:
    """A reason before its cell is known: what a parser says about the text it was given."""

    reason: Reason
    said: Mapping[str, str] = field(default_factory=dict)

    def at(self, cell: str) -> Finding:
        return Finding(cell, self)


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T_co]):
    """What a cell says, if it says anything, and what has to be remarked about it."""

    value: T_co | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A remark at its place. `cell` is `留守儿童花名册!G6`; `problem` is what is wrong, `remedy` what to do."""

    cell: str
    remark: Remark

    @property
    def severity(self) -> Severity:
        return self.remark.reason.severity

    @property
    def problem(self) -> Label:
        return _filled(self.remark.reason.problem, self.remark.said)

    @property
    def remedy(self) -> Label:
        return _filled(self.remark.reason.remedy, self.remark.said)

    def __str__(self) -> str:
        return f"{self.cell} {self.problem}{self.remedy}"


def refused(reason: Reason, **said: str) -> Parsed[T]:
    """No value, and why."""
    return Parsed(None, (Remark(reason, said),))


def noted(value: T, reason: Reason, **said: str) -> Parsed[T]:
    """The value, and what was done to get it."""
    return Parsed(value, (Remark(reason, said),))


def _filled(sentence: Label, said: Mapping[str, str]) -> Label:
    return Label(sentence.zh.format_map(said), sentence.en.format_map(said))
