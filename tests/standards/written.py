"""Rules as a school might write them, for tests of the judge; no database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from app.access.vocabulary import Label
from app.models.management.care_standard_item import RuleAction, RulePer, RuleRole, RuleSubject
from app.standards.calendar import Span
from app.standards.rules import Rule, Standard, Timeline

ALWAYS = Span(dt.date(2000, 1, 1), dt.date.max)


def rule(
    code: str,
    subject: RuleSubject,
    per: RulePer,
    least: int | None = 1,
    role: RuleRole = RuleRole.MENTOR,
    action: RuleAction = RuleAction.CONTACT,
    **values: Any,
) -> Rule:
    """A rule; `least` None makes it words without a number."""
    number = None if least is None else Decimal(least)
    return Rule(code, Label(code, code), subject, action, per, role, count_min=number, **values)


TALKS = rule("R03a", RuleSubject.PAIR, RulePer.WEEK, filters={"parties": ["staff-child"]})
CALLS = rule(
    "R05a",
    RuleSubject.PAIR,
    RulePer.MONTH,
    filters={"parties": ["staff-parent"], "channels": ["phone", "video", "online"]},
)
_VISIT = {"parties": ["staff-parent", "staff-guardian"], "channels": ["home-visit"]}
VISITS_BY_MENTOR = rule("R02", RuleSubject.PAIR, RulePer.TERM, 2, filters=_VISIT)
VISITS_BY_HOMEROOM = rule("R01a", RuleSubject.CHILD, RulePer.TERM, 2, RuleRole.HOMEROOM, filters=_VISIT)


def in_force(*rules: Rule, valid: Span = ALWAYS) -> Timeline:
    """A school with these rules and no others."""
    return Timeline((Standard("制度", "测试", valid, rules),))
