"""Small workbooks made for a test, and the two sample workbooks of a school."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from app.roster.assemble import assemble_plan
from app.roster.normalise.class_labels import ClassLabel
from app.roster.plan import Plan
from app.roster.read import read_workbook
from app.roster.recognise import recognise

TODAY = dt.date(2025, 9, 10)
SAMPLES = Path(__file__).with_name("samples")
SCHOOL_BOOK = SAMPLES / "平安镇中心小学-2025秋.xlsx"
HAND_FILLED = SAMPLES / "留守儿童花名册-手工填报.xlsx"

ROSTER_HEADER = [
    "姓名",
    "性别",
    "出生日期",
    "班级",
    "身份证号",
    "外出情况",
    "父亲姓名",
    "父亲务工地点",
    "监护人",
    "关系",
    "监护人电话",
]
STUDENT_HEADER = ["姓名", "性别", "出生日期", "班级", "学籍号", "身份证号"]


def book(sheets: dict[str, Sequence[Sequence[Any]]], merged: Sequence[str] = ()) -> bytes:
    """An .xlsx file; dates are written as Excel dates, everything else as its type."""
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for area in merged:
            sheet.merge_range(area, "")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(number, column, dt.datetime.combine(value, dt.time()), day)
                elif value is not None:
                    sheet.write(number, column, value)
    made.close()
    return buffer.getvalue()


def plan_of(
    content: bytes, *, existing: Sequence[ClassLabel] = (), answers: dict[str, ClassLabel] | None = None
) -> Plan:
    workbook = read_workbook(content, "test.xlsx")
    mappings = [recognise(sheet) for sheet in workbook.sheets]
    return assemble_plan(workbook, mappings, today=TODAY, existing_classes=existing, answers=answers)


def students(*rows: Sequence[Any]) -> Plan:
    return plan_of(book({"学生": [STUDENT_HEADER, *rows]}))


def roster(*rows: Sequence[Any]) -> Plan:
    return plan_of(book({"花名册": [ROSTER_HEADER, *rows]}))


def reasons(plan: Plan) -> list[tuple[str, str]]:
    """Every finding as (cell without its sheet, reason), in order."""
    return [(f.cell.split("!")[1], f.remark.reason.name) for row in plan.rows for f in row.findings]


def id_number(first_17: str) -> str:
    """The number with its check digit."""
    from app.models.people.id_numbers import check_digit

    return first_17 + check_digit(first_17)
