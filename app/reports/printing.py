"""From a report's data to the finished file: the person's texts put in, the paper signed or marked a draft, and printed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from app.reports import REPORTS, _html, _pdf
from app.reports.document import Passage, from_json, to_json
from app.reports.sheet import SheetData
from app.reports.term_summary import TermSummaryData

Data = TypeVar("Data")


@dataclass(frozen=True, slots=True)
class Paper:
    """A printed report; *missing* are (character, what stands around it) that no font could draw."""

    content: bytes
    filename: str
    pages: int
    missing: tuple[tuple[str, str], ...]


def print_paper(slug: str, data: Any, on_progress: Callable[[int, int | None], None] | None = None) -> Paper:
    """Print a report's data; raises RenderFailed with a sentence for the person who asked."""
    done = _pdf.render(_html.to_html(slug, data), on_progress=on_progress)
    name = REPORTS[slug].filename.format(school=data.imprint.school, term=data.imprint.term)
    missing = tuple((each.char, each.context) for each in done.missing)
    return Paper(done.content, _plain_filename(name), done.pages, missing)


def print_sheet(data: SheetData, on_progress: Callable[[int, int | None], None] | None = None) -> Paper:
    """Print a sheet, a class's or a school's worth of leaves in one file; raises RenderFailed with a sentence.

    A file of many leaves may take up to ten minutes and two gigabytes.
    """
    count = len(data.leaves)
    done = _pdf.render(
        _html.to_html("sheet", data),
        on_progress=on_progress,
        wall_seconds=min(60 + count, 600),
        memory_mb=min(_pdf.MEMORY_MB + 8 * count, 2048),
    )
    parts = (data.imprint.school, data.imprint.title, data.imprint.subject)
    missing = tuple((each.char, each.context) for each in done.missing)
    return Paper(done.content, _plain_filename("-".join(filter(None, parts)) + ".pdf"), done.pages, missing)


def assert_ready() -> None:
    """Raise NotReady, with the command to type, unless this machine can print."""
    _pdf.assert_ready()


def with_texts(data: TermSummaryData, texts: Mapping[str, str]) -> TermSummaryData:
    """The summary with what people wrote: *texts* maps the number of a section ("1" to "14") to its text."""
    sections = tuple(
        replace(section, passages=(*section.passages, _passage(texts[str(number)])))
        if texts.get(str(number), "").strip()
        else section
        for number, section in enumerate(data.sections, 1)
    )
    return replace(data, sections=sections)


def signed(data: TermSummaryData, approved_by: str, approved_on: dt.date) -> TermSummaryData:
    """The summary as approved: no draft any more."""
    return replace(data, imprint=replace(data.imprint, approved_by=approved_by, approved_on=approved_on))


def frozen(data: TermSummaryData) -> dict[str, Any]:
    """What is kept of an approved summary: everything it prints."""
    kept: dict[str, Any] = json.loads(to_json(data))
    return kept


def thawed(kept: Mapping[str, Any]) -> TermSummaryData:
    """The approved summary again, exactly as it was signed."""
    return from_json(TermSummaryData, json.dumps(kept))


def marked(data: Data, log_head: str) -> Data:
    """The same paper with the head of the log in every foot: who later bends the log has the papers against him (X-06)."""
    return replace(data, imprint=replace(data.imprint, log_head=log_head))  # type: ignore[type-var, attr-defined]


def printed_for(data: Data, name: str, moment: dt.datetime) -> Data:
    """The same paper, printed by somebody at another time; nothing else of it changes."""
    return replace(data, imprint=replace(data.imprint, printed_by=name, printed_at=moment))  # type: ignore[type-var, attr-defined]


def _passage(text: str) -> Passage:
    return Passage("", tuple(line.strip() for line in text.splitlines() if line.strip()))


def _plain_filename(name: str) -> str:
    """Without the characters that file systems and download dialogs trip over."""
    return "".join("-" if letter in '\\/:*?"<>|' or ord(letter) < 32 else letter for letter in name)
