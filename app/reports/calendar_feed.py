"""A calendar feed (iCalendar, RFC 5545) of one all-day entry, which holds numbers and no name of anybody."""

from __future__ import annotations

import datetime as dt

from app.standards.reminding import Waiting

#: A line is folded after so many bytes.
_LINE = 75


def calendar_feed(day: dt.date, waiting: Waiting, key: str, made_at: dt.datetime) -> bytes:
    """The feed of a person for a day; `key` tells the entries of several feeds apart, `made_at` is UTC."""
    summary = (
        f"还要联系 {waiting.due} 人，欠 {waiting.overdue} 人" if waiting != Waiting() else "没有要联系的人"
    )
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Shouwang//Reminders//ZH", "METHOD:PUBLISH",
        "BEGIN:VEVENT", f"UID:{key}-{day:%Y%m%d}@shouwang", f"DTSTAMP:{made_at:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{summary}", "TRANSP:TRANSPARENT", "CLASS:PRIVATE", "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _folded(line: str) -> bytes:
    """Lines go on after a blank, and no character is cut in two."""
    rows, row = [], b""
    for letter in line:
        told = letter.encode()
        if len(row) + len(told) > _LINE:
            rows.append(row)
            row = b" "
        row += told
    return b"\r\n".join((*rows, row))
