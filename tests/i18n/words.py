"""What a test of language asks of a text: the Chinese in it, the Latin words in it, and what may stand there all the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

#: Chinese characters and full-width punctuation.
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[\u3001-\u301f\uff01-\uff60]")
_LATIN = re.compile(r"[A-Za-z]{2,}")

#: Chinese in English sentences -> why it stays Chinese.
KEPT_CHINESE = {
    "双亲外出": "the word that has to stand in the workbook",
    "父亲外出": "the word that has to stand in the workbook",
    "母亲外出": "the word that has to stand in the workbook",
    "单亲且外出": "the word that has to stand in the workbook",
    "男": "the word that has to stand in the workbook",
    "女": "the word that has to stand in the workbook",
    "是": "the word that has to stand in the workbook",
    "否": "the word that has to stand in the workbook",
    "班": "the way a class is written in the workbook, as 三(2)班",
    "三": "the same",
    "五年级": "a class as it has to stand in the workbook",
    "父": "how a handwritten card says which parent",
    "母": "the same",
    "中文": "the language switch names each language in itself",
}

#: Latin words in Chinese sentences: names of files, formats and commands, and units.
KEPT_LATIN = frozenset(
    "FreeOTP Aegis Microsoft Authenticator DVD XLSX XLS CSV PDF Excel MiB MB English xlsx xls csv pdf QQ IT make demo".split()
)

_SHOWN = frozenset({"aria-label", "title", "placeholder", "alt"})
_SILENT = frozenset({"script", "style", "code", "svg"})


def chinese(text: str) -> list[str]:
    return _HAN.findall(text)


def has_half_width(text: str) -> bool:
    """Whether a mark of Latin writing follows a Chinese character where a full-width one belongs."""
    return re.search(r"[\u3400-\u9fff][,;:?!]", text) is not None


def unexpected_chinese(text: str) -> list[str]:
    return [word for word in chinese(text) if word not in KEPT_CHINESE]


def unexpected_latin(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in _LATIN.findall(text) if word not in KEPT_LATIN]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self.shown += [value for name, value in attrs if name in _SHOWN and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.shown.append(data.strip())


def shown(html: str) -> list[str]:
    """What a reader sees or hears of a page: its text, and the labels that stand in attributes."""
    reader = _Reader()
    reader.feed(html)
    return reader.shown
