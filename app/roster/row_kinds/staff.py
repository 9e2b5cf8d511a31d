"""Reads one row of the staff register."""

from __future__ import annotations

from app.roster.columns import Meaning
from app.roster.normalise.choices import category_word, parse_sex
from app.roster.normalise.class_labels import parse_class_label
from app.roster.normalise.names import parse_name
from app.roster.normalise.phones import parse_phones
from app.roster.plan import StaffRow
from app.roster.reasons import Reason
from app.roster.row_kinds.cells import RowCells


def read_staff(cells: RowCells) -> StaffRow | None:
    """The member of staff; None without a usable name, which is then among the findings."""
    name = read_name(cells)
    phones = cells.take(Meaning.PHONE, parse_phones(cells.value(Meaning.PHONE))) or ()
    homeroom = cells.text(Meaning.HOMEROOM_CLASS, 20)
    if name is None:
        return None
    return StaffRow(
        name=name,
        staff_no=cells.text(Meaning.STAFF_NO, 20),
        sex=cells.take(Meaning.SEX, parse_sex(cells.value(Meaning.SEX))),
        category=_category(cells),
        post=cells.text(Meaning.POST, 40),
        homeroom_text=homeroom,
        homeroom=parse_class_label(cells.value(Meaning.HOMEROOM_CLASS)),
        subject=cells.text(Meaning.SUBJECT, 40),
        phone=phones[0] if phones else None,
        qualification=cells.text(Meaning.QUALIFICATION, 60),
    )


def read_name(cells: RowCells) -> str | None:
    """The name of the person the row is about; its absence refuses the row."""
    parsed = parse_name(cells.value(Meaning.NAME))
    if parsed.value is None and not parsed.remarks:
        cells.say(Meaning.NAME, Reason.NAME_MISSING)
    return cells.take(Meaning.NAME, parsed)


def _category(cells: RowCells) -> str | None:
    text = cells.text(Meaning.CATEGORY, 20)
    word = category_word(text) if text else None
    if text and word is None:
        cells.say(Meaning.CATEGORY, Reason.CATEGORY_UNREADABLE, text=text)
        return "其他"
    return word
