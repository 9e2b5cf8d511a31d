"""Every label that is no gettext sentence speaks both languages: entities, columns, choices, rules, figures, reports, reasons."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.access.vocabulary import Choice, Label
from app.cli import reporting  # noqa: F401  brings in every choice below the page floor
from app.figures import all_figures
from app.models._base import all_entities, facts_of
from app.reports import REPORTS
from app.roster.reasons import Reason
from tests.i18n.words import chinese, has_half_width, unexpected_chinese

_APP = Path(__file__).resolve().parents[2] / "app"
#: Chinese labels without a Chinese character -> why.
_ALIKE = {"English": "the language switch names each language in itself"}


def labels() -> Iterator[tuple[str, Label]]:
    """(where it stands, label) of everything that is described by data."""
    yield from labels_of_entities()
    yield from labels_of_lists()


def labels_of_entities() -> Iterator[tuple[str, Label]]:
    for entity in all_entities():
        yield entity.__name__, entity.spec.label
        if entity.spec.notice:
            yield f"{entity.__name__}'s notice", entity.spec.notice
        for rule in entity.spec.rules:
            if isinstance(message := getattr(rule, "message", None), Label):
                yield f"a rule of {entity.__name__}", message
        for column, facts in facts_of(entity).items():
            yield f"{entity.__name__}.{column}", facts.label
            if facts.hint:
                yield f"the hint of {entity.__name__}.{column}", facts.hint


def labels_of_lists() -> Iterator[tuple[str, Label]]:
    for kind in Choice.__subclasses__():
        yield from ((f"{kind.__name__}.{member.name}", member.label) for member in kind)
    for figure in all_figures().values():
        yield figure.name, figure.label
        yield f"the formula of {figure.name}", figure.formula
    for report in REPORTS.values():
        yield report.slug, report.label
    for reason in Reason:
        yield reason.name, reason.problem
        yield f"the remedy of {reason.name}", reason.remedy


def written_labels() -> Iterator[tuple[str, Label]]:
    """(file and line, label) of every `Label("中文", "English")` in the source, the values of f-strings left out."""
    for path in sorted(_APP.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Label":
                texts = [_constant(each) for each in node.args]
                if len(texts) == 2 and all(texts):
                    yield f"{path.relative_to(_APP)}:{node.lineno}", Label(*texts)


def _constant(node: ast.expr) -> str:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))


@pytest.mark.parametrize("found", [labels, written_labels])
def test_a_label_has_chinese_and_english_and_its_english_no_chinese(found: object) -> None:
    wrong = [
        (where, label.zh, label.en)
        for where, label in found()  # type: ignore[operator]
        if not label.en.strip()
        or has_half_width(label.zh)
        or unexpected_chinese(label.en)
        or not (chinese(label.zh) or label.zh in _ALIKE)
    ]
    assert wrong == []


def test_the_walk_over_labels_finds_them() -> None:
    assert len(list(labels())) > 800 and len(list(written_labels())) > 100
