"""What the home pages of the office and the principal count, and the children behind each gap."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select

from app import clock
from app.access.guard import Actor
from app.figures import guardianship
from app.models.care.contact_record import ContactRecord, Parties
from app.models.care.mentoring import Mentoring
from app.models.people.student import Student, StudentStatus
from app.models.people.student_caregiver import GuardRole, StudentCaregiver
from app.models.school.school_class import SchoolClass
from app.models.school.term import Term
from app.pages.my_children import holds_today, registered_now

SILENT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Gap:
    """Children for whom something is missing; `slug` is the address of their list."""

    slug: str
    label: Any
    advice: Any


GAPS = {
    gap.slug: gap
    for gap in (
        Gap("unguarded", _l("无人监护"), _l("最要紧的名单：请校长安排人当天上门，并落实监护人。")),
        Gap("without-mentor", _l("没有帮扶教师"), _l("请在“结对帮扶”里为他们安排帮扶人。")),
        Gap("silent", _l("30 天没有联系"), _l("请提醒帮扶教师和班主任尽快联系。")),
        Gap("without-guardian", _l("没有登记现监护人"), _l("请在“亲属监护关系”里登记现监护人和电话。")),
        Gap("without-id", _l("没有身份证号"), _l("请对照户口簿补登；没有证件的可以先空着。")),
        Gap("without-class", _l("没有编班"), _l("请在“在班记录”里编班。")),
    )
}


def current_term(session: Any) -> Term | None:
    """The working school's current term."""
    return session.scalar(select(Term).where(Term.is_current, Term.archived_at.is_(None)))


def enrolled() -> ColumnElement[bool]:
    """Pupils who are at the school now."""
    return Student.archived_at.is_(None) & (Student.status == StudentStatus.ENROLLED)


def in_gap(slug: str, actor: Actor) -> ColumnElement[bool]:
    """The condition of one gap over Student; KeyError for an unknown one."""
    registered = Student.id.in_(registered_now())
    conditions = {
        "unguarded": guardianship.unguarded(registered_now(), actor.today),
        "without-mentor": registered
        & Student.id.not_in(select(Mentoring.student_id).where(holds_today(Mentoring, actor.today))),
        "silent": registered & Student.id.not_in(_contacted(actor)),
        "without-guardian": registered & Student.id.not_in(_guarded(actor)),
        "without-id": Student.id_card_no.is_(None),
        "without-class": Student.school_class_id.is_(None),
    }
    return enrolled() & conditions[slug]


def _contacted(actor: Actor) -> Any:
    first = actor.today - dt.timedelta(days=SILENT_DAYS)
    since = clock.from_china(dt.datetime.combine(first, dt.time()))
    return select(ContactRecord.student_id).where(
        ContactRecord.happened_at >= since,
        ContactRecord.reached,
        ContactRecord.parties != Parties.CHILD_PARENT,
        ContactRecord.archived_at.is_(None),
    )


def _guarded(actor: Actor) -> Any:
    return select(StudentCaregiver.student_id).where(
        StudentCaregiver.guard_role == GuardRole.CURRENT,
        StudentCaregiver.archived_at.is_(None),
        StudentCaregiver.valid_to.is_(None) | (StudentCaregiver.valid_to >= actor.today),
    )


def how_many(session: Any, condition: ColumnElement[bool]) -> int:
    """How many pupils fulfil the condition."""
    return int(session.scalar(select(func.count(Student.id)).where(condition)))


def children_in(session: Any, slug: str, actor: Actor) -> list[Any]:
    """(id, name, class) of the children of a gap, by class and name."""
    found = (
        select(Student.id, Student.name, SchoolClass.label)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(in_gap(slug, actor))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    return list(session.execute(found.limit(500)))


def contacts_since(session: Any, day: dt.date) -> int:
    """Contacts of the staff since the day, those nobody answered left out."""
    since = clock.from_china(dt.datetime.combine(day, dt.time()))
    counted = select(func.count(ContactRecord.id)).where(
        ContactRecord.happened_at >= since, ContactRecord.reached, ContactRecord.archived_at.is_(None)
    )
    return int(session.scalar(counted))
