"""The one way in which a number of a person is written, so that equal numbers are equal wherever they came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "}
#: What people put between digits, and the word before an extension.
_BETWEEN = re.compile(r"[\s()—–_·.-]")
_EXTENSION = re.compile(r"转|分机|ext", re.IGNORECASE)
#: The country's own code is left away, that of another country is kept.
_MOBILE = re.compile(r"(?:\+86|0086|86)?(1[0-9]{10})")
#: 010 and 02x are the three-digit area codes; all others have four digits.
_LANDLINE = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))([0-9]{7,8})#?([0-9]{1,5})?")
_LANDLINE_FROM_ABROAD = re.compile(r"(?:\+|00)86(10|2[0-9]|[3-9][0-9]{2})([0-9]{7,8})")
_SERVICE = re.compile(r"([48]00)([0-9]{3})([0-9]{4})")
_ABROAD = re.compile(r"(?:\+|00)((?!86)[1-9][0-9]{6,14})")
_LOCAL = re.compile(r"[2-8][0-9]{6,7}")
_SHORT = re.compile(r"1[012][0-9]{1,3}")


def half_width(text: str) -> str:
    """`（１）班` as `(1)班`; Chinese characters and their punctuation 、。stay."""
    return text.translate(_FULL_WIDTH)


def phone_of(text: str) -> str | None:
    """The number as it is kept: 10037236514, 0566-1234567-12, 400-123-4567, +85212345678; None when it is none."""
    bare = _EXTENSION.sub("#", half_width(text))
    said = re.search(r"[0-9]-([0-9]{1,5})$", bare.strip())
    digits = _BETWEEN.sub("", bare)
    if match := _MOBILE.fullmatch(digits):
        return match[1]
    if said and (match := _LANDLINE.fullmatch(digits.removesuffix(said[1]))) and not match[3]:
        return "-".join((*match.groups()[:2], said[1]))
    if match := _LANDLINE.fullmatch(digits):
        return "-".join(part for part in match.groups() if part)
    if match := _LANDLINE_FROM_ABROAD.fullmatch(digits):
        return f"0{match[1]}-{match[2]}"
    if match := _SERVICE.fullmatch(digits):
        return "-".join(match.groups())
    if match := _ABROAD.fullmatch(digits):
        return f"+{match[1]}"
    return digits if _LOCAL.fullmatch(digits) or _SHORT.fullmatch(digits) else None


def is_local(phone: str) -> bool:
    """Whether a kept number lacks its area code."""
    return bool(_LOCAL.fullmatch(phone))


def canonical_phone(text: str) -> str:
    """As it is kept; what is no phone number stays as typed, to be refused with its own words."""
    return phone_of(text) or text


def canonical_code(text: str) -> str:
    """An ID or student number without blanks, half-width, in capitals."""
    return re.sub(r"\s", "", half_width(text)).upper()


#: By the form that a column names.
CANONICAL: Mapping[str, Callable[[str], str]] = {"phone": canonical_phone, "code": canonical_code}
