"""Numbers about few children are told by one function, and nobody reckons them from what stands beside (domain 6.3, security P-16)."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import app
from app.figures.class_statistics import SENSITIVE, ClassLine, Fact
from app.figures.small_groups import SMALLEST_GROUP, is_told, told_parts, told_tree
from app.reports import _summary_tables

pytestmark = pytest.mark.security("T-38")

_SMALL = range(1, SMALLEST_GROUP)
_ROOT = Path(app.__file__).parent

#: What names a group in which a child may be ashamed to be known.
_SENSITIVE_NAMES = {"StudentSpecialStatus", "CounselingSession", "CounselingCase", "PlanTrigger", "SENSITIVE"}
#: Modules of numbers that name such a group and tell no number of its children.
_NO_NUMBER = {
    "app/figures/class_statistics.py": "counts for the tables of _summary_tables, which withhold; nothing else prints them",
    "app/pages/room_glass.py": "rows of single cases in the counselor's own room, no statistic",
    "app/pages/room_telling.py": "rows of single cases in the counselor's own room, no statistic",
    "app/pages/room_files.py": "the size of a file, in its counselor's own room",
    "app/pages/home_counseling.py": "the counselor's own cases, in his own room",
}


def _split(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 0:
        yield ()
        return
    for first in range(total + 1):
        for rest in _split(total - first, parts - 1):
            yield (first, *rest)


def _published(shape: tuple[int, ...], cells: tuple[int, ...]) -> tuple[int | None, ...]:
    """The whole table as it is printed: classes, grades of several classes, the school."""
    left = iter(cells)
    groups = {grade: [next(left) for _ in range(size)] for grade, size in enumerate(shape)}
    parts, sums = told_tree(groups)
    shown: list[int | None] = []
    for grade, size in enumerate(shape):
        shown += [n if told else None for n, told in zip(groups[grade], parts[grade], strict=True)]
        shown += [sum(groups[grade]) if sums[grade] else None] if size > 1 else []
    return (*shown, sum(cells) if is_told(sum(cells)) else None)


@pytest.mark.parametrize(
    ("shape", "most"), [((2,), 20), ((3,), 14), ((1, 1, 1), 14), ((2, 1), 14), ((2, 2), 11), ((2, 2, 1), 9)]
)
def test_no_cell_below_five_follows_from_a_whole_table_even_for_one_who_knows_the_rule(
    shape: tuple[int, ...], most: int
) -> None:
    behind: dict[tuple[int | None, ...], list[tuple[int, ...]]] = defaultdict(list)
    for cells in _split(most, sum(shape)):
        behind[_published(shape, cells)].append(cells)
    recovered = [
        (shown, place)
        for shown, possible in behind.items()
        for place, values in enumerate(zip(*possible, strict=True))
        if len(set(values)) == 1 and values[0] in _SMALL
    ]
    assert len(behind) > 10 and recovered == []


def test_without_the_complement_a_cell_would_follow_from_its_total() -> None:
    assert told_parts([9, 3]) == (False, False)
    assert told_parts([9, 3, 7, 2]) == (True, False, True, False)
    assert told_parts([9, 0, 7]) == (True, False, True)
    assert told_parts([4, 4, 9]) == (False, False, False)


def _lines(cells: tuple[int, ...], grades: tuple[int, ...]) -> tuple[ClassLine, ...]:
    return tuple(
        ClassLine(
            f"{grade}({place})班",
            grade,
            Counter({Fact.CHILDREN: 40, Fact.PUPILS: 45, **dict.fromkeys(SENSITIVE, n)}),
            Counter(),
        )
        for place, (grade, n) in enumerate(zip(grades, cells, strict=True))
    )


def _column(table: Any) -> tuple[tuple[str, ...], ...]:
    heads = [column.label for column in table.columns]
    wanted = [heads.index(head) for head in ("特困", "残障", "特长")]
    return tuple(tuple(row[place] for place in wanted) for row in (*table.rows, table.total))


def test_the_printed_tables_of_classes_and_villages_together_recover_no_cell_below_five() -> None:
    grades, total = (1, 1, 2), 9
    for made in (_summary_tables.classes, _summary_tables.villages):
        behind: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
        for cells in _split(total, len(grades)):
            behind[_column(made(_lines(cells, grades)))].append(cells)
        for shown, possible in behind.items():
            for values in zip(*possible, strict=True):
                assert len(set(values)) > 1 or values[0] not in _SMALL, shown


def test_a_large_group_is_still_told() -> None:
    for cells in _split(6, 4):
        assert all(told_parts([n + SMALLEST_GROUP for n in cells]))
    parts_told, sums = told_tree({1: [12, 2, 3, 9], 2: [8, 8]})
    assert sums == {1: True, 2: True} and parts_told == {1: (True, False, False, True), 2: (True, True)}


@cache
def _modules() -> tuple[tuple[str, ast.Module], ...]:
    """(file, what it says) of all that makes numbers and names such a group or its limit."""
    return tuple(_parsed())


def _parsed() -> Iterator[tuple[str, ast.Module]]:
    for folder in ("figures", "reports", "pages", "roster"):
        for path in sorted((_ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if "SMALLEST_GROUP" in text or any(name in text for name in _SENSITIVE_NAMES):
                yield f"app/{path.relative_to(_ROOT).as_posix()}", ast.parse(text)


def _names(tree: ast.Module) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }


def _imports(tree: ast.Module) -> set[str]:
    return {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_every_module_that_counts_a_sensitive_group_asks_the_one_function() -> None:
    seen: set[str] = set()
    for name, tree in _modules():
        counts = _names(tree) & {"count", "Counter", "len"}
        if name == "app/figures/small_groups.py" or not (counts and _names(tree) & _SENSITIVE_NAMES):
            continue
        if name not in _NO_NUMBER:
            assert "app.figures.small_groups" in _imports(tree), name
        seen.add(name)
    assert {"app/figures/basics.py", "app/figures/counseling.py", "app/figures/mentoring.py"} <= seen
    assert set(_NO_NUMBER) <= seen


def test_nothing_else_compares_with_the_smallest_group() -> None:
    for name, tree in _modules():
        if name == "app/figures/small_groups.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Compare):
                told = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
                is_having = name == "app/figures/counseling.py"
                assert "SMALLEST_GROUP" not in told or is_having, f"{name}:{node.lineno}"
