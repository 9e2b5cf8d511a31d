"""Report data to HTML: the reports' own Jinja environment, strict and without anything of the web request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.reports import _qr, charts, term_summary
from app.reports.document import Figure, Fraction

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "reports"
DIGITS = "〇一二三四五六七八九"


def to_html(slug: str, data: Any) -> str:
    """Return the complete page of report *slug* with its styles inside; an unknown name in a template raises."""
    template = _environment().get_template(f"{slug}.html")
    # The stylesheets are files of this project; Markup keeps their quotes from being escaped.
    style = "".join((TEMPLATES / name).read_text("utf-8") for name in ("_print.css", f"{slug}.css"))
    return template.render(r=data, style=Markup(style))  # noqa: S704


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "fraction": fraction,
        "rate": rate,
        "day": day,
        "moment": moment,
        "numeral": numeral,
        "shown": shown,
        "draw": charts.draw,
        "folded": folded,
        "kind": kind,
        "lines": lines,
        "qr": _qr.drawn,
    }
    environment.filters.update(filters)
    environment.globals["SECTION_TITLES"] = term_summary.SECTION_TITLES
    return environment


def fraction(value: Fraction) -> str:
    """126/315,40.0%; without a rate where nothing was due."""
    return f"{value.done}/{value.due},{rate(value)}" if value.due else f"{value.done}/{value.due}"


def rate(value: Fraction) -> str:
    """40.0%, or a dash where nothing was due."""
    return f"{100 * value.done / value.due:.1f}%" if value.due else "—"


def shown(figure: Figure) -> str:
    """The value of a figure as it is printed: its text, its fraction, or both."""
    parts = [figure.value, fraction(figure.fraction) if figure.fraction is not None else ""]
    return ",".join(part for part in parts if part) or "—"


def folded(heading: str) -> Markup:
    """A heading for a narrow column, broken in the middle: 在校|人数, 家访|完成率."""
    middle = len(heading) // 2 if len(heading) > 3 else len(heading)
    return Markup("<br>").join(part for part in (heading[:middle], heading[middle:]) if part)


def kind(block: object) -> str:
    """The name of a block's class, by which a template chooses how to draw it."""
    return type(block).__name__


def lines(text: str) -> Markup:
    """Text with its line breaks kept."""
    return Markup("<br>").join(text.split("\n"))


def day(value: date) -> str:
    """2025年9月1日"""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """2026年1月20日 09:05"""
    return f"{day(value)} {value:%H:%M}"


def numeral(value: int) -> str:
    """Chinese numeral of 1 to 99: 一, 十, 十四, 二十, 三十五."""
    tens, ones = divmod(value, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十") + (DIGITS[ones] if ones else "")
