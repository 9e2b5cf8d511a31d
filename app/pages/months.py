"""Which month a page is about: the one in its address, or the present one."""

from __future__ import annotations

import datetime as dt
import re

from flask import request

_IS_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


def month_asked(today: dt.date) -> dt.date:
    """The first day of the month asked for as `?month=2026-03` or in the form; what is no month means this one."""
    found = _IS_MONTH.fullmatch(request.values.get("month", ""))
    return dt.date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)


def month_before(month: dt.date) -> dt.date:
    return (month - dt.timedelta(days=1)).replace(day=1)


def month_after(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1)
