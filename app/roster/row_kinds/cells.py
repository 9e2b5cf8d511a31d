"""The cells of one row by meaning, and the findings made while they are read."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from app.roster.columns import Meaning
from app.roster.findings import Finding, Parsed, Remark
from app.roster.normalise.text import tidy
from app.roster.plan import Source
from app.roster.reasons import Reason
from app.roster.sheets import CellValue

T = TypeVar("T")


class RowCells:
    """Gives cells by meaning and keeps, in order, what was remarked about each."""

    def __init__(self, source: Source, row: tuple[CellValue, ...], today: dt.date) -> None:
        self.source = source
        self.today = today
        self.findings: list[Finding] = []
        self._row = row

    def value(self, meaning: Meaning) -> CellValue:
        index = self.source.columns.get(meaning)
        return None if index is None else self._row[index]

    def has_column(self, meaning: Meaning) -> bool:
        return meaning in self.source.columns

    def text(self, meaning: Meaning, longest: int) -> str | None:
        """The tidy text, at most `longest` characters; None when there is none."""
        return tidy(self.value(meaning))[:longest] or None

    def take(self, meaning: Meaning, parsed: Parsed[T]) -> T | None:
        """The parsed value; its remarks are kept with the cell's address."""
        self.findings.extend(remark.at(self.source.at(meaning)) for remark in parsed.remarks)
        return parsed.value

    def say(self, meaning: Meaning, reason: Reason, **said: str) -> None:
        self.findings.append(Remark(reason, said).at(self.source.at(meaning)))
