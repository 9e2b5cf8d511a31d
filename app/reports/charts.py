"""Charts as hand-made SVG: pure functions from frozen data, for pages and PDFs alike.

Every value is printed, every series has its own shade and its place in the legend, and the whole chart has a title and a
sentence for screen readers. Lengths are millimetres.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from markupsafe import Markup

FONT = "Shouwang Sans, Noto Sans CJK SC, Microsoft YaHei, sans-serif"
SIZE = 3.1
LINE = 4.2
INK = "#22303a"
FAINT = "#b9c4cc"
TRACK = "#e6ecf0"
SHADES = ("#24506e", "#7fa3bb", "#c4d5e0", "#8c6b36", "#dcc493", "#6d757b")
DARK = {"#24506e", "#8c6b36", "#6d757b"}
WIDEST_LABEL = 46.0
BAR_ROOM = 38.0


class ChartKind(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    ROWS = "rows"
    STACKED = "stacked"
    TREND = "trend"


@dataclass(frozen=True, slots=True)
class Series:
    """One value per label of the chart; never negative."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw. ``rows`` with two series shows the first as a part of the second, each of its own whole ("57/72 79.2%")."""

    kind: ChartKind
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""

    def __post_init__(self) -> None:
        if any(len(each.values) != len(self.labels) for each in self.series):
            raise ValueError(f"图表“{self.title}”：每个系列的数值个数应与标签个数相同")


def draw(chart: Chart, width: float = 82.0) -> Markup:
    """Return the SVG of *chart*, *width* millimetres wide; its height follows from the data."""
    if not chart.labels or not chart.series:
        return _frame(chart, width, LINE * 3, [_text(width / 2, LINE * 1.8, "暂无数据", "middle")])
    return _DRAWERS[chart.kind](chart, width)


def bars(chart: Chart, width: float) -> Markup:
    """Upright bars of the first series; turns into rows when the labels would not fit under them."""
    slot = width / len(chart.labels)
    wrapped = [wrap(label, slot - 1) for label in chart.labels]
    numbers = [number(value) for value in chart.series[0].values]
    if max(map(len, wrapped)) > 3 or max(map(text_width, numbers)) > slot:
        return rows(chart, width)
    top = _top(chart.series[:1])
    base = LINE + BAR_ROOM
    parts = [_line(0, base, width, base)]
    for index, value in enumerate(chart.series[0].values):
        middle, height = slot * (index + 0.5), BAR_ROOM * value / top
        bar_width = min(slot * 0.62, 14)
        parts.append(_rect(middle - bar_width / 2, base - height, bar_width, height, SHADES[0]))
        parts.append(_text(middle, base - height - 1, numbers[index], "middle"))
        parts.extend(_lines(middle, base + LINE, wrapped[index], "middle"))
    return _frame(chart, width, base + LINE * (max(map(len, wrapped)) + 0.6), parts)


def rows(chart: Chart, width: float) -> Markup:
    """Lying bars, one below the other: for many items and long labels; two series are parts of their wholes."""
    texts, shares = _row_texts(chart), _row_shares(chart)
    left = _label_room(chart)
    room = max(width - left - max(map(text_width, texts)) - 2, width * 0.1)
    is_part = len(chart.series) > 1
    parts = []
    for y, height, index, label in _stations(chart, left):
        middle = y + height / 2
        parts.extend(_lines(left - 2, middle - LINE * (len(label) / 2 - 0.78), label, "end"))
        if is_part:
            parts.append(_rect(left, middle - 1.6, room, 3.2, TRACK))
        parts.append(_rect(left, middle - 1.6, room * shares[index], 3.2, SHADES[0]))
        end = left + room * (1 if is_part else shares[index])
        parts.append(_text(end + 1.2, middle + 1.1, texts[index]))
    return _frame(chart, width, _height(chart, left), parts)


def stacked(chart: Chart, width: float) -> Markup:
    """One lying bar per label, cut into the series in legend order, with the sum at its end."""
    left = _label_room(chart)
    sums = [sum(each.values[index] for each in chart.series) for index in range(len(chart.labels))]
    ends = [_sum_text(chart, index, total) for index, total in enumerate(sums)]
    room = max(width - left - max(map(text_width, ends)) - 2, width * 0.25)
    scale = room / (max(sums) or 1)
    parts = _legend(chart, width)
    head = _legend_height(chart, width)
    for y, height, index, label in _stations(chart, left):
        middle = head + y + height / 2
        parts.extend(_lines(left - 2, middle - LINE * (len(label) / 2 - 0.78), label, "end"))
        parts.extend(_segments(chart, index, left, middle, scale))
        parts.append(_text(left + sums[index] * scale + 1.2, middle + 1.1, ends[index]))
    return _frame(chart, width, head + _height(chart, left), parts)


