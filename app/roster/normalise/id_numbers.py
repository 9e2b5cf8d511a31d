"""18-character ID numbers: what Excel damaged, what is too short or fails its check is never stored."""

from __future__ import annotations

import re

from app.models.people.id_numbers import is_id_number
from app.roster.findings import Parsed, refused
from app.roster.normalise.text import without_blanks
from app.roster.reasons import Reason
from app.roster.sheets import CellValue

#: Excel keeps fifteen digits of a number; an ID number typed as one has lost its last three.
_EXACT_DIGITS = 15
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)


def parse_id_number(value: CellValue) -> Parsed[str]:
    """The number with an upper-case X, or why it was not taken."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        digits = f"{value:.0f}"
        reason = Reason.ID_DAMAGED_BY_EXCEL if len(digits) > _EXACT_DIGITS else Reason.ID_LENGTH
        return refused(
            reason, text=f"{value:.14G}" if len(digits) > _EXACT_DIGITS else digits, count=str(len(digits))
        )
    text = re.sub(r"[-'’‘`]", "", without_blanks(value)).upper()
    if not text:
        return Parsed()
    if _SCIENTIFIC.fullmatch(text):
        return refused(Reason.ID_DAMAGED_BY_EXCEL, text=text)
    if is_id_number(text):
        return Parsed(text)
    return refused(_reason_against(text), text=text, count=str(len(text)))


def _reason_against(text: str) -> Reason:
    if not re.fullmatch(r"\d+X?", text):
        return Reason.ID_UNREADABLE
    return Reason.ID_CHECK_DIGIT if len(text) == 18 else Reason.ID_LENGTH
