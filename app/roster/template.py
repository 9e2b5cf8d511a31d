"""Writes the empty workbook to be filled in: the columns that are understood, with lists and a guide."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from app.models.people.id_numbers import Gender
from app.roster.columns import TEMPLATE_COLUMNS, Meaning, SheetKind
from app.roster.normalise.choices import ABSENCE_WORDS, CATEGORY_WORDS, RELATION_WORDS

#: Rows below the header that get text format and lists.
PREPARED_ROWS = 2_000
GUIDE = "填写说明"

_LISTS: dict[Meaning, tuple[str, ...]] = {
    Meaning.SEX: tuple(member.label.zh for member in Gender),
    Meaning.CATEGORY: CATEGORY_WORDS,
    Meaning.ABSENCE: ABSENCE_WORDS,
    Meaning.RELATION: RELATION_WORDS,
    Meaning.BOARDING: ("是", "否"),
}
_NEEDED = {
    SheetKind.STAFF: {Meaning.NAME},
    SheetKind.STUDENTS: {Meaning.NAME, Meaning.CLASS, Meaning.SEX, Meaning.BIRTH_DATE},
    SheetKind.ROSTER: {Meaning.NAME, Meaning.CLASS, Meaning.SEX, Meaning.BIRTH_DATE, Meaning.ABSENCE},
}
_WIDE = {Meaning.HOME_ADDRESS, Meaning.RESIDENCE, Meaning.ID_NUMBER, Meaning.STUDENT_NO, Meaning.REMARK}
_HINTS: dict[Meaning, str] = {
    Meaning.NAME: "户口簿上的姓名。只写姓名，不加空格和括号。",
    Meaning.SEX: "男 或 女。有身份证号时可以不填。",
    Meaning.CLASS: "例如 三(2)班；一个年级只有一个班时可写 五年级。",
    Meaning.HOMEROOM_CLASS: "担任班主任的班级，不担任的留空。",
    Meaning.BIRTH_DATE: "公历，写到日，例如 2018-03-11。",
    Meaning.STUDENT_NO: "没有学籍号的留空。",
    Meaning.ID_NUMBER: "18 位。整列已设为文本格式，请不要改成数字，否则后三位会丢失。没有的留空。",
    Meaning.PHONE: "手机 11 位；固定电话带区号，例如 0566-1234567。",
    Meaning.ABSENCE: "从列表中选择。",
    Meaning.FATHER_PLACE: "省和市，例如 浙江省宁波市。不在外的留空。",
    Meaning.MOTHER_PLACE: "省和市，例如 浙江省宁波市。不在外的留空。",
    Meaning.AWAY_SINCE: "最近一次外出的日期，写到日。",
    Meaning.GUARDIAN: "现在照顾孩子的人。没有人照顾的留空，系统会列入无人监护名单。",
    Meaning.RELATION: "监护人是孩子的什么人，从列表中选择。",
    Meaning.MENTOR: "须与「教职工」表中的姓名一致；多人用顿号隔开。",
    Meaning.CATEGORY: "从列表中选择。",
    Meaning.QUALIFICATION: "例如 国家二级心理咨询师。",
}


def empty_template() -> bytes:
    """The .xlsx file; reading it back finds every column by its header."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    header = book.add_format(
        {"bold": True, "bg_color": "#DCE9E2", "border": 1, "align": "center", "valign": "vcenter"}
    )
    needed = book.add_format(
        {"bold": True, "bg_color": "#F6E3C5", "border": 1, "align": "center", "valign": "vcenter"}
    )
    text = book.add_format({"num_format": "@"})
    for kind, columns in TEMPLATE_COLUMNS.items():
        sheet = book.add_worksheet(kind.label.zh)
        sheet.freeze_panes(1, 0)
        for index, meaning in enumerate(columns):
            sheet.write_string(0, index, meaning.label.zh, needed if meaning in _NEEDED[kind] else header)
            sheet.set_column(index, index, 22 if meaning in _WIDE else 12, text)
            _offer_list(sheet, index, meaning)
    _write_guide(book)
    book.close()
    return buffer.getvalue()


def _offer_list(sheet: Any, index: int, meaning: Meaning) -> None:
    if meaning not in _LISTS:
        return
    rule = {
        "validate": "list",
        "source": list(_LISTS[meaning]),
        "error_title": "请从列表中选择",
        "error_message": "、".join(_LISTS[meaning]),
        # A warning only: hand-written words are understood too, and a list must not stop anybody's work.
        "error_type": "warning",
    }
    sheet.data_validation(1, index, PREPARED_ROWS, index, rule)


def _write_guide(book: Any) -> None:
    sheet = book.add_worksheet(GUIDE)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, 2, 70, wrapped)
    lines = [
        "三张表可以只填一部分；空表不影响导入。表头请不要改动，列的先后可以调换。",
        "橙色表头为新登记时必须有的内容。同一名学生在「学生名册」和「留守儿童花名册」中的内容须一致。",
        "导入前会先显示核对结果，确认后才写入；写入后还可以整批撤销。",
    ]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
    row = len(lines) + 1
    for column, word in enumerate(("工作表", "栏目", "怎样填")):
        sheet.write_string(row, column, word, bold)
    for kind, columns in TEMPLATE_COLUMNS.items():
        for meaning in (m for m in columns if m in _HINTS):
            row += 1
            for column, word in enumerate((kind.label.zh, meaning.label.zh, _HINTS[meaning])):
                sheet.write_string(row, column, word)
