"""Accounts and roles: opening one, passwords, and the second person who confirms a counselor's role.

Each function works in the system session it is given; the page or command that calls it has asked whether
the person may, commits, and shows a one-time password to nobody but that person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, or_, select

from app import clock
from app.access import passwords, sessions
from app.access.actors import SchoolChoice, actor_for
from app.access.audit import Entry, record
from app.access.guard import Actor
from app.access.vocabulary import Label, Role
from app.database import ClosedSession
from app.models.school.school import School, SchoolKind
from app.models.school.staff import Staff, StaffCategory
from app.models.school.user import User
from app.models.school.user_role import UserRole
from app.models.system.audit_log import AuditAction


class AccountRefused(Exception):
    """Nothing was changed; carries the sentence for the person who asked."""

    def __init__(self, message: Label) -> None:
        super().__init__(message.zh)
        self.message = message


#: A one-time password lies about on paper: so long it is good (security I-09), and so long for a new account.
RESET_GOOD_FOR = dt.timedelta(hours=24)
OPENED_GOOD_FOR = dt.timedelta(days=14)


NOT_SECOND = Label(
    "须由另一人确认：申请的人和被授权的人自己都不能确认。请让（另一位）校长登录后确认。",
    "A second person confirms: neither who asked for it nor who receives it.",
)
NOT_WAITING = Label(
    "这项授权已经处理过了，请刷新页面。", "This grant has been dealt with already; reload the page."
)
NOT_PRINCIPAL = Label("只有校长可以确认心理辅导教师。", "Only a principal confirms a counselor.")
UNKNOWN_STAFF = Label(
    "本校有几名同名教职工或没有这名教职工，请写明工号。", "No or several staff of that name; give the number."
)
WRONG_PASSWORD = Label("原密码不对，请重新输入。", "The present password is wrong.")
SAME_PASSWORD = Label("新密码不能与原密码相同。", "The new password must differ from the old one.")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is opened with; without a password a one-time one is made.

    An account without a member of staff goes by its username: township offices, for example.
    """

    username: str
    school_id: int
    roles: tuple[Role, ...]
    for_all_schools: bool = False
    staff_id: int | None = None
    password: str = ""
    must_change: bool = True
    expires_on: dt.date | None = None
    least_classes: int = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """A counselor's role that waits for its second person."""

    id: int
    username: str
    name: str
    asked_by: str
    asked_by_id: int | None
    user_id: int
    asked_at: str


def open_account(session: ClosedSession, new: NewAccount, by: Actor | None = None) -> tuple[int, str]:
    """Open an account with its roles; gives its id and the password to hand over ("" when it was chosen).

    Raises Invalid when the username is taken, AccountRefused when the password is no good.
    """
    given = new.password or passwords.one_time()
    if new.password:
        _refuse_weak(given, (new.username,), new.least_classes)
    user = User(
        username=new.username,
        staff_id=new.staff_id,
        school_id=new.school_id,
        password_hash=passwords.hash_of(given),
        must_change_password=new.must_change,
        password_set_at=clock.now(),
        password_until=None if new.password else clock.now() + OPENED_GOOD_FOR,
        expires_on=new.expires_on,
        created_by_id=by.user_id if by else None,
    )
    session.add(user)
    session.flush()
    record(session, Entry(AuditAction.CREATE, "User", user.id), by=by)
    for role in new.roles:
        grant(session, user.id, role, new.school_id, for_all_schools=new.for_all_schools, by=by)
    return user.id, "" if new.password else given


def grant(
    session: ClosedSession,
    user_id: int,
    role: Role,
    school_id: int,
    *,
    for_all_schools: bool = False,
    by: Actor | None = None,
) -> int:
    """Give a role; a counselor's has no effect before `confirm`. Raises Invalid when the person has it already."""
    given = UserRole(
        user_id=user_id,
        role=role,
        school_id=school_id,
        for_all_schools=for_all_schools,
        granted_by_id=by.user_id if by else None,
    )
    session.add(given)
    session.flush()
    record(session, Entry(AuditAction.GRANT, "UserRole", given.id, fields=role.value), by=by)
    return given.id


