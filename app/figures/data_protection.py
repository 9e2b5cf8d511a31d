"""The year's account of the protection of children's personal data, recounted from rows and log (security P-14; docs/law.md).

Numbers of the whole school and no names: it is for the principal, the authority and whoever audits.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from app import clock
from app.access.actors import OPENS_MUCH
from app.access.anchors import head_of
from app.access.guard import Actor, system_session
from app.access.verifying import State
from app.access.vocabulary import Label, Role
from app.database import ClosedSession
from app.models.law.consent import Consent, Ground
from app.models.law.data_incident import DataIncident
from app.models.law.erasure import Erasure
from app.models.law.guardian_request import Answer, GuardianRequest, Wish
from app.models.people.student import Student, StudentStatus
from app.models.school.user import User
from app.models.school.user_role import UserRole
from app.models.system.audit_log import AuditAction, AuditLog
from app.models.system.second_factor import SecondFactor
from app.models.system.vault_breaking import VaultBreaking

_FOURTEEN, _EIGHTEEN = 14, 18
_TOLD_ACTS = (AuditAction.READ, AuditAction.SEARCH, AuditAction.REVEAL, AuditAction.EXPORT, AuditAction.PRINT)


@dataclass(frozen=True, slots=True)
class Line:
    """One number with what it is of."""

    label: Label
    value: int | str


@dataclass(frozen=True, slots=True)
class Section:
    """One chapter of the account."""

    title: Label
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """From when to when, both included; a year that still runs ends today."""

    starts_on: dt.date
    ends_on: dt.date

    @property
    def moments(self) -> tuple[dt.datetime, dt.datetime]:
        """The first moment, and the first one after."""
        return _begin_of(self.starts_on), _begin_of(self.ends_on + dt.timedelta(days=1))


def year_of(number: int, today: dt.date) -> Year:
    """The calendar year, as far as it has gone."""
    return Year(dt.date(number, 1, 1), min(dt.date(number, 12, 31), today))


def account(actor: Actor, year: Year, state: State | None) -> tuple[Section, ...]:
    """All sections; `state` is what the last verification of the log found, None where nobody can tell (on paper).

    Counted for the actor's school in a system session: who may ask is the caller's matter.
    """
    with system_session("yearly account of data protection", reads_only=True) as session:
        return tuple(
            Section(title, tuple(lines(session, actor.school_id, year)))
            for title, lines in (*_SECTIONS, (_LOG, _log_of(state)))
        )


def without_ground(day: dt.date) -> Any:
    """The condition: a child of whom no consent or other ground stands on the day."""
    standing = (
        select(Consent.id)
        .where(
            Consent.student_id == Student.id, Consent.archived_at.is_(None), Consent.given_on <= day,
            or_(Consent.withdrawn_on.is_(None), Consent.withdrawn_on > day),
        )
        .exists()
    )  # fmt: skip
    return ~standing


def _begin_of(day: dt.date) -> dt.datetime:
    return clock.from_china(dt.datetime.combine(day, dt.time()))


def _count(session: ClosedSession, *conditions: Any) -> int:
    entity = conditions[0]
    return session.scalar(select(func.count(entity.id)).where(*conditions[1:])) or 0


def _children(session: ClosedSession, school: int, year: Year) -> Iterator[Line]:
    born = session.execute(
        select(Student.birth_date, Student.archived_at, Student.status).where(
            Student.school_id == school, Student.created_at < year.moments[1]
        )
    ).all()
    kept = [row for row in born if row.archived_at is None]
    ages = [_age(row.birth_date, year.ends_on) for row in kept]
    yield Line(Label("有档案的未成年人", "Minors on file"), sum(age < _EIGHTEEN for age in ages))
    yield Line(Label("其中不满 14 周岁", "of them under 14"), sum(age < _FOURTEEN for age in ages))
    yield Line(
        Label("其中 14 至 17 周岁", "of them 14 to 17"), sum(_FOURTEEN <= age < _EIGHTEEN for age in ages)
    )
    gone = [row for row in kept if row.status != StudentStatus.ENROLLED]
    yield Line(Label("已离校、档案仍保存", "Left, file still kept"), len(gone))


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _grounds(session: ClosedSession, school: int, year: Year) -> Iterator[Line]:
    of_school = (
        Student.school_id == school,
        Student.archived_at.is_(None),
        Student.created_at < year.moments[1],
    )
    of_children = session.execute(select(Student.id, Student.birth_date).where(*of_school))
    children: dict[int, dt.date] = {row.id: row.birth_date for row in of_children}
    standing = session.execute(
        select(Consent.student_id, Consent.ground).where(
            Consent.school_id == school, Consent.archived_at.is_(None), Consent.given_on <= year.ends_on,
            or_(Consent.withdrawn_on.is_(None), Consent.withdrawn_on > year.ends_on),
        )
    )  # fmt: skip
    grounds = {child: ground for child, ground in standing if child in children}
    for ground in Ground:
        yield Line(ground.label, sum(1 for found in grounds.values() if found == ground))
    missing = [of for child, of in children.items() if child not in grounds]
    yield Line(Label("没有登记依据", "No ground recorded"), len(missing))
    young = sum(_age(of, year.ends_on) < _FOURTEEN for of in missing)
    yield Line(Label("其中不满 14 周岁", "of them under 14"), young)
    withdrawn = (Consent.school_id == school, Consent.withdrawn_on.between(year.starts_on, year.ends_on))
    yield Line(Label("年内撤回同意", "Withdrawn in the year"), _count(session, Consent, *withdrawn))


def _requests(session: ClosedSession, school: int, year: Year) -> Iterator[Line]:
    asked = session.execute(
        select(
            GuardianRequest.wish, GuardianRequest.due_on, GuardianRequest.answer, GuardianRequest.answered_on
        ).where(
            GuardianRequest.school_id == school, GuardianRequest.archived_at.is_(None),
            GuardianRequest.asked_on.between(year.starts_on, year.ends_on),
        )
    ).all()  # fmt: skip
    yield Line(Label("收到请求", "Requests"), len(asked))
    for wish in Wish:
        yield Line(wish.label, sum(row.wish == wish for row in asked))
    answered = [row for row in asked if row.answered_on is not None]
    yield Line(
        Label("期限内答复", "Answered in time"), sum(row.answered_on <= row.due_on for row in answered)
    )
    yield Line(Label("逾期答复", "Answered late"), sum(row.answered_on > row.due_on for row in answered))
    late = sum(row.answered_on is None and row.due_on < year.ends_on for row in asked)
    yield Line(Label("逾期未答复", "Late and not answered"), late)
    yield Line(Label("不予办理", "Refused"), sum(row.answer == Answer.REFUSED for row in answered))


def _accesses(session: ClosedSession, school: int, year: Year) -> Iterator[Line]:
    begin, end = year.moments
    counted: Counter[tuple[str, AuditAction]] = Counter()
    found = (
        select(AuditLog.roles, AuditLog.action, func.count(AuditLog.id))
        .where(AuditLog.school_id == school, AuditLog.at >= begin, AuditLog.at < end)
        .group_by(AuditLog.roles, AuditLog.action)
    )
    refused = 0
    for roles, action, number in session.execute(found):
        refused += number if action == AuditAction.REFUSE else 0
        for role in roles.split(",") if action in _TOLD_ACTS else ():
            counted[role, action] += number
    for role in Role:
        told = [(action, counted[role.value, action]) for action in _TOLD_ACTS]
        if any(number for _action, number in told):
            zh = "，".join(f"{action.label.zh} {number}" for action, number in told if number)
            en = ", ".join(f"{action.label.en} {number}" for action, number in told if number)
            yield Line(role.label, str(Label(zh, en)))
    yield Line(Label("被拒绝的访问", "Refused"), refused)
    failed = (
        AuditLog.school_id == school,
        AuditLog.action == AuditAction.FAILED_LOGIN,
        AuditLog.at >= begin,
        AuditLog.at < end,
    )
    yield Line(Label("登录失败", "Failed to sign in"), _count(session, AuditLog, *failed))


def _incidents(session: ClosedSession, school: int, year: Year) -> Iterator[Line]:
    begin, end = year.moments
    known = (
        DataIncident.school_id == school,
        DataIncident.archived_at.is_(None),
        DataIncident.known_at >= begin,
        DataIncident.known_at < end,
    )
    yield Line(Label("个人信息安全事件", "Incidents"), _count(session, DataIncident, *known))
    authority = DataIncident.authority_told_at.is_not(None)
    yield Line(Label("已报告主管部门", "Authority told"), _count(session, DataIncident, *known, authority))
    guardians = DataIncident.guardians_told_on.is_not(None)
    yield Line(Label("已告知监护人", "Guardians told"), _count(session, DataIncident, *known, guardians))


def _erasures(session: ClosedSession, school: int, year: Year) -> Iterator[Line]:
    begin, end = year.moments
    own = Erasure.school_id == school
    proposed = (own, Erasure.proposed_at >= begin, Erasure.proposed_at < end)
    yield Line(Label("提出删除", "Proposed"), _count(session, Erasure, *proposed))
    yield Line(
        Label("完成删除", "Done"),
        _count(session, Erasure, own, Erasure.done_at >= begin, Erasure.done_at < end),
    )
    yield Line(
        Label("取消", "Cancelled"), _count(session, Erasure, *proposed, Erasure.cancelled_at.is_not(None))
    )


def _breakings(session: ClosedSession, school: int, year: Year) -> Iterator[Line]:
    """How often two papers opened a case (V-12); not of whom: the reason stays with the counselors."""
    begin, end = year.moments
    opened = (
        VaultBreaking.school_id == school,
        VaultBreaking.opened_at >= begin,
        VaultBreaking.opened_at < end,
    )
    yield Line(Label("紧急开封", "Times the glass was broken"), _count(session, VaultBreaking, *opened))


def _accounts(session: ClosedSession, school: int, _year: Year) -> Iterator[Line]:
    holds = (
        UserRole.school_id == school,
        UserRole.archived_at.is_(None),
        User.is_active.is_(True),
        User.archived_at.is_(None),
    )
    found = session.execute(
        select(UserRole.role, User.id).join(User, User.id == UserRole.user_id).where(*holds)
    )
    by_role: dict[Role, set[int]] = {}
    for role, user in found:
        by_role.setdefault(role, set()).add(user)
    bound = set(session.scalars(select(SecondFactor.user_id).where(SecondFactor.archived_at.is_(None))))
    for role in Role:
        yield Line(role.label, len(by_role.get(role, ())))
    much = set().union(*(by_role.get(role, set()) for role in OPENS_MUCH))
    yield Line(Label("应绑定手机验证码的账号", "Accounts that must bind a phone"), len(much))
    yield Line(Label("已绑定", "Bound"), len(much & bound))


def _log_of(state: State | None) -> Callable[[ClosedSession, int, Year], Iterator[Line]]:
    def lines(session: ClosedSession, _school: int, _year: Year) -> Iterator[Line]:
        head = head_of(session.connection())
        if state is not None:
            yield Line(Label("操作日志", "Log"), str(_verified(state)))
        yield Line(Label("日志摘要", "Head of the log"), head.shown if head else "—")

    return lines


def _verified(state: State) -> Label:
    if state.is_broken:
        return Label(f"第 {state.broken_at} 行起有问题", f"broken from line {state.broken_at}")
    if not state.at:
        return Label("还没有核验", "not verified yet")
    return Label(f"完好，核验到第 {state.seq} 行", f"whole, verified to line {state.seq}")


_LOG = Label("日志的完整性", "The log is whole")
_SECTIONS: tuple[tuple[Label, Callable[[ClosedSession, int, Year], Iterator[Line]]], ...] = (
    (Label("未成年人信息的数量", "Minors on file"), _children),
    (Label("同意与处理依据", "Consent and ground"), _grounds),
    (Label("监护人的请求", "Guardians' requests"), _requests),
    (Label("按角色的访问", "Access by role"), _accesses),
    (Label("安全事件", "Incidents"), _incidents),
    (Label("删除", "Deletion"), _erasures),
    (Label("心理室", "Counseling room"), _breakings),
    (Label("账号", "Accounts"), _accounts),
)
