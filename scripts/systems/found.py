"""Finds out what there is of each register: entities, screens, tests of its rules, papers, rows of the demo."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, func, select

from app.access.vocabulary import Choice
from app.admin.menu import address_of, screen_entities
from app.figures import Figure, all_figures
from app.models._base import Entity, all_entities, facts_of
from app.models._systems import SYSTEMS
from app.reports import REPORTS
from app.reports.sheets import sheets
from scripts.systems.gaps import GAPS
from scripts.systems.kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]
#: Named on nearly every page: that a page shows them says nothing about a register.
BACKGROUND = frozenset({"School", "SchoolClass", "Staff", "Student", "Term", "User", "TermSummary"})
COLUMNS = ("record", "screen", "rule", "paper", "demo")
Kinds = Mapping[str, tuple[Choice, ...]]
#: The number of standing rows of an entity in the demo, of these kinds.
Count = Callable[[type[Entity], Kinds], int]


@dataclass(frozen=True, slots=True)
class Row:
    """One register; each column holds what there is of it, in words."""

    code: str
    record: tuple[str, ...]
    screen: tuple[str, ...]
    rule: tuple[str, ...]
    paper: tuple[str, ...]
    demo: tuple[str, ...]

    def gaps(self) -> frozenset[str]:
        """The columns that have nothing."""
        return frozenset(name for name in COLUMNS if not getattr(self, name))


def rows(app: Flask, count: Count) -> list[Row]:
    """Every register with what the program has of it; the rows of the demo are asked of *count*."""
    screens, rules, papers = screens_of(app), rules_of(ROOT / "tests"), papers_of()
    return [
        Row(
            code,
            tuple(record_of(code)),
            tuple(dict.fromkeys(shown for name in _kept_by(code) for shown in screens.get(name, ()))),
            rules.get(code, ()),
            papers.get(code, ()),
            tuple(demo_of(code, count)),
        )
        for code in SYSTEMS
    ]


def _entities(code: str) -> list[type[Entity]]:
    return [entity for entity in all_entities() if code in entity.spec.systems]


def _figures(code: str) -> list[Figure]:
    return [figure for figure in all_figures().values() if code in figure.systems]


def _kept_by(code: str) -> list[str]:
    """The names under which `screens_of` knows what shows the register."""
    return [entity.__name__ for entity in _entities(code)] + ["figure"] * bool(_figures(code))


def record_of(code: str) -> Iterator[str]:
    """The entities that keep the register, with the kinds that are its own, and the figures that measure it."""
    for entity in _entities(code):
        words = [kind.label.zh for kinds in kinds_of(entity, code).values() for kind in kinds]
        yield f"`{entity.__name__}`" + (f"（{'、'.join(words)}）" if words else "")
    for figure in _figures(code):
        yield f"“{figure.label.zh}”"


def kinds_of(entity: type[Entity], code: str) -> Kinds:
    """Column -> the choices that are the register's own; nothing where all rows of the entity are."""
    by_kind = (
        getattr(sys.modules[entity.__module__], "KIND_SYSTEMS", {}) if "kind" in facts_of(entity) else {}
    )
    if own := tuple(kind for kind, codes in by_kind.items() if code in codes):
        return {"kind": own}
    written = KINDS.get(entity.__name__, {}).get(code, {})
    return {
        column: tuple(map(_choices(entity, column), values.split())) for column, values in written.items()
    }


def _choices(entity: type[Entity], column: str) -> type[Choice]:
    """The closed list of a column; KeyError where there is no such column."""
    found = facts_of(entity)[column].choices
    if found is None:
        raise TypeError(f"{entity.__name__}.{column} has no closed list")
    return found


def demo_of(code: str, count: Count) -> Iterator[str]:
    """How many rows of the register the demo has, by entity; those that have none are left out."""
    for entity in _entities(code):
        number = count(entity, kinds_of(entity, code))
        if number:
            yield str(number)