def trend(chart: Chart, width: float) -> Markup:
    """Lines over equally spaced labels; each series has its own dash and mark, values stand at the points."""
    slot = width / len(chart.labels)
    wrapped = [wrap(label, slot - 1) for label in chart.labels]
    head = _legend_height(chart, width)
    base, top = head + LINE + BAR_ROOM, _top(chart.series)
    parts = [*_legend(chart, width, marks=True), _line(0, base, width, base)]
    for index, label in enumerate(wrapped):
        parts.extend(_lines(slot * (index + 0.5), base + LINE, label, "middle"))
    for place, series in enumerate(chart.series):
        points = [
            (slot * (i + 0.5), base - 2 - (BAR_ROOM - 4) * v / top) for i, v in enumerate(series.values)
        ]
        parts.append(_polyline(points, place))
        for (x, y), value in zip(points, series.values, strict=True):
            parts.append(_mark(x, y, place))
            parts.append(_text(x, y - 1.8 if place % 2 == 0 else y + LINE, number(value), "middle"))
    return _frame(chart, width, base + LINE * (max(map(len, wrapped)) + 0.6), parts)


_DRAWERS: dict[ChartKind, Callable[[Chart, float], Markup]] = {
    ChartKind.BARS: bars,
    ChartKind.ROWS: rows,
    ChartKind.STACKED: stacked,
    ChartKind.TREND: trend,
}


def number(value: float) -> str:
    """Whole numbers without a point, others with one decimal, as everywhere in the reports."""
    return str(int(value)) if value == int(value) else f"{value:.1f}"


def text_width(text: str) -> float:
    """Millimetres of *text* at the chart's size: Chinese takes the whole square, the rest a little over half."""
    return sum(SIZE if unicodedata.east_asian_width(char) in "WFA" else SIZE * 0.58 for char in text)


def wrap(text: str, width: float) -> list[str]:
    """Break *text* into lines of at most *width* millimetres, but never less than one character each."""
    lines = [""]
    for char in text:
        if lines[-1] and text_width(lines[-1] + char) > width:
            lines.append("")
        lines[-1] += char
    return lines


def _describe(chart: Chart) -> str:
    """Every value in words, for screen readers; punctuated alike in both languages."""
    return "; ".join(
        (f"{series.name}: " if series.name else "")
        + ", ".join(
            f"{label} {number(value)}{chart.unit}"
            for label, value in zip(chart.labels, series.values, strict=True)
        )
        for series in chart.series
    )


def _frame(chart: Chart, width: float, height: float, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="{w}mm" height="{h}mm" '
        'viewBox="0 0 {w} {h}" font-family="{font}" font-size="{size}" fill="{ink}">'
        "<title>{title}</title><desc>{desc}</desc>{body}</svg>"
    ).format(
        w=_mm(width), h=_mm(height), font=FONT, size=SIZE, ink=INK,
        title=f"{chart.title}。{_describe(chart)}", desc=_describe(chart), body=Markup("").join(parts),
    )  # fmt: skip


def _row_texts(chart: Chart) -> list[str]:
    """57/72 79.2% for a part of a whole, the plain number otherwise."""
    if len(chart.series) == 1:
        return [number(value) for value in chart.series[0].values]
    pairs = zip(chart.series[0].values, chart.series[1].values, strict=True)
    return [
        f"{number(part)}/{number(all_)}" + (f" {100 * part / all_:.1f}%" if all_ else "")
        for part, all_ in pairs
    ]


def _row_shares(chart: Chart) -> list[float]:
    """How much of its bar each row fills: against the largest value, or against its own whole."""
    values = chart.series[0].values
    wholes = chart.series[1].values if len(chart.series) > 1 else (_top(chart.series),) * len(values)
    return [min(value / whole, 1.0) if whole else 0.0 for value, whole in zip(values, wholes, strict=True)]


