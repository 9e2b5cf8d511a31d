"""What if another standard were in force: who would be overdue now who is not, and who would no longer be."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.models.management.care_standard import CareStandard
from app.models.management.care_standard_item import RuleSubject
from app.standards.adopting import chosen_items, new_item
from app.standards.as_of import AsOf
from app.standards.calendar import Span
from app.standards.evaluate import evaluate
from app.standards.outcome import Evaluation, Outcome, Standing
from app.standards.presets import Preset, PresetItem
from app.standards.rules import Rule, Standard, Timeline, rule_of, timeline_of

_ALWAYS = Span(dt.date.min, dt.date.max)
#: What of a change the judge reads, and what a rule has where the row is empty.
_JUDGED = ("count_min", "count_max", "grace_days", "filters", "condition", "season")
_EMPTY: Mapping[str, Any] = {"grace_days": 0, "filters": {}, "condition": {}, "season": {}}


@dataclass(frozen=True, slots=True)
class Turned:
    """One who would be overdue, or no longer; `codes` are the rules that make the difference."""

    subject: RuleSubject
    subject_id: int
    student_id: int | None
    staff_id: int | None
    class_id: int | None
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Who lacks something under the other standard only, under the present one only, and how many under each."""

    newly: tuple[Turned, ...]
    no_longer: tuple[Turned, ...]
    now: Mapping[RuleSubject, int]
    then: Mapping[RuleSubject, int]
    #: rule code -> how many lack something by it.
    rules_now: Mapping[str, int]
    rules_then: Mapping[str, int]

    def count(self, subject: RuleSubject) -> tuple[int, int]:
        """(newly overdue, no longer overdue) of this kind of subject."""
        return (
            sum(each.subject is subject for each in self.newly),
            sum(each.subject is subject for each in self.no_longer),
        )


def under_preset(preset: Preset, emergency: Preset | None = None) -> Timeline:
    """As if the preset had always been in force."""
    rules = tuple(rule_of_preset(each) for each in chosen_items(preset, emergency))
    return Timeline((Standard(preset.name, preset.source, _ALWAYS, rules),))


def rule_of_preset(item: PresetItem) -> Rule:
    """The rule as the judge reads it, of no school."""
    return rule_of(new_item(CareStandard(), item))


def under_change(timeline: Timeline, day: dt.date, rule: Rule, changes: Mapping[str, Any]) -> Timeline:
    """As if the standard of the day had always had this rule with these changes; one it has not is added.

    `changes` are columns of CareStandardItem, as `change_item` takes them.
    """
    held = timeline.on(day)
    if held is None:
        return timeline
    rules = [each for each in held.rules if each.code != rule.code]
    if changes.get("is_enabled", True):
        rules.append(_changed(rule, changes))
    return Timeline((replace(held, valid=_ALWAYS, rules=tuple(sorted(rules, key=lambda each: each.code))),))


def _changed(rule: Rule, changes: Mapping[str, Any]) -> Rule:
    told: dict[str, Any] = {column: changes[column] for column in _JUDGED if column in changes}
    told |= {column: empty for column, empty in _EMPTY.items() if column in told and told[column] is None}
    changed: Rule = replace(rule, **told)
    return changed


def compare(session: Any, at: AsOf, other: Timeline) -> Difference:
    """Both standards judged on the same day over the same records, as if each had held for the whole term.

    Of what the session's actor sees.
    """
    held = timeline_of(session, at.school_id).on(at.day)
    present = Timeline((replace(held, valid=_ALWAYS),)) if held is not None else Timeline(())
    now = _lacking(evaluate(session, at, timeline=present))
    then = _lacking(evaluate(session, at, timeline=other))
    return Difference(
        newly=tuple(_turned(then[key]) for key in then if key not in now),
        no_longer=tuple(_turned(now[key]) for key in now if key not in then),
        now=Counter(subject for subject, _id in now),
        then=Counter(subject for subject, _id in then),
        rules_now=_by_rule(now),
        rules_then=_by_rule(then),
    )


def _lacking(evaluation: Evaluation) -> dict[tuple[RuleSubject, int], list[Outcome]]:
    """(kind, id) -> the outcomes in which something is missing; all rules for one child are one child."""
    found: dict[tuple[RuleSubject, int], list[Outcome]] = {}
    for outcome in evaluation.outcomes:
        if outcome.standing is Standing.MISSING:
            found.setdefault((outcome.rule.subject, outcome.subject_id), []).append(outcome)
    return found


def _turned(outcomes: list[Outcome]) -> Turned:
    first = outcomes[0]
    codes = tuple(dict.fromkeys(outcome.rule.code for outcome in outcomes))
    return Turned(
        first.rule.subject, first.subject_id, first.student_id, first.staff_id, first.class_id, codes
    )


def _by_rule(lacking: Mapping[tuple[RuleSubject, int], list[Outcome]]) -> Mapping[str, int]:
    return Counter(outcome.rule.code for outcomes in lacking.values() for outcome in outcomes)
