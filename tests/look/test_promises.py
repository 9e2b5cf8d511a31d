"""What the look promises of every template and stylesheet: no inline code, nothing from outside, readable colours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.config import ROOT

STATIC = ROOT / "app" / "static"
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if "reports" not in path.relative_to(ROOT).parts
)
CSS = (STATIC / "shouwang.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", CSS))

#: Text colour on ground, as the stylesheet uses them.
PAIRS = [
    ("ink", "paper"), ("ink-soft", "paper"), ("ink-soft", "card"), ("ink-soft", "paper-deep"),
    ("green", "paper"), ("green", "card"), ("green-deep", "green-pale"), ("green-deep", "paper"),
    ("lamp", "paper"), ("lamp", "card"), ("good", "good-pale"), ("warn", "warn-pale"),
    ("bad", "bad-pale"), ("bad", "card"), ("info", "info-pale"),
    ("card", "green"), ("card", "green-deep"), ("card", "bad"),
]  # fmt: skip


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    assert _contrast(COLOURS[text], COLOURS[ground]) >= 4.5


def test_the_edge_of_an_input_can_be_seen() -> None:
    assert _contrast(COLOURS["line-strong"], COLOURS["card"]) >= 3


def test_the_stylesheet_stays_small() -> None:
    assert len(CSS.encode()) < 40_000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_no_inline_handler_style_or_bare_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", text)
    assert not re.search(r"""\sstyle\s*=\s*["']|javascript:""", text)
    assert not re.search(r"<script(?![^>]*nonce=)", text)


@pytest.mark.parametrize(
    "path", [*TEMPLATES, *STATIC.rglob("*.*")], ids=lambda path: str(path.relative_to(ROOT))
)
def test_nothing_is_loaded_from_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"""(?:src|href|url|import|fetch)\s*[=(]?\s*["'(]?(?:https?:)?//[a-z]""", text)


def test_every_icon_a_template_asks_for_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    asked = {
        name
        for path in TEMPLATES
        for name in re.findall(
            r"""icon\(['"]([a-z]+)['"]\)|#([a-z]+)"></use>""", path.read_text(encoding="utf-8")
        )
    }
    assert {one or other for one, other in asked} <= drawn
