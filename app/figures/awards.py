"""Awards as they are shown: the title, the recipient by name where the person sees him, and how far it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.models.aid.sponsor import Sponsor
from app.models.facilities.care_facility import CareFacility
from app.models.management.award import RECIPIENTS, Award, AwardStatus
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One award; `recipient` is empty where the person may not see who it is."""

    id: int
    day: dt.date
    title: str
    level: str
    occasion: str
    kind: str
    recipient: str
    class_label: str
    reason: str
    body: str
    certificate_no: str
    proposed_by: str
    status: AwardStatus
    granted_by: str
    granted_on: dt.date | None


#: What a recipient of each kind is called, by the order in which they are looked up.
_KINDS = ("学生", "教职工", "监护人", "资助方", "班级", "关爱阵地")


def award_lines(session: Any, *conditions: Any) -> list[AwardLine]:
    """The standing awards that the person sees, newest first; conditions are over Award."""
    awards = list(
        session.scalars(
            select(Award).where(Award.archived_at.is_(None), *conditions).order_by(Award.awarded_on.desc(), Award.id.desc())
        )
    )  # fmt: skip
    children = _named(
        session,
        select(Student.id, Student.name, SchoolClass.label).outerjoin(
            SchoolClass, SchoolClass.id == Student.school_class_id
        ),
        Student.id,
        {award.student_id for award in awards},
    )
    staff = {award.staff_id for award in awards}
    staff |= {award.proposed_by_id for award in awards} | {award.granted_by_id for award in awards}
    names = (
        children,
        _plain(session, Staff, Staff.name, staff),
        _plain(session, Caregiver, Caregiver.name, {award.caregiver_id for award in awards}),
        _plain(session, Sponsor, Sponsor.name, {award.sponsor_id for award in awards}),
        _plain(session, SchoolClass, SchoolClass.label, {award.school_class_id for award in awards}),
        _plain(session, CareFacility, CareFacility.name, {award.facility_id for award in awards}),
    )
    return [_line(award, names) for award in awards]


def _plain(session: Any, entity: Any, column: Any, keys: set[int | None]) -> dict[int, tuple[str, str]]:
    return _named(session, select(entity.id, column), entity.id, keys)


def _named(session: Any, found: Any, key: Any, keys: set[int | None]) -> dict[int, tuple[str, str]]:
    """key -> (name, class label or "") of the rows that the person sees."""
    wanted = keys - {None}
    if not wanted:
        return {}
    rows = session.execute(found.where(key.in_(wanted)))
    return {row[0]: (row[1], (row[2] or "") if len(row) > 2 else "") for row in rows}


def _line(award: Award, names: tuple[dict[int, tuple[str, str]], ...]) -> AwardLine:
    keys = tuple(getattr(award, column) for column in RECIPIENTS)
    place = next(place for place, key in enumerate(keys) if key is not None)
    recipient, class_label = names[place].get(keys[place] or 0, ("", ""))
    staff = names[1]
    return AwardLine(
        award.id, award.awarded_on, award.title, str(award.level.label),
        str(award.occasion.label) if award.occasion else "", _KINDS[place], recipient, class_label,
        award.reason or "", award.body or "", award.certificate_no or "",
        staff.get(award.proposed_by_id, ("", ""))[0], award.status,
        staff.get(award.granted_by_id or 0, ("", ""))[0], award.granted_on,
    )  # fmt: skip
