"""Writes what was measured as Markdown tables, between the marks of docs/benchmarks.md."""

from __future__ import annotations

from pathlib import Path

from bench.measure import Summary
from bench.once import Figure
from bench.seed import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"

Pair = tuple[Summary, Summary | None]


def compared(results: dict[str, Pair]) -> str:
    """Ours against stock Flask-Admin at one size."""
    head = (
        "| page | ours p50 / p95 | min | CPU | KB | SQL | stock p50 / p95 | min | CPU | KB | SQL | wall | CPU |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n"
    )
    return head + "".join(
        f"| {name} | {_cells(ours)} | {_rival(ours, stock)} |\n" for name, (ours, stock) in results.items()
    )


def growth(results: dict[int, dict[str, Pair]]) -> str:
    """Processor time of our pages as the school grows, and how many statements each sends."""
    sizes = sorted(results)
    head = (
        f"| page, CPU ms (SQL) | {' | '.join(f'{size:,}' for size in sizes)} |\n|---|{'---|' * len(sizes)}\n"
    )
    lines = (
        f"| {name} | {' | '.join(f'{results[size][name][0].cpu:.1f} ({results[size][name][0].statements:.0f})' for size in sizes)} |\n"
        for name in results[sizes[0]]
    )
    return head + "".join(lines)


def own(results: dict[str, dict[str, Pair]]) -> str:
    """Our pages for people with narrower rows: p50 and processor time for each of them."""
    people = list(results)
    head = f"| page, p50 / CPU ms | {' | '.join(people)} |\n|---|{'---|' * len(people)}\n"
    names = list(dict.fromkeys(name for pages in results.values() for name in pages))
    return head + "".join(
        f"| {name} | {' | '.join(_short(results[person].get(name)) for person in people)} |\n"
        for name in names
    )


def _short(pair: Pair | None) -> str:
    return f"{pair[0].p50:.1f} / {pair[0].cpu:.1f}" if pair else "–"


def budgets(figures: list[Figure]) -> str:
    """The figures that are no page."""
    lines = (f"| {figure.name} | {figure.measured} | {figure.budget} |\n" for figure in figures)
    return "| what | measured | budget |\n|---|---|---|\n" + "".join(lines)


def _cells(summary: Summary) -> str:
    return (
        f"{summary.p50:.1f} / {summary.p95:.1f} | {summary.least:.1f} | {summary.cpu:.1f} | "
        f"{summary.kilobytes:.0f} | {summary.statements:.0f}"
    )


def _rival(ours: Summary, stock: Summary | None) -> str:
    if stock is None:
        return "– | – | – | – | – | – | –"
    return f"{_cells(stock)} | {stock.p50 / ours.p50:.1f}x | {stock.cpu / ours.cpu:.1f}x"


def write(mark: str, text: str, page: Path = PAGE) -> None:
    """Put the text between the two marks of this name; ValueError when the page has none."""
    begin, end = f"<!-- {mark} -->\n", f"<!-- /{mark} -->"
    before, found, rest = page.read_text("utf-8").partition(begin)
    _old, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{page.name} has no marks {mark}")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")
