"""Rules as the catalogue has them, with a number of one's own, for tests of what counts for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.standards.catalogue import catalogue
from app.standards.evaluate import evaluate
from app.standards.evidence._registry import source_of
from app.standards.evidence.shapes import Evidence
from app.standards.outcome import Outcome
from app.standards.rules import Rule
from tests.standards.conftest import FRIDAY, TwentyWeeks
from tests.standards.written import in_force


def rule_of(code: str, **values: Any) -> Rule:
    """The rule with the numbers it begins with; `least` and `most` give others."""
    told = catalogue()[code]
    least, most = values.pop("least", told.least), values.pop("most", told.most)
    rule = Rule(
        code, told.name, told.subject, told.action, told.per, told.role,
        count_min=None if least is None else Decimal(least),
        count_max=None if most is None else Decimal(most),
        filters=told.filters, condition=told.condition,
    )  # fmt: skip
    return replace(rule, **values)


def evidence_for(weeks: TwentyWeeks, rule: Rule, subject_id: int, day: dt.date = FRIDAY) -> Evidence | None:
    """What the source finds for one who owes."""
    known = source_of(rule)
    assert known is not None
    return known.source(weeks.read(), weeks.at(day), rule).get(subject_id)


def outcomes(weeks: TwentyWeeks, rule: Rule, day: dt.date = FRIDAY) -> dict[int, Outcome]:
    """subject -> what the judge says in a school with this rule alone."""
    found = evaluate(weeks.read(), weeks.at(day), timeline=in_force(rule))
    return {outcome.subject_id: outcome for outcome in found.outcomes}


def due_and_done(weeks: TwentyWeeks, rule: Rule, day: dt.date = FRIDAY) -> tuple[Any, Any]:
    """(due, done) of the only one who owes."""
    (only,) = outcomes(weeks, rule, day).values()
    return only.due, only.done
