"""Teach WeasyPrint to justify Chinese: it stretches only blanks, and Chinese has none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

# The patch replaces a private function; another version may have moved the ground under it.
TESTED_VERSION = "70.0"
# A line with more room than this to give away would look torn apart; it keeps its ragged end.
LARGEST_GAP_IN_EM = 0.25


def install(inline: Any, version: str) -> None:
    """Replace ``justify_line`` of *inline* (``weasyprint.layout.inline``); refuse any untested version."""
    if version != TESTED_VERSION:
        raise RuntimeError(f"_justify.py was written for WeasyPrint {TESTED_VERSION}, this is {version}")
    inline.justify_line = justifier(inline, inline.justify_line)


def justifier(inline: ModuleType, original: Callable[..., None]) -> Callable[..., None]:
    """Spread a line's spare room between its characters, or leave the line to *original* if it is not Chinese."""

    def justify_line(context: Any, line: Any, extra_width: float) -> None:
        pieces = list(text_boxes(inline.boxes, line))
        text = "".join(piece.text for piece in pieces if piece is not None)
        if None in pieces or len(text) < 2 or not is_chinese(text):
            original(context, line, extra_width)
            return
        gap = extra_width / (len(text) - 1)
        if gap <= LARGEST_GAP_IN_EM * line.style["font_size"]:
            widen(inline, context, line, gap, 0)

    return justify_line


def text_boxes(boxes: ModuleType, box: Any) -> Iterator[Any]:
    """Yield the text boxes of a line in order, and None for anything that is neither text nor a wrapper of text."""
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from text_boxes(boxes, child)
    else:
        yield None


def is_chinese(text: str) -> bool:
    """True from a quarter of Chinese characters upward: a line full of figures still has to reach the edge."""
    return sum(char >= "\u2e80" for char in text) * 4 >= len(text)


def widen(inline: ModuleType, context: Any, box: Any, gap: float, advance: float) -> float:
    """Move *box* right by *advance*, open each of its characters by *gap*; return the advance for what follows."""
    box.position_x += advance
    if isinstance(box, inline.boxes.TextBox):
        letter_space(inline, context, box, gap)
        # Pango leaves the outer half-gaps of a layout away, so the gap to the next box is added here.
        return advance + gap * len(box.text)
    before = advance
    for child in box.children:
        if child.is_in_normal_flow():
            advance = widen(inline, context, child, gap, advance)
    box.width += advance - before
    return advance


def letter_space(inline: ModuleType, context: Any, box: Any, gap: float) -> None:
    spacing = box.style["letter_spacing"]
    box.style = box.style.copy()
    box.style["letter_spacing"] = gap if spacing == "normal" else spacing + gap
    layout = inline.create_layout(box.text, box.style, context, max_width=None, justification_spacing=0)
    layout.deactivate()
    box.width += gap * (len(box.text) - 1)
    box.pango_layout = layout
