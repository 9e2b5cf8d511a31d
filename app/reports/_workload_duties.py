"""What the standard asks of a mentor: due and done by rule, the missing weeks and months by name (domain 4.2)."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from app.models.management.care_standard_item import RuleAction, RuleRole, RuleSubject
from app.reports.document import Figure, Fraction
from app.reports.mentor_workload import Duty
from app.standards.outcome import Evaluation, Outcome
from app.standards.rules import Rule

_OF_CHILDREN = (RuleSubject.CHILD, RuleSubject.HOUSEHOLD)
#: 第3周, 11月: names that differ in their number only are written together.
_NUMBERED = re.compile("(第?)([0-9]+)(周|月)")


def rules_of_mentors(evaluation: Evaluation) -> tuple[Rule, ...]:
    """What is asked of the mentor himself; how many children he has stands at the head of his page."""
    return tuple(rule for rule in evaluation.rules if _is_his(rule))


def _is_his(rule: Rule) -> bool:
    if rule.subject is RuleSubject.MENTOR:
        # R31 lists what was entered late: that stands among the marks of quality.
        return rule.is_judged and rule.action is not RuleAction.MENTORING
    is_about_children = rule.subject in _OF_CHILDREN and rule.role is RuleRole.MENTOR
    return rule.subject is RuleSubject.PAIR or is_about_children


def by_staff(evaluation: Evaluation, rules: Collection[Rule]) -> dict[int, list[Outcome]]:
    """staff -> what they owe under these rules."""
    codes, found = {(rule.code, rule.subject) for rule in rules}, defaultdict(list)
    for each in evaluation.outcomes:
        if each.staff_id is not None and (each.rule.code, each.rule.subject) in codes:
            found[each.staff_id].append(each)
    return dict(found)


def duty(rule: Rule, outcomes: Iterable[Outcome]) -> Duty:
    """One rule for one mentor."""
    own = [each for each in outcomes if each.rule is rule]
    if not rule.is_judged:
        counted = int(sum(each.counted for each in own))
        return Duty(rule.name.zh, rule.quote or rule.formula.zh, Fraction(counted, 0), is_counted_only=True)
    return Duty(rule.name.zh, rule.quote or rule.formula.zh, fraction(own), missing(own))


def fraction(outcomes: Sequence[Outcome]) -> Fraction:
    """Done of due of all of them."""
    return Fraction(int(sum(each.done for each in outcomes)), int(sum(each.due for each in outcomes)))


def missing(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The periods not done, in their order: 第3、5周; with several children 第3、5周各2名."""
    lacking, ends = Counter[str](), dict[str, dt.date]()
    for period in (period for each in outcomes for period in each.missing_periods):
        lacking[period.label] += 1
        ends[period.label] = max(ends.get(period.label, period.span.ends_on), period.span.ends_on)
    groups: dict[int, list[str]] = defaultdict(list)
    for label in sorted(ends, key=ends.__getitem__):
        groups[lacking[label] if len(outcomes) > 1 else 0].append(label)
    return tuple(_counted(together(labels), len(labels), children) for children, labels in groups.items())


def _counted(labels: str, periods: int, children: int) -> str:
    return f"{labels}{'各' if periods > 1 else ''}{children}名" if children else labels


def together(labels: Sequence[str]) -> str:
    """第3周, 第5周, 9月 -> 第3、5周、9月."""
    runs: list[tuple[str, str, list[str]]] = []
    for label in labels:
        found = _NUMBERED.fullmatch(label)
        before, number, after = found.groups() if found else ("", label, "")
        if found and runs and runs[-1][0] == before and runs[-1][1] == after:
            runs[-1][2].append(number)
        else:
            runs.append((before, after, [number]))
    return "、".join(f"{before}{'、'.join(numbers)}{after}" for before, after, numbers in runs)


def of_his_children(evaluation: Evaluation, children: Iterable[int]) -> tuple[Figure, ...]:
    """What the class teacher or the school owes to the children he mentors: told, and not held against him."""
    found: dict[Rule, list[Outcome]] = defaultdict(list)
    for child in children:
        for each in evaluation.of_student(child):
            if each.rule.subject in _OF_CHILDREN and each.rule.is_judged and not _is_his(each.rule):
                found[each.rule].append(each)
    parts = ((rule, fraction(found[rule])) for rule in evaluation.rules if rule in found)
    return tuple(Figure(rule.name.zh, fraction=part) for rule, part in parts if part.due)
