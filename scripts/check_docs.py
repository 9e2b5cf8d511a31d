"""Checks what the documents say: relative links lead somewhere, and every `make target` they name exists."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
_LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
_COMMAND = re.compile(r"`make ([a-z][a-z-]*)|^\s*make ([a-z][a-z-]*)", re.MULTILINE)
_TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)


def documents() -> list[Path]:
    """The Markdown files that git knows or would add."""
    arguments = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    listed = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def broken_links(document: Path, text: str) -> Iterator[str]:
    for link in _LINK.findall(text):
        target = unquote(link.partition("#")[0])
        if (
            target
            and "://" not in link
            and not link.startswith("mailto:")
            and not (document.parent / target).exists()
        ):
            yield f"{document.relative_to(ROOT)}: the link to {link} leads nowhere"


def unknown_commands(document: Path, text: str) -> Iterator[str]:
    known = set(_TARGET.findall((ROOT / "Makefile").read_text("utf-8")))
    for pair in _COMMAND.findall(text):
        target = "".join(pair)
        if target not in known:
            yield f"{document.relative_to(ROOT)}: there is no `make {target}`"


def main() -> int:
    found = [
        finding
        for document in documents()
        for check in (broken_links, unknown_commands)
        for finding in check(document, document.read_text("utf-8"))
    ]
    print("\n".join(found) or f"{len(documents())} documents: every link and command exists")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
