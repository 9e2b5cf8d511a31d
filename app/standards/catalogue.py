"""The catalogue of rules: what each code of domain 3.2 counts, for whom, in which period, and its formula in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from app.access.vocabulary import Label
from app.models.management.care_standard_item import RuleAction, RulePer, RuleRole, RuleSubject

_PATH = Path(__file__).parent / "catalogue.yaml"

#: What `filters` may narrow and `condition` may ask; a word outside is refused when a file is read.
FILTER_WORDS = frozenset(
    {
        "parties", "channels", "kinds", "occasions", "left_behind_only", "whole_school", "parts", "within_days",
        "between", "min_length", "statuses", "slots", "part_kinds",
        "school_year", "each_party",
    }
)  # fmt: skip
CONDITION_WORDS = frozenset(
    {
        "boarding", "grade_least", "grade_most", "key_target", "pairing_kinds", "guardianship", "triggered",
        "post",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CatalogueRule:
    """A rule without its school: `least` and `most` are what it begins with when a school adds it by hand."""

    code: str
    name: Label
    subject: RuleSubject
    action: RuleAction
    per: RulePer
    role: RuleRole
    filters: Mapping[str, Any]
    condition: Mapping[str, Any]
    least: Decimal | None
    most: Decimal | None
    formula: Label


@cache
def catalogue() -> Mapping[str, CatalogueRule]:
    """code -> rule, in the order of domain 3.2."""
    told = yaml.safe_load(_PATH.read_text("utf-8"))
    return MappingProxyType({code: _rule(code, given) for code, given in told.items()})


def _rule(code: str, given: dict[str, Any]) -> CatalogueRule:
    return CatalogueRule(
        code=code, name=Label(*given["name"]), subject=RuleSubject(given["subject"]),
        action=RuleAction(given["action"]), per=RulePer(given["per"]), role=RuleRole(given["role"]),
        filters=known(code, given.get("filters"), FILTER_WORDS),
        condition=known(code, given.get("condition"), CONDITION_WORDS),
        least=number(given.get("least")), most=number(given.get("most")), formula=Label(*given["formula"]),
    )  # fmt: skip


def known(code: str, given: dict[str, Any] | None, words: frozenset[str]) -> Mapping[str, Any]:
    """The words as they stand, read only; ValueError names the rule and the words that nothing reads."""
    strange = set(given or {}) - words
    if strange:
        raise ValueError(f"{code}: unknown words {sorted(strange)}")
    return MappingProxyType(dict(given or {}))


def number(value: Any) -> Decimal | None:
    """A number of a file; None where the paper names none."""
    return None if value is None else Decimal(str(value))
