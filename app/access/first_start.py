"""The first start of an installation: a one-time code opens it, then come the school, its term and the first two people."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import exists, select

from app import clock
from app.access import accounts
from app.access.accounts import AccountRefused, NewAccount
from app.access.vocabulary import Label, Role
from app.database import ClosedSession
from app.models.school.school import School, SchoolKind
from app.models.school.school_year import SchoolYear
from app.models.school.term import Term, TermHalf
from app.models.school.user import User

_CODE_FILE = "setup-code.sha256"
#: 26 letters of 5 bits: 130 bits, without look-alikes.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LETTERS = 26
#: Minutes after which the printed code is worth nothing; a restart prints another.
CODE_MINUTES = 30

SAME_PERSON = Label(
    "系统管理员和校长必须是两个人，账号和姓名都不能相同：授权心理辅导教师要由另一人确认。",
    "The administrator and the principal must be two people: one confirms what the other grants.",
)


@dataclass(frozen=True, slots=True)
class FirstTerm:
    """The school's first term; the school year round it follows from its days."""

    label: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class NewSchool:
    """A school with its first term."""

    name: str
    kind: SchoolKind
    township: str
    code: str
    term: FirstTerm


@dataclass(frozen=True, slots=True)
class Person:
    """One of the first two people; they are the first of the staff list too."""

    name: str
    phone: str
    username: str
    password: str


def is_needed(session: ClosedSession) -> bool:
    """Whether nobody has an account yet."""
    return not session.scalar(select(exists().where(User.id.is_not(None))))


def new_code(instance_dir: Path) -> str:
    """A new one-time code, to be printed on the console; only its hash is kept, where only its owner reads."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LETTERS))
    path = instance_dir / _CODE_FILE
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(_digest(letters))
    return "-".join(letters[start : start + 5] for start in range(0, _CODE_LETTERS, 5))


def is_right_code(instance_dir: Path, typed: str) -> bool:
    """Whether this is the code printed last, and not older than half an hour."""
    path = instance_dir / _CODE_FILE
    try:
        kept, written = path.read_text(encoding="ascii"), path.stat().st_mtime
    except FileNotFoundError:
        return False
    is_new = clock.now().timestamp() - written <= CODE_MINUTES * 60
    return is_new and hmac.compare_digest(kept, _digest(typed))


def forget_code(instance_dir: Path) -> None:
    """The code has been used."""
    (instance_dir / _CODE_FILE).unlink(missing_ok=True)


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def open_school(session: ClosedSession, new: NewSchool) -> int:
    """The school, the year and the current term; gives the school's id. Raises Invalid like a form would."""
    school = School(name=new.name, kind=new.kind, township=new.township or None, code=new.code)
    session.add(school)
    session.flush()
    starts_on, ends_on = year_round(new.term.starts_on)
    first, last = min(starts_on, new.term.starts_on), max(ends_on, new.term.ends_on)
    year = SchoolYear(
        school_id=school.id, label=f"{starts_on.year}-{ends_on.year}", starts_on=first, ends_on=last
    )
    session.add(year)
    session.flush()
    term = Term(
        school_id=school.id,
        school_year_id=year.id,
        half=half_of(new.term.starts_on),
        label=new.term.label,
        starts_on=new.term.starts_on,
        ends_on=new.term.ends_on,
        is_current=True,
    )
    session.add(term)
    session.flush()
    return school.id


def open_installation(session: ClosedSession, new: NewSchool, admin: Person, principal: Person) -> int:
    """The school with its administrator and its principal, in one go; gives the administrator's user id."""
    same = admin.username.strip().lower() == principal.username.strip().lower()
    if same or "".join(admin.name.split()) == "".join(principal.name.split()):
        raise AccountRefused(SAME_PERSON)
    school_id = open_school(session, new)
    admin_id = _open_account(session, admin, school_id, Role.IT_ADMIN)
    _open_account(session, principal, school_id, Role.PRINCIPAL)
    return admin_id


def _open_account(session: ClosedSession, person: Person, school_id: int, role: Role) -> int:
    new = NewAccount(
        username=person.username,
        staff_id=accounts.add_staff(session, school_id, person.name, person.phone),
        school_id=school_id,
        roles=(role,),
        password=person.password,
        # The administrator types the principal's first password; the principal then chooses his own.
        must_change=role is not Role.IT_ADMIN,
    )
    return accounts.open_account(session, new)[0]


def year_round(day: dt.date) -> tuple[dt.date, dt.date]:
    """The school year, August to July, that holds the day; teachers come back in August."""
    first = day.year if day.month >= 8 else day.year - 1
    return dt.date(first, 8, 1), dt.date(first + 1, 7, 31)


def half_of(day: dt.date) -> TermHalf:
    """The autumn term is the first of the year."""
    return TermHalf.FIRST if day.month >= 8 or day.month == 1 else TermHalf.SECOND


def likely_term(today: dt.date) -> FirstTerm:
    """The term a school is in, or about to begin: what the form is filled in with."""
    year = today.year if today.month >= 7 else today.year - 1
    if today.month >= 7 or today.month == 1:
        return FirstTerm(f"{year}-{year + 1}学年度第一学期", dt.date(year, 9, 1), dt.date(year + 1, 1, 20))
    return FirstTerm(f"{year}-{year + 1}学年度第二学期", dt.date(year + 1, 2, 17), dt.date(year + 1, 7, 5))
