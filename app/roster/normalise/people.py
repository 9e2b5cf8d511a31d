"""A cell that names a person, alone or with phone and relation: 傅海 100 0937 8657, 张明志(奶奶), 教师:李芸."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.models._numbers import half_width
from app.roster.findings import Parsed, Remark
from app.roster.normalise.names import parse_name
from app.roster.normalise.phones import parse_phones
from app.roster.normalise.text import tidy
from app.roster.reasons import Reason
from app.roster.sheets import CellValue, text_of

_BRACKETS = re.compile(r"[(\[【]([^)\]】]*)[)\]】]")
#: The first digit or plus sign begins the phone; a name has none.
_PHONE = re.compile(r"[+\d].*")
#: What is left at the edges of a name when phone and brackets are gone.
_EDGES = " :,、;/-"
_LABEL = re.compile(r"(姓名|电话|手机|联系电话):?")


@dataclass(frozen=True, slots=True)
class WrittenPerson:
    """What one cell says of a person; `relation` is the word in the brackets, not yet understood."""

    name: str | None
    phones: tuple[str, ...] = ()
    relation: str = ""


def parse_person(value: CellValue) -> Parsed[WrittenPerson]:
    """Name, phones and the word in brackets; parts that cannot be read are left out and named."""
    text = _LABEL.sub(" ", tidy(value))
    if not text.strip():
        return Parsed()
    bracketed = [found for found in _BRACKETS.findall(text) if not re.search(r"\d", found)]
    text = _BRACKETS.sub(lambda found: found[1] if re.search(r"\d", found[1]) else " ", text)
    phone = _PHONE.search(text)
    phones = parse_phones(phone[0]) if phone else Parsed(())
    name = parse_name(_PHONE.sub("", text).strip(_EDGES))
    if name.value is None and name.remarks:
        return Parsed(None, (Remark(Reason.PERSON_UNREADABLE, {"text": tidy(value)}),))
    person = WrittenPerson(name.value, phones.value or (), bracketed[0].strip() if bracketed else "")
    return Parsed(person, name.remarks + phones.remarks)


def parse_people(value: CellValue) -> tuple[Parsed[WrittenPerson], ...]:
    """Each person of a cell such as 许娟、朱浩."""
    parts = re.split(r"[、,;/\n]| 和 ", half_width(text_of(value)))
    return tuple(parsed for parsed in map(parse_person, parts) if parsed.value or parsed.remarks)
