"""Rules as a school might write them, for tests of the judge; and written into its tables."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from app.access.vocabulary import Label
from app.models.management.care_standard import CareStandard
from app.models.management.care_standard_item import (
    CareStandardItem,
    RuleAction,
    RulePer,
    RuleRole,
    RuleSubject,
)
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


def adopt(session: Any, school: Any, *rules: Rule, starts_on: dt.date = ALWAYS.starts_on) -> CareStandard:
    """The rules as rows of the school's standard, in force from the day on."""
    standard = CareStandard(school_id=school.id, name="关爱制度", source="测试用", starts_on=starts_on)
    session.add(standard)
    session.flush()
    session.add_all(item_of(standard, each) for each in rules)
    session.flush()
    return standard


def item_of(standard: CareStandard, rule: Rule) -> CareStandardItem:
    """The rule as a row of the standard."""
    return CareStandardItem(
        school_id=standard.school_id, care_standard_id=standard.id, rule_code=rule.code, subject=rule.subject,
        action=rule.action, filters=dict(rule.filters), count_min=rule.count_min, count_max=rule.count_max,
        per=rule.per, period_n=rule.period_n, role=rule.role, condition=dict(rule.condition),
        grace_days=rule.grace_days, quote=rule.quote or None,
    )  # fmt: skip
