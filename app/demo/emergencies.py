"""Emergencies, entrusted care and legal aid of the demo: one incident under way, some closed, one told too late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app import clock
from app.database import ClosedSession
from app.demo.dates import DemoDates
from app.demo.families import Child, Tie
from app.demo.rows import add_all
from app.demo.township import Place
from app.models.people.care_delegation import CareDelegation
from app.models.people.care_registration import AbsenceKind
from app.models.people.caregiver import Caregiver
from app.models.people.student_caregiver import ChangeReason, GuardRole, Relation, StudentCaregiver
from app.models.safety._kinds import Addressee, IncidentKind
from app.models.safety.incident import Incident
from app.models.safety.incident_attempt import AttemptResult, IncidentAttempt
from app.models.safety.incident_brief import BriefKind, IncidentBrief
from app.models.safety.incident_limit import IncidentLimit
from app.models.safety.incident_notice import IncidentNotice
from app.models.safety.incident_student import IncidentStudent
from app.models.safety.legal_aid_case import LegalAidCase, LegalAidStatus, PartInCase

_MINUTE = dt.timedelta(minutes=1)
#: Minutes after the school knew at which each addressee was told.
_TOLD = {Addressee.GUARDIAN: 8, Addressee.PARENT: 26, Addressee.AUTHORITY: 48, Addressee.GOVERNMENT: 63}


@dataclass(frozen=True, slots=True)
class _Story:
    """An incident that is over: what happened how many days ago, and how it ended."""

    days_ago: int
    kind: IncidentKind
    place: str
    description: str
    outcome: str
    is_late: bool = False
    is_severe: bool = False


_STORIES = (
    _Story(9, IncidentKind.INJURY, "操场", "体育课跑步时摔倒，膝盖擦伤流血。", "校医清创包扎，当天返回教室上课。"),
    _Story(
        23, IncidentKind.TRAFFIC, "校门口路段", "放学过马路时被电动车擦碰，手臂疼痛。",
        "卫生院检查无骨折，由监护人接回休息，三天后返校。", is_late=True,
    ),
    _Story(
        37, IncidentKind.ILLNESS, "三楼教室", "上课时发热呕吐，体温 39.6 度。",
        "卫生院诊断为急性肠胃炎，输液后好转。", is_severe=True,
    ),
)  # fmt: skip


def make_emergencies(
    session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates
) -> None:
    """What a school has of all this by the middle of a term; the central one also has an incident running."""
    guarded = [child for child in children if child.guardian_id and child.left_on is None]
    stories = _STORIES if place.is_central else _STORIES[:1]
    for number, story in enumerate(stories):
        _make_closed(session, place, guarded[4 * number : 4 * number + 1 + number % 2], story, dates)
    _make_delegations(session, place, guarded, dates)
    if place.is_central:
        _make_limits(session, place, dates)
        _make_running(session, place, guarded[17:19])
        _make_history(session, place, guarded, dates)
        _make_legal_aid(session, place, guarded, dates)


def _make_closed(
    session: ClosedSession, place: Place, children: Sequence[Child], story: _Story, dates: DemoDates
) -> None:
    known = _school_hour(dates.today - dt.timedelta(days=story.days_ago))
    incident = _open(session, place, children, story, known)
    if story.kind is IncidentKind.ILLNESS:
        incident.hospital, incident.sent_to_hospital_at = "镇卫生院", known + 6 * _MINUTE
    incident.first_aid = "校医到场检查，班主任陪同。"
    for notice in _notices(session, incident):
        _tell(session, incident, notice, is_late=story.is_late)
    session.flush()
    incident.outcome, incident.closed_at = story.outcome, known + 150 * _MINUTE
    add_all(session, [_brief(incident, kind) for kind in (BriefKind.FIRST, BriefKind.FINAL)])


def _make_running(session: ClosedSession, place: Place, children: Sequence[Child]) -> None:
    """Known for twelve minutes: one guardian told, one who does not answer, the others still to be called."""
    story = _Story(
        0, IncidentKind.INJURY, "教学楼二楼楼梯口", "课间下楼时两人相撞摔倒，一人额头擦伤，一人脚踝肿痛。", ""
    )
    incident = _open(session, place, children, story, clock.now() - 12 * _MINUTE)
    first, second = (n for n in _notices(session, incident) if n.addressee is Addressee.GUARDIAN)
    rows = [
        _attempt(session, incident, first, 5, AttemptResult.REACHED),
        _attempt(session, incident, second, 7, AttemptResult.NO_ANSWER),
    ]
    add_all(session, rows)


def _open(
    session: ClosedSession, place: Place, children: Sequence[Child], story: _Story, known: dt.datetime
) -> Incident:
    staff = place.heads[children[0].pupil.school_class.id]
    incident = Incident(
        school_id=place.school.id,
        kind=story.kind,
        occurred_at=known - 3 * _MINUTE,
        known_at=known,
        place=story.place,
        description=story.description,
        is_severe=story.is_severe,
        is_in_school_time=True,
        handled_by_id=staff.id,
    )
    ties = [
        IncidentStudent(school_id=place.school.id, incident=incident, student_id=child.id)
        for child in children
    ]
    add_all(session, [incident, *ties])
    return incident


def _tell(session: ClosedSession, incident: Incident, notice: IncidentNotice, *, is_late: bool) -> None:
    after = _TOLD[notice.addressee]
    if is_late and notice.addressee is Addressee.PARENT:
        session.add(_attempt(session, incident, notice, after, AttemptResult.NO_ANSWER))
        after, notice.late_reason = 87, "家长在车间上班不能带手机，由工厂值班室转告后回电。"
    session.add(_attempt(session, incident, notice, after, AttemptResult.REACHED))


def _attempt(
    session: ClosedSession, incident: Incident, notice: IncidentNotice, after: int, result: AttemptResult
) -> IncidentAttempt:
    adult = session.get(Caregiver, notice.caregiver_id) if notice.caregiver_id else None
    return IncidentAttempt(
        school_id=incident.school_id,
        incident_id=incident.id,
        notice_id=notice.id,
        at=incident.known_at + after * _MINUTE,
        caregiver_id=notice.caregiver_id,
        phone=adult.phone if adult is not None else None,
        by_id=incident.handled_by_id,
        result=result,
    )


def _brief(incident: Incident, kind: BriefKind) -> IncidentBrief:
    is_first = kind is BriefKind.FIRST
    return IncidentBrief(
        school_id=incident.school_id,
        incident_id=incident.id,
        kind=kind,
        text=f"{incident.place}：{incident.description}"
        + ("正在处置。" if is_first else incident.outcome or ""),
        sent_to=frozenset({Addressee.AUTHORITY}),
        sent_at=incident.known_at + (50 if is_first else 160) * _MINUTE,
        by_id=incident.handled_by_id,
    )


def _notices(session: ClosedSession, incident: Incident) -> list[IncidentNotice]:
    found = select(IncidentNotice).where(IncidentNotice.incident_id == incident.id)
    return list(session.scalars(found.order_by(IncidentNotice.id)))


def _make_limits(session: ClosedSession, place: Place, dates: DemoDates) -> None:
    """A county that wants a missing child's family told sooner."""
    soon = ((Addressee.GUARDIAN, 15), (Addressee.PARENT, 30), (Addressee.AUTHORITY, 60))
    rows = [
        IncidentLimit(
            school_id=place.school.id, addressee=addressee, kind=IncidentKind.MISSING, minutes=minutes,
            starts_on=dates.last.days.starts_on,
        )
        for addressee, minutes in soon
    ]  # fmt: skip
    add_all(session, rows)


