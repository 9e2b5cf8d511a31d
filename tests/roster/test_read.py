"""Opening uploads: honest files of every kind are read, hostile ones are refused quickly and in words."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile

import pytest

from app.roster.read import MAX_BYTES, FileRefused, Unreadable, read_workbook
from app.roster.sheets import Area
from tests.roster.books import SCHOOL_BOOK, book


def _why(content: bytes, name: str = "a.xlsx") -> Unreadable:
    with pytest.raises(FileRefused) as refused:
        read_workbook(content, name)
    assert str(refused.value).endswith("。")
    return refused.value.why


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _with_sheet_xml(xml: str) -> bytes:
    """An honest workbook whose first sheet is replaced by `xml`."""
    honest = zipfile.ZipFile(io.BytesIO(book({"a": [["x"]]})))
    members = {info.filename: honest.read(info) for info in honest.infolist()}
    members["xl/worksheets/sheet1.xml"] = xml.encode()
    return _zip(members)


def test_positions_are_the_addresses_excel_shows() -> None:
    sheet = read_workbook(book({"表": [[], [None, None, "甲"]]}), "a.xlsx").sheets[0]
    assert sheet.rows[1][2] == "甲"
    assert sheet.address(1, 2) == "表!C2"
    assert sheet.address(0, 27) == "表!AB1"


def test_dates_numbers_and_merged_cells_keep_their_kind() -> None:
    content = book({"表": [["题", None], [dt.date(2018, 3, 11), 5.1]]}, merged=["A1:B1"])
    sheet = read_workbook(content, "a.xlsx").sheets[0]
    assert sheet.rows[1] == (dt.date(2018, 3, 11), 5.1)
    assert sheet.merged == (Area(0, 0, 0, 1),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_csv_is_read_in_the_encodings_excel_writes(encoding: str) -> None:
    sheet = read_workbook("姓名,班级\n李芸,三(2)班\n\n".encode(encoding), "名单.csv").sheets[0]
    assert sheet.name == "名单"
    assert sheet.rows == (("姓名", "班级"), ("李芸", "三(2)班"))


def test_the_digest_tells_two_files_apart() -> None:
    one, two = (read_workbook(book({"a": [[text]]}), "a.xlsx") for text in ("x", "y"))
    assert one.digest != two.digest


def test_a_kilobyte_that_claims_the_last_cell_of_excel_is_refused_quickly() -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    started = time.monotonic()
    assert (
        _why(_with_sheet_xml(f'<worksheet xmlns="{ns}"><sheetData>{cells}</sheetData></worksheet>'))
        is Unreadable.TOO_LARGE
    )
    assert time.monotonic() - started < 5


def test_a_file_that_unpacks_a_hundredfold_is_refused_before_it_is_unpacked() -> None:
    assert _why(_zip({"xl/a.xml": b"0" * 50_000_000})) is Unreadable.SUSPICIOUS


def test_two_hundred_and_one_members_are_refused() -> None:
    assert _why(_zip({f"m{n}": b"x" for n in range(201)})) is Unreadable.SUSPICIOUS


def test_a_long_text_repeated_in_many_cells_is_refused() -> None:
    assert _why(book({"a": [["字" * 30_000] * 90] * 10})) is Unreadable.TOO_LARGE


def test_more_than_the_allowed_columns_are_refused() -> None:
    assert _why(book({"a": [[1] * 101]})) is Unreadable.TOO_LARGE


def test_entities_of_xml_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData/></worksheet>'
    assert _why(_with_sheet_xml(bomb)) in (Unreadable.NO_DATA, Unreadable.DAMAGED)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Unreadable.EMPTY),
        (b"x" * (MAX_BYTES + 1), Unreadable.TOO_BIG),
        (b"\x89PNG\r\n\x1a\n\x00\x00", Unreadable.DAMAGED),
        (b"PK\x03\x04 torn", Unreadable.DAMAGED),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, Unreadable.DAMAGED),
        (b"\n\n\n", Unreadable.NO_DATA),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_a_sentence(content: bytes, why: Unreadable) -> None:
    assert _why(content) is why


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    assert _why(_zip({"readme.txt": b"hello"})) is Unreadable.DAMAGED


def test_the_schools_workbook_opens_in_under_two_seconds() -> None:
    started = time.monotonic()
    workbook = read_workbook(SCHOOL_BOOK.read_bytes(), SCHOOL_BOOK.name)
    assert [len(sheet.rows) for sheet in workbook.sheets] == [31, 316, 127]
    assert time.monotonic() - started < 2
