"""Where each figure is used, read from the program itself: which paper and which page name it.

A list kept by hand would be wrong after the next change. The sources of papers and pages are read once, for the names
that they take from `app.figures`.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from typing import Any

from app.figures import Figure, all_figures
from app.figures.tellers import TELLERS
from app.models.management.care_standard_item import RuleAction
from app.pages import menu
from app.reports import REPORTS
from app.reports.sheets import sheets
from app.standards.catalogue import catalogue

_ROOT = Path(__file__).parent.parent
_FIGURES = "app.figures"
#: This page names all of them and uses none.
_OWN = ("figures", "figure_places", "figure_rows")


@cache
def places() -> Mapping[str, tuple[Any, ...]]:
    """Figure's name -> what the papers and pages that print it are called, papers first."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for path in (*sorted(_ROOT.glob("reports/**/*.py")), *sorted(_ROOT.glob("pages/*.py"))):
        label = None if path.stem in _OWN else _label_of(path)
        if label is not None:
            for name in used_in(path.read_text(encoding="utf-8")):
                found[name][str(path.parent.name) + repr(label)] = label
    return {name: tuple(labels.values()) for name, labels in found.items()}


@cache
def rules_of(figure: Figure) -> tuple[str, ...]:
    """The rules of the catalogue that the figure tells about or is judged by as a rate."""
    rates = (
        code
        for code, entry in catalogue().items()
        if entry.action is RuleAction.RATE and figure.name in (entry.filters.get("kinds") or ())
    )
    return tuple(sorted({*figure.rules, *rates}))


def used_in(source: str) -> set[str]:
    """The names of the figures that a source takes from `app.figures`: imported, as `module.figure`, or by name."""
    if _FIGURES not in source and "import figures" not in source:
        return set()
    tree = ast.parse(source)
    taken = dict(_imported(tree))
    return {
        figure.name
        for node in ast.walk(tree)
        for value in _values(node, taken)
        for figure in _figures_in(value)
    }


def _imported(tree: ast.AST) -> Iterator[tuple[str, Any]]:
    """(name in the source, what it stands for) of all that comes from `app.figures`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_FIGURES):
            for alias in node.names:
                yield alias.asname or alias.name, _what_is(node.module or "", alias.name)


def _what_is(module: str, name: str) -> Any:
    found = getattr(import_module(module), name, None)
    return found if found is not None else import_module(f"{module}.{name}")


def _values(node: ast.AST, taken: Mapping[str, Any]) -> Iterator[Any]:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        yield getattr(taken.get(node.value.id), node.attr, None)
    elif isinstance(node, ast.Name):
        yield taken.get(node.id)
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and _asks_all(node, taken):
        yield all_figures().get(str(node.slice.value))


def _asks_all(node: ast.Subscript, taken: Mapping[str, Any]) -> bool:
    """all_figures()["…"]"""
    asked = node.value.func if isinstance(node.value, ast.Call) else None
    return isinstance(asked, ast.Name) and taken.get(asked.id) is all_figures


def _figures_in(value: Any) -> Iterator[Figure]:
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, Mapping):
        yield from (each for each in value.values() if isinstance(each, Figure))
    elif isfunction(value):
        yield from TELLERS.get(value, ())


def _label_of(path: Path) -> Any | None:
    """What people call the paper or page of a source; its parts are named after it, `term_summary` as `_summary`."""
    if path.parent.name == "sheets":
        return next((kind.label for kind in sheets().values() if _module(kind.slug) == path.stem), None)
    if path.parent.name == "reports":
        stem = path.stem.strip("_").split("_")[0]
        return next((each.label for each in REPORTS.values() if stem in _module(each.slug).split("_")), None)
    return _page_label(path.stem)


def _page_label(stem: str) -> Any | None:
    """By its row in the menu: `training_register` is a part of `training`."""
    while stem:
        if (label := menu.label_of(stem)) is not None:
            return label
        stem = stem.rpartition("_")[0]
    return None


def _module(slug: str) -> str:
    return slug.replace("-", "_")
