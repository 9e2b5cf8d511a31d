"""When the moon is new, by the series of Meeus (Astronomical Algorithms, chapter 49), as a check of dates that ship."""

from __future__ import annotations

import datetime as dt
from math import radians, sin

_EPOCH = dt.datetime(2000, 1, 1, 12, tzinfo=dt.UTC)
_MONTH = 29.530588861
#: Seconds by which even time runs ahead of the clock, from 2010 to 2050: 66 to 90.
_EVEN_TIME_AHEAD = dt.timedelta(seconds=75)
_BEIJING = dt.timezone(dt.timedelta(hours=8))
#: (days, of the sun's anomaly M, of the moon's M', of the argument of latitude F); M brings the factor E.
_TERMS = (
    (-0.40720, 0, 1, 0), (0.17241, 1, 0, 0), (0.01608, 0, 2, 0), (0.01039, 0, 0, 2), (0.00739, -1, 1, 0),
    (-0.00514, 1, 1, 0), (0.00208, 2, 0, 0), (-0.00111, 0, 1, -2), (-0.00057, 0, 1, 2), (0.00056, 1, 2, 0),
    (-0.00042, 0, 3, 0), (0.00042, 1, 0, 2), (0.00038, 1, 0, -2), (-0.00024, -1, 2, 0),
)  # fmt: skip


def new_moons(year: int) -> list[dt.datetime]:
    """The new moons of the year by the clock of Beijing, right to about a minute."""
    first = int((year - 2000) * 12.3685) - 1
    found = (_new_moon(number) for number in range(first, first + 16))
    return [moment for moment in found if moment.year == year]


def _new_moon(k: int) -> dt.datetime:
    t = k / 1236.85
    e = 1 - 0.002516 * t
    sun = 2.5534 + 29.10535670 * k
    moon = 201.5643 + 385.81693528 * k + 0.0107582 * t * t
    latitude = 160.7108 + 390.67050284 * k - 0.0016118 * t * t
    node = 124.7746 - 1.56375588 * k
    days = 5.09766 + _MONTH * k + 0.00015437 * t * t - 0.00017 * sin(radians(node))
    for size, m, m_moon, f in _TERMS:
        days += size * e ** abs(m) * sin(radians(m * sun + m_moon * moon + f * latitude))
    days += 0.000325 * sin(radians(299.77 + 0.107408 * k))
    return (_EPOCH + dt.timedelta(days=days) - _EVEN_TIME_AHEAD).astimezone(_BEIJING)
