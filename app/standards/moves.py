"""What hangs on a child who moves: what the act of leaving ends by itself, and what somebody has to see to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select

from app.access.grants import readable_columns
from app.access.guard import actor_of
from app.access.vocabulary import Chapter, Label
from app.models._base import Entity, all_entities, facts_of
from app.models.care.mentoring import Mentoring
from app.models.care.peer_pairing import PeerPairing
from app.models.people.enrollment import Enrollment
from app.models.people.hand_over import Direction, HandOver
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.school.term import Term

#: A row of a child is open while one of these columns is empty.
_ENDS = ("ends_on", "returned_on", "closed_on")
#: Ended by `access/departures.py` in the same act.
_BY_ITSELF = (Enrollment, Mentoring, PeerPairing)


@dataclass(frozen=True, slots=True)
class Open:
    """Rows of one kind that are still open for the child, and the table where they are."""

    label: Label
    count: int
    table: str
    ends_by_itself: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A hand-over as a list shows it."""

    id: int
    student_id: int
    child: str
    class_label: str
    direction: Direction
    day: Any
    reason: Label
    other_school: str
    handled_by: str


def open_matters(session: Any, student_id: int) -> tuple[Open, ...]:
    """Everything of the child that is open, as far as the session sees it; nothing of the counseling room."""
    found = []
    for entity in all_entities():
        column = _end_of(entity)
        if column is None or column not in readable_columns(actor_of(session).roles, entity):
            continue
        table: Any = entity
        open_rows = select(func.count(table.id)).where(
            table.student_id == student_id, getattr(table, column).is_(None), table.archived_at.is_(None)
        )
        count = session.scalar(open_rows) or 0
        if count:
            name = entity.__tablename__.replace("_", "-")
            found.append(Open(entity.spec.label, count, name, entity in _BY_ITSELF))
    return tuple(sorted(found, key=lambda each: not each.ends_by_itself))


def _end_of(entity: type[Entity]) -> str | None:
    """The column that ends a row of this kind of child's rows."""
    spec = entity.spec
    if spec.chapter is Chapter.COUNSELING or (spec.reach.to, spec.reach.column) != ("child", "student_id"):
        return None
    return next((name for name in _ENDS if name in facts_of(entity)), None)


def moves_of(session: Any, term: Term) -> list[Move]:
    """The children who left and came in the term, newest first, with the class of that day."""
    is_then = and_(
        Enrollment.student_id == HandOver.student_id,
        Enrollment.starts_on <= HandOver.handed_on,
        or_(Enrollment.ends_on.is_(None), Enrollment.ends_on >= HandOver.handed_on),
        Enrollment.archived_at.is_(None),
    )
    columns = (
        HandOver.id, HandOver.student_id, Student.name, SchoolClass.label, HandOver.direction,
        HandOver.handed_on, HandOver.reason, HandOver.other_school, Staff.name,
    )  # fmt: skip
    found = (
        select(*columns)
        .join(Student, Student.id == HandOver.student_id)
        .outerjoin(Enrollment, is_then)
        .outerjoin(SchoolClass, SchoolClass.id == Enrollment.school_class_id)
        .outerjoin(Staff, Staff.id == HandOver.handled_by_id)
        .where(
            HandOver.handed_on.between(term.starts_on, term.ends_on),
            HandOver.archived_at.is_(None),
        )
        .order_by(HandOver.handed_on.desc(), HandOver.id.desc())
    )
    return [
        Move(key, student, child, label or "", direction, day, reason.label, school or "", staff or "")
        for key, student, child, label, direction, day, reason, school, staff in session.execute(found)
    ]
