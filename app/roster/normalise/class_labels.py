"""Class labels as people write them: 一(1)班, 五年级, 6年级, 三2班, 5.1, 502, 初一(2)班, 学前班."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.roster.normalise.text import without_blanks
from app.roster.sheets import CellValue

_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_GRADE_NAMES = "一二三四五六七八九"
_NUMBER = r"(\d{1,2}|[一二三四五六七八九十])"
_LABEL = re.compile(rf"(初|初中)?{_NUMBER}(?:年级|年)?\(?{_NUMBER}\)?班?")
_GRADE_ONLY = re.compile(rf"(初|初中)?{_NUMBER}年级?班?")
_DOTTED = re.compile(r"([1-9])[.\-](\d{1,2})班?")
_HUNDREDS = re.compile(r"([1-9])0([1-9])班?")
_KINDERGARTEN = re.compile(r"(学前|幼儿园|幼儿)班?")


@dataclass(frozen=True, slots=True, order=True)
class ClassLabel:
    """Grade 0 (kindergarten) to 9, and the number within the grade; None when only the grade is known."""

    grade: int
    number: int | None = None

    def __str__(self) -> str:
        grade = "学前班" if self.grade == 0 else _GRADE_NAMES[self.grade - 1]
        if self.number is None:
            return grade if self.grade == 0 else f"{grade}年级"
        return f"{grade}({self.number})班"


def parse_class_label(value: CellValue) -> ClassLabel | None:
    """The class a label names; None when the label cannot be read (2025级1班, 大班 and 一班 name no grade)."""
    text = without_blanks(value)
    if _KINDERGARTEN.fullmatch(text):
        return ClassLabel(0)
    if match := _DOTTED.fullmatch(text) or _HUNDREDS.fullmatch(text):
        return _label(int(match[1]), int(match[2]))
    if match := _GRADE_ONLY.fullmatch(text):
        return _label(_grade(match), None)
    if (match := _LABEL.fullmatch(text)) and not text.isdigit():
        return _label(_grade(match), _as_number(match[3]))
    return None


def _label(grade: int, number: int | None) -> ClassLabel | None:
    return ClassLabel(grade, number) if 1 <= grade <= 9 and number != 0 else None


def _grade(match: re.Match[str]) -> int:
    return _as_number(match[2]) + (6 if match[1] else 0)


def _as_number(text: str) -> int:
    return _NUMERALS[text] if text in _NUMERALS else int(text)
