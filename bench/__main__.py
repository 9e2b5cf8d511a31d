"""`python -m bench`: measure and write docs/benchmarks.md; `--quick` prints a small round in less than a minute."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack

from bench import every_page, once, standards, tables
from bench.measure import alternating
from bench.scenarios import question_of, scenarios
from bench.seed import Size, database
from bench.servers import Question, running
from bench.tables import Pair

_SIZES = (1_000, 10_000, 100_000)
_TOWNSHIP = Size(100_000, schools=200)
_PARTS = ("sizes", "people", "once", "pages", "standards")


def main() -> None:
    asked = _arguments()
    if asked.quick:
        print(tables.compared(_measured(Size(1_000), repetitions=5, seconds=1)))
        return
    if "sizes" in asked.parts:
        _write_sizes(asked.repetitions, asked.seconds)
    if "people" in asked.parts:
        tables.write("people", tables.own(_people(asked.repetitions, asked.seconds)))
    if "once" in asked.parts:
        tables.write("once", tables.budgets(once.figures()))
    if "pages" in asked.parts:
        tables.write("pages", every_page.table(every_page.measured()))
    if "standards" in asked.parts:
        tables.write("standards", tables.budgets(standards.figures()))
    print(tables.PAGE)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1,000 children, five times each, printed only")
    parser.add_argument("--repetitions", type=int, default=30, help="how often each page is asked for")
    parser.add_argument(
        "--seconds", type=float, default=12, help="at most so long for each page of both sides"
    )
    parser.add_argument("--parts", nargs="*", choices=_PARTS, default=_PARTS, help="which tables to make")
    return parser.parse_args()


def _write_sizes(repetitions: int, seconds: float) -> None:
    results = {}
    for children in _SIZES:
        results[children] = _measured(Size(children), repetitions, seconds)
        tables.write(f"size-{children}", tables.compared(results[children]))
    tables.write("growth", tables.growth(results))


def _measured(size: Size, repetitions: int, seconds: float) -> dict[str, Pair]:
    return dict(_rounds(size, "it_admin", repetitions, seconds, with_stock=True))


def _people(repetitions: int, seconds: float) -> dict[str, dict[str, Pair]]:
    """One principal of two hundred, and the two kinds of teacher whose rows the guard finds through other tables."""
    looks = {
        "principal, 500 of 100,000": (_TOWNSHIP, "principal"),
        "homeroom teacher, 45 of 100,000": (Size(100_000), "homeroom"),
        "mentor, 6 of 100,000": (Size(100_000), "mentor"),
    }
    return {
        person: dict(_rounds(size, role, repetitions, seconds, with_stock=False))
        for person, (size, role) in looks.items()
    }


def _rounds(
    size: Size, role: str, repetitions: int, seconds: float, *, with_stock: bool
) -> Iterator[tuple[str, Pair]]:
    path = str(database(size))
    with ExitStack() as servers:
        ours = servers.enter_context(running("ours", path, role))
        stock = servers.enter_context(running("stock", path))
        for scenario in scenarios(size, stock.facts["filters"]):
            if ours.get(scenario.ours).status in (403, 404):
                continue  # not for this person
            asked = [(ours, question_of(ours, scenario))]
            if with_stock:
                asked.append((stock, Question(scenario.stock)))
            mine, *rival = alternating(asked, repetitions, seconds)
            print(f"  {size.name} {role}: {scenario.name} {mine.p50:.1f} ms", file=sys.stderr)
            yield scenario.name, (mine, rival[0] if rival else None)


if __name__ == "__main__":
    main()
