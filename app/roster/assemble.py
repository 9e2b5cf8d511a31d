"""From an open workbook to its plan: recognise, correct as remembered, read, decide classes, check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from app.roster.checks import check_rows
from app.roster.classes import decide_classes
from app.roster.normalise.class_labels import ClassLabel
from app.roster.plan import Plan, Title
from app.roster.recognise import SheetMapping
from app.roster.rows import read_rows, read_title
from app.roster.sheets import Workbook


def assemble_plan(
    workbook: Workbook,
    mappings: Sequence[SheetMapping],
    *,
    today: dt.date,
    existing_classes: Iterable[ClassLabel] = (),
    answers: Mapping[str, ClassLabel] | None = None,
) -> Plan:
    """What the workbook says under these mappings, one per sheet; nothing is looked up elsewhere."""
    pairs = tuple(zip(workbook.sheets, mappings, strict=True))
    read = chain.from_iterable(read_rows(sheet, mapping, today) for sheet, mapping in pairs)
    rows, questions = decide_classes(read, existing_classes, answers or {})
    titles = (read_title(sheet, mapping, today) for sheet, mapping in pairs if mapping.kind)
    ignored = tuple(sheet.name for sheet, mapping in pairs if mapping.kind is None and sheet.rows)
    return Plan(check_rows(rows), next(filter(_says_anything, titles), Title()), questions, ignored)


def _says_anything(title: Title) -> bool:
    return title != Title()
