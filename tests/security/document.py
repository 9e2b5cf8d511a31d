"""Writes the tables of docs/security.md: `make security-doc`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.security.asvs import Requirement, requirements, result_of
from tests.security.programs import PROGRAMS, Program

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "security.md"


def programs_table() -> str:
    """The test programs."""
    head = ["| | asks | answered in | still lacks |", "|---|---|---|---|"]
    return "\n".join([*head, *map(_program, PROGRAMS)])


def asvs_table() -> str:
    """The requirements of ASVS with how their tests ended, and how many there are of each kind."""
    kinds = Counter(map(_kind, requirements()))
    told = ", ".join(f"{kinds[kind]} {kind}" for kind in ("answered", "answered in part", "open", "failed"))
    head = [
        "| | level | means here | tests | result | what lacks, or is done otherwise |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join(
        [f"{len(requirements())} requirements: {told}.", "", *head, *map(_requirement, requirements())]
    )


#: Name of a table in the document -> what makes it.
TABLES = {"test programs": programs_table, "ASVS": asvs_table}


def with_tables(text: str) -> str:
    """The document with today's tables between their marks."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name}, made by `make security-doc` -->", f"<!-- end of {name} -->"
        before, _mark, rest = text.partition(begin)
        text = f"{before}{begin}\n\n{table()}\n\n{end}{rest.partition(end)[2]}"
    return text


def _program(program: Program) -> str:
    files = "<br>".join(f"`{path.removeprefix('tests/')}`" for path in program.files) or "**nothing yet**"
    return f"| {program.number} | {program.asks} | {files} | {program.lacks or '—'} |"


def _requirement(requirement: Requirement) -> str:
    tests = "<br>".join(f"`{name.replace('::', ': ')}`" for name in requirement.tests) or "—"
    remarks = "; ".join(filter(None, (requirement.deviates, requirement.lacks))) or "—"
    return f"| V{requirement.id} | {requirement.level} | {requirement.means} | {tests} | {result_of(requirement)} | {remarks} |"


def _kind(requirement: Requirement) -> str:
    result = result_of(requirement)
    if "failed" in result:
        return "failed"
    if "passed" not in result:
        return "answered" if result == "deviation" and not requirement.lacks else "open"
    return "answered in part" if requirement.lacks else "answered"


if __name__ == "__main__":
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text("utf-8")), encoding="utf-8")
