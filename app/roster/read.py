"""Reads an uploaded spreadsheet safely: checks the zip, has a capped child process open it.

Limits are security X-02, with the row limit widened so that 10,000 rows go in at once. Refused: more than
5 MB, 200 members, 60 MB unpacked or a hundredfold packing; the child may use 512 MB and 20 seconds.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from app.access.vocabulary import Choice
from app.roster.sheets import Area, CellValue, Sheet, Workbook

MAX_BYTES = 5 * 1024 * 1024
MAX_MEMBERS = 200
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_RATIO = 100
MAX_ROWS = 20_000
MAX_COLUMNS = 100
CHILD_MEMORY_BYTES = 512 * 1024 * 1024
CHILD_SECONDS = 20

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CHILD = Path(__file__).with_name("_calamine.py")


class Unreadable(Choice):
    """Why a file was not opened at all, each with what to do."""

    EMPTY = "empty", "文件是空的，请重新选择文件。", "The file is empty; choose it again."
    TOO_BIG = (
        "too-big",
        "文件超过 5 MB。请删去图片和无关的工作表后另存，再上传。",
        "The file is larger than 5 MB. Remove pictures and unrelated sheets, save it and upload it again.",
    )
    TOO_LARGE = (
        "too-large",
        "表格太大：一个文件最多 20000 行、100 列。请把数据复制到新的空白表格，或分成几个文件。",
        "The table is too large: at most 20,000 rows and 100 columns. Copy the data to a new file.",
    )
    SUSPICIOUS = (
        "suspicious",
        "文件解压后异常大，没有打开。请把数据复制到新的空白表格后再上传。",
        "The file unpacks to an unusual size and was not opened. Copy the data to a new file.",
    )
    PASSWORD = (
        "password",
        "文件有打开密码。请在 Excel 或 WPS 中去掉密码，另存后再上传。",
        "The file has a password. Remove it in Excel or WPS, save and upload again.",
    )
    DAMAGED = (
        "damaged",
        "文件已损坏，或不是表格文件。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。",
        "The file is damaged or no spreadsheet. Open it in Excel or WPS, save it as .xlsx and upload again.",
    )
    NO_DATA = (
        "no-data",
        "文件里没有数据，请检查是否选错了文件。",
        "The file has no data; is it the right one?",
    )


_REASONS = {why.value: why for why in Unreadable}


class FileRefused(Exception):
    """The file was not opened; `why` says in words what to do."""

    def __init__(self, why: Unreadable) -> None:
        super().__init__(str(why.label))
        self.why = why


def read_workbook(content: bytes, file_name: str) -> Workbook:
    """The sheets of an .xlsx, .xls or .csv (UTF-8 or GBK) file; FileRefused when it is unsafe or unreadable.

    The kind is taken from the content: the name of an upload proves nothing.
    """
    if not content:
        raise FileRefused(Unreadable.EMPTY)
    if len(content) > MAX_BYTES:
        raise FileRefused(Unreadable.TOO_BIG)
    if content.startswith(_ZIP):
        _check_zip(content)
        sheets = _read_in_child(content, ".xlsx")
    elif content.startswith(_OLE):
        sheets = _read_in_child(content, ".xls")
    else:
        sheets = (_read_csv(content, file_name),)
    if not any(sheet.rows for sheet in sheets):
        raise FileRefused(Unreadable.NO_DATA)
    return Workbook(file_name, hashlib.sha256(content).hexdigest(), sheets)


def _check_zip(content: bytes) -> None:
    """Refuse by the directory alone, before anything is unpacked."""
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise FileRefused(Unreadable.DAMAGED) from error
    unpacked = sum(member.file_size for member in members)
    # A small honest sheet of equal rows packs well too, so the ratio counts only from a megabyte on.
    is_bomb = unpacked > 1024 * 1024 and unpacked > MAX_RATIO * len(content)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES or is_bomb:
        raise FileRefused(Unreadable.SUSPICIOUS)


def _read_in_child(content: bytes, suffix: str) -> tuple[Sheet, ...]:
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        file.write(content)
        file.flush()
        limits = [str(n) for n in (CHILD_MEMORY_BYTES, CHILD_SECONDS, MAX_ROWS, MAX_COLUMNS)]
        try:
            done = subprocess.run(  # noqa: S603 - our own script, a path we made, four numbers
                [sys.executable, "-I", "-B", str(_CHILD), file.name, *limits],
                capture_output=True,
                timeout=CHILD_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise FileRefused(Unreadable.TOO_LARGE) from error
    if done.returncode != 0:
        # Out of memory aborts the child without an answer: the sheet claims to be larger than it may be.
        raise FileRefused(Unreadable.TOO_LARGE)
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise FileRefused(_REASONS[answer["refused"]])
    return tuple(_sheet(found) for found in answer["sheets"])


def _sheet(found: dict[str, Any]) -> Sheet:
    width = max((len(row) for row in found["rows"]), default=0)
    rows = tuple(tuple(map(_value, row)) + (None,) * (width - len(row)) for row in found["rows"])
    merged = tuple(Area(*top_left, *bottom_right) for top_left, bottom_right in found["merged"])
    return Sheet(found["name"], rows, merged, found["hidden"])


def _value(plain: Any) -> CellValue:
    return dt.date.fromisoformat(plain["on"]) if isinstance(plain, dict) else plain


def _read_csv(content: bytes, file_name: str) -> Sheet:
    text = _decoded(content)
    try:
        rows = [[cell if cell.strip() else None for cell in row] for row in csv.reader(io.StringIO(text))]
    except csv.Error as error:
        raise FileRefused(Unreadable.DAMAGED) from error
    width = max((len(row) for row in rows), default=0)
    if len(rows) > MAX_ROWS or width > MAX_COLUMNS:
        raise FileRefused(Unreadable.TOO_LARGE)
    while rows and not any(rows[-1]):
        rows.pop()
    return Sheet(Path(file_name).stem or "CSV", tuple((*row, *[None] * (width - len(row))) for row in rows))


def _decoded(content: bytes) -> str:
    """Excel in Chinese writes GBK, everything else UTF-8; a NUL byte means that it is no text at all."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileRefused(Unreadable.DAMAGED)
