"""What stands out in the log, for the principal alone to ask about (security L-09): every threshold, and where it comes from.

The lines are counted as they stand: surrogate numbers, moments and kinds of act; nothing of a child is read.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import clock
from app.access import audit
from app.access.guard import Actor, system_session
from app.access.lookers import names_of
from app.access.vocabulary import Choice
from app.models.system.audit_log import AuditAction, AuditLog

#: L-09: more than 30 different children opened within ten minutes.
MANY_CHILDREN, SHORTLY = 30, dt.timedelta(minutes=10)
#: L-09 for slower hands, and X-03 for lists: nobody's work needs a hundred files, or more lines than one export, in an hour.
MANY_IN_AN_HOUR, MANY_LISTED, AN_HOUR = 100, 500, dt.timedelta(hours=1)
#: L-09: more than five whole numbers within an hour.
MANY_REVEALS = 5
#: L-09: access at night; the boarders' lights are out and the day's first bell has not rung.
NIGHT_FROM, NIGHT_TO = 22, 5

#: Nobody has seen anything yet.
_IN_AND_OUT = (AuditAction.LOGIN, AuditAction.FAILED_LOGIN, AuditAction.LOGOUT)
_GLASS = "VaultBreaking"


class Sign(Choice):
    """What stands out."""

    MANY_CHILDREN = (
        "many-children",
        "十分钟内查看了 30 名以上孩子",
        "More than 30 children opened in ten minutes",
    )
    MANY_IN_AN_HOUR = (
        "many-in-an-hour",
        "一小时内查看了 100 名以上孩子",
        "More than 100 children opened in an hour",
    )
    MANY_LISTED = (
        "many-listed",
        "一小时内翻看名单超过 500 名孩子",
        "Lists of more than 500 children gone through in an hour",
    )
    MANY_REVEALS = (
        "many-reveals",
        "一小时内 5 次以上查看完整号码",
        "More than five whole numbers seen in an hour",
    )
    NIGHT = "night", "夜间（22 点至 5 点）使用", "Used at night (22 to 5 o'clock)"
    OUT_OF_SCOPE = "out-of-scope", "被拒绝：超出本人范围", "Refused: out of the person's scope"
    EXPORT = "export", "导出数据", "Exported data"
    GLASS = "glass", "启用应急开封", "Broke the glass of the counseling room"
    GLASS_REFUSED = "glass-refused", "应急开封未成功", "Tried to break the glass in vain"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something in the log the principal should ask about: the first moment, whose, what, and how often."""

    at: dt.datetime
    name: str
    what: Sign
    count: int


def alerts(actor: Actor, since: dt.datetime, through: int | None = None) -> list[Alert]:
    """What stands out in the own school's log since then (up to line `through`), newest first; for the principal."""
    log = AuditLog
    found = (
        select(log.at, log.user_id, log.action, log.entity, log.student_id, log.fields, log.result)
        .where(log.school_id == actor.school_id, log.at >= since, log.user_id.is_not(None))
        .where(log.action.not_in(_IN_AND_OUT))
        .order_by(log.at, log.id)  # the order of the index: by number alone the whole log would be walked
    )
    if through is not None:
        found = found.where(log.id <= through)
    by_user: dict[int, list[Any]] = defaultdict(list)
    with system_session("what stands out in the log", reads_only=True) as session:
        for line in session.execute(found, execution_options={"yield_per": 5000}):
            by_user[line.user_id].append(line)
        names = names_of(session, by_user)
    made = [alert for user, of in by_user.items() for alert in _alerts_of(names.get(user, ""), of)]
    return sorted(made, key=lambda alert: alert.at, reverse=True)


def _alerts_of(name: str, lines: list[Any]) -> Iterator[Alert]:
    opened = [(line.at, line.student_id) for line in lines if line.student_id is not None]
    listed = [(line.at, child) for line in lines for child in _children_listed(line)]
    reveals = [(line.at, at) for at, line in enumerate(lines) if line.action is AuditAction.REVEAL]
    for sign, marks, span, most in (
        (Sign.MANY_CHILDREN, opened, SHORTLY, MANY_CHILDREN),
        (Sign.MANY_IN_AN_HOUR, opened, AN_HOUR, MANY_IN_AN_HOUR),
        (Sign.MANY_LISTED, listed, AN_HOUR, MANY_LISTED),
        (Sign.MANY_REVEALS, reveals, AN_HOUR, MANY_REVEALS),
    ):
        yield from (Alert(at, name, sign, n) for at, n in _crowded(marks, span, most))
    for sign, found in _each_counts(lines).items():
        yield from (Alert(at, name, sign, n) for at, n in _by_day(found))


def _each_counts(lines: list[Any]) -> dict[Sign, list[dt.datetime]]:
    """What stands out from the first time on, told once a day (a night belongs to the evening it began)."""
    found: dict[Sign, list[dt.datetime]] = defaultdict(list)
    for line in lines:
        is_night = clock.in_china(line.at).hour >= NIGHT_FROM or clock.in_china(line.at).hour < NIGHT_TO
        if is_night and line.action is not AuditAction.REFUSE:
            found[Sign.NIGHT].append(line.at)
        if line.action is AuditAction.REFUSE and line.result == "refused":
            found[Sign.OUT_OF_SCOPE].append(line.at)
        elif line.action is AuditAction.EXPORT:
            found[Sign.EXPORT].append(line.at)
        elif line.action is AuditAction.GRANT and line.entity == _GLASS:
            found[Sign.GLASS if line.result == "ok" else Sign.GLASS_REFUSED].append(line.at)
    return found


def _by_day(moments: Iterable[dt.datetime]) -> Iterator[tuple[dt.datetime, int]]:
    """(first moment, how many) of each day, which ends when the night does."""
    by_day: dict[dt.date, list[dt.datetime]] = defaultdict(list)
    for moment in moments:
        by_day[(clock.in_china(moment) - dt.timedelta(hours=NIGHT_TO)).date()].append(moment)
    for of in by_day.values():
        yield of[0], len(of)


def _children_listed(line: Any) -> Iterator[int]:
    """The children of a list or a page that was shown ("list: 4,17,9"); of nothing else, the roll of an opening least."""
    kind, children = audit.listing_of(line.entity, line.fields)
    if kind != "roll":
        yield from children


def _crowded(
    marks: list[tuple[dt.datetime, int]], span: dt.timedelta, most: int
) -> Iterator[tuple[dt.datetime, int]]:
    """(begin, how many different) of the stretches with more than `most` within `span`; each mark in one of them."""
    window: deque[tuple[dt.datetime, int]] = deque()
    inside: Counter[int] = Counter()
    for at, key in marks:
        while window and at - window[0][0] > span:
            if len(inside) > most:
                yield window[0][0], len(inside)
                window.clear()
                inside.clear()
                break
            _at, gone = window.popleft()
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
        window.append((at, key))
        inside[key] += 1
    if len(inside) > most:
        yield window[0][0], len(inside)
