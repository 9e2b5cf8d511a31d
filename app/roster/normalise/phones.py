"""Phone numbers: mobiles, landlines, 400 numbers; several in a cell; blanks and dashes anywhere."""

from __future__ import annotations

import re

from app.models._numbers import is_local, phone_of
from app.roster.findings import Parsed, Remark
from app.roster.normalise.text import tidy
from app.roster.reasons import Reason
from app.roster.sheets import CellValue

#: A short service number is nobody's own.
_SHORTEST = 7
_BETWEEN = re.compile(r"[、,;/|]|或|\s{2,}")


def parse_phones(value: CellValue) -> Parsed[tuple[str, ...]]:
    """All numbers of the cell, written 10037236514 or 0566-1234567; each unreadable one is named."""
    numbers: list[str] = []
    remarks: list[Remark] = []
    for text in _parts(tidy(value)):
        number = phone_of(text)
        if number is None or len(number) < _SHORTEST:
            remarks.append(Remark(Reason.PHONE_UNREADABLE, {"text": text}))
        elif number not in numbers:
            numbers.append(number)
            if is_local(number):
                remarks.append(Remark(Reason.PHONE_WITHOUT_AREA, {"text": text}))
    return Parsed(tuple(numbers), tuple(remarks))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]
