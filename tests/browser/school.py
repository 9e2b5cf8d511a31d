"""The school the browser tests walk through: the sample workbook taken in, an account for each role, a few weeks of work."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.access import accounts, first_start
from app.access.accounts import NewAccount
from app.access.first_start import NewSchool, Person
from app.access.guard import system_session
from app.access.vault import placing
from app.access.vocabulary import Role
from app.demo import room
from app.models.care.mentoring import Mentoring
from app.models.counseling.counseling_case import CaseSource, CounselingCase, Risk
from app.models.counseling.counseling_referral import CounselingReferral
from app.models.counseling.counseling_session import CounselingSession
from app.models.people.student import Student
from app.models.people.student_caregiver import Relation
from app.models.school.school import School, SchoolKind
from app.models.school.staff import Staff
from app.models.school.teaching_assignment import TeachingAssignment
from app.models.school.term import Term
from app.models.school.user import User
from app.models.school.user_role import UserRole
from app.roster.intake import open_intake, take_in
from app.roster.read import read_workbook
from app.roster.target import find_target
from tests import factories as make
from tests import open_vault
from tests.applications import application
from tests.roster.books import SCHOOL_BOOK

NAME = "平安镇中心小学"
PASSWORD = "willow-river-morning"
#: The accounts, besides the administrator's and the principal's.
ROLES = (Role.OFFICE, Role.HOMEROOM, Role.MENTOR, Role.COUNSELOR, Role.TOWNSHIP)
USERNAMES = {Role.IT_ADMIN: "admin", Role.PRINCIPAL: "principal"} | {role: role.value for role in ROLES}


def build(url: str, folder: Path) -> None:
    """Fill the migrated database at `url`; the keys lie in `folder`."""
    with application(url, folder) as app, app.app_context(), system_session("browser school") as session:
        _open(session)
        _take_in_workbook(session)
        _open_accounts(session)
        _write_some_weeks(session)
        session.commit()


def _open(session: Any) -> None:
    term = first_start.likely_term(clock.today())
    school = NewSchool(NAME, SchoolKind.CENTRAL, "平安镇", "001", term)
    admin = Person("温知行", "10055501234", "admin", PASSWORD)
    principal = Person("马菊丽", "10037236514", "principal", PASSWORD)
    first_start.open_installation(session, school, admin, principal)
    session.scalars(select(User).where(User.username == "principal")).one().must_change_password = False


def _take_in_workbook(session: Any) -> None:
    target = find_target(session, session.scalars(select(School.id)).one())
    workbook = read_workbook(SCHOOL_BOOK.read_bytes(), SCHOOL_BOOK.name)
    take_in(session, target, open_intake(session, target.school_id, workbook))


def _open_accounts(session: Any) -> None:
    staff = {Role.HOMEROOM: _a_homeroom_teacher(session), Role.MENTOR: _a_mentor(session)}
    school = session.scalars(select(School)).one()
    for role in ROLES:
        person = staff.get(role) or make.make_staff(session, school).id
        new = NewAccount(
            username=role.value,
            staff_id=person,
            school_id=school.id,
            roles=(role,),
            password=PASSWORD,
            must_change=False,
        )
        accounts.open_account(session, new)
    waiting = session.scalars(select(UserRole).where(UserRole.role == Role.COUNSELOR)).one()
    principal = session.scalars(select(User).where(User.username == "principal")).one()
    accounts.confirm(session, waiting.id, make.actor_for(principal, Role.PRINCIPAL))


def _a_homeroom_teacher(session: Any) -> int:
    """Of those the workbook names, the first who is nobody's mentor."""
    mentors = select(Mentoring.mentor_id)
    found = select(TeachingAssignment.staff_id).where(TeachingAssignment.staff_id.not_in(mentors))
    return int(session.scalars(found.order_by(TeachingAssignment.id)).first() or _any(session))


def _any(session: Any) -> int:
    return int(session.scalars(select(TeachingAssignment.staff_id).order_by(TeachingAssignment.id)).first())


def _a_mentor(session: Any) -> int:
    """A mentor with a usual number of children, who is not the principal."""
    found = (
        select(Mentoring.mentor_id)
        .join(Staff, Staff.id == Mentoring.mentor_id)
        .where(Staff.name != "马菊丽")
        .group_by(Mentoring.mentor_id)
        .order_by(func.count().desc(), Mentoring.mentor_id)
    )
    return int(session.scalars(found).first())


def _write_some_weeks(session: Any) -> None:
    """Contacts of the mentor, and a row each of what else people write."""
    mentor, counselor = _staff_of(session, Role.MENTOR), _staff_of(session, Role.COUNSELOR)
    children = session.scalars(
        select(Student)
        .join(Mentoring, Mentoring.student_id == Student.id)
        .where(Mentoring.mentor_id == mentor.id)
    ).all()
    term = session.scalars(select(Term)).one()
    for number, child in enumerate(children[:-1]):
        for week in range(3):
            moment = clock.now() - dt.timedelta(days=7 * week + 5 * number, hours=2)
            make.make_contact(session, child, mentor, happened_at=moment, minutes=15)
    child, other = children[:2]
    make.make_stage(session, make.make_plan(session, child, term, mentor))
    make.make_guardian_report(session, child, term, mentor)
    make.make_peer_pairing(session, child, other, mentor)
    make.make_caregiver(session, child, Relation.OTHER)
    _open_the_room(session, child, other, mentor, counselor)
    category = make.make_category(session, session.scalars(select(School)).one())
    make.make_special_status(session, child, category, mentor)


def _staff_of(session: Any, role: Role) -> Staff:
    found: Staff = session.scalars(
        select(Staff).join(User, User.staff_id == Staff.id).where(User.username == role.value)
    ).one()
    return found


def _open_the_room(session: Any, child: Student, other: Student, mentor: Staff, counselor: Staff) -> None:
    """The server is a process of its own and has the real vault: so have these rows, under the demo's passphrase."""
    school = counselor.school_id
    placing.use(placing.RealVault())
    try:
        room.make_room(session, counselor)
        with room.opened(session, counselor):
            case = CounselingCase(
                school_id=school, case_no="X1", student_id=child.id, counselor_id=counselor.id,
                opened_on=clock.today(), source=CaseSource.CHILD, risk=Risk.NONE, issue="想念父母，睡不好。",
            )  # fmt: skip
            session.add(case)
            session.flush()
            held = {"school_id": school, "case_id": case.id, "started_at": clock.now(), "minutes": 40}
            session.add(CounselingSession(**held, matter="谈到家里的变化。"))
            session.flush()
        referred = {"student_id": other.id, "referred_by_id": mentor.id, "referred_at": clock.now()}
        session.add(CounselingReferral(school_id=school, reason="近来沉默，不愿与人说话。", **referred))
        session.flush()
    finally:
        placing.use(open_vault.OpenVault())
