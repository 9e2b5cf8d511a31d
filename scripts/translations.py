"""Brings the English catalogue up to the sentences marked in the source: sorted, no obsolete ones, no lines, no dates."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"

#: The words that mark a sentence, and which of their arguments are one.
_KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
_HEADER = "# The English of every sentence in app/ and templates/; `make translations` keeps it in step with the source."
_FIELDS = (
    ("Language", "en"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit"),
)


class _Plain(Catalog):
    """A catalogue whose heading says nothing about the day or the machine."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return list(_FIELDS)


def extracted() -> Catalog:
    """The sentences marked in the source as it stands, without translations."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = _Plain(locale="en", header_comment=_HEADER, fuzzy=False)
    for _name, _line, message, _comments, context in extract_from_dir(
        ROOT, methods, options, keywords=_KEYWORDS
    ):
        found.add(message, context=context)
    return found


def stored() -> Catalog:
    """The catalogue as it lies in the tree."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def brought_up() -> Catalog:
    """Every marked sentence with the English that the stored catalogue has for it; a new one has none yet."""
    known, catalogue = stored(), extracted()
    for message in catalogue:
        old = known.get(message.id) if message.id else None
        if old is not None:
            message.string = old.string
    return catalogue


def main() -> int:
    """Write the catalogue; 1 when sentences are left without English, which are then listed."""
    catalogue = brought_up()
    missing = [message.id for message in catalogue if message.id and not message.string]
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    print("\n".join(f"no English yet: {sentence}" for sentence in missing) or f"{len(catalogue)} sentences")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
