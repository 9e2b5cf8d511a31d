"""How the school's own 制度 is kept, clause by clause: one reckoning for the page, the workbook, the paper and the annex."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from app.access.grants import Roles, grants_of, holds_all
from app.access.guard import Actor, actor_of, system_session
from app.access.vocabulary import Action, Scope
from app.models._base import Entity
from app.models.care.contact_record import ContactRecord
from app.standards.as_of import AsOf
from app.standards.calendar import Period
from app.standards.evaluate import evaluate
from app.standards.evidence._registry import source_of
from app.standards.feasibility import Infeasible, infeasible
from app.standards.outcome import Evaluation, Outcome, Standing, Tally
from app.standards.rules import Rule, Standard, Timeline, timeline_of

#: Rows about the children whom the reader sees, whoever of the staff wrote them.
_OF_CHILDREN = frozenset(
    {Scope.SCHOOL, Scope.CLASS, Scope.MENTEES, Scope.CLASS_AND_OWN, Scope.MENTEES_AND_OWN}
)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Of what the reader sees only one class, one teacher, one child; all that is given holds."""

    class_id: int | None = None
    staff_id: int | None = None
    student_id: int | None = None

    def holds(self, outcome: Outcome) -> bool:
        """Whether the outcome is about these."""
        asked = (
            (self.class_id, outcome.class_id),
            (self.staff_id, outcome.staff_id),
            (self.student_id, outcome.student_id),
        )
        return all(wanted is None or wanted == found for wanted, found in asked)


@dataclass(frozen=True, slots=True)
class ClauseKept:
    """One clause: what was due and done, in which periods how many lack something, and whether it can be kept at all."""

    rule: Rule
    tally: Tally
    #: Everything that counts, more than due included; the only number of a clause without one of its own.
    counted: Decimal | int
    missing_in: tuple[tuple[Period, int], ...]
    impossible: tuple[Infeasible, ...]
    #: How many the clause is about, whether or not anything was due of them yet.
    asked: int = 0

    @property
    def is_charged(self) -> bool:
        """Whether what is missing is held against anybody: not where the clause cannot be kept by all."""
        return self.rule.is_judged and not self.impossible


@dataclass(frozen=True, slots=True)
class Share:
    """What of the clauses that are charged falls to one class, teacher or child: the sum, and the clauses that lack something."""

    key: int
    tally: Tally
    lacking: tuple[tuple[Rule, Tally], ...]


