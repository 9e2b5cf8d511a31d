"""Second factors: the code of a phone (TOTP) or one of ten on paper, each good for one sign-in (security I-05).

A code counts when its step is later than the last one used; that is asked and noted by one UPDATE, so of twenty
people who send the same code at the same moment one comes in.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

import pyotp
from sqlalchemy import Select, select, update

from app import clock
from app.access import sessions
from app.access.accounts import AccountRefused, shown_name
from app.access.actors import grants_of
from app.access.audit import Entry, record
from app.access.guard import Actor
from app.access.vocabulary import Label, Role
from app.database import ClosedSession
from app.models.school.user import User
from app.models.system.audit_log import AuditAction
from app.models.system.recovery_code import RecoveryCode
from app.models.system.second_factor import SecondFactor

#: What an authenticator app shows above the code.
ISSUER = "守望"
STEP_SECONDS = 30
CODES = 10
#: 26 letters of 5 bits: 130 bits, without look-alikes.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LETTERS = 26
#: Clocks of phones go wrong by less than half a minute.
_STEPS_AROUND = (0, -1, 1)

WRONG_CODE = Label(
    "动态口令不对或已经用过，请等手机上出现新的 6 位数字再输入。手机时间不准也会出错，请打开“自动设置时间”。",
    "Wrong or used code; wait for the next six digits. Check that the phone sets its time by itself.",
)
NOT_SECOND = Label(
    "动态口令由另一人重设：校长的由系统管理员重设，其他人的由校长重设。请当面核对本人。",
    "Another person resets it: the administrator for a principal, a principal for everybody else.",
)
NOTHING_TO_RESET = Label("这个账号没有绑定动态口令。", "This account has no second factor.")


@dataclass(frozen=True, slots=True)
class Reset:
    """A second factor that was taken away since the person signed in last."""

    at: dt.datetime
    by: str


def new_secret() -> str:
    """160 random bits, as an authenticator app takes them."""
    return pyotp.random_base32(32)


def address_of(secret: str, username: str) -> str:
    """The otpauth address that stands in the QR."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER))


def step_of(secret: str, code: str) -> int | None:
    """The step of 30 seconds to which the code belongs, at most one away from now; None for a wrong code."""
    now = int(clock.now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (now + around for around in _STEPS_AROUND):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode("utf-8", "replace")):
            return step
    return None


def has_one(session: ClosedSession, user_id: int) -> bool:
    """Whether the account is asked for a code."""
    return _standing(session, user_id) is not None


def holders(session: ClosedSession) -> frozenset[int]:
    """The accounts that are asked for a code."""
    return frozenset(session.scalars(select(SecondFactor.user_id).where(SecondFactor.archived_at.is_(None))))


def enrol(
    session: ClosedSession, actor: Actor, secret: str, code: str, *, keep_session: int
) -> tuple[str, ...]:
    """Bind the phone that shows this code; gives the ten recovery codes. AccountRefused for a wrong code.

    Other sessions of the person end: whoever was signed in there has shown no phone.
    """
    step = step_of(secret, plain(code))
    if step is None:
        raise AccountRefused(WRONG_CODE)
    user = session.get_one(User, actor.user_id)
    session.add(SecondFactor(school_id=user.school_id, user_id=user.id, secret=secret, last_step=step))
    session.flush()
    sessions.end_all(session, user.id, "second-factor", but=keep_session)
    record(session, Entry(AuditAction.PASSWORD, "SecondFactor", user.id, fields="enrolled"), by=actor)
    return new_codes(session, actor)


def new_codes(session: ClosedSession, actor: Actor) -> tuple[str, ...]:
    """Ten new recovery codes; those before are worth nothing."""
    user = session.get_one(User, actor.user_id)
    _archive_codes(session, user.id)
    codes = tuple("".join(secrets.choice(_LETTERS) for _ in range(_CODE_LETTERS)) for _ in range(CODES))
    for code in codes:
        session.add(RecoveryCode(school_id=user.school_id, user_id=user.id, code_hash=_digest(code)))
    record(session, Entry(AuditAction.PASSWORD, "RecoveryCode", user.id, fields="made"), by=actor)
    return tuple("-".join(code[start : start + 5] for start in range(0, _CODE_LETTERS, 5)) for code in codes)


