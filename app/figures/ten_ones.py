"""The ten ones 十个一：what a school promises each left-behind child once a term, counted from the rows (K13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.access.vocabulary import Label
from app.figures._conditions import contacts, held, in_force, left_behind, since, standing
from app.models.care.contact_record import Channel, ContactRecord
from app.models.care.growth_record import GrowthKind, GrowthRecord
from app.models.care.mentoring import Mentoring
from app.models.care.peer_pairing import PeerPairing
from app.models.events.event import Event, EventKind
from app.models.events.event_student import EventStudent
from app.models.facilities.care_facility import CareFacility, FacilityKind
from app.models.people.student import Student
from app.models.school.contact_channel import ChannelKind, ContactChannel
from app.standards.as_of import AsOf

#: The school's stage: what a child shows there or takes part in counts.
_STAGE = (EventKind.PERFORMANCE, EventKind.SPORTS, EventKind.SPEECH, EventKind.CONTEST)

#: The columns from which the ten follow.
BY = (
    *(CareFacility.kind, CareFacility.set_up_on, ContactChannel.kind, ContactChannel.opened_on),
    *(PeerPairing.starts_on, PeerPairing.ends_on, Mentoring.starts_on, Mentoring.ends_on),
    *(Event.kind, Event.starts_at, EventStudent.student_id, GrowthRecord.kind, GrowthRecord.recorded_on),
    *(ContactRecord.channel, ContactRecord.reached, ContactRecord.happened_at),
)


@dataclass(frozen=True, slots=True)
class One:
    """One of the ten; `due` is 1 where the school does it once, else the number of children."""

    label: Label
    done: int
    due: int

    @property
    def is_kept(self) -> bool:
        return self.done >= self.due


def ten_ones(session: Any, at: AsOf) -> tuple[One, ...]:
    """The ten in the order of their text, for the children and events the person sees."""
    children = left_behind(at)
    whole = int(session.scalar(select(func.count(Student.id)).where(Student.id.in_(children))) or 0)

    def once(zh: str, en: str, entity: Any, *where: ColumnElement[bool]) -> One:
        return One(Label(zh, en), int(session.scalar(select(func.count(entity.id)).where(*where)) or 0), 1)

    def each(zh: str, en: str, entity: Any, *where: ColumnElement[bool]) -> One:
        of_children = (*where, entity.student_id.in_(children))
        counted = select(func.count(entity.student_id.distinct())).where(*of_children)
        return One(Label(zh, en), int(session.scalar(counted) or 0), whole)

    homes = (*since(CareFacility, CareFacility.set_up_on, at), CareFacility.kind == FacilityKind.HOME)
    is_phone = ContactChannel.kind == ChannelKind.FAMILY_PHONE
    phones = (*since(ContactChannel, ContactChannel.opened_on, at), is_phone)
    return (
        once("建一个留守儿童之家", "A home", CareFacility, *homes),
        once("开通一部亲情电话", "A family phone", ContactChannel, *phones),
        each("每人一名同伴帮手", "A peer helper each", PeerPairing, in_force(PeerPairing, at)),
        each("每人一名爱心妈妈（帮扶教师）", "A mentor each", Mentoring, in_force(Mentoring, at)),
        once("听一次专题讲座", "A lecture", Event, *held(at, EventKind.LAW_SAFETY_PSYCH_LECTURE)),
        once("开展一次校外游览", "An excursion", Event, *held(at, EventKind.EXCURSION)),
        each("每人参加一项阳光舞台活动", "A stage item each", EventStudent, *_on_stage(at)),
        each("每人给父母写一封信", "A letter each", ContactRecord, *_letters(at)),
        once("办一次集体生日会", "A birthday party", Event, *held(at, EventKind.BIRTHDAY)),
        each("每人做一件有意义的事", "A deed each", GrowthRecord, *_deeds(at)),
    )


def _on_stage(at: AsOf) -> tuple[ColumnElement[bool], ...]:
    on_stage = select(Event.id).where(*held(at, *_STAGE))
    return (*standing(EventStudent, at), EventStudent.event_id.in_(on_stage))


def _letters(at: AsOf) -> tuple[ColumnElement[bool], ...]:
    return contacts(at, ContactRecord.channel == Channel.LETTER)


def _deeds(at: AsOf) -> tuple[ColumnElement[bool], ...]:
    within = GrowthRecord.recorded_on >= at.starts_on, GrowthRecord.recorded_on <= at.day
    return (*standing(GrowthRecord, at), GrowthRecord.kind == GrowthKind.DEED, *within)
