"""The two variants of how soon whom the school tells (V10), set as its own limits when a standard is adopted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app import clock
from app.models.safety._kinds import Addressee
from app.models.safety.incident_limit import IncidentLimit

_DAY = dt.timedelta(days=1)

#: The rules of notice, by whom they tell; the authority stands in two variants, the government in one only.
_CODES: Mapping[Addressee, tuple[str, ...]] = {
    Addressee.GUARDIAN: ("R80",),
    Addressee.PARENT: ("R81",),
    Addressee.AUTHORITY: ("R82a", "R82b"),
    Addressee.GOVERNMENT: ("R83",),
}


def minutes_of(limits: Mapping[str, Decimal | None]) -> dict[Addressee, int | None]:
    """rule code -> minutes, read as addressee -> minutes; None for one that this variant does not tell.

    Empty where none of the rules is among them: the standard says nothing of incidents.
    """
    told = {
        who: next((int(limits[code] or 0) for code in codes if limits.get(code)), None)
        for who, codes in _CODES.items()
    }
    return told if any(told.values()) else {}


def set_limits(
    session: Any, school_id: int, limits: Mapping[str, Decimal | None], from_day: dt.date
) -> list[IncidentLimit]:
    """The school's limits for all kinds of incident from the day on; those for one kind are left alone.

    A variant without an addressee says so in a row of its own: nothing is owed to it. No rows where the
    standard has no rule of notice.
    """
    minutes = minutes_of(limits)
    if not minutes:
        return []
    _end_before(session, school_id, from_day)
    rows = [
        IncidentLimit(
            school_id=school_id, addressee=who, is_owed=each is not None, minutes=each, starts_on=from_day
        )
        for who, each in minutes.items()
    ]
    session.add_all(rows)
    session.flush()
    return rows


def _end_before(session: Any, school_id: int, from_day: dt.date) -> None:
    found = select(IncidentLimit).where(
        IncidentLimit.school_id == school_id,
        IncidentLimit.archived_at.is_(None),
        IncidentLimit.kind.is_(None),
    )
    for row in session.scalars(found.order_by(IncidentLimit.id)):
        if row.starts_on >= from_day:
            row.archived_at = clock.now()
        elif row.ends_on is None or row.ends_on >= from_day:
            row.ends_on = from_day - _DAY
    session.flush()
