"""Reads a number of the school's own 制度：the rule of the care standard in force on a day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from app.models._base import entity_named
from app.models._validation import Look


def number_of(
    source: Any, school_id: int, rule_code: str, on: dt.date, default: Decimal | int | str
) -> Decimal:
    """The number of rule `rule_code` ("R86") in the standard of the school in force on the day.

    `source` is a Look or a session; every member of the school is bound by the standard, so it is read
    without row scope. The number is the most that the rule allows, else the least that it asks. Without a
    standard, without the rule, with the rule switched off or without a number in it, it is `default`. Unit:
    that of the rule (books, days, minutes).
    """
    look = source if isinstance(source, Look) else Look(source.raw_connection())
    standards = look.rows(entity_named("CareStandard"), school_id=school_id)
    valid = [s.id for s in standards if s.starts_on <= on and (s.ends_on is None or s.ends_on >= on)]
    item = entity_named("CareStandardItem")
    found = [
        r for key in valid for r in look.rows(item, care_standard_id=key, rule_code=rule_code) if r.is_enabled
    ]
    given = (number for r in found for number in (r.count_max, r.count_min) if number is not None)
    return Decimal(next(given, default))
