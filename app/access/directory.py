"""The school's children by name and class only, for the counselor who opens a case for any of them.

A counselor sees the rows of children with a case or referral and of no others; yet a case begins with a
child who has none. Here, and nowhere else, such a child can be named: nothing but name and class leaves
the system session, only for persons who may open cases, and each look is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from app.access.audit import Entry, record_read
from app.access.grants import allowed
from app.access.guard import Actor, system_session
from app.access.vocabulary import Action
from app.database import Refused
from app.models._base import entity_named
from app.models.system.audit_log import AuditAction

#: Children one look shows at most.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Child:
    """A child of the school as the directory names it."""

    id: int
    name: str
    school_class: str


def is_open_to(actor: Actor) -> bool:
    """Whether the person may open counseling cases, and so look children up."""
    return allowed(actor.roles, entity_named("CounselingCase"), Action.CREATE)


def children_named(actor: Actor, text: str) -> list[Child]:
    """At most 20 standing children of the actor's school whose name holds the text; Refused to all others."""
    name: Any = entity_named("Student").name  # type: ignore[attr-defined]
    with _opened(actor) as session:
        found = _children(actor).where(name.contains(text, autoescape=True)).order_by(name).limit(SHOWN)
        children = [Child(row[0], row[1], row[2] or "") for row in session.execute(found)]
        seen = ",".join(str(child.id) for child in children)
    record_read(actor, Entry(AuditAction.READ, "Student", fields=f"directory: {seen}"))
    return children


def name_of(actor: Actor, child_id: int) -> str | None:
    """Name and class of one child of the actor's school, None when there is no such child; Refused to all others."""
    student: Any = entity_named("Student")
    with _opened(actor) as session:
        row = session.execute(_children(actor).where(student.id == child_id)).first()
    return f"{row[1]} {row[2] or ''}".strip() if row else None


def _opened(actor: Actor) -> Any:
    if not is_open_to(actor):
        raise Refused("the directory is for those who open counseling cases")
    return system_session("directory of children for a counselor", reads_only=True)


def _children(actor: Actor) -> Select[Any]:
    student: Any = entity_named("Student")
    school_class: Any = entity_named("SchoolClass")
    columns = select(student.id, student.name, school_class.label).select_from(student)
    joined = columns.outerjoin(school_class, school_class.id == student.school_class_id)
    return joined.where(student.school_id == actor.school_id, student.archived_at.is_(None))
