"""Writes the table of test programs into docs/security.md: `make security-doc`."""

from __future__ import annotations

from pathlib import Path

from tests.security.programs import PROGRAMS, Program

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "security.md"
BEGIN, END = "<!-- test programs, made by `make security-doc` -->", "<!-- end of the test programs -->"


def table() -> str:
    """The table in Markdown."""
    head = ["| | asks | answered in | still lacks |", "|---|---|---|---|"]
    return "\n".join([*head, *map(_row, PROGRAMS)])


def with_table(text: str) -> str:
    """The document with today's table between its marks."""
    before, _old, after = text.partition(BEGIN)[0], *text.partition(BEGIN)[2].partition(END)[::2]
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def _row(program: Program) -> str:
    files = "<br>".join(f"`{path.removeprefix('tests/')}`" for path in program.files) or "**nothing yet**"
    return f"| {program.number} | {program.asks} | {files} | {program.lacks or '—'} |"


if __name__ == "__main__":
    DOCUMENT.write_text(with_table(DOCUMENT.read_text("utf-8")), encoding="utf-8")
