"""Compares the family of a left-behind child: parents, who works where, and who looks after the child."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from app.models.people.caregiver import Caregiver
from app.models.people.parent_absence import ParentAbsence
from app.models.people.student_caregiver import ChangeReason, GuardRole, Relation, StudentCaregiver
from app.models.school.staff import Staff
from app.roster.columns import Meaning
from app.roster.compare.drafting import Draft, member
from app.roster.plan import Away, Person, RosterRow
from app.roster.reasons import Reason

_CELLS = {Relation.FATHER: Meaning.FATHER, Relation.MOTHER: Meaning.MOTHER}


def compare_family(draft: Draft, student_id: int, said: RosterRow) -> None:
    """Make or change the adults round the child and the links to them."""
    parents = {
        relation: _parent(draft, student_id, relation, person)
        for relation, person in ((Relation.FATHER, said.father), (Relation.MOTHER, said.mother))
        if person
    }
    for away in said.away:
        parent = parents.get(member(Relation, away.parent))
        if parent is not None:
            _set_absence(draft, parent.caregiver_id, away, said)
    if said.guardian is not None:
        _set_guardian(draft, student_id, _with_own_phones(said.guardian, said), parents)


def _with_own_phones(guardian: Person, said: RosterRow) -> Person:
    """A parent who is the guardian has the numbers of both columns."""
    same = [person for person in (said.father, said.mother) if person and person.name == guardian.name]
    phones = (phone for person in (*same, guardian) for phone in person.phones)
    return replace(guardian, phones=tuple(dict.fromkeys(phones)))


def has_guardian(draft: Draft, student_id: int) -> bool:
    """Whether somebody is in charge of the child on the day."""
    return _current_guardian(draft, student_id) is not None


def _parent(draft: Draft, student_id: int, relation: Relation, person: Person) -> Any | None:
    """The link to the father or mother; another name than the one on record is refused, for nobody can tell why."""
    link = next((link for link in _links(draft, student_id) if link.relation == relation), None)
    if link is None:
        caregiver = _find_adult(draft, person) or _make_adult(draft, person)
        return _link(draft, student_id, caregiver.id, relation)
    known = draft.holdings.get(Caregiver, link.caregiver_id)
    if known.name != person.name and not _share_a_phone(known, person):
        words = {"relation": relation.label.zh, "name": person.name, "other": known.name}
        draft.say(_CELLS[relation], Reason.PARENT_DIFFERS, **words)
        return None
    draft.change(known, Caregiver, name=person.name)
    _update_phones(draft, known, person.phones)
    return link


def _set_guardian(draft: Draft, student_id: int, person: Person, parents: dict[Relation, Any | None]) -> None:
    relation = member(Relation, person.relation or Relation.OTHER.label.zh)
    if relation in parents and parents[relation] is None:
        return
    link = parents.get(relation) or _linked_adult(draft, student_id, person, relation)
    adult = draft.holdings.get(Caregiver, link.caregiver_id)
    _update_phones(draft, adult, person.phones)
    adult = draft.holdings.get(Caregiver, link.caregiver_id)
    if link.guard_role == GuardRole.CURRENT:
        return
    if not (adult.phone or adult.phone2):
        draft.say(Meaning.GUARDIAN_PHONE, Reason.GUARDIAN_WITHOUT_PHONE, name=person.name)
        return
    _end_guardianship(draft, student_id)
    draft.change(link, StudentCaregiver, guard_role=GuardRole.CURRENT, emergency_order=1)


def _linked_adult(draft: Draft, student_id: int, person: Person, relation: Relation) -> Any:
    """The link to the adult: the one on record under that name, else a new one."""
    for link in _links(draft, student_id):
        known = draft.holdings.get(Caregiver, link.caregiver_id)
        if known.name == person.name and (link.relation == relation or _share_a_phone(known, person)):
            draft.change(link, StudentCaregiver, relation=None if link.is_parent else relation)
            return link
    staff = _teacher(draft, person) if relation == Relation.TEACHER else None
    adult = _find_adult(draft, person) or _make_adult(draft, person, staff)
    return _link(draft, student_id, adult.id, relation)


def _end_guardianship(draft: Draft, student_id: int) -> None:
    """A parent stays a parent; anybody else's link ends the day before."""
    link = _current_guardian(draft, student_id)
    if link is None:
        return
    yesterday = draft.target.day - dt.timedelta(days=1)
    if link.is_parent or link.valid_from > yesterday:
        draft.change(link, StudentCaregiver, guard_role=GuardRole.NONE)
    else:
        draft.change(link, StudentCaregiver, valid_to=yesterday, change_reason=ChangeReason.ROSTER)