@dataclass(frozen=True)
class Ledger:
    """A term of a school on a day, judged once for all that is asked of it."""

    at: AsOf
    timeline: Timeline
    evaluation: Evaluation
    impossible: tuple[Infeasible, ...]

    @property
    def standard(self) -> Standard | None:
        """The one in force on the day."""
        return self.timeline.on(self.at.day)

    def clauses(self, narrowed: Narrowed | None = None) -> tuple[ClauseKept, ...]:
        """Every clause in the order of the paper; one that asks nothing of these has nothing due."""
        asked = narrowed or Narrowed()
        return tuple(
            self._clause(rule, [each for each in self.owing(rule) if asked.holds(each)])
            for rule in self.evaluation.rules
        )

    def owing(self, rule: Rule) -> Sequence[Outcome]:
        """Everybody of whom the clause asks something."""
        return self._by_rule.get(rule, ())

    def of_subject(self, rule: Rule, subject_id: int) -> Outcome | None:
        """What the clause asked of one."""
        return next((each for each in self.owing(rule) if each.subject_id == subject_id), None)

    def by_class(self, narrowed: Narrowed | None = None) -> dict[int, Share]:
        """class -> its share: of its children and of itself."""
        return self._shares(lambda outcome: outcome.class_id, narrowed)

    def by_staff(self, narrowed: Narrowed | None = None) -> dict[int, Share]:
        """member of staff -> what was his to do."""
        return self._shares(lambda outcome: outcome.staff_id, narrowed)

    def by_child(self, narrowed: Narrowed | None = None) -> dict[int, Share]:
        """child -> what was owed to it."""
        return self._shares(lambda outcome: outcome.student_id, narrowed)

    def rule(self, code: str, subject: str = "") -> Rule | None:
        """The rule of this code (and kind of subject, where it was asked of several)."""
        fitting = (r for r in self.evaluation.rules if r.code == code and subject in ("", r.subject.value))
        return next(fitting, None)

    @cached_property
    def _by_rule(self) -> dict[Rule, list[Outcome]]:
        found: dict[Rule, list[Outcome]] = defaultdict(list)
        for outcome in self.evaluation.outcomes:
            found[outcome.rule].append(outcome)
        return found

    def _clause(self, rule: Rule, outcomes: Sequence[Outcome]) -> ClauseKept:
        impossible = tuple(each for each in self.impossible if each.rule.code == rule.code)
        counted = sum(each.counted for each in outcomes)
        return ClauseKept(rule, Tally.of(outcomes), counted, _missing_in(outcomes), impossible, len(outcomes))

    def _shares(self, key: Callable[[Outcome], int | None], narrowed: Narrowed | None) -> dict[int, Share]:
        asked, free = narrowed or Narrowed(), {each.rule.code for each in self.impossible}
        groups: dict[int, dict[Rule, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
        for outcome in self.evaluation.outcomes:
            owner, rule = key(outcome), outcome.rule
            if owner is not None and rule.is_judged and rule.code not in free and asked.holds(outcome):
                groups[owner][rule].append(outcome)
        return {owner: _share(owner, rules) for owner, rules in groups.items()}


def ledger_of(session: Any, at: AsOf) -> Ledger:
    """The term as the session's actor sees it, without what could only be judged by rows he may not read.

    Whether a rule can be kept at all is a matter of the whole school, whoever asks: numbers only, no names.
    """
    timeline = timeline_of(session, at.school_id)
    found, actor = evaluate(session, at, timeline=timeline), actor_of(session)
    if sees_the_school(actor.roles):
        return Ledger(at, timeline, found, infeasible(session, at, timeline))
    with system_session("which rules the whole school can keep", reads_only=True) as whole:
        impossible = infeasible(whole, at, timeline)
    return Ledger(at, timeline, _of_his_own(found, actor), impossible)


def sees_the_school(roles: Roles) -> bool:
    """Whether all contacts of the school are open to these roles; what is done for children shows in them."""
    return any(holds_all(scope, Scope.SCHOOL) for scope in _scopes(roles, ContactRecord))


def _of_his_own(found: Evaluation, actor: Actor) -> Evaluation:
    """What is owed to the children he sees, and what he owes himself.

    What colleagues and the school did he may not read: it would stand there as missing.
    """
    outcomes = tuple(each for each in found.outcomes if _is_judged_truly(each, actor))
    asked = {each.rule for each in outcomes}
    return Evaluation(tuple(rule for rule in found.rules if rule in asked), outcomes)


def _is_judged_truly(outcome: Outcome, actor: Actor) -> bool:
    if outcome.student_id is None:
        return outcome.staff_id is not None and outcome.staff_id == actor.staff_id
    known = source_of(outcome.rule)
    if known is None or known.entity is None:
        return True
    return any(scope in _OF_CHILDREN for scope in _scopes(actor.roles, known.entity))


def _scopes(roles: Roles, entity: type[Entity]) -> list[Scope]:
    return [grant.rows for grant in grants_of(roles, entity) if Action.READ in grant.actions]


def _share(owner: int, rules: dict[Rule, list[Outcome]]) -> Share:
    everything = [outcome for outcomes in rules.values() for outcome in outcomes]
    told = [(rule, Tally.of(outcomes)) for rule, outcomes in rules.items()]
    return Share(owner, Tally.of(everything), tuple((rule, tally) for rule, tally in told if tally.lacking))


def _missing_in(outcomes: Iterable[Outcome]) -> tuple[tuple[Period, int], ...]:
    """The periods in which somebody lacks something, in their order, each with how many do."""
    counts: dict[str, tuple[Period, int]] = {}
    for outcome in outcomes:
        if outcome.standing is not Standing.MISSING:
            continue
        for period in outcome.missing_periods:
            first, count = counts.get(period.label, (period, 0))
            counts[period.label] = (first, count + 1)
    return tuple(sorted(counts.values(), key=lambda each: each[0].span.starts_on))