def _make_delegations(
    session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates
) -> None:
    """Most are told to school and village; every third lacks one of the two."""
    entrusted = [child for child in children if not _guardian(child).is_parent][
        :: 5 if place.is_central else 12
    ]
    begun = dates.last.days.starts_on
    rows = [
        CareDelegation(
            school_id=place.school.id,
            student_id=child.id,
            caregiver_id=child.guardian_id,
            agreed_on=begun,
            starts_on=begun,
            child_was_heard=True,
            document_no=f"委托〔{begun.year}〕{number + 1:02d} 号",
            school_notified_on=None if number % 6 == 2 else begun + dt.timedelta(days=3),
            village_notified_on=None if number % 3 == 2 else begun + dt.timedelta(days=5),
        )
        for number, child in enumerate(entrusted[:12])
    ]
    add_all(session, rows)


def _make_history(session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates) -> None:
    """Guardians of earlier years with the reason of the change, and a mother at home who is unable to care."""
    ended = dates.last.days.starts_on - dt.timedelta(days=901)
    reasons = (ChangeReason.ILL_OR_OLD, ChangeReason.DECEASED, ChangeReason.AGREED)
    for child, reason in zip(children[30:33], reasons, strict=True):
        adult = Caregiver(school_id=place.school.id, name=f"{child.pupil.surname}德顺", occupation="务农")
        link = StudentCaregiver(
            school_id=place.school.id, student_id=child.id, caregiver=adult, relation=Relation.OTHER,
            guard_role=GuardRole.CURRENT, valid_from=ended - dt.timedelta(days=700), valid_to=ended,
            change_reason=reason,
        )  # fmt: skip
        add_all(session, [adult, link])
    for child in [each for each in children if each.absence is AbsenceKind.FATHER][:2]:
        mother = next(tie.caregiver_id for tie in child.ties if tie.relation is Relation.MOTHER)
        adult = session.get_one(Caregiver, mother)
        adult.is_unable_to_care, adult.unable_reason = True, "重病卧床，生活不能自理。"
        adult.unable_since = dates.last.days.starts_on
    session.flush()


def _make_legal_aid(
    session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates
) -> None:
    begun = dates.current.days.starts_on
    running, done = children[40], children[41]
    rows = [
        LegalAidCase(
            school_id=place.school.id, student_id=running.id, opened_on=begun + dt.timedelta(days=20),
            is_qualifying=True, is_aided=True, agency="县法律援助中心", part=PartInCase.VICTIM,
            matter="交通事故受伤，对方拖欠医药费，家长在外无法办理。",
        ),
        LegalAidCase(
            school_id=place.school.id, student_id=done.id, opened_on=begun - dt.timedelta(days=60),
            status=LegalAidStatus.CLOSED, is_qualifying=True, is_aided=True, agency="镇司法所",
            closed_on=begun + dt.timedelta(days=5), part=PartInCase.PARTY,
            matter="父母离婚后抚养费没有支付。", result="经调解，父亲每月支付抚养费。",
        ),
    ]  # fmt: skip
    add_all(session, rows)


def _guardian(child: Child) -> Tie:
    return next(tie for tie in child.ties if tie.is_guardian)


def _school_hour(day: dt.date) -> dt.datetime:
    """Ten past ten on that day, or on the Friday before a weekend."""
    while day.weekday() > 4:
        day -= dt.timedelta(days=1)
    return clock.from_china(dt.datetime.combine(day, dt.time(10, 10)))
