"""Writes that must be refused at the session, whatever a page would have let through, and sealed texts that must stay so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app import clock
from app.access import sealing
from app.access.actors import actor_for
from app.access.guard import bind, system_session
from app.access.vocabulary import Role
from app.database import Refused
from app.extensions import db
from app.models.care.contact_record import Channel, ContactRecord, Parties
from app.models.counseling.counseling_case import CounselingCase
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.user import User
from app.models.school.user_role import UserRole
from tests.proofs.conftest import Place


def _record(place: Place, child: int) -> ContactRecord:
    me = place.world.people["homeroom"]
    return ContactRecord(
        student_id=child,
        staff_id=me.staff_id,
        parties=Parties.STAFF_CHILD,
        channel=Channel.IN_PERSON,
        happened_at=clock.now(),
        content="x",
    )


def _own_child(place: Place) -> int:
    return min(place.oracle("homeroom").class_children)


def _foreign_child(place: Place) -> int:
    return max(place.rows["Student"].keys() - place.oracle("homeroom").class_children)


def colleagues_record(place: Place, session: Any) -> None:
    """Change what a colleague wrote about an own child."""
    me = place.world.people["homeroom"].staff_id
    found = select(ContactRecord).where(ContactRecord.staff_id != me, ContactRecord.archived_at.is_(None))
    session.scalars(found).first().content = "改写"


def foreign_link(place: Place, session: Any) -> None:
    """Write a record of one's own about a child out of reach."""
    session.add(_record(place, _foreign_child(place)))


def ungranted_verb(place: Place, session: Any) -> None:
    year = session.scalars(select(SchoolClass.school_year_id)).first()
    session.add(SchoolClass(school_year_id=year, grade=6, number=29))


def column_beyond(place: Place, session: Any) -> None:
    """Change a column of an own row that is more sensitive than what one may type."""
    found = select(Student).where(Student.id == _own_child(place))
    session.scalars(found).one().id_card_no = None


def honest(place: Place, session: Any) -> None:
    session.add(_record(place, _own_child(place)))


ATTACKS: tuple[Callable[[Place, Any], None], ...] = (colleagues_record, foreign_link, ungranted_verb)


def is_refused(place: Place, attack: Callable[[Place, Any], None]) -> bool:
    """Whether the homeroom teacher's session refuses the write."""
    with place.app.app_context():
        bind(db.session, place.world.people["homeroom"].actor)
        try:
            attack(place, db.session)
            db.session.commit()
        except Refused:
            return True
        finally:
            db.session.rollback()
            db.session.remove()
    return False


def sealed_stay_sealed(place: Place, name: str) -> bool:
    """Whether the person's session cannot open a sealed text even with its bytes in hand."""
    with place.app.app_context():
        with system_session("bytes of a sealed text", reads_only=True) as session:
            issue = CounselingCase.__table__.c.issue
            sealed = (
                session.connection().exec_driver_sql(f"SELECT {issue.name} FROM {issue.table.name}").scalar()
            )
        bind(db.session, place.world.people[name].actor)
        try:
            sealing.unseal(bytes(sealed), "counseling_cases.issue")
        except sealing.SealedRefusal:
            return True
        finally:
            db.session.remove()
    return False


def unconfirmed_counselor_is_none(place: Place) -> bool:
    """Whether a counselor's role without its second person gives nothing."""
    with place.app.app_context(), system_session("a role nobody confirmed") as session:
        user = session.get(User, place.world.people["it-admin"].user_id)
        session.add(
            UserRole(user_id=user.id, role=Role.COUNSELOR, school_id=user.school_id, granted_by_id=user.id)
        )
        session.flush()
        roles = actor_for(session, user, user.school_id).roles
        session.rollback()
    return Role.COUNSELOR not in roles
