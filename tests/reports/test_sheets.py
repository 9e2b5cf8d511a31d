"""Sheets read back from their PDF: blocks, heads on every page, pages counted, signs to post or to lock away."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from pathlib import Path

import pdfplumber
import pikepdf
import pytest

from app.access.vocabulary import Chapter
from app.reports import _html, _pdf
from app.reports._pdf import RenderedPdf
from app.reports.document import Column, Passage, Table
from app.reports.printing import print_sheet
from app.reports.sheet import (
    Code,
    CodedTable,
    Cut,
    Field,
    Fields,
    Leaf,
    Note,
    SheetData,
    SheetImprint,
    Signatures,
)  # fmt: skip
from app.reports.sheets import sheets
from tests.reports import reading
from tests.reports.test_papers import HOSTILE

MOMENT = dt.datetime.fromisoformat("2026-01-15T16:30")
COLUMNS = (Column("序号", 0.5, is_number=True), Column("姓名"), Column("电话", 1.4))
ROWS = tuple((str(number), f"孩子{number}", f"100{number:08d}") for number in range(1, 91))


def sheet(*leaves: Leaf, mark: str = "") -> SheetData:
    return SheetData(SheetImprint("平安镇中心小学", "测试表", "三(2)班", "林教务", MOMENT, mark), leaves)


def printed(*leaves: Leaf, mark: str = "") -> RenderedPdf:
    return _pdf.render(_html.to_html("sheet", sheet(*leaves, mark=mark)))


@pytest.fixture(scope="module")
def paper() -> RenderedPdf:
    card = Leaf(
        "卡片",
        (
            Fields(
                (Field("姓名", "周小㛃"), Field("班级", "三(2)班"), Field("住址", "第一行\n第二行", 2, 4)),
                2,
                "基本",
            ),
            Passage("情况", ("这是一段话。",)),
            Note("小字说明。"),
            Cut("沿线折叠"),
            CodedTable(Table("通话", COLUMNS[1:], (("周小㛃", ""),)), ("000372",)),
            Signatures(("班主任", "校长", "监护人"), has_seal=True),
        ),
        subtitle="副标题",
        name="三(2)班 周小㛃",
        code=Code("000372"),
    )
    return printed(card, Leaf("名册", (Table("共90人", COLUMNS, ROWS),), is_landscape=True))


def test_each_page_is_counted_and_says_who_printed_it(paper: RenderedPdf) -> None:
    texts = reading.page_texts(paper.content)
    assert len(texts) == paper.pages
    for place, text in enumerate(texts, 1):
        assert f"第{place}页/共{paper.pages}页" in text
        assert "打印：林教务2026年1月15日16:30" in text
        assert "仅限校内工作使用" in text


def test_everything_on_a_card_is_printed(paper: RenderedPdf) -> None:
    text = reading.page_texts(paper.content)[0]
    for expected in (
        "平安镇中心小学",
        "卡片",
        "副标题",
        "周小㛃",
        "第一行",
        "第二行",
        "这是一段话。",
        "小字说明。",
    ):
        assert expected in text
    for expected in ("沿线折叠", "班主任：", "校长：", "监护人：", "（学校盖章）"):
        assert expected in text
    assert text.count("000372") == 2


def test_a_list_of_several_pages_repeats_its_head_and_loses_no_row(paper: RenderedPdf) -> None:
    with pdfplumber.open(io.BytesIO(paper.content)) as pdf:
        tables = [table for page in pdf.pages[1:] for table in page.extract_tables()]
        assert all(page.width > page.height for page in pdf.pages[1:])
    assert len(tables) > 1
    assert all(table[0] == ["序号", "姓名", "电话"] for table in tables)
    assert [tuple(row) for table in tables for row in table[1:]] == list(ROWS)


def test_each_leaf_is_a_bookmark_on_a_page_of_its_own(paper: RenderedPdf) -> None:
    with pikepdf.open(io.BytesIO(paper.content)) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["三(2)班 周小㛃", "名册"]


def test_the_code_is_told_to_those_who_do_not_see_it(paper: RenderedPdf) -> None:
    with pikepdf.open(io.BytesIO(paper.content)) as pdf:
        kinds = list(reading.structure(pdf))
        assert "二维码 000372" in {str(each.Alt) for each in kinds if str(each.S) == "/Figure"}
        levels = [int(str(each.S)[2]) for each in kinds if str(each.S) in ("/H1", "/H2", "/H3")]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_no_ink_of_a_sheet_is_outside_the_margins(paper: RenderedPdf, tmp_path: Path) -> None:
    upright = [
        picture for picture in reading.pictures(paper.content, tmp_path) if picture.height > picture.width
    ]
    for picture in upright:
        # Twenty-five millimetres stay free at the left for the binder.
        assert picture.crop((0, 0, int(23 * 40 / 25.4), picture.height)).getextrema()[0] > 200
        assert picture.crop((int(197 * 40 / 25.4), 0, *picture.size)).getextrema()[0] > 200


@pytest.mark.parametrize("mark", ["保密", "张贴版"])
def test_a_mark_stands_on_every_page(mark: str) -> None:
    done = printed(Leaf("名单", (Table("", COLUMNS, ROWS),)), mark=mark)
    texts = reading.page_texts(done.content)
    assert len(texts) > 1
    assert all(mark in text for text in texts)
    assert all(("仅限校内工作使用" in text) is (mark == "保密") for text in texts)


def test_what_people_typed_never_becomes_part_of_the_page() -> None:
    done = printed(
        Leaf(HOSTILE, (Fields((Field(HOSTILE, HOSTILE),)), Passage(HOSTILE, (HOSTILE,))), name=HOSTILE)
    )
    text = "".join(reading.page_texts(done.content))
    assert text.count(reading.squeezed("<script>alert(1)</script>")) >= 4
    assert reading.squeezed("{{ 7*7 }}") in text


def test_fields_fill_their_rows() -> None:
    grid = Fields((Field("甲"), Field("乙", span=2), Field("丙", span=5), Field("丁")), columns=3)
    assert [[field.span for field in row] for row in grid.rows()] == [[1, 2], [3], [3]]
    assert [[field.label for field in row] for row in grid.rows()] == [["甲", "乙"], ["丙"], ["丁"]]


def test_the_file_is_named_after_school_paper_and_child() -> None:
    done = print_sheet(sheet(Leaf("卡片", (Note("。"),))))
    assert done.filename == "平安镇中心小学-测试表-三(2)班.pdf"


def test_the_same_sheet_gives_the_same_bytes() -> None:
    leaf = Leaf("卡片", (Note("。"),), code=Code("000372"))
    assert printed(leaf).content == printed(leaf).content


def test_every_paper_has_its_own_address_and_names_registers() -> None:
    for slug, kind in sheets().items():
        assert slug == kind.slug
        assert kind.asks
        assert kind.systems or kind.menu_chapter is Chapter.LAW, slug
        assert str(kind.label)
        assert kind.label.en


def test_a_posted_paper_asks_for_no_row_of_a_child() -> None:
    posted = [kind for kind in sheets().values() if kind.is_posted]
    assert posted
    assert all("student" not in kind.asks for kind in posted)


def test_margins_of_a_landscape_leaf_hold(paper: RenderedPdf, tmp_path: Path) -> None:
    flat = [
        picture for picture in reading.pictures(paper.content, tmp_path) if picture.width > picture.height
    ]
    assert flat
    for picture in flat:
        assert picture.crop((0, 0, int(12 * 40 / 25.4), picture.height)).getextrema()[0] > 200
        assert picture.crop((int(285 * 40 / 25.4), 0, *picture.size)).getextrema()[0] > 200
