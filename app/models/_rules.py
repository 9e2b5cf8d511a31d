"""Rules an entity declares about its own rows; each carries the sentence that tells a person what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.access.vocabulary import Label

if TYPE_CHECKING:
    from app.models._validation import Look


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one column of a row ("" when it is the row as a whole) and what to do."""

    column: str
    message: Label


class Invalid(Exception):
    """A row breaks rules; carries all problems at once so that a person can mend them in one go."""

    def __init__(self, entity: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{entity}: " + "; ".join(f"{p.column}: {p.message.zh}" for p in problems))
        self.entity = entity
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Unique:
    """No two standing (not archived) rows agree in `columns`; rows with an empty one of them never clash.

    Enforced by a partial unique index as well. `where` limits the rule to rows having these values
    (the current term, the primary guardian; None for a column that is empty).
    """

    columns: tuple[str, ...]
    message: Label
    where: dict[str, Any] = field(default_factory=dict)

    def condition(self) -> str:
        """The rows it speaks of, in SQL that both databases read."""
        return " AND ".join(["archived_at IS NULL", *(_equals(*pair) for pair in self.where.items())])


@dataclass(frozen=True, slots=True)
class Check:
    """A condition of the row alone: `sql` for the database, `holds` for the sentence on the form."""

    name: str
    sql: str
    holds: Callable[[Any], bool]
    message: Label
    column: str = ""


@dataclass(frozen=True, slots=True)
class NoOverlap:
    """Standing rows agreeing in `by` never share a day of [start, end]; an empty end is open.

    `where` limits the rule to rows having these values (a primary pair, a homeroom teacher). With
    `is_last_day_free` a row no longer counts on its last day, and another may begin on it.
    """

    by: tuple[str, ...]
    message: Label
    start: str = "starts_on"
    end: str = "ends_on"
    where: dict[str, Any] = field(default_factory=dict)
    is_last_day_free: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """Anything else: `judge(row, look)` returns a Problem or None; `look` reads other rows unscoped."""

    judge: Callable[[Any, Look], Problem | None]


@dataclass(frozen=True, slots=True)
class Rests:
    """The row rests with its closed term: that of `column`, a `term_id` or a day or moment inside a term.

    "event_id.starts_at" is the moment of the row above that `event_id` leads to.
    A resting row is neither added, changed nor archived, but for a late correction (`models/_terms.py`).
    """

    column: str


Rule = Unique | Check | NoOverlap | Judged | Rests


def _equals(column: str, value: Any) -> str:
    if value is None:
        return f"{column} IS NULL"
    if isinstance(value, bool):
        return column if value else f"NOT {column}"
    return f"{column} = '{value}'"


def not_before(later: str, earlier: str, message: Label) -> Check:
    """`later` is empty or not before `earlier`."""

    def holds(row: Any) -> bool:
        first, second = getattr(row, earlier), getattr(row, later)
        return first is None or second is None or second >= first

    return Check(f"{later}_not_before_{earlier}", f"{later} >= {earlier}", holds, message, later)
