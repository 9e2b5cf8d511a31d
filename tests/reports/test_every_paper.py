"""Papers with hostile words in every text, and the mark of who printed on every page (security X-05, X-06, T-22)."""

from __future__ import annotations

import datetime as dt
import io
import time
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from app.reports import sheet
from app.reports.document import Column, Passage, Table
from app.reports.printing import Paper, marked, print_paper, print_sheet
from app.reports.sheet import Leaf, SheetData, SheetImprint
from tests.reports import reading
from tests.reports.summary_sample import term_summary
from tests.reports.test_pdf import listener  # noqa: F401 - a fixture
from tests.reports.workload_sample import mentor_workload

pytestmark = [pytest.mark.security("T-22"), pytest.mark.slow]

_HEAD = "0a1b 2c3d 4e5f 6071"
_PRINTED = dt.datetime(2026, 1, 20, 9, 30)  # noqa: DTZ001 - a wall clock, as on paper
#: Drawn as a picture of what they say, or chosen among shapes: a payload there would be another program's bug.
_NOT_TEXT = frozenset({"code", "codes", "kind", "unit"})


def every_block() -> SheetData:
    """A sheet with each kind of block that papers are made of, over several pages."""
    table = Table(
        "名册", (Column("姓名", 1), Column("次数", 1, True)), tuple((f"孩子{n}", str(n)) for n in range(90))
    )
    blocks = (
        sheet.Fields((sheet.Field("姓名", "甲"), sheet.Field("电话", "乙", lines=3)), caption="一"),
        table,
        Passage("说明", ("第一段。", "第二段。")),
        sheet.Signatures(("校长", "班主任"), has_seal=True),
        sheet.Note("小字。"),
        sheet.Code("12345670", "扫码录入"),
        sheet.CodedTable(Table("回填", (Column("姓名", 1),), (("甲",), ("乙",))), ("12345670", "12345688")),
        sheet.Cut(),
    )
    missing = set(typing.get_args(sheet.Block)) - {type(block) for block in blocks} - {sheet.Certificate}
    assert missing == set(), "a new kind of block is printed here as well"
    imprint = SheetImprint("平安镇中心小学", "名册", "三(2)班", "高建国", _PRINTED, "保密")
    return SheetData(
        imprint, (Leaf("名册", blocks, "副标题", "三(2)班"), Leaf("横页", (table,), is_landscape=True))
    )


def certificate() -> SheetData:
    one = sheet.Certificate("甲", "表现优秀。", "自强少年", "平安镇中心小学", "2026 年 1 月")
    imprint = SheetImprint("平安镇中心小学", "奖状", "", "高建国", _PRINTED)
    return SheetData(imprint, (Leaf("奖状", (one,)),))


def poisoned(data: Any, payload: str) -> Any:
    """The same data with the payload behind every text in it."""
    if isinstance(data, str) and not isinstance(data, Enum):
        return data + payload
    if isinstance(data, tuple):
        return tuple(poisoned(each, payload) for each in data)
    if is_dataclass(data) and not isinstance(data, type):
        told = {
            field.name: getattr(data, field.name) for field in fields(data) if field.name not in _NOT_TEXT
        }
        return replace(data, **{name: poisoned(value, payload) for name, value in told.items()})
    return data


def _summary(data: Any) -> Paper:
    return print_paper("term-summary", data)


def _workload(data: Any) -> Paper:
    return print_paper("mentor-workload", data)


_PAPERS: tuple[tuple[str, Callable[[], Any], Callable[[Any], Paper]], ...] = (
    ("sheets", every_block, print_sheet),
    ("certificates", certificate, print_sheet),
    ("term summary", term_summary, _summary),
    ("mentor workload", lambda: mentor_workload(2), _workload),
)
_EACH = pytest.mark.parametrize(
    ("made", "printed"), [each[1:] for each in _PAPERS], ids=[each[0] for each in _PAPERS]
)


@_EACH
def test_hostile_words_in_every_text_of_a_paper_are_only_words(
    made: Callable[[], Any],
    printed: Callable[[Any], Paper],
    listener: tuple[str, list[str]],  # noqa: F811
    tmp_path: Path,
) -> None:
    address, calls = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY-4711")
    payload = (
        f'"><img src="{address}/i"><link rel=attachment href="{secret.as_uri()}">'
        f"<style>@import url({address}/c);*{{background:url({address}/b)}}</style>{{{{7*7}}}}"
    )
    began = time.monotonic()
    paper = printed(poisoned(made(), payload))
    assert time.monotonic() - began < 120
    assert calls == []
    assert b"CANARY" not in paper.content
    with pikepdf.open(io.BytesIO(paper.content)) as file:
        assert not dict(file.attachments)
    text = "".join(reading.squeezed(each) for each in reading.page_texts(paper.content))
    assert "7*7" in text and "<imgsrc=" in text, "the words themselves are printed"


@_EACH
def test_every_page_says_who_printed_it_when_after_which_line_of_the_log_and_which_page_of_how_many(
    made: Callable[[], Any], printed: Callable[[Any], Paper]
) -> None:
    if made is certificate:
        pytest.skip("a certificate is handed to the child and carries no foot")
    data = marked(made(), _HEAD)
    pages = [reading.squeezed(text) for text in reading.page_texts(printed(data).content)]
    assert len(pages) > 1
    at = data.imprint.printed_at
    who = f"打印：{data.imprint.printed_by}{at.year}年{at.month}月{at.day}日"
    for number, text in enumerate(pages, 1):
        assert reading.squeezed(who) in text, number
        assert reading.squeezed(f"日志{_HEAD}") in text, number
        assert f"第{number}页/共{len(pages)}页" in text, number
