"""Compares one row of the staff register with the school: the person, and the class of a homeroom teacher."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from app.models.school.staff import Staff, StaffCategory
from app.models.school.teaching_assignment import TeachingAssignment, TeachingRole
from app.roster.columns import Meaning
from app.roster.compare.classes import class_for
from app.roster.compare.drafting import Draft, member
from app.roster.plan import StaffRow
from app.roster.reasons import Reason

_COUNSELOR_PAPERS = re.compile("心理(咨询|健康|辅导)")
_OUTSIDERS = {
    StaffCategory.RETIRED,
    StaffCategory.VILLAGE_CADRE,
    StaffCategory.VOLUNTEER,
    StaffCategory.PARENT,
    StaffCategory.OUTSIDE_COUNSELLOR,
    StaffCategory.BENEFACTOR,
    StaffCategory.OTHER,
}
_LONGEST_SUBJECT = 20


def compare_staff(draft: Draft, said: StaffRow) -> bool:
    """Make or change the person; gives whether the row is new."""
    known = _find(draft, said)
    category = member(StaffCategory, said.category) if said.category else None
    papers = bool(said.qualification and _COUNSELOR_PAPERS.search(said.qualification)) or None
    values = {
        "staff_no": said.staff_no,
        "name": said.name,
        "gender": said.sex,
        "category": category,
        "post": said.post,
        "phone": said.phone,
        "qualification": said.qualification,
        "is_counselor_qualified": papers,
    }
    if known is None:
        person = _make(draft, values)
    else:
        person = known
        draft.change(known, Staff, **values)
    _set_homeroom(draft, person, said)
    return known is None


def _find(draft: Draft, said: StaffRow) -> Any | None:
    """By staff number; else by name and phone; else the only one of that name without another number."""
    if said.staff_no and (found := draft.rows(Staff, staff_no=said.staff_no)):
        return found[0]
    namesakes = [
        person
        for person in draft.rows(Staff, name=said.name)
        if not (said.staff_no and person.staff_no and said.staff_no != person.staff_no)
    ]
    with_phone = [person for person in namesakes if person.phone == said.phone]
    if len(with_phone or namesakes) > 1:
        raise draft.refuse(Meaning.NAME, Reason.STAFF_AMBIGUOUS, name=said.name)
    return next(iter(with_phone or namesakes), None)


def _make(draft: Draft, values: dict[str, Any]) -> Any:
    if values["phone"] is None:
        raise draft.refuse(Meaning.PHONE, Reason.STAFF_PHONE_MISSING, name=values["name"])
    if values["category"] is None:
        draft.say(Meaning.CATEGORY, Reason.CATEGORY_MISSING)
        values["category"] = StaffCategory.OTHER
    return draft.make(Staff, **values, is_employee=values["category"] not in _OUTSIDERS)


def _set_homeroom(draft: Draft, person: Any, said: StaffRow) -> None:
    if said.homeroom is None:
        if said.subject and not said.homeroom_text:
            draft.say(Meaning.SUBJECT, Reason.SUBJECT_WITHOUT_CLASS, text=said.subject)
        return
    school_class = class_for(draft, said.homeroom)
    subject = said.subject[:_LONGEST_SUBJECT] if said.subject else None
    current = _homeroom_of(draft, school_class.id)
    if current is not None and current.staff_id == person.id:
        draft.change(current, TeachingAssignment, subject=subject)
        return
    starts_on = draft.target.term_starts_on
    if current is not None:
        starts_on = draft.target.day
        if current.starts_on >= starts_on:
            # Entered today and already wrong: corrected in place, for nothing can end before it began.
            draft.change(current, TeachingAssignment, staff_id=person.id, subject=subject)
            return
        draft.change(current, TeachingAssignment, ends_on=starts_on - dt.timedelta(days=1))
    draft.make(
        TeachingAssignment,
        staff_id=person.id,
        school_class_id=school_class.id,
        role=TeachingRole.HOMEROOM,
        subject=subject,
        starts_on=starts_on,
    )


def _homeroom_of(draft: Draft, class_id: int) -> Any | None:
    duties = draft.rows(TeachingAssignment, school_class_id=class_id, role=TeachingRole.HOMEROOM)
    return next((duty for duty in duties if duty.ends_on is None or duty.ends_on >= draft.target.day), None)
