"""What the judge found: for every rule and everybody who owes it, what was due, done, missing, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from app.access.vocabulary import Choice
from app.standards.calendar import Period
from app.standards.rules import Rule


class Standing(Choice):
    """How a rule stands with one who owes it (domain 3.1)."""

    KEPT = "kept", "达标", "Kept"
    MISSING = "missing", "欠", "Missing"
    EXCEEDED = "exceeded", "超出上限", "Above the limit"
    NOTHING_DUE = "nothing-due", "不适用", "Nothing due"
    #: Words without a number are counted and never judged.
    COUNTED = "counted", "只计次数", "Counted only"


class Owed(NamedTuple):
    """One period: how often something was to be done in it, and how often it was; more than due is not banked.

    `over` is by how much it was more than the rule allows at most.
    """

    period: Period
    due: Decimal | int
    done: Decimal | int
    over: Decimal | int = 0

    @property
    def is_missing(self) -> bool:
        return self.done < self.due


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule asked of one subject.

    `subject_id` is the row the rule is counted for: CareRegistration (child), Mentoring (pair), Staff (mentor),
    SchoolClass, School, Student's household, Incident or BookLoan. `staff_id` is who is to do it: the mentor of the
    pair, the homeroom teacher on the day for a child or class, the member of staff himself; None where the school is.
    """

    rule: Rule
    subject_id: int
    student_id: int | None
    staff_id: int | None
    class_id: int | None
    #: Only periods that are due: over on the day (with the rule's grace), or fulfilled already.
    owed: tuple[Owed, ...]
    #: Everything that counts in the window, more than due included.
    counted: Decimal | int
    last_on: dt.date | None
    #: The running period that is not fulfilled yet, and what it lacks; None when nothing is owed next.
    next: Owed | None

    @property
    def due(self) -> Decimal | int:
        return sum(each.due for each in self.owed)

    @property
    def done(self) -> Decimal | int:
        return sum(each.done for each in self.owed)

    @property
    def missing(self) -> Decimal | int:
        return sum(each.due - each.done for each in self.owed if each.is_missing)

    @property
    def missing_periods(self) -> tuple[Period, ...]:
        return tuple(each.period for each in self.owed if each.is_missing)

    @property
    def standing(self) -> Standing:
        if not self.rule.is_judged:
            return Standing.COUNTED
        if not self.owed:
            return Standing.NOTHING_DUE
        if any(each.is_missing for each in self.owed):
            return Standing.MISSING
        return Standing.EXCEEDED if any(each.over for each in self.owed) else Standing.KEPT


@dataclass(frozen=True, slots=True)
class Tally:
    """Due and done of several outcomes; a percentage is printed with this fraction, and compared unrounded."""

    due: Decimal | int = 0
    done: Decimal | int = 0
    #: How many subjects owed something, and how many of them lack something or went beyond the limit.
    subjects: int = 0
    lacking: int = 0

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Tally:
        """The sum of them."""
        owing = [each for each in outcomes if each.owed]
        lacking = sum(each.standing in (Standing.MISSING, Standing.EXCEEDED) for each in owing)
        return cls(sum(e.due for e in owing), sum(e.done for e in owing), len(owing), lacking)

    @property
    def missing(self) -> Decimal | int:
        return self.due - self.done


@dataclass(frozen=True)
class Evaluation:
    """All outcomes of a school (or of what the reader sees of it) on one day, in the order of the rules."""

    rules: tuple[Rule, ...]
    outcomes: tuple[Outcome, ...]
    _by: dict[str, dict[object, list[Outcome]]] = field(default_factory=dict, repr=False, compare=False)

    def of_rule(self, code: str) -> list[Outcome]:
        """The outcomes of a rule by its code."""
        return self._grouped("rule", lambda each: each.rule.code).get(code, [])

    def of_student(self, student_id: int) -> list[Outcome]:
        """What is owed to a child."""
        return self._grouped("student", lambda each: each.student_id).get(student_id, [])

    def of_staff(self, staff_id: int) -> list[Outcome]:
        """What a member of staff is to do."""
        return self._grouped("staff", lambda each: each.staff_id).get(staff_id, [])

    def of_class(self, class_id: int) -> list[Outcome]:
        """What is owed in a class: to its children and by itself."""
        return self._grouped("class", lambda each: each.class_id).get(class_id, [])

    def _grouped(self, name: str, key: Callable[[Outcome], object]) -> dict[object, list[Outcome]]:
        if name not in self._by:
            groups: dict[object, list[Outcome]] = defaultdict(list)
            for outcome in self.outcomes:
                groups[key(outcome)].append(outcome)
            self._by[name] = groups
        return self._by[name]
