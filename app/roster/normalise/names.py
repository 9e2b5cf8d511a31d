"""Names of people: inner blanks, full-width letters, dots between parts, and characters of private use."""

from __future__ import annotations

import re
import unicodedata

from app.roster.findings import Parsed, noted, refused
from app.roster.normalise.text import tidy
from app.roster.reasons import Reason
from app.roster.sheets import CellValue, text_of

MAX_LETTERS = 40
_DOTS = re.compile(r"(?<=\w)\s*[·•・‧∙⋅．.]\s*(?=\w)")
_NAME = re.compile(r"[^\W\d_]+(?:[· '-][^\W\d_]+)*")
#: GBK put 80 characters that Unicode lacked into its private area, in the order of the codes FE50 to FEA0.
_GBK_PRIVATE = range(0xE815, 0xE865)


def parse_name(value: CellValue) -> Parsed[str]:
    """`王 㛃` is 王㛃 and the person is told; a character only one computer knows is refused, never guessed."""
    raw = text_of(value)
    text = tidy(value)
    if not text:
        return Parsed()
    name = _DOTS.sub("·", "".join(map(_formal, text)))
    if any(_is_chinese(letter) for letter in name):
        name = name.replace(" ", "")
    if any(_is_private(letter) for letter in name):
        return refused(Reason.NAME_UNPRINTABLE, text=raw)
    if not _NAME.fullmatch(name) or not 2 <= len(name) <= MAX_LETTERS:
        return refused(Reason.NAME_ODD, text=raw[:MAX_LETTERS])
    if name != raw:
        return noted(name, Reason.NAME_REPAIRED, text=raw, name=name)
    return Parsed(name)


def _formal(letter: str) -> str:
    """The character proper for one of GBK's private codes (U+E863 is 䶮), else the letter itself."""
    if ord(letter) not in _GBK_PRIVATE:
        return letter
    trail = 0x50 + ord(letter) - _GBK_PRIVATE.start
    return bytes([0xFE, trail + (trail >= 0x7F)]).decode("gb18030")


def _is_private(letter: str) -> bool:
    return unicodedata.category(letter) in ("Co", "Cn", "Cs")


def _is_chinese(letter: str) -> bool:
    return "CJK UNIFIED" in unicodedata.name(letter, "CJK UNIFIED" if ord(letter) >= 0x20000 else "")
