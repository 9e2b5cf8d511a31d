"""The thirteen ready standards of domain 3.4: which rules, with which numbers, and the sentence each comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from app.models.management.care_standard_item import RulePer
from app.standards.catalogue import CONDITION_WORDS, FILTER_WORDS, CatalogueRule, catalogue, known, number

_FOLDER = Path(__file__).parent / "presets"
_WORDS = frozenset({"code", "least", "most", "per", "filters", "condition", "quote", "source"})


@dataclass(frozen=True, slots=True)
class PresetItem:
    """A rule as one paper has it. Without `least` and `most` its words name no number: counted, never judged.

    `quote` is the sentence of the paper; what stands in 〔〕 are our words, where the paper only names the matter.
    """

    rule: CatalogueRule
    least: Decimal | None
    most: Decimal | None
    per: RulePer
    filters: Mapping[str, Any]
    condition: Mapping[str, Any]
    quote: str
    source: str


@dataclass(frozen=True, slots=True)
class Preset:
    """A standard to pick; `code` is ps01 to ps13, `note` says in a line what is its own."""

    code: str
    name: str
    source: str
    note: str
    items: tuple[PresetItem, ...]

    def item(self, code: str) -> PresetItem | None:
        """The item of a rule code, None where the paper has no such rule."""
        return next((each for each in self.items if each.rule.code == code), None)


@cache
def presets() -> Mapping[str, Preset]:
    """code -> preset, in the order of domain 3.4."""
    found = (_read(path) for path in sorted(_FOLDER.glob("*.yaml")))
    return MappingProxyType({preset.code: preset for preset in found})


def _read(path: Path) -> Preset:
    told = yaml.safe_load(path.read_text("utf-8"))
    items = tuple(_item(path.stem, given) for given in told["items"])
    return Preset(path.stem, told["name"], told["source"], told["note"], items)


def _item(preset: str, given: dict[str, Any]) -> PresetItem:
    where = f"{preset} {given['code']}"
    known(where, given, _WORDS)
    rule = catalogue()[given["code"]]
    return PresetItem(
        rule=rule,
        least=number(given.get("least")),
        most=number(given.get("most")),
        per=RulePer(given["per"]) if "per" in given else rule.per,
        filters=known(where, given["filters"], FILTER_WORDS) if "filters" in given else rule.filters,
        condition=known(where, given["condition"], CONDITION_WORDS)
        if "condition" in given
        else rule.condition,
        quote=given["quote"],
        source=given["source"],
    )
