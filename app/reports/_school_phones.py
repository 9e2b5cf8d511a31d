"""The numbers that a contact card gives out: the family phone lines, and the teachers of each class."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.access.grants import allowed, readable_columns
from app.access.guard import Actor
from app.access.vocabulary import Action, Mask
from app.figures._conditions import in_force, standing
from app.models.school.contact_channel import ChannelKind, ContactChannel
from app.models.school.staff import Staff
from app.models.school.teaching_assignment import TeachingAssignment, TeachingRole
from app.standards.as_of import AsOf

_LINES = (ChannelKind.FAMILY_PHONE, ChannelKind.FAMILY_VIDEO, ChannelKind.FAMILY_LINE, ChannelKind.HELP_LINE)


@dataclass(frozen=True, slots=True)
class Phones:
    """For one class: "亲情电话 0999-…", "马秀英 100…", "语文 张三 100…；…"; empty where nothing is on record."""

    lines: str = ""
    homeroom: str = ""
    teachers: str = ""


@dataclass(frozen=True, slots=True)
class ClassPhones:
    """Of all classes; the lines of the whole school belong to each."""

    school: str
    by_class: dict[int, Phones]

    def of_class(self, class_id: int | None) -> Phones:
        own = self.by_class.get(class_id or 0, Phones())
        lines = "；".join(filter(None, (own.lines, self.school)))
        return Phones(lines, own.homeroom, own.teachers)


def class_phones(session: Any, actor: Actor, at: AsOf) -> ClassPhones:
    """Public lines and the teachers of the day; numbers only where the person's roles read them."""
    lines, teachers = _lines(session, at), _teachers(session, actor, at)
    made = {
        key: Phones(
            "；".join(lines.get(key, ())),
            "；".join(teachers[key, TeachingRole.HOMEROOM]),
            "；".join(teachers[key, TeachingRole.SUBJECT]),
        )
        for key in {*lines, *(key for key, _role in teachers)}
        if key is not None
    }
    return ClassPhones("；".join(lines.get(None, ())), made)


def _lines(session: Any, at: AsOf) -> dict[int | None, list[str]]:
    found = select(ContactChannel.school_class_id, ContactChannel.kind, ContactChannel.number).where(
        *standing(ContactChannel, at), ContactChannel.is_public.is_(True), ContactChannel.kind.in_(_LINES)
    )
    made: dict[int | None, list[str]] = defaultdict(list)
    for key, kind, number in session.execute(found.order_by(ContactChannel.id)):
        made[key].append(f"{kind.label.zh} {number}")
    return made


def _teachers(session: Any, actor: Actor, at: AsOf) -> dict[tuple[int, TeachingRole], list[str]]:
    sees = "phone" in readable_columns(actor.roles, Staff)
    whole = allowed(actor.roles, Staff, Action.SEE_FULL)
    duty = TeachingAssignment
    found = (
        select(duty.school_class_id, duty.role, duty.subject, Staff.name, Staff.phone)
        .join(Staff, Staff.id == duty.staff_id)
        .where(in_force(duty, at))
        .order_by(duty.starts_on, duty.id)
    )
    made: dict[tuple[int, TeachingRole], list[str]] = defaultdict(list)
    for key, role, subject, name, phone in session.execute(found):
        shown = (phone if whole else Mask.PHONE.apply(phone)) if sees else ""
        made[key, role].append(" ".join(filter(None, (subject, name, shown))))
    return made
