"""Figures as a paper prints them; each is read once, however often the paper names it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from app import figures
from app.reports.document import Figure, Fraction
from app.reports.term_summary import TOO_FEW
from app.standards.as_of import AsOf
from app.standards.clauses import Ledger, ledger_of


class Readings:
    """The figures of one paper."""

    def __init__(self, session: Any, at: AsOf) -> None:
        self.session, self.at = session, at
        self._read: dict[str, figures.Reading] = {}

    def reading(self, figure: figures.Figure) -> figures.Reading:
        if figure.name not in self._read:
            self._read[figure.name] = figure.read(self.session, self.at)
        return self._read[figure.name]

    def count(self, figure: figures.Figure) -> int:
        return self.reading(figure).count

    def fraction(self, figure: figures.Figure) -> Fraction:
        return as_fraction(self.reading(figure))

    def number(self, figure: figures.Figure, unit: str) -> Figure:
        """在校学生 315 人, with its formula; too few to be told are not."""
        reading = self.reading(figure)
        value = TOO_FEW if reading.is_withheld else f"{reading.number} {unit}"
        return Figure(figure.label.zh, value, figure.formula.zh)

    def share(self, figure: figures.Figure) -> Figure:
        """建档率 126/126,100.0%, with its formula."""
        return Figure(figure.label.zh, "", figure.formula.zh, self.fraction(figure))

    def printed(self, *units: tuple[figures.Figure, str]) -> tuple[Figure, ...]:
        """Several figures: a number with its unit, a share (unit "") with its formula.

        A plain number says by its name what was counted; its formula stands on the page of figures.
        """
        return tuple(
            replace(self.number(each, unit), note="") if unit else self.share(each) for each, unit in units
        )

    @cached_property
    def ledger(self) -> Ledger:
        """The school's own clauses and how they were kept."""
        return ledger_of(self.session, self.at)


def as_fraction(reading: figures.Reading) -> Fraction:
    """A share as papers carry it."""
    return Fraction(reading.count, reading.out_of or 0)
