"""The change of term in the demo: registrations copied and mostly confirmed, children who came and left, a closed term."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from app import clock
from app.database import ClosedSession
from app.demo.care import OFFICE
from app.demo.dates import DemoDates
from app.demo.families import Child
from app.demo.rows import insert_all, insert_named
from app.demo.township import TOWNSHIP, Place
from app.models.people._survey import SurveyPart
from app.models.people.care_registration import CareRegistration
from app.models.people.enrollment import Enrollment, EnrollmentEnd
from app.models.people.hand_over import Direction, HandedOver, HandOver, MoveReason
from app.models.people.id_numbers import Gender
from app.models.people.student import Student, StudentStatus
from app.models.system.late_correction import LateCorrection
from app.models.system.rollover import Rollover, RolloverKind, RolloverState

_DAY = dt.timedelta(days=1)
#: Of the copied registrations one in so many still waits, the last of them with only two parts.
_WAITING_STEP = 11
#: Two pupils who went to the school where their parents work: name, sex, day of the term, school.
_GONE = (
    ("周小麦", Gender.FEMALE, 24, "宁波市江北区育才小学", MoveReason.WITH_PARENTS),
    ("吴天乐", Gender.MALE, 38, "县城第三小学", MoveReason.TRANSFER),
)
_PAPERS = frozenset({HandedOver.ARCHIVE, HandedOver.CONTACT_CARD, HandedOver.SCHOOL_RECORD})


def make_term_work(session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates) -> None:
    """What the change of term left behind: which registrations were copied, and who moved."""
    _mark_copies(session, place, children)
    arrivals = [child for child in children if not child.was_registered_before and child.left_on is None]
    rows = [_arrival(place, child, number, dates) for number, child in enumerate(arrivals[:2])]
    if place.is_central:
        rows += _departures(session, place, dates)
        _correct_late(session, place)
    insert_all(session, HandOver, rows)


def close_last_terms(session: ClosedSession, places: Iterable[Place]) -> None:
    """The term before is closed; called when everything else of the demo stands, since its rows then rest."""
    for place in places:
        last = place.last
        last.closed_at = clock.from_china(dt.datetime.combine(last.ends_on + 3 * _DAY, dt.time(16, 30)))
    session.flush()


def _mark_copies(session: ClosedSession, place: Place, children: Sequence[Child]) -> None:
    of_terms = select(CareRegistration.id, CareRegistration.student_id, CareRegistration.term_id).where(
        CareRegistration.school_id == place.school.id
    )
    keys = {(student, term): key for key, student, term in session.execute(of_terms)}
    copied = [child for child in children if child.was_registered_before]
    values: list[dict[str, Any]] = []
    for number, child in enumerate(copied):
        waits = number % _WAITING_STEP == _WAITING_STEP - 1 and child.left_on is None
        values.append(
            {
                "key": keys[child.id, place.current.id],
                "copied": keys[child.id, place.last.id],
                "waiting": _waiting(number) if waits else frozenset(),
                "waits": waits,
            }
        )
    _write_copies(session, values)
    _keep_batch(session, place, [value["key"] for value in values])


def _waiting(number: int) -> frozenset[SurveyPart]:
    is_begun = number % 2 == 0
    return frozenset({SurveyPart.HEALTH, SurveyPart.FAMILY}) if is_begun else frozenset(SurveyPart)


def _write_copies(session: ClosedSession, values: list[dict[str, Any]]) -> None:
    """Confirmed ones were surveyed on the day of their survey; the others have only been copied."""
    common: dict[str, Any] = {"copied_from_id": bindparam("copied"), "unconfirmed": bindparam("waiting")}
    statement = update(CareRegistration).where(CareRegistration.id == bindparam("key"))
    for waits in (False, True):
        own = [
            {k: v for k, v in value.items() if k != "waits"} for value in values if value["waits"] is waits
        ]
        confirmed = {} if waits else {"confirmed_on": CareRegistration.surveyed_on}
        if own:
            session.connection().execute(statement.values(**common, **confirmed), own)


def _keep_batch(session: ClosedSession, place: Place, keys: Sequence[int]) -> None:
    row = {
        "school_id": place.school.id,
        "kind": RolloverKind.REGISTRATIONS,
        "title": f"{place.last.label} → {place.current.label}"[:80],
        "term_id": place.current.id,
        "state": RolloverState.DONE,
        "made_count": len(keys),
        "changed_count": 0,
        "made": [["CareRegistration", key] for key in keys],
        "changed": [],
        "postponed": [],
    }
    insert_all(session, Rollover, [row])


def _arrival(place: Place, child: Child, number: int, dates: DemoDates) -> dict[str, Any]:
    school = ("江苏省苏州市新区实验小学", f"{TOWNSHIP}河湾小学")[number % 2]
    reason = (MoveReason.WITH_PARENTS, MoveReason.TRANSFER)[number % 2]
    day = dates.current.days.starts_on + number * _DAY
    return _sheet(place, child.id, Direction.IN, day, reason, school) | {
        "note": "刚换环境，请多关注情绪和交友。" if number == 0 else None
    }


def _departures(session: ClosedSession, place: Place, dates: DemoDates) -> list[dict[str, Any]]:
    """Pupils who are here no more, each with a stay that has ended."""
    school_class = next(iter(place.classes.values()))
    starts_on = dates.current.days.starts_on
    pupils = [_gone_pupil(place, name, sex, starts_on) for name, sex, *_rest in _GONE]
    ids = insert_named(session, Student, pupils)
    days = [starts_on + after * _DAY for _name, _sex, after, *_rest in _GONE]
    stays = [
        {
            "school_id": place.school.id,
            "student_id": key,
            "school_class_id": school_class.id,
            "starts_on": starts_on,
            "ends_on": day,
            "end_reason": EnrollmentEnd.TRANSFERRED,
        }
        for key, day in zip(ids, days, strict=True)
    ]
    insert_all(session, Enrollment, stays)
    return [
        _sheet(place, key, Direction.OUT, day, reason, school) | {"note": "父母在当地打工，已联系好就读。"}
        for key, day, (_name, _sex, _after, school, reason) in zip(ids, days, _GONE, strict=True)
    ]


def _gone_pupil(place: Place, name: str, sex: Gender, starts_on: dt.date) -> dict[str, Any]:
    return {
        "school_id": place.school.id,
        "name": name,
        "gender": sex,
        "birth_date": dt.date(starts_on.year - 8, 3, 12),
        "village_id": place.villages[0].id,
        "status": StudentStatus.TRANSFERRED,
    }


def _sheet(
    place: Place, student_id: int, direction: Direction, day: dt.date, reason: MoveReason, school: str
) -> dict[str, Any]:
    return {
        "school_id": place.school.id,
        "student_id": student_id,
        "direction": direction,
        "handed_on": day,
        "reason": reason,
        "other_school": school,
        "other_person": "学籍管理员",
        "items": _PAPERS,
        "handled_by_id": place.staff[OFFICE if place.is_central else 0].id,
    }


def _correct_late(session: ClosedSession, place: Place) -> None:
    """One row of the last term that was opened, and is closed again."""
    found = select(CareRegistration.id).where(CareRegistration.term_id == place.last.id).limit(1)
    row = {
        "school_id": place.school.id,
        "record": "CareRegistration",
        "row_id": session.scalar(found),
        "reason": "家庭人口登记有误，家长来校核对后更正",
        "until": place.last.ends_on + 6 * _DAY,
    }
    insert_all(session, LateCorrection, [row])