def _current_guardian(draft: Draft, student_id: int) -> Any | None:
    links = _links(draft, student_id)
    return next((link for link in links if link.guard_role == GuardRole.CURRENT), None)


def _links(draft: Draft, student_id: int) -> list[Any]:
    links = draft.rows(StudentCaregiver, student_id=student_id)
    return [link for link in links if link.valid_to is None or link.valid_to >= draft.target.day]


def _link(draft: Draft, student_id: int, caregiver_id: int, relation: Relation) -> Any:
    return draft.make(
        StudentCaregiver,
        student_id=student_id,
        caregiver_id=caregiver_id,
        relation=relation,
        valid_from=draft.target.day,
    )


def _find_adult(draft: Draft, person: Person) -> Any | None:
    """The same name and a phone in common is one person: the parent of brothers and sisters."""
    namesakes = draft.rows(Caregiver, name=person.name)
    return next((known for known in namesakes if _share_a_phone(known, person)), None)


def _make_adult(draft: Draft, person: Person, staff: Any | None = None) -> Any:
    first, second, *_rest = (*person.phones, None, None)
    if staff is not None:
        first = first or staff.phone
    return draft.make(Caregiver, name=person.name, phone=first, phone2=second, staff_id=staff and staff.id)


def _teacher(draft: Draft, person: Person) -> Any | None:
    namesakes = draft.rows(Staff, name=person.name)
    with_phone = [staff for staff in namesakes if staff.phone in person.phones]
    found = with_phone or namesakes
    if len(found) == 1:
        return found[0]
    draft.say(Meaning.GUARDIAN, Reason.TEACHER_GUARDIAN_UNKNOWN, name=person.name)
    return None


def _share_a_phone(known: Any, person: Person) -> bool:
    return bool({known.phone, known.phone2} & set(person.phones))


def _update_phones(draft: Draft, known: Any, phones: tuple[str, ...]) -> None:
    """A second number stands beside the first when both are written; otherwise the written one takes its place."""
    fresh = [phone for phone in phones if phone not in (known.phone, known.phone2)]
    if fresh and known.phone in phones:
        draft.change(known, Caregiver, phone2=fresh[0])
    elif fresh:
        draft.change(known, Caregiver, phone=fresh[0], phone2=fresh[1] if len(fresh) > 1 else None)


def _set_absence(draft: Draft, caregiver_id: int, away: Away, said: RosterRow) -> None:
    """One open absence of the parent; brothers and sisters share it."""
    absences = draft.rows(ParentAbsence, caregiver_id=caregiver_id)
    current = next((absence for absence in absences if absence.returned_on is None), None)
    if current is None:
        if said.away_since is None:
            draft.say(Meaning.AWAY_SINCE, Reason.AWAY_SINCE_UNKNOWN, date=f"{draft.target.day:%Y-%m-%d}")
        since = said.away_since or draft.target.day
        values = {"work_place": away.place, "employer": away.employer, "away_since": since}
        draft.make(ParentAbsence, caregiver_id=caregiver_id, **values)
    elif current.id > 0:
        values = {"work_place": away.place, "employer": away.employer, "away_since": said.away_since}
        draft.change(current, ParentAbsence, **values)
    elif current.work_place != away.place:
        draft.say(Meaning.WORK_PLACE, Reason.SIBLINGS_DIFFER, text=away.place, other=current.work_place)
