"""Finding headers, kinds of register and meanings of columns, and correcting what was found."""

from __future__ import annotations

from app.roster.columns import BY_HEADER, TEMPLATE_COLUMNS, Meaning, SheetKind, plain_header
from app.roster.read import read_workbook
from app.roster.recognise import Basis, SheetMapping, corrected, recognise
from tests.roster.books import HAND_FILLED, SCHOOL_BOOK, book


def _mapping(rows: list[list[object]], merged: tuple[str, ...] = ()) -> SheetMapping:
    return recognise(read_workbook(book({"表": rows}, merged), "a.xlsx").sheets[0])


def test_the_three_sheets_of_the_school_are_told_apart_and_every_column_is_understood() -> None:
    sheets = read_workbook(SCHOOL_BOOK.read_bytes(), "a.xlsx").sheets
    found = [recognise(sheet) for sheet in sheets]
    assert [mapping.kind for mapping in found] == list(SheetKind)
    assert all(column.meaning for mapping in found for column in mapping.columns)


def test_the_header_is_found_under_title_rows_and_a_remark_column_by_its_content() -> None:
    mapping = recognise(read_workbook(HAND_FILLED.read_bytes(), "a.xlsx").sheets[0])
    assert (mapping.kind, mapping.first_row) == (SheetKind.ROSTER, 3)
    remark = mapping.columns[14]
    assert (remark.header, remark.meaning, remark.basis) == ("备注", Meaning.ABSENCE, Basis.CONTENT)


def test_a_header_of_two_rows_with_merged_cells_is_read_as_one() -> None:
    mapping = _mapping(
        [
            ["姓名", "班级", "父亲", None, "母亲", None],
            [None, None, "姓名", "电话", "姓名", "电话"],
            ["李芸", "三(1)班"],
        ],
        merged=("C1:D1", "E1:F1"),
    )
    assert [column.meaning for column in mapping.columns] == [
        *(
            Meaning.NAME,
            Meaning.CLASS,
            Meaning.FATHER,
            Meaning.FATHER_PHONE,
            Meaning.MOTHER,
            Meaning.MOTHER_PHONE,
        )
    ]
    assert mapping.first_row == 2


def test_a_column_of_id_numbers_is_known_without_a_header() -> None:
    mapping = _mapping(
        [["姓名", "班级", "性别", "X"], *[["李芸", "三(1)班", "女", "999999201801277464"]] * 3]
    )
    assert mapping.columns[3].meaning is Meaning.ID_NUMBER
    assert mapping.columns[3].basis is Basis.CONTENT


def test_a_header_whose_column_holds_something_else_is_doubted_and_not_imported() -> None:
    mapping = _mapping([["姓名", "班级", "身份证号"], *[["李芸", "三(1)班", "平安镇"]] * 4])
    assert (mapping.columns[2].meaning, mapping.columns[2].basis) == (None, Basis.DOUBTED)


def test_a_sheet_without_a_header_holds_no_register() -> None:
    assert _mapping([["请先阅读"], ["填写时注意"]]).kind is None


def test_the_first_of_two_columns_with_one_meaning_is_taken() -> None:
    mapping = _mapping([["姓名", "班级", "身份证号", "身份证号码"], ["李芸"]])
    assert [column.meaning for column in mapping.columns][2:] == [Meaning.ID_NUMBER, None]


def test_a_correction_is_kept_and_says_that_a_person_made_it() -> None:
    mapping = _mapping([["姓名", "班级", "学号", "编码"], ["李芸", "三(1)班", "1", "2"]])
    mended = corrected(mapping, SheetKind.STUDENTS, {2: None, 3: Meaning.STUDENT_NO})
    assert [column.meaning for column in mended.columns][2:] == [None, Meaning.STUDENT_NO]
    assert mended.columns[3].basis is Basis.PERSON
    assert mended.columns[0].basis is Basis.HEADER


def test_a_meaning_that_the_register_does_not_have_is_not_accepted() -> None:
    mapping = _mapping([["姓名", "班级", "学号"], ["李芸"]])
    assert corrected(mapping, SheetKind.STUDENTS, {2: Meaning.MENTOR}).columns[2].meaning is None


def test_the_signature_follows_the_headers_and_not_the_rows() -> None:
    header: list[object] = ["姓名", "班 级", "学号"]
    one, two = (
        _mapping([header, ["李芸"]]),
        _mapping([["名单"], ["姓名", "班级", "学号"], ["赵一"], ["钱二"]]),
    )
    assert one.signature == two.signature
    assert one.signature != _mapping([["姓名", "班级", "学籍号"], ["李芸"]]).signature


def test_no_header_means_two_things() -> None:
    for kind, columns in TEMPLATE_COLUMNS.items():
        assert [BY_HEADER[plain_header(meaning.label.zh)] for meaning in columns] == list(columns), kind
