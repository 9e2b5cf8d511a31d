"""Synthetic people for a scratch database: one account for each role, a child, and counseling text of its own."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field

from app import clock
from app.access import passwords
from app.access.vocabulary import Role
from app.database import ClosedSession
from app.models.counseling.counseling_case import CaseSource, CounselingCase
from app.models.people.id_numbers import Gender, check_digit
from app.models.people.student import Student
from app.models.school.school import School, SchoolKind
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from app.models.school.staff import Staff, StaffCategory
from app.models.school.term import Term, TermHalf
from app.models.school.user import User
from app.models.school.user_role import UserRole


@dataclass(slots=True)
class Planted:
    """Who may sign in (role -> login name), and the texts that betray a leak."""

    password: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    logins: dict[Role, str] = field(default_factory=dict)
    child: str = field(default_factory=lambda: f"自检{secrets.token_hex(6)}")
    counseling: str = field(default_factory=lambda: f"canary{secrets.token_hex(12)}")
    id_number: str = ""


def plant(session: ClosedSession) -> Planted:
    """Fill an empty scratch database: the accounts' school, and another one where the child is."""
    made = Planted()
    own, other = _school(session, "一"), _school(session, "二")
    confirmer = _user(session, own, "confirmer", made)
    staff: dict[Role, Staff] = {}
    for role in Role:
        user = _user(session, own, f"selftest-{role.value}", made)
        staff[role] = session.get_one(Staff, user.staff_id)
        seconded = {"confirmed_by_id": confirmer.id, "confirmed_at": clock.now()}
        extra = seconded if role is Role.COUNSELOR else {}
        session.add(UserRole(school_id=own.id, user_id=user.id, role=role, **extra))
        made.logins[role] = user.username
    _child(session, other, made)
    _counseling(session, own, staff[Role.COUNSELOR], made)
    session.flush()
    return made


def _school(session: ClosedSession, number: str) -> School:
    school = School(code=f"SELFTEST{number}", name=f"自检第{number}小学", kind=SchoolKind.COMPLETE)
    session.add(school)
    session.flush()
    today = clock.today()
    first = today.year if today.month >= 8 else today.year - 1
    year = SchoolYear(
        school_id=school.id,
        label=f"{first}-{first + 1}",
        starts_on=dt.date(first, 8, 1),
        ends_on=dt.date(first + 1, 7, 31),
    )
    session.add(year)
    session.flush()
    middle = dt.date(first + 1, 1, 31)
    is_first = today <= middle
    term = Term(
        school_id=school.id,
        school_year_id=year.id,
        label=f"{year.label}自检学期",
        half=TermHalf.FIRST if is_first else TermHalf.SECOND,
        starts_on=year.starts_on if is_first else middle + dt.timedelta(days=1),
        ends_on=middle if is_first else year.ends_on,
        is_current=True,
    )
    session.add_all([term, SchoolClass(school_id=school.id, school_year_id=year.id, grade=3, number=1)])
    session.flush()
    return school


def _user(session: ClosedSession, school: School, login: str, made: Planted) -> User:
    phone = f"100{secrets.randbelow(10**8):08d}"
    person = Staff(school_id=school.id, name=f"自检{login}", category=StaffCategory.TEACHER, phone=phone)
    session.add(person)
    session.flush()
    user = User(
        school_id=school.id,
        username=login,
        staff_id=person.id,
        must_change_password=False,
        password_hash=passwords.hash_of(made.password),
    )
    session.add(user)
    session.flush()
    return user


def _child(session: ClosedSession, school: School, made: Planted) -> Student:
    born = dt.date(2016, 3, 1)
    first = f"999999{born:%Y%m%d}00{1 + secrets.randbelow(4) * 2}"
    made.id_number = first + check_digit(first)
    child = Student(
        school_id=school.id, name=made.child, gender=Gender.MALE, birth_date=born, id_card_no=made.id_number
    )
    session.add(child)
    session.flush()
    return child


def _counseling(session: ClosedSession, school: School, counselor: Staff, made: Planted) -> None:
    """The only place that plants counseling text: what the room is sealed with is its business alone."""
    born = dt.date(2016, 5, 1)
    child = Student(school_id=school.id, name="自检乙", gender=Gender.MALE, birth_date=born)
    session.add(child)
    session.flush()
    session.add(
        CounselingCase(
            school_id=school.id,
            student_id=child.id,
            counselor_id=counselor.id,
            case_no="SELFTEST1",
            opened_on=clock.today(),
            source=CaseSource.CHILD,
            issue=made.counseling,
        )
    )
    session.flush()