def waiting(session: ClosedSession, school_id: int) -> tuple[Waiting, ...]:
    """The counselors' roles of a school that nobody has confirmed yet, oldest first."""
    open_grants = select(UserRole).where(
        UserRole.role == Role.COUNSELOR,
        UserRole.confirmed_by_id.is_(None),
        UserRole.archived_at.is_(None),
        or_(UserRole.school_id == school_id, UserRole.for_all_schools),
    )
    return tuple(_as_waiting(session, row) for row in session.scalars(open_grants.order_by(UserRole.id)))


def _as_waiting(session: ClosedSession, row: UserRole) -> Waiting:
    user = session.get_one(User, row.user_id)
    asked = clock.in_china(row.granted_at)
    return Waiting(
        row.id,
        user.username,
        shown_name(session, user),
        asked_by=shown_name(session, session.get(User, row.granted_by_id) if row.granted_by_id else None),
        asked_by_id=row.granted_by_id,
        user_id=row.user_id,
        asked_at=f"{asked:%Y-%m-%d %H:%M}",
    )


def shown_name(session: ClosedSession, user: User | None) -> str:
    """The name a person goes by: the staff list's, else the username."""
    if user is None:
        return ""
    staff = session.get(Staff, user.staff_id) if user.staff_id else None
    return staff.name if staff else user.username


def may_confirm(actor: Actor, row: Waiting) -> bool:
    """Whether this person is the second one: a principal who neither asked for the role nor receives it."""
    return Role.PRINCIPAL in actor.roles and actor.user_id not in (row.asked_by_id, row.user_id)


def confirm(session: ClosedSession, grant_id: int, actor: Actor) -> None:
    """Let a counselor's role take effect, as its second person; from then on the person reads counseling."""
    row = _waiting_grant(session, grant_id, actor)
    if Role.PRINCIPAL not in actor.roles:
        raise AccountRefused(NOT_PRINCIPAL)
    if actor.user_id in (row.granted_by_id, row.user_id):
        raise AccountRefused(NOT_SECOND)
    row.confirmed_by_id, row.confirmed_at = actor.user_id, clock.now()
    # A session opened before must not grow a new room unnoticed.
    sessions.end_all(session, row.user_id, "role-change")
    record(session, Entry(AuditAction.GRANT, "UserRole", row.id, fields="confirmed_by_id"), by=actor)


def refuse(session: ClosedSession, grant_id: int, actor: Actor, reason: str) -> None:
    """Turn a waiting role down; it is archived with the reason in the log."""
    row = _waiting_grant(session, grant_id, actor)
    if Role.PRINCIPAL not in actor.roles:
        raise AccountRefused(NOT_PRINCIPAL)
    row.archived_at = clock.now()
    record(session, Entry(AuditAction.GRANT, "UserRole", row.id, reason=reason, result="refused"), by=actor)


def end_role(session: ClosedSession, grant_id: int, by: Actor) -> None:
    """Take a role back."""
    row = session.get_one(UserRole, grant_id)
    if row.archived_at is None:
        row.archived_at = clock.now()
        record(session, Entry(AuditAction.GRANT, "UserRole", row.id, fields="archived_at"), by=by)


def _waiting_grant(session: ClosedSession, grant_id: int, actor: Actor) -> UserRole:
    row = session.get(UserRole, grant_id)
    is_waiting = row is not None and row.confirmed_by_id is None and row.archived_at is None
    if row is None or not is_waiting or not (row.for_all_schools or row.school_id == actor.school_id):
        raise AccountRefused(NOT_WAITING)
    return row


def reset_password(session: ClosedSession, user_id: int, by: Actor | None = None, password: str = "") -> str:
    """Give the account a one-time password (or the one given), end its sessions; shown to the caller only once.

    A counselor's role then waits for its second person again: whoever holds the new password would
    otherwise hold the counseling room with it.
    """
    user = session.get_one(User, user_id)
    given = password or passwords.one_time()
    if password:
        _refuse_weak(given, (user.username,))
    user.password_hash, user.must_change_password = passwords.hash_of(given), True
    user.password_set_at, user.password_until = clock.now(), clock.now() + RESET_GOOD_FOR
    sessions.end_all(session, user.id, "password-reset")
    confirmed = select(UserRole).where(UserRole.user_id == user.id, UserRole.confirmed_by_id.is_not(None))
    for row in session.scalars(confirmed):
        row.confirmed_by_id = row.confirmed_at = None
        row.granted_by_id = by.user_id if by else None
    record(session, Entry(AuditAction.PASSWORD, "User", user.id), by=by)
    return given


