"""Phone numbers: mobiles, landlines, 400 numbers; several in a cell; blanks and dashes anywhere."""

from __future__ import annotations

import re

from app.roster.findings import Parsed, Remark
from app.roster.normalise.text import tidy
from app.roster.reasons import Reason
from app.roster.sheets import CellValue

_MOBILE = re.compile(r"(?:\+?86)?(1\d{10})")
#: 010 and 02x are the three-digit area codes; all others have four digits.
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})(?:转|-)?(\d{1,5})?")
_SERVICE = re.compile(r"([48]00)(\d{3})(\d{4})")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_BETWEEN = re.compile(r"[、,;/|]|或|\s{2,}")


def parse_phones(value: CellValue) -> Parsed[tuple[str, ...]]:
    """All numbers of the cell, written 10037236514 or 0566-1234567; each unreadable one is named."""
    numbers: list[str] = []
    remarks: list[Remark] = []
    for text in _parts(tidy(value)):
        number = _canonical(text)
        if number is None:
            remarks.append(Remark(Reason.PHONE_UNREADABLE, {"text": text}))
        elif number not in numbers:
            numbers.append(number)
            if _LOCAL.fullmatch(number):
                remarks.append(Remark(Reason.PHONE_WITHOUT_AREA, {"text": text}))
    return Parsed(tuple(numbers), tuple(remarks))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def _canonical(text: str) -> str | None:
    digits = re.sub(r"[\s()—–_·.-]", "", text)
    if match := _MOBILE.fullmatch(digits):
        return match[1]
    if match := _LANDLINE.fullmatch(digits):
        return "-".join(part for part in match.groups() if part)
    if match := _SERVICE.fullmatch(digits):
        return "-".join(match.groups())
    return digits if _LOCAL.fullmatch(digits) else None
