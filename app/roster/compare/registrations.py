"""Compares one row of the roster: the child, its family, its registration for the term and its mentors."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.models.care.mentoring import Mentoring, MentoringKind
from app.models.people.care_registration import AbsenceKind, CareRegistration, GuardianshipKind
from app.models.school.staff import Staff
from app.roster.columns import Meaning
from app.roster.compare.children import compare_child
from app.roster.compare.drafting import Draft, member
from app.roster.compare.families import compare_family, has_guardian
from app.roster.plan import RosterRow
from app.roster.reasons import Reason

_REPLACED = "花名册更新"


def compare_registration(draft: Draft, said: RosterRow) -> bool:
    """Make or change the registration with all that belongs to it; gives whether it is new."""
    student, _is_new_child = compare_child(draft, said.child)
    compare_family(draft, student.id, said)
    is_new = _register(draft, student, said)
    mentors = [mentor for name in said.mentors if (mentor := _find_mentor(draft, name)) is not None]
    if mentors:
        _pair(draft, student.id, mentors)
    return is_new


def _register(draft: Draft, student: Any, said: RosterRow) -> bool:
    found = draft.rows(CareRegistration, student_id=student.id, term_id=draft.target.term_id)
    guardianship: GuardianshipKind | None = member(GuardianshipKind, said.guardianship)
    if guardianship is GuardianshipKind.NOBODY and has_guardian(draft, student.id):
        # An empty cell takes no guardian away: the school knows one.
        draft.say(Meaning.GUARDIAN, Reason.GUARDIAN_KEPT)
        guardianship = None
    values = {
        "absence_kind": member(AbsenceKind, said.absence),
        "guardianship_kind": guardianship,
        "current_residence": said.residence,
        "is_boarding": said.is_boarding,
    }
    if found:
        draft.change(found[0], CareRegistration, **values)
        return False
    residence = said.residence or student.home_address
    if residence is None:
        raise draft.refuse(Meaning.RESIDENCE, Reason.RESIDENCE_MISSING)
    values |= {
        "current_residence": residence,
        "guardianship_kind": guardianship or GuardianshipKind.OTHER_CARE,
    }
    ids = {"student_id": student.id, "term_id": draft.target.term_id}
    draft.make(CareRegistration, **ids, **values, surveyed_on=draft.target.day)
    return True


def _find_mentor(draft: Draft, name: str) -> Any | None:
    found = [staff for staff in draft.rows(Staff, name=name) if _is_here(staff, draft.target.day)]
    if len(found) == 1:
        return found[0]
    if found:
        draft.say(Meaning.MENTOR, Reason.MENTOR_AMBIGUOUS, name=name, count=str(len(found)))
    else:
        draft.say(Meaning.MENTOR, Reason.MENTOR_UNKNOWN, name=name)
    return None


def _is_here(staff: Any, day: dt.date) -> bool:
    return staff.left_on is None or staff.left_on >= day


def _pair(draft: Draft, student_id: int, mentors: list[Any]) -> None:
    """The first name is the primary mentor; who was primary before and is not named any more ends the day before."""
    day = draft.target.day
    pairs = [
        pair
        for pair in draft.rows(Mentoring, student_id=student_id)
        if pair.ends_on is None or pair.ends_on >= day
    ]
    named = {mentor.id for mentor in mentors}
    for pair in pairs:
        if pair.is_primary and pair.mentor_id not in named:
            _end(draft, pair, day)
    has_primary = any(pair.is_primary and pair.mentor_id in named for pair in pairs)
    paired = {pair.mentor_id for pair in pairs if pair.mentor_id in named}
    for mentor in mentors:
        if mentor.id not in paired:
            is_primary, has_primary = not has_primary, True
            draft.make(
                Mentoring,
                student_id=student_id,
                mentor_id=mentor.id,
                kind=MentoringKind.TEACHER,
                is_primary=is_primary,
                starts_on=day,
            )


def _end(draft: Draft, pair: Any, day: dt.date) -> None:
    """A pair made today is not ended before it began: it stays, but no longer as the primary one."""
    if pair.starts_on < day:
        draft.change(pair, Mentoring, ends_on=day - dt.timedelta(days=1), end_reason=_REPLACED)
    else:
        draft.change(pair, Mentoring, is_primary=False)