def codes_left(session: ClosedSession, user_id: int) -> int:
    """How many recovery codes are still good."""
    return len(session.scalars(select(RecoveryCode.id).where(*_unused(user_id))).all())


def accept(session: ClosedSession, user_id: int, typed: str) -> bool:
    """Whether this is a good code of the account, of the phone or on paper; from then on it is used."""
    code = plain(typed)
    return (
        _accept_step(session, user_id, code)
        if len(code) < _CODE_LETTERS
        else _accept_paper(session, user_id, code)
    )


def plain(typed: str) -> str:
    """A code as people type it, without blanks and hyphens."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def _accept_step(session: ClosedSession, user_id: int, code: str) -> bool:
    factor = _standing(session, user_id)
    step = step_of(factor.secret, code) if factor is not None and factor.secret else None
    if factor is None or step is None:
        return False
    unused = SecondFactor.id == factor.id, SecondFactor.last_step < step
    return _rows(session, update(SecondFactor).where(*unused).values(last_step=step)) == 1


def _accept_paper(session: ClosedSession, user_id: int, code: str) -> bool:
    fits = RecoveryCode.code_hash == _digest(code)
    return (
        _rows(session, update(RecoveryCode).where(*_unused(user_id), fits).values(used_at=clock.now())) == 1
    )


def _rows(session: ClosedSession, statement: Any) -> int:
    changed: Any = session.execute(statement.execution_options(synchronize_session=False))
    return int(changed.rowcount)


def may_reset(session: ClosedSession, actor: Actor, user_id: int) -> bool:
    """Whether this person is the second one for that account."""
    if actor.user_id == user_id:
        return False
    is_principal = any(grant.role is Role.PRINCIPAL for grant in grants_of(session, user_id))
    return (Role.IT_ADMIN if is_principal else Role.PRINCIPAL) in actor.roles


def reset(session: ClosedSession, user_id: int, by: Actor | None) -> None:
    """Take a lost phone's secret and the codes away; the person binds a new one at his next sign-in.

    `by` is the second person; None only for the console, which the log says. Raises AccountRefused.
    """
    factor = _standing(session, user_id)
    if by is not None and not may_reset(session, by, user_id):
        raise AccountRefused(NOT_SECOND)
    if factor is None:
        raise AccountRefused(NOTHING_TO_RESET)
    factor.secret, factor.archived_at = None, clock.now()
    factor.reset_by_id = by.user_id if by else None
    _archive_codes(session, user_id)
    sessions.end_all(session, user_id, "second-factor")
    reason = "" if by else "console, without a second person"
    record(
        session, Entry(AuditAction.PASSWORD, "SecondFactor", user_id, fields="reset", reason=reason), by=by
    )


def resets_untold(session: ClosedSession, user_id: int) -> tuple[Reset, ...]:
    """What was taken away and not told yet: the person hears of it, in case he did not ask for it."""
    return tuple(
        Reset(row.archived_at or row.updated_at, _name_of(session, row.reset_by_id))
        for row in session.scalars(_untold(user_id))
    )


def note_told(session: ClosedSession, user_id: int) -> None:
    """The person has been told of every reset."""
    for row in session.scalars(_untold(user_id)):
        row.told_at = clock.now()


def _untold(user_id: int) -> Select[SecondFactor]:
    gone = SecondFactor.archived_at.is_not(None), SecondFactor.told_at.is_(None)
    return select(SecondFactor).where(SecondFactor.user_id == user_id, *gone).order_by(SecondFactor.id)


def _name_of(session: ClosedSession, user_id: int | None) -> str:
    return shown_name(session, session.get(User, user_id) if user_id else None)


def _standing(session: ClosedSession, user_id: int) -> SecondFactor | None:
    mine = select(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.archived_at.is_(None))
    found: SecondFactor | None = session.scalar(mine)
    return found


def _unused(user_id: int) -> tuple[Any, ...]:
    return (
        RecoveryCode.user_id == user_id,
        RecoveryCode.used_at.is_(None),
        RecoveryCode.archived_at.is_(None),
    )


def _archive_codes(session: ClosedSession, user_id: int) -> None:
    _rows(session, update(RecoveryCode).where(*_unused(user_id)).values(archived_at=clock.now()))


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
