"""The numbers to call in an emergency: of whom the school may tell, as they hold on the day, the next one first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import clock
from app.models._validation import Look
from app.models.people.caregiver import Caregiver
from app.models.safety._contacts import absence_on, ties_to_tell
from app.models.safety._kinds import Addressee
from app.models.safety.incident import Incident
from app.models.safety.incident_attempt import AttemptResult, IncidentAttempt
from app.models.safety.incident_notice import IncidentNotice
from app.models.school.school import School

#: A number that is wrong goes behind all others.
_WRONG = 100


@dataclass(frozen=True, slots=True)
class Number:
    """A number to call; `caregiver_id` None is an office. `tries` counts the calls that reached nobody."""

    caregiver_id: int | None
    who: str
    phone: str
    note: str
    tries: int


class People:
    """The adults of the incident's children with their numbers, and the calls made, read once."""

    def __init__(self, session: Any, incident: Incident) -> None:
        self._look = Look(session.raw_connection())
        self._session = session
        self._school_id = incident.school_id
        self.day = clock.in_china(incident.known_at).date()
        self.today = clock.today() if incident.closed_at is None else self.day
        made = select(IncidentAttempt).where(
            IncidentAttempt.incident_id == incident.id, IncidentAttempt.archived_at.is_(None)
        )
        self.attempts = list(session.scalars(made.order_by(IncidentAttempt.at, IncidentAttempt.id)))

    def ties(self, student_id: int) -> list[Any]:
        """Who may be told now, in call order: related on the day of the incident, and still so."""
        ties = ties_to_tell(self._look, student_id, self.day)
        standing = (tie for tie in ties if tie.valid_to is None or tie.valid_to >= self.today)
        return [tie for tie in standing if self.adult(tie.caregiver_id).school_id == self._school_id]

    def adult(self, key: int) -> Any:
        return self._session.get(Caregiver, key)

    def absence(self, key: int) -> Any | None:
        return absence_on(self._look, key, self.day)


def numbers_of_office(notice: IncidentNotice, school: School) -> list[Number]:
    """The number of the education authority or of the township government."""
    is_authority = notice.addressee is Addressee.AUTHORITY
    phone = school.superior_edu_phone if is_authority else school.township_gov_phone
    return [Number(None, "", phone, "", 0)] if phone else []


def numbers_of_family(notice: IncidentNotice, people: People) -> list[Number]:
    """A parent's own numbers; for the guardian all who may be told, whoever is in charge first."""
    ties = people.ties(notice.student_id or 0)
    if notice.addressee is Addressee.PARENT:
        ties = [tie for tie in ties if tie.caregiver_id == notice.caregiver_id]
    return [number for tie in ties for number in _numbers(tie, people)]


def _numbers(tie: Any, people: People) -> list[Number]:
    adult, absence = people.adult(tie.caregiver_id), people.absence(tie.caregiver_id)
    who = f"{relation_name(tie.relation)} {adult.name}".strip()
    place = absence.work_place if absence is not None else ""
    phones = [(adult.phone, place), (adult.phone2, place)]
    if absence is not None:
        phones.append((absence.work_phone, absence.employer or place))
    unique: dict[str, str] = {}
    for phone, note in phones:
        if phone:
            unique.setdefault(phone, note)
    return [Number(adult.id, who, phone, note, 0) for phone, note in unique.items()]


def next_first(numbers: list[Number], attempts: list[IncidentAttempt]) -> tuple[Number, ...]:
    """Whoever was called least often comes first, else in call order; a wrong number goes last."""
    tries: Counter[tuple[int | None, str]] = Counter()
    for each in attempts:
        if each.result is not AttemptResult.REACHED:
            weight = _WRONG if each.result is AttemptResult.WRONG_NUMBER else 1
            tries[each.caregiver_id, each.phone or ""] += weight
    counted = [
        Number(n.caregiver_id, n.who, n.phone, n.note, tries[n.caregiver_id, n.phone]) for n in numbers
    ]
    return tuple(sorted(counted, key=lambda number: number.tries))


def relation_name(relation: Any) -> str:
    """外婆, or nothing where the relation is not known any more."""
    return str(getattr(relation, "label", "") or "")
