"""What may hang on a wall: no number by which a person could be found or called."""

from __future__ import annotations

import re
import unicodedata

_DAY = re.compile(r"(?:19|20)\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}(?!\d)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-_./·,()]+(?=\d)")
_SPOKEN = str.maketrans("〇零一二三四五六七八九", "00123456789")
#: The shortest number that reaches a person is a landline without its area code.
_NUMBER = re.compile(r"\d{7,}[Xx]?")


def private_number_in(text: str) -> str | None:
    """The first run of digits in the text that looks like a phone or ID number, as it stands there; None without one.

    Wide digits, Chinese digits and digits parted by blanks or dashes count too; a day is not such a number.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_SPOKEN)
    found = _NUMBER.search(_BETWEEN_DIGITS.sub("", _DAY.sub(" ", plain)))
    return found[0] if found else None


def hidden_name(name: str) -> str:
    """A name with one character hidden: the second, so that 王小明 is 王*明 and 李明 is 李*."""
    return f"{name[:1]}*{name[2:]}" if len(name) > 1 else "*"