def screens_of(app: Flask) -> dict[str, list[str]]:
    """Entity name -> addresses of its screen and of the pages written for it; "figure" -> where figures are shown."""
    found: dict[str, list[str]] = {}
    for entity in screen_entities():
        found.setdefault(entity.__name__, []).append(address_of(entity))
    for module, address in sorted(_page_addresses(app).items()):
        if "<" in address:
            continue
        for name in sorted(_entities_named_in(module) - BACKGROUND):
            found.setdefault(name, []).append(address)
    found["figure"] = [_page_addresses(app)[module] for module in ("figures", "reports")]
    return found


def _page_addresses(app: Flask) -> dict[str, str]:
    """Module of app/pages -> the shortest address that it answers."""
    found: dict[str, str] = {}
    for name, view in app.view_functions.items():
        module = view.__module__.removeprefix("app.pages.")
        if module != view.__module__:
            rules = [rule.rule for rule in app.url_map.iter_rules(name)]
            found[module] = min(
                [*rules, found.get(module, rules[0])], key=lambda rule: ("<" in rule, len(rule))
            )
    return found


@cache
def _entities_named_in(page: str) -> frozenset[str]:
    """The entities that a module of app/pages imports, itself or through the modules beside it that are no pages."""
    source = (ROOT / "app" / "pages" / f"{page}.py").read_text("utf-8")
    own, beside = set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module.startswith("app.models."):
                own |= {name.name for name in node.names}
            elif node.module.startswith("app.pages."):
                beside.add(node.module.removeprefix("app.pages."))
    parts = (
        _entities_named_in(name) for name in beside if name.startswith(f"{page}_") or name.endswith("_work")
    )
    return frozenset(own).union(*parts)


@cache
def rules_of(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Code -> names of the tests that are marked with it; a mark on a class or a module counts for its tests."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for code in _codes_on(node):
                    found.setdefault(code, []).append(node.name)
    return {code: tuple(dict.fromkeys(names)) for code, names in found.items()}


def _codes_on(test: ast.FunctionDef) -> Iterator[str]:
    """What stands in `@pytest.mark.system("D03", "C19")`."""
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.system":
            yield from (str(ast.literal_eval(argument)) for argument in mark.args)


def papers_of() -> dict[str, tuple[str, ...]]:
    """Code -> names of the papers made of it; what a figure measures is printed in the term summary."""
    found: dict[str, list[str]] = {}
    papers: list[Any] = [*sheets().values(), *REPORTS.values()]
    for paper in papers:
        for code in paper.systems:
            found.setdefault(code, []).append(paper.label.zh)
    for code in (code for figure in all_figures().values() for code in figure.systems):
        found.setdefault(code, []).append(REPORTS["term-summary"].label.zh)
    return {code: tuple(dict.fromkeys(names)) for code, names in found.items()}


def unknown_codes() -> list[str]:
    """What is written somewhere as the number of a register and is none."""
    written = {
        *(code for entity in all_entities() for code in entity.spec.systems),
        *rules_of(ROOT / "tests"),
        *papers_of(),
        *(code for gap in GAPS for code in gap.codes),
    }
    return sorted(written - SYSTEMS.keys())


def unexplained(made: list[Row]) -> list[str]:
    """Gaps without a reason, and reasons for what is no gap any more."""
    there = {(row.code, column) for row in made for column in row.gaps()}
    listed = {(code, column) for gap in GAPS for code in gap.codes for column in gap.columns}
    return [f"{code} has no {column}" for code, column in sorted(there - listed)] + [
        f"{code} has a {column}: take the reason away" for code, column in sorted(listed - there)
    ]


def counted_in(connection: Connection) -> Count:
    """Counts the standing rows of a database."""

    def count(entity: type[Entity], kinds: Kinds) -> int:
        table = entity.__table__
        own = [table.c[column].in_(values) for column, values in kinds.items()]
        asked = select(func.count()).select_from(table).where(table.c.archived_at.is_(None), *own)
        return int(connection.scalar(asked) or 0)

    return count
