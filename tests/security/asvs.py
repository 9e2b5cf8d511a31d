"""OWASP ASVS 5.0 level 2: each requirement that applies, the tests that answer it, and how they ended when they were last recorded."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

TESTS = Path(__file__).resolve().parents[1]
TABLE = Path(__file__).with_name("asvs.yaml")
OUTCOMES = Path(__file__).with_name("outcomes.json")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement in our words; `tests` are files below tests/, or file::test."""

    id: str
    level: int
    means: str
    tests: tuple[str, ...] = ()
    lacks: str = ""
    deviates: str = ""


@cache
def requirements() -> tuple[Requirement, ...]:
    """All that apply, in the order of the standard."""
    rows = yaml.safe_load(TABLE.read_text("utf-8"))
    return tuple(Requirement(**{**row, "tests": tuple(row.get("tests", ()))}) for row in rows)


def result_of(requirement: Requirement) -> str:
    """How its tests ended: `12 passed`, or what did not."""
    counts = Counter(outcome for name in requirement.tests for outcome in _ended(name))
    if not counts:
        return (
            "deviation" if requirement.deviates else "**no test**" if not requirement.tests else "**not run**"
        )
    return ", ".join(f"{counts[word]} {word}" for word in ("failed", "passed", "skipped") if counts[word])


def functions_of(file: str) -> Iterator[str]:
    """The names of the tests in a file below tests/."""
    for line in (TESTS / file).read_text("utf-8").splitlines():
        if line.lstrip().startswith("def test_"):
            yield line.partition("def ")[2].partition("(")[0]


def _ended(name: str) -> list[str]:
    file, _colons, function = name.partition("::")
    return [
        outcome
        for test, outcome in recorded().items()
        if test == name or (not function and test.startswith(f"{file}::"))
    ]


@cache
def recorded() -> dict[str, str]:
    """`file::test` below tests/ → `passed`, `failed` or `skipped`, as the last run of `RECORD=1` left it."""
    outcomes: dict[str, str] = json.loads(OUTCOMES.read_text("utf-8"))
    return outcomes
