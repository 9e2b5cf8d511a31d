"""The compliance page as a workbook: one sheet for each way to look at it, every cell a text or a number, never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from flask_babel import gettext as _

from app.access.vocabulary import in_a_row
from app.pages.compliance_lines import ShareLine, child_lines, class_lines, clause_lines, staff_lines
from app.standards.clauses import Ledger, Narrowed

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_WIDTHS = {0: 10, 1: 24, 2: 40, 3: 18}


def book_of(session: Any, ledger: Ledger, narrowed: Narrowed, term: str, said: str) -> bytes:
    """The workbook's bytes; each sheet's first row is *said*, the second of what term, day and standard it is."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        told = _told(ledger, term)
        for name, heads, lines in _sheets(session, ledger, narrowed):
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, said)
            sheet.write_row(1, 0, told)
            sheet.write_row(2, 0, heads, bold)
            sheet.freeze_panes(3, 2)
            for column, width in _WIDTHS.items():
                sheet.set_column(column, column, width)
            for number, line in enumerate(lines, 3):
                sheet.write_row(number, 0, line, wrapped)
    return file.getvalue()


def _told(ledger: Ledger, term: str) -> list[str]:
    at = ledger.at
    days = f"{at.from_on or at.starts_on} — {at.day}"
    return [term, days, ledger.standard.name if ledger.standard else _("尚未选用关爱标准")]


def _sheets(
    session: Any, ledger: Ledger, narrowed: Narrowed
) -> Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]:
    of_clauses = (
        _("编号"), _("条款"), _("原文"), _("要求"), _("出处"), _("应做"), _("已做"), _("完成率"), _("次数"), _("欠"), _("欠的周期"), _("说明"),
    )  # fmt: skip
    yield _("按条款"), of_clauses, (
        (
            str(each.code), str(each.name), each.quote, str(each.number), each.source,
            number(each.due) if each.is_judged else "", number(each.done) if each.is_judged else "",
            each.rate if each.is_judged else "", number(each.counted), each.lacking, in_a_row(each.missing), in_a_row(each.impossible),
        )
        for each in clause_lines(ledger, narrowed)
    )  # fmt: skip
    of_shares = (_("编号"), _("名称"), _("欠的条款"), _("应做"), _("已做"), _("完成率"), _("提醒"))
    views = ((_("按班级"), class_lines), (_("按教师"), staff_lines), (_("按学生"), child_lines))
    for name, lines in views:
        yield name, of_shares, (_share(each) for each in lines(session, ledger, narrowed))


def _share(each: ShareLine) -> Sequence[Any]:
    lacking = in_a_row(f"{name} {count}" for name, count in each.lacking)
    kinds = in_a_row(kind.label for kind in each.kinds)
    return (str(each.key), each.name, lacking, number(each.due), number(each.done), each.rate, kinds)


def number(text: str) -> float:
    """What a spreadsheet can add up."""
    value = float(text)
    return int(value) if value.is_integer() else value