def _top(series: Sequence[Series]) -> float:
    return max((value for each in series for value in each.values), default=0) or 1


def _label_room(chart: Chart) -> float:
    return min(WIDEST_LABEL, max(map(text_width, chart.labels))) + 2.5


def _stations(chart: Chart, left: float) -> Iterator[tuple[float, float, int, list[str]]]:
    """Yield top, height, index and wrapped label of each row."""
    y = 0.0
    for index, label in enumerate(chart.labels):
        lines = wrap(label, left - 2)
        height = LINE * len(lines) + 1.6
        yield y, height, index, lines
        y += height


def _height(chart: Chart, left: float) -> float:
    return sum(height for _, height, _, _ in _stations(chart, left))


def _segments(chart: Chart, index: int, left: float, middle: float, scale: float) -> list[Markup]:
    values = [each.values[index] for each in chart.series]
    parts = []
    for place, (value, end) in enumerate(zip(values, accumulate(values), strict=True)):
        shade, x = SHADES[place % len(SHADES)], left + (end - value) * scale
        parts.append(_rect(x, middle - 2.2, value * scale, 4.4, shade))
        if text_width(number(value)) + 0.6 < value * scale:
            ink = "#ffffff" if shade in DARK else INK
            parts.append(_text(x + value * scale / 2, middle + 1.1, number(value), "middle", ink))
    return parts


def _sum_text(chart: Chart, index: int, total: float) -> str:
    """The sum, and its parts as well: a part may be too thin to carry its own figure."""
    return f"{number(total)}={'+'.join(number(each.values[index]) for each in chart.series)}"


def _legend_places(chart: Chart, width: float) -> list[tuple[float, float, Series]]:
    x, y, places = 0.0, 0.0, []
    for each in chart.series:
        needed = 5 + text_width(each.name) + 4
        if x and x + needed > width:
            x, y = 0.0, y + LINE * 1.1
        places.append((x, y, each))
        x += needed
    return places


def _legend_height(chart: Chart, width: float) -> float:
    return _legend_places(chart, width)[-1][1] + LINE * 1.6


def _legend(chart: Chart, width: float, *, marks: bool = False) -> list[Markup]:
    parts = []
    for place, (x, y, each) in enumerate(_legend_places(chart, width)):
        key = (
            _mark(x + 1.5, y + 2, place)
            if marks
            else _rect(x, y + 0.5, 3.2, 3.2, SHADES[place % len(SHADES)])
        )
        parts += [key, _text(x + 4.6, y + 3.2, each.name)]
    return parts


def _mm(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(x: float, y: float, content: str, anchor: str = "start", fill: str = INK) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}" fill="{}">{}</text>').format(
        _mm(x), _mm(y), anchor, fill, content
    )


def _lines(x: float, y: float, lines: Sequence[str], anchor: str) -> list[Markup]:
    return [_text(x, y + LINE * place, line, anchor) for place, line in enumerate(lines)]


def _rect(x: float, y: float, width: float, height: float, fill: str) -> Markup:
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>').format(
        _mm(x), _mm(y), _mm(width), _mm(height), fill
    )


def _line(x1: float, y1: float, x2: float, y2: float) -> Markup:
    return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width=".3"/>').format(
        _mm(x1), _mm(y1), _mm(x2), _mm(y2), FAINT
    )


def _polyline(points: Sequence[tuple[float, float]], place: int) -> Markup:
    path = " ".join(f"{_mm(x)},{_mm(y)}" for x, y in points)
    dash = ("none", "2 1", ".6 .8", "3 1 .6 1")[place % 4]
    return Markup(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width=".5" stroke-dasharray="{}"/>'
    ).format(path, SHADES[place % len(SHADES)], dash)


def _mark(x: float, y: float, place: int) -> Markup:
    """A disc, a square, a triangle or a diamond: series stay apart without colour."""
    fill = SHADES[place % len(SHADES)]
    if place % 4 == 0:
        return Markup('<circle cx="{}" cy="{}" r="1" fill="{}"/>').format(_mm(x), _mm(y), fill)
    corners = (
        ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
        ((0, -1.2), (1.1, 0.9), (-1.1, 0.9)),
        ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    )[place % 4 - 1]
    path = " ".join(f"{_mm(x + dx)},{_mm(y + dy)}" for dx, dy in corners)
    return Markup('<polygon points="{}" fill="{}"/>').format(path, fill)
