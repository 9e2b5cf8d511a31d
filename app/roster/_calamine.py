"""Runs alone in a capped child process: opens one spreadsheet with calamine and prints its cells as JSON.

Started by `read.py` as a script, never imported: a hostile file can then at worst kill this process.
Cells are null, text, number, true/false or {"on": "2018-03-11"}.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum


def main(path: str, memory_bytes: int, cpu_seconds: int, max_rows: int, max_columns: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    try:
        answer: dict[str, Any] = {"sheets": _sheets(path, max_rows, max_columns)}
    except PasswordError:
        answer = {"refused": "password"}
    except CalamineError:
        answer = {"refused": "damaged"}
    except _TooLarge:
        answer = {"refused": "too-large"}
    json.dump(answer, sys.stdout, separators=(",", ":"))


#: One long text may fill a million cells of a small file; 10,000 children need two million letters.
_MAX_LETTERS = 20_000_000


class _TooLarge(Exception):
    pass


def _sheets(path: str, max_rows: int, max_columns: int) -> list[dict[str, Any]]:
    workbook = CalamineWorkbook.from_path(path)
    found: list[dict[str, Any]] = []
    rows_left, letters_left = max_rows, _MAX_LETTERS
    for meta in workbook.sheets_metadata:
        sheet = workbook.get_sheet_by_name(meta.name)
        rows = _rows(sheet, rows_left, max_columns)
        rows_left -= len(rows)
        letters_left -= sum(len(value) for row in rows for value in row if isinstance(value, str))
        if letters_left < 0:
            raise _TooLarge
        hidden = meta.visible is not SheetVisibleEnum.Visible
        found.append(
            {"name": meta.name, "hidden": hidden, "rows": rows, "merged": sheet.merged_cell_ranges or []}
        )
    return found


def _rows(sheet: CalamineSheet, max_rows: int, max_columns: int) -> list[list[Any]]:
    """All rows from A1 on, so that positions are addresses; empty rows at the end are left out."""
    if sheet.end is None:
        return []
    if sheet.end[0] >= max_rows or sheet.end[1] >= max_columns:
        raise _TooLarge
    rows = [[_plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, dt.datetime):
        return {"on": value.date().isoformat()}
    if isinstance(value, dt.date):
        return {"on": value.isoformat()}
    return value if isinstance(value, (bool, int, float)) else str(value)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:6]))
