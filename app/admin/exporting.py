"""Writes the rows of a list as CSV or XLSX: the same rows, columns and order, numbers of people masked.

Files are made whole in memory and then sent: nothing is left in a folder for temporary files, and no
query runs while the answer is on its way (security X-03, X-04).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import xlsxwriter

from app.admin.cells import Selection
from app.admin.listing import ListState, every_row
from app.models._base import facts_of
from app.models._columns import ColumnFacts, Kind

#: More rows than any school has of anything; a list longer than this is narrowed by a filter first.
MOST_ROWS = 100_000
#: A cell that begins so would be taken for a formula by some spreadsheet program.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export(state: ListState, kind: str) -> tuple[bytes, int]:
    """The file of this kind ("csv" or "xlsx") and how many rows it holds."""
    made, rows = every_row(state, MOST_ROWS)
    facts = facts_of(state.screen.entity)
    heads = [str(facts[name].label) for name in state.screen.listed]
    write = {"csv": _csv, "xlsx": _xlsx}[kind]
    return write(heads, _cells(made, state.screen.listed, facts, rows)), len(rows)


def _cells(
    made: Selection, names: Sequence[str], facts: dict[str, ColumnFacts], rows: Iterable[Any]
) -> Iterator[list[Any]]:
    """Numbers as numbers, everything else as the text the list shows."""
    numbers = (Kind.NUMBER, Kind.DECIMAL)
    readers = [itemgetter(made.values[n]) if facts[n].kind in numbers else made.readers[n] for n in names]
    return ([read(row) for read in readers] for row in rows)


def without_formula(cell: Any) -> Any:
    """The cell so that no spreadsheet program runs it: an apostrophe before any text like a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _csv(heads: list[str], rows: Iterable[list[Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([without_formula(cell) for cell in row] for row in rows)
    # The mark at the beginning makes spreadsheet programs read it as UTF-8.
    return out.getvalue().encode("utf-8-sig")


def _xlsx(heads: list[str], rows: Iterable[list[Any]]) -> bytes:
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                elif cell is not None:
                    sheet.write_number(number, place, cell)
    return out.getvalue()
