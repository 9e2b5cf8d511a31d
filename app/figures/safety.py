"""Safety of a term: accidents against the goal of none, families told in time, and legal aid where it is due."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from app.access.vocabulary import Label
from app.figures._conditions import archived_students, enrolled, standing
from app.figures._registry import Conditions, Rows, figure
from app.models.people.enrollment import Enrollment
from app.models.safety._kinds import Addressee, IncidentKind
from app.models.safety.incident import Incident
from app.models.safety.incident_notice import IncidentNotice
from app.models.safety.incident_student import IncidentStudent
from app.models.safety.legal_aid_case import LegalAidCase, PartInCase
from app.models.safety.ride_registration import RideRegistration
from app.models.safety.vehicle import Vehicle
from app.models.school.school_class import SchoolClass
from app.standards.as_of import AsOf

#: What the goal of none means; an illness or a quarrel is no accident.
_ACCIDENTS = (IncidentKind.INJURY, IncidentKind.TRAFFIC, IncidentKind.MISSING)


@figure(
    "incidents",
    Label("突发事件", "Incidents"),
    Label(
        "本学期到统计日学校得知的突发事件，各类合计",
        "Of every kind, known to the school in the term up to the day",
    ),
    9,
    systems=("H01", "H02"),
)
def incidents(_session: Any, at: AsOf) -> Rows:
    return Rows(Incident, _known(at))


@figure(
    "incidents-open",
    Label("未结束的突发事件", "Incidents still open"),
    Label("本学期得知、统计日还没有结束的突发事件", "Known in the term and not closed by the day"),
    9,
)
def incidents_open(_session: Any, at: AsOf) -> Rows:
    runs = or_(Incident.closed_at.is_(None), Incident.closed_at >= at.closes_at)
    return Rows(Incident, (*_known(at), runs))


@figure(
    "accidents",
    Label("意外事故", "Accidents"),
    Label(
        "本学期学校得知的伤害、交通、走失事件数（目标为 0）",
        "Injuries, traffic accidents and missing children of the term (goal: none)",
    ),
    9,
    systems=("H11",),
)
def accidents(_session: Any, at: AsOf) -> Rows:
    return Rows(Incident, (*_known(at), Incident.kind.in_(_ACCIDENTS)))


@figure(
    "offences",
    Label("未成年人涉嫌违法", "Offences of minors"),
    Label(
        "本学期登记的学生涉嫌违法案件数（目标为 0）", "Cases of the term with a pupil as suspect (goal: none)"
    ),
    9,
    systems=("H11",),
)
def offences(_session: Any, at: AsOf) -> Rows:
    return Rows(LegalAidCase, (*_cases(at), LegalAidCase.part == PartInCase.SUSPECT))


@figure(
    "told-in-time",
    Label("突发事件按时告知率", "Told in time"),
    Label(
        "本学期有时限的通知中，在时限内通知到的 ÷ 应通知的",
        "Notices with a limit that reached somebody within it / notices with a limit, of the term",
    ),
    9,
    systems=("H01", "H02"),
    rules=("R80", "R81", "R82a", "R82b", "R83"),
)
def told_in_time(_session: Any, at: AsOf) -> Rows:
    """Open notices whose time is not up yet are owed but not counted."""
    return Rows(IncidentNotice, (*_limited(at), _is_in_time()), _limited(at))


def _limited(at: AsOf) -> Conditions:
    """The notices of the term that had to be given within a limit."""
    row = IncidentNotice
    has_limit = (row.is_owed.is_(True), row.due_at >= at.begins_at, row.due_at < at.closes_at)
    return (*standing(row, at), *has_limit)


def _is_in_time() -> ColumnElement[bool]:
    return IncidentNotice.reached_at <= IncidentNotice.due_at


@dataclass(frozen=True, slots=True)
class Told:
    """The notices of the term to one kind of addressee: those due, and those given in time."""

    addressee: Addressee
    due: int
    in_time: int


def told_by_addressee(session: Any, at: AsOf) -> tuple[Told, ...]:
    """The figure told-in-time by addressee, only where something was due."""
    counted = (
        select(IncidentNotice.addressee, func.count(), func.sum(case((_is_in_time(), 1), else_=0)))
        .where(*_limited(at))
        .group_by(IncidentNotice.addressee)
    )
    found = {who: Told(who, due, int(in_time or 0)) for who, due, in_time in session.execute(counted)}
    return tuple(found[who] for who in Addressee if who in found)


def accidents_by_class(session: Any, at: AsOf) -> dict[str, int]:
    """class -> accidents in which a child of it was involved, as the classes stand on the day; "" for no class."""
    involved = (
        select(IncidentStudent.incident_id, IncidentStudent.student_id)
        .join(Incident, Incident.id == IncidentStudent.incident_id)
        .where(*_known(at), Incident.kind.in_(_ACCIDENTS), IncidentStudent.archived_at.is_(None))
    )
    classes = (
        select(Enrollment.student_id, SchoolClass.label)
        .join(SchoolClass, SchoolClass.id == Enrollment.school_class_id)
        .where(*enrolled(at))
    )
    class_of = dict(session.execute(classes).all())
    pairs = {(incident, class_of.get(child, "")) for incident, child in session.execute(involved)}
    return dict(sorted(Counter(label for _incident, label in pairs).items()))


@figure(
    "legal-aid",
    Label("法律援助率", "Legal aid"),
    Label(
        "本学期符合条件的涉案中，已给予法律援助的 ÷ 全部",
        "Qualifying cases of the term that were aided / all of them",
    ),
    9,
    systems=("H10", "N07"),
)
def legal_aid(_session: Any, at: AsOf) -> Rows:
    """Cases still under way count in the term that sees them, as do those closed in it."""
    due = (*_cases(at), LegalAidCase.is_qualifying.is_(True))
    return Rows(LegalAidCase, (*due, LegalAidCase.is_aided.is_(True)), due)


@figure(
    "riders",
    Label("乘车登记", "Riders"),
    Label("本学期登记了乘车车辆的学生", "Pupils with a vehicle on record for the term"),
    9,
    systems=("H04",),
    rules=("R93",),
)
def riders(_session: Any, at: AsOf) -> Rows:
    """A registration carries the term and no day: it counts in the whole of its term."""
    return Rows(RideRegistration, _rides(at))


@figure(
    "vehicles",
    Label("接送车辆", "Vehicles"),
    Label("本学期有学生登记乘坐的车辆", "Vehicles in which a pupil is registered in the term"),
    9,
    systems=("H04",),
)
def vehicles(_session: Any, at: AsOf) -> Rows:
    used = select(RideRegistration.vehicle_id).where(*_rides(at))
    return Rows(Vehicle, (*standing(Vehicle, at), Vehicle.id.in_(used)))


def _rides(at: AsOf) -> Conditions:
    row = RideRegistration
    return (*standing(row, at), row.term_id == at.term_id, row.student_id.not_in(archived_students()))


def _known(at: AsOf) -> Conditions:
    return (*standing(Incident, at), Incident.known_at >= at.begins_at, Incident.known_at < at.closes_at)


def _cases(at: AsOf) -> Conditions:
    case = LegalAidCase
    lasts = or_(case.closed_on.is_(None), case.closed_on >= at.starts_on)
    return (*standing(case, at), case.opened_on <= at.day, lasts)
