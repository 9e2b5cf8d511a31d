"""谁看过这个孩子: which accounts saw, changed, printed or exported what of a child, out of the log (security L-09, L-10).

What a counselor opens never leads to a child (`audit.look`), so nobody learns here who is in counseling.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, or_, select

from app import clock
from app.access.guard import Actor, system_session
from app.access.reach import changeable
from app.access.vocabulary import Action, Role
from app.database import ClosedSession
from app.models._base import entity_named
from app.models.people.student import Student
from app.models.school.staff import Staff
from app.models.school.user import User
from app.models.system.audit_log import AuditAction, AuditLog

_MANY_CHILDREN, _IN = 30, dt.timedelta(minutes=10)
_MANY_REVEALS, _AN_HOUR = 5, dt.timedelta(hours=1)
_NIGHT_FROM, _NIGHT_TO = 22, 5


@dataclass(frozen=True, slots=True)
class Looker:
    """What one account did with the child's records on one day; `acts` are (what, of what, how often)."""

    day: dt.date
    name: str
    roles: str
    acts: tuple[tuple[str, str, int], ...]
    last_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """Something in the log the principal should ask about."""

    at: dt.datetime
    name: str
    what: str
    count: int


def is_head(actor: Actor) -> bool:
    """Whether the actor answers for the school's log: sees all lookers, is warned, reviews."""
    return Role.PRINCIPAL in actor.roles


def may_ask(session: Any, actor: Actor, student_id: int) -> bool:
    """The principal of every child he sees; a homeroom teacher of the own class alone, whatever else he is."""
    if session.scalar(select(Student.id).where(Student.id == student_id)) is None:
        return False
    if is_head(actor):
        return True
    as_homeroom = replace(actor, roles=actor.roles & {Role.HOMEROOM})
    return student_id in changeable(session, as_homeroom, Student, Action.EDIT, [student_id])


def who_looked(actor: Actor, student_id: int, since: dt.date) -> list[Looker]:
    """By day, newest first; whoever asks must have passed `may_ask`."""
    with system_session("who looked at a child", reads_only=True) as session:
        lines = _lines_of(session, actor.school_id, student_id, since)
        names = _names(session, {line.user_id for line in lines})
    by_day = defaultdict(list)
    for line in lines:
        by_day[clock.in_china(line.at).date(), line.user_id].append(line)
    return [_looker(day, names.get(user, ""), of) for (day, user), of in sorted(by_day.items(), reverse=True)]


def _looker(day: dt.date, name: str, lines: list[Any]) -> Looker:
    counted = Counter((str(line.action.label), _entity(line.entity)) for line in lines)
    roles = {role for line in lines for role in line.roles.split(",") if role}
    told = "、".join(str(Role(role).label) for role in sorted(roles))
    return Looker(day, name, told, tuple((*key, n) for key, n in counted.items()), max(x.at for x in lines))


def _entity(name: str) -> str:
    try:
        return str(entity_named(name).spec.label)
    except (KeyError, StopIteration):
        return name


def _lines_of(session: ClosedSession, school_id: int, student_id: int, since: dt.date) -> list[Any]:
    """The lines that name the child, and the lists on which it stood."""
    log = AuditLog
    listed = and_(log.entity == "Student", log.student_id.is_(None), log.fields.like(f"%{student_id}%"))
    begin = clock.from_china(dt.datetime.combine(since, dt.time()))
    found = session.execute(
        select(log.at, log.user_id, log.roles, log.action, log.entity, log.student_id, log.fields)
        .where(log.school_id == school_id, log.at >= begin, log.user_id.is_not(None))
        .where(or_(log.student_id == student_id, listed))
        .order_by(log.id)
    ).all()
    return [line for line in found if line.student_id is not None or _names_child(line, student_id)]


def _names_child(line: Any, student_id: int) -> bool:
    """Whether a list showed the child; the directory a counselor chooses from leads to none."""
    return not line.fields.startswith("directory") and bool(
        re.search(rf"(?<!\d){student_id}(?!\d)", line.fields)
    )


def _names(session: ClosedSession, users: Iterable[int]) -> dict[int, str]:
    found = select(User.id, User.username, Staff.name).outerjoin(Staff, Staff.id == User.staff_id)
    return {
        key: name or username for key, username, name in session.execute(found.where(User.id.in_(set(users))))
    }


def alerts(actor: Actor, since: dt.datetime) -> list[Alert]:
    """What stands out in the own school's log since then, newest first; for the principal."""
    log = AuditLog
    found = (
        select(log.at, log.user_id, log.action, log.student_id, log.result)
        .where(log.school_id == actor.school_id, log.at >= since, log.user_id.is_not(None))
        .order_by(log.user_id, log.id)
    )
    with system_session("what stands out in the log", reads_only=True) as session:
        lines = session.execute(found).all()
        names = _names(session, {line.user_id for line in lines})
    by_user: dict[int, list[Any]] = defaultdict(list)
    for line in lines:
        by_user[line.user_id].append(line)
    made = [alert for user, of in by_user.items() for alert in _alerts_of(names.get(user, ""), of)]
    return sorted(made, key=lambda alert: alert.at, reverse=True)


def _alerts_of(name: str, lines: list[Any]) -> list[Alert]:
    children = [(line.at, line.student_id) for line in lines if line.student_id is not None]
    reveals = [(line.at, at) for at, line in enumerate(lines) if line.action is AuditAction.REVEAL]
    nights = Counter(_night(line.at) for line in lines if _is_night(line.at))
    refused = Counter(clock.in_china(x.at).date() for x in lines if x.action is AuditAction.REFUSE)
    return [
        *(Alert(at, name, "many-children", n) for at, n in _crowded(children, _IN, _MANY_CHILDREN)),
        *(Alert(at, name, "many-reveals", n) for at, n in _crowded(reveals, _AN_HOUR, _MANY_REVEALS)),
        *(Alert(_moment(day), name, "night", n) for day, n in nights.items()),
        *(Alert(_moment(day), name, "out-of-scope", n) for day, n in refused.items()),
    ]


def _crowded(
    marks: list[tuple[dt.datetime, int]], span: dt.timedelta, most: int
) -> list[tuple[dt.datetime, int]]:
    """(begin, how many different) of the windows with more than `most`, each mark in one window."""
    made, begin = [], 0
    while begin < len(marks):
        end = begin
        while end < len(marks) and marks[end][0] - marks[begin][0] <= span:
            end += 1
        different = len({key for _at, key in marks[begin:end]})
        if different > most:
            made.append((marks[begin][0], different))
            begin = end
        else:
            begin += 1
    return made


def _is_night(moment: dt.datetime) -> bool:
    hour = clock.in_china(moment).hour
    return hour >= _NIGHT_FROM or hour < _NIGHT_TO


def _night(moment: dt.datetime) -> dt.date:
    """The day on whose evening the night began."""
    return (clock.in_china(moment) - dt.timedelta(hours=_NIGHT_TO)).date()


def _moment(day: dt.date) -> dt.datetime:
    return clock.from_china(dt.datetime.combine(day, dt.time(22)))
