"""The empty template has exactly the columns that are understood, and is read back whole."""

from __future__ import annotations

import io

import openpyxl

from app.roster.columns import TEMPLATE_COLUMNS, UNDERSTOOD, SheetKind
from app.roster.read import read_workbook
from app.roster.recognise import recognise
from app.roster.template import GUIDE, empty_template
from tests.roster.books import SCHOOL_BOOK


def test_every_column_of_the_template_is_understood() -> None:
    sheets = read_workbook(empty_template(), "模板.xlsx").sheets
    mappings = [recognise(sheet) for sheet in sheets]
    assert [mapping.kind for mapping in mappings] == [*SheetKind, None]
    for kind, mapping in zip(SheetKind, mappings, strict=False):
        assert tuple(column.meaning for column in mapping.columns) == TEMPLATE_COLUMNS[kind]


def test_the_template_is_the_schools_own_workbook_without_its_rows() -> None:
    filled = openpyxl.load_workbook(SCHOOL_BOOK)
    empty = openpyxl.load_workbook(io.BytesIO(empty_template()))
    assert empty.sheetnames == [*filled.sheetnames, GUIDE]
    for name in filled.sheetnames:
        assert [cell.value for cell in empty[name][1]] == [cell.value for cell in filled[name][1]]


def test_number_columns_are_text_so_that_excel_damages_nothing() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(empty_template()))[SheetKind.STUDENTS.label.zh]
    assert {dimension.number_format for dimension in sheet.column_dimensions.values()} == {"@"}


def test_columns_with_closed_words_offer_a_list() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(empty_template()))[SheetKind.ROSTER.label.zh]
    offered = {str(rule.sqref).split("2")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert offered["D"] == '"男,女"'
    assert "双亲外出" in offered["J"]


def test_every_column_of_the_template_belongs_to_what_is_understood() -> None:
    for kind in SheetKind:
        assert set(TEMPLATE_COLUMNS[kind]) <= set(UNDERSTOOD[kind])
