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
from app.models.system.audit_log import AuditLog


@dataclass(frozen=True, slots=True)
class Looker:
    """What one account did with the child's records on one day; `acts` are (what, of what, how often)."""

    day: dt.date
    name: str
    roles: str
    acts: tuple[tuple[str, str, int], ...]
    last_at: dt.datetime


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
        names = names_of(session, {line.user_id for line in lines})
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
    listed = and_(
        log.entity == "Student",
        log.student_id.is_(None),
        log.fields.contains(str(student_id), autoescape=True),
    )
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


def names_of(session: ClosedSession, users: Iterable[int]) -> dict[int, str]:
    """Account -> the name of its person, else the account's own."""
    found = select(User.id, User.username, Staff.name).outerjoin(Staff, Staff.id == User.staff_id)
    return {
        key: name or username for key, username, name in session.execute(found.where(User.id.in_(set(users))))
    }
