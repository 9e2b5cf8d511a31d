"""Plain text of a cell: half-width letters, no invisible characters, "/" read as nothing."""

from __future__ import annotations

import re
import unicodedata

from app.models._numbers import half_width
from app.roster.sheets import CellValue, text_of

#: Zero-width characters, direction marks, byte order mark, variation selectors: copied along, never seen.
_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef\x00-\x08\x0b-\x1f\x7f]"
)
#: What people write to say that there is nothing.
_NOTHING = {
    "",
    "/",
    "\\",
    "-",
    "--",
    "---",
    "—",
    "——",
    "无",
    "没有",
    "暂无",
    "空",
    "未知",
    "不详",
    "n/a",
    "none",
    "null",
    "*",
    ".",
}


def tidy(value: CellValue) -> str:
    """The cell as one line without outer blanks; "" when it says that there is nothing."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", half_width(text_of(value).replace("\n", " "))))
    text = " ".join(text.split())
    return "" if text.casefold() in _NOTHING else text


def without_blanks(value: CellValue) -> str:
    """As `tidy`, with the inner blanks removed as well."""
    return tidy(value).replace(" ", "")
