"""Charts: numbers that can be read back, shapes that stay inside, any amount of data."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET

import pytest

from app.reports.charts import Chart, ChartKind, Series, draw, number, text_width, wrap
from tests.reports.samples import LONG_NAME

SVG = "{http://www.w3.org/2000/svg}"
SIZES = [0, 1, 2, 7, 40]


def chart(kind: ChartKind, size: int, series: int = 2, label: str = "班级") -> Chart:
    labels = tuple(f"{label}{place}" for place in range(size))
    values = [tuple(float(11 * each + place) for place in range(size)) for each in range(1, series + 1)]
    return Chart(
        kind, "标题", labels, tuple(Series(f"系列{place}", each) for place, each in enumerate(values)), "人"
    )


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


@pytest.mark.parametrize(("kind", "size"), list(itertools.product(ChartKind, SIZES)))
def test_every_value_and_label_is_printed(kind: ChartKind, size: int) -> None:
    drawn = chart(kind, size, series=1 if kind is ChartKind.BARS else 2)
    printed = "".join(texts(draw(drawn, 80)))
    assert all(number(value) in printed for series in drawn.series for value in series.values)
    assert all(label in printed for label in drawn.labels)
    if not size:
        assert printed == "暂无数据"


@pytest.mark.parametrize(("kind", "size"), list(itertools.product(ChartKind, SIZES)))
def test_no_shape_leaves_the_frame(kind: ChartKind, size: int) -> None:
    root = ET.fromstring(draw(chart(kind, size, label=LONG_NAME), 80))  # noqa: S314 - our own
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        assert x >= -0.01
        assert x + w <= width + 0.01
        assert y >= -0.01
        assert y + h <= height + 0.01
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.attrib["y"]) <= height


@pytest.mark.parametrize("kind", ChartKind)
def test_all_zeros_draw_bars_of_no_length(kind: ChartKind) -> None:
    svg = draw(Chart(kind, "零", ("甲", "乙"), (Series("一", (0, 0)), Series("二", (0, 0)))), 80)
    assert "nan" not in svg
    assert "0" in "".join(texts(svg))


def test_the_title_and_the_sentence_for_screen_readers_hold_every_number() -> None:
    root = ET.fromstring(draw(chart(ChartKind.STACKED, 2), 80))  # noqa: S314 - our own
    described = root.findtext(f"{SVG}desc")
    assert described == "系列0: 班级0 11人, 班级1 12人; 系列1: 班级0 22人, 班级1 23人"
    assert root.findtext(f"{SVG}title") == f"标题。{described}"


def test_a_part_of_a_whole_is_printed_as_fraction_and_rate_and_fills_its_own_bar() -> None:
    svg = draw(
        Chart(ChartKind.ROWS, "完成", ("谈心", "家访"), (Series("已办", (57, 9)), Series("应办", (72, 9)))),
        80,
    )
    assert {"57/72 79.2%", "9/9 100.0%"} <= set(texts(svg))
    tracks = [float(width) for width in re.findall(r'<rect [^>]*width="([\d.]+)"', svg)]
    assert tracks[1] == pytest.approx(tracks[0] * 57 / 72, abs=0.02)
    assert tracks[3] == pytest.approx(tracks[2], abs=0.02)


def test_a_part_of_nothing_is_printed_without_a_rate() -> None:
    svg = draw(Chart(ChartKind.ROWS, "完成", ("家访",), (Series("已办", (0,)), Series("应办", (0,)))), 80)
    assert "0/0" in texts(svg)


def test_a_segment_too_thin_for_its_figure_is_still_in_the_sum() -> None:
    svg = draw(
        Chart(ChartKind.STACKED, "监护", ("全校",), (Series("祖辈", (125,)), Series("教师", (1,)))), 80
    )
    assert "126=125+1" in texts(svg)


def test_bars_with_long_labels_lie_down() -> None:
    assert draw(Chart(ChartKind.BARS, "长", (LONG_NAME, "短"), (Series("", (1, 2)),)), 40) == draw(
        Chart(ChartKind.ROWS, "长", (LONG_NAME, "短"), (Series("", (1, 2)),)), 40
    )


def test_hostile_labels_are_escaped() -> None:
    svg = draw(Chart(ChartKind.BARS, "<script>", ("</svg><b>",), (Series("&", (1,)),), "<i>"), 80)
    assert "<script>" not in svg
    assert "<b>" not in svg
    ET.fromstring(svg)  # noqa: S314 - our own


def test_a_series_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="个数"):
        Chart(ChartKind.BARS, "错", ("甲", "乙"), (Series("", (1,)),))


def test_wrapped_lines_hold_the_whole_text_and_fit() -> None:
    lines = wrap(LONG_NAME, 20)
    assert "".join(lines) == LONG_NAME
    assert all(text_width(line) <= 20 for line in lines)
