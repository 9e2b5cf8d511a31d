"""What an 18-character Chinese identity number says about itself (GB 11643): check digit, birth date, sex."""

from __future__ import annotations

import datetime as dt
import re

from app.access.vocabulary import Choice

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_FORM = re.compile(r"[1-9]\d{16}[\dX]")


class Gender(Choice):
    """Sex as the identity number has it."""

    MALE = "male", "男", "Male"
    FEMALE = "female", "女", "Female"


def check_digit(first_17: str) -> str:
    """The last character that belongs to these seventeen digits."""
    return _CHECK_DIGITS[
        sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11
    ]


def is_id_number(text: str) -> bool:
    """Whether form, birth date and check digit are right; an upper-case X is expected."""
    return (
        bool(_FORM.fullmatch(text)) and birth_date_of(text) is not None and check_digit(text[:17]) == text[17]
    )


def birth_date_of(id_number: str) -> dt.date | None:
    """The birth date inside the number; None when those digits are no date."""
    try:
        return dt.date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def gender_of(id_number: str) -> Gender:
    """Odd seventeenth digit: male; even: female."""
    return Gender.MALE if int(id_number[16]) % 2 else Gender.FEMALE