def change_password(
    session: ClosedSession, actor: Actor, old: str, new: str, *, keep_session: int, least_classes: int = 1
) -> None:
    """A person's own new password; his other sessions end."""
    user = session.get_one(User, actor.user_id)
    if not passwords.is_right(old, user.password_hash):
        raise AccountRefused(WRONG_PASSWORD)
    if old == new:
        raise AccountRefused(SAME_PASSWORD)
    own_words = user.username, actor.name, *_school_words(session, actor.school_id), *_phones(session, user)
    _refuse_weak(new, own_words, least_classes)
    user.password_hash, user.must_change_password = passwords.hash_of(new), False
    user.password_set_at, user.password_until = clock.now(), None
    sessions.end_all(session, user.id, "password-change", but=keep_session)
    record(session, Entry(AuditAction.PASSWORD, "User", user.id), by=actor)


def find_staff(session: ClosedSession, school_id: int, name: str, staff_no: str = "") -> int | None:
    """The only standing member of staff of this name (and number); None without one, AccountRefused with several."""
    found = select(Staff.id).where(
        Staff.school_id == school_id, Staff.name == name, Staff.archived_at.is_(None)
    )
    if staff_no:
        found = found.where(Staff.staff_no == staff_no)
    ids = session.scalars(found).all()
    if len(ids) > 1 or (staff_no and not ids):
        raise AccountRefused(UNKNOWN_STAFF)
    return ids[0] if ids else None


def add_staff(session: ClosedSession, school_id: int, name: str, phone: str) -> int:
    """Enter somebody of the school's office into the staff list. Raises Invalid like a form would."""
    row = Staff(school_id=school_id, name=name, phone=phone, category=StaffCategory.ADMINISTRATION)
    session.add(row)
    session.flush()
    return row.id


def user_named(session: ClosedSession, username: str) -> User | None:
    """The standing account of this username, however it is written."""
    named = select(User).where(User.username == username.strip().lower(), User.archived_at.is_(None))
    return session.scalar(named)


def actor_with_password(session: ClosedSession, username: str, password: str, school_id: int) -> Actor | None:
    """The person at the school, when name and password are right and the account is open."""
    user = user_named(session, username)
    kept = user.password_hash if user is not None and user.is_open(clock.today()) else None
    is_right = passwords.is_right(password, kept)
    return actor_for(session, user, school_id) if is_right and user is not None else None


def school_coded(session: ClosedSession, code: str, *, or_central: bool = False) -> SchoolChoice | None:
    """The school of this code; without a code the only one there is, or the only central one where that will do."""
    standing = select(School.id, School.name).where(School.archived_at.is_(None))
    if code:
        return _only(session, standing.where(School.code == code))
    central = standing.where(School.kind == SchoolKind.CENTRAL)
    return _only(session, standing) or (_only(session, central) if or_central else None)


def _only(session: ClosedSession, found: Select[int, str]) -> SchoolChoice | None:
    rows = session.execute(found.limit(2)).all()
    return SchoolChoice(*rows[0]) if len(rows) == 1 else None


def _school_words(session: ClosedSession, school_id: int) -> Iterable[str]:
    name = session.scalar(select(School.name).where(School.id == school_id))
    return (name,) if name else ()


def _phones(session: ClosedSession, user: User) -> Iterable[str]:
    phone = session.scalar(select(Staff.phone).where(Staff.id == user.staff_id)) if user.staff_id else None
    return (phone,) if phone else ()


def _refuse_weak(password: str, context: Iterable[str], least_classes: int = 1) -> None:
    context = (*context, *(role.label.zh for role in Role))
    problem = passwords.problem_with(
        password, [word for word in context if word], least_classes=least_classes
    )
    if problem:
        raise AccountRefused(problem)
