"""The rules of a school's 制度 as the judge reads them, and which of its standards was in force on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import select

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
from app.standards.catalogue import catalogue

_NOTHING: Mapping[str, Any] = {}
_WORDLESS = Label("", "")


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule: for each `subject` so many deeds of the kind `action` in each period, done by `role`.

    `filters` narrows what counts, `condition` for whom. Without a number it is counted and never judged.
    """

    code: str
    name: Label
    subject: RuleSubject
    action: RuleAction
    per: RulePer
    role: RuleRole
    period_n: int = 1
    count_min: Decimal | None = None
    count_max: Decimal | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)
    condition: Mapping[str, Any] = field(default_factory=dict)
    #: So many days after its end a period is asked for, and what is made good in them counts for it.
    grace_days: int = 0
    quote: str = ""
    source: str = ""
    #: What counts, in words.
    formula: Label = _WORDLESS
    item_id: int | None = None
    season: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_judged(self) -> bool:
        """Whether it gives a number; words such as 定期 do not (domain 3.2)."""
        return self.count_min is not None or self.count_max is not None


@dataclass(frozen=True, slots=True, eq=False)
class Standard:
    """A school's set of rules, where it comes from, and the days on which it is in force."""

    name: str
    source: str
    valid: Span
    rules: tuple[Rule, ...]
    standard_id: int | None = None

    def rule(self, code: str) -> Rule | None:
        """The rule of this code; None where the standard has no such rule."""
        return next((rule for rule in self.rules if rule.code == code), None)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The standards of a school by date: last term is still judged by last term's rules."""

    standards: tuple[Standard, ...]

    def on(self, day: dt.date) -> Standard | None:
        """The one in force on the day."""
        return next((each for each in self.standards if each.valid.holds(day)), None)

    def versions(self, inside: Span) -> dict[str, list[tuple[Rule, Span]]]:
        """code -> the rule as it was written at each time that touches these days, the oldest first."""
        found: dict[str, list[tuple[Rule, Span]]] = defaultdict(list)
        for standard in sorted(self.standards, key=lambda each: each.valid.starts_on):
            if standard.valid.cut(inside) is not None:
                for rule in standard.rules:
                    found[rule.code].append((rule, standard.valid))
        return found


def timeline_of(session: Any, school_id: int) -> Timeline:
    """The school's standards with their enabled rules, in the order of their codes; two statements."""
    items: dict[int, list[Rule]] = defaultdict(list)
    found = select(CareStandardItem).where(
        CareStandardItem.school_id == school_id,
        CareStandardItem.archived_at.is_(None),
        CareStandardItem.is_enabled.is_(True),
    )
    for item in session.scalars(found.order_by(CareStandardItem.rule_code, CareStandardItem.id)):
        items[item.care_standard_id].append(rule_of(item))
    standards = select(CareStandard).where(
        CareStandard.school_id == school_id, CareStandard.archived_at.is_(None)
    )
    rows = session.scalars(standards.order_by(CareStandard.starts_on, CareStandard.id))
    return Timeline(tuple(_standard(row, items[row.id]) for row in rows))


def _standard(row: CareStandard, rules: Iterable[Rule]) -> Standard:
    valid = Span(row.starts_on, row.ends_on or dt.date.max)
    return Standard(row.name, row.source, valid, tuple(rules), row.id)


def rule_of(item: CareStandardItem) -> Rule:
    """The row as the judge reads it; what it leaves open (name, filters, condition) is as the catalogue has its code."""
    known = catalogue().get(item.rule_code)
    name = (
        Label(item.name, item.name)
        if item.name
        else known.name
        if known
        else Label(item.rule_code, item.rule_code)
    )
    return Rule(
        code=item.rule_code,
        name=name,
        subject=item.subject,
        action=item.action,
        per=item.per,
        role=item.role,
        period_n=item.period_n or 1,
        count_min=item.count_min,
        count_max=item.count_max,
        filters=_given(item.filters, known.filters if known else _NOTHING),
        condition=_given(item.condition, known.condition if known else _NOTHING),
        grace_days=item.grace_days or 0,
        quote=item.quote or "",
        source=item.source or "",
        formula=known.formula if known else _WORDLESS,
        item_id=item.id,
        season=item.season or _NOTHING,
    )


def _given(own: Mapping[str, Any] | None, known: Mapping[str, Any]) -> Mapping[str, Any]:
    return known if own is None else own
