"""What one mentor did: volume by month, difficulties, silent children, and what looks careless (domain 4.2)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.access.guard import actor_of, system_session
from app.figures._conditions import archived_students, contacts, held, in_term, standing
from app.figures.contact import is_late
from app.figures.meetings import FAMILY_MEETINGS
from app.models.care.care_service import CareService
from app.models.care.contact_record import Channel, ContactRecord, Parties
from app.models.care.growth_record import GrowthKind, GrowthRecord
from app.models.care.guardian_report import GuardianReport
from app.models.care.individual_plan import IndividualPlan
from app.models.care.plan_stage import PlanStage
from app.models.care.reading_record import ReadingRecord
from app.models.events.event import Event, EventKind
from app.models.events.event_adult import EventAdult
from app.models.events.parent_training import ParentTraining
from app.models.facilities.opening_session import OpeningSession
from app.models.safety.incident import Incident
from app.standards.as_of import AsOf
from app.standards.outcome import Outcome
from app.standards.rules import Rule, timeline_of

#: So many due periods without any contact make a child stand out.
SILENT_PERIODS = 2
_LOADS = frozenset({"R30a", "R30b", "R30c"})


@dataclass(slots=True)
class Volume:
    """The contacts of one member of staff in the term, of which each reached somebody."""

    #: (parties, channel) -> month -> times
    times: dict[tuple[Parties, Channel], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    minutes: Counter[tuple[Parties, Channel]] = field(default_factory=Counter)
    difficulties: int = 0
    follow_ups_open: int = 0
    follow_ups_done: int = 0
    late: int = 0
    #: Talks with neither a difficulty nor an action.
    bare: int = 0
    visits: int = 0
    #: Home visits that say where they were made.
    visits_with_place: int = 0
    texts: Counter[str] = field(default_factory=Counter)

    @property
    def repeated(self) -> int:
        """Records whose text is the same as that of another one of the same person."""
        return sum(times for times in self.texts.values() if times > 1)

    def add(self, row: Any, day: dt.date) -> None:
        """Count one contact, as things stand on the day."""
        kind = (row.parties, row.channel)
        happened = clock.in_china(row.happened_at).date()
        self.times[kind][happened.month] += 1
        self.minutes[kind] += row.minutes or 0
        self.difficulties += bool(row.difficulty)
        is_visit = row.channel == Channel.HOME_VISIT
        self.visits += is_visit
        self.visits_with_place += is_visit and bool(row.place)
        is_done = row.follow_up_done_on is not None and row.follow_up_done_on <= day
        self.follow_ups_done += is_done
        self.follow_ups_open += row.follow_up_on is not None and row.follow_up_on <= day and not is_done
        self.late += is_late(row.happened_at, row.created_at)
        self.bare += row.parties == Parties.STAFF_CHILD and not row.difficulty and not row.action
        self.texts[row.content.strip()] += 1


def volumes(session: Any, at: AsOf, staff_ids: Sequence[int]) -> dict[int, Volume]:
    """staff -> what they did in the term; everybody asked for is in it."""
    columns = (
        ContactRecord.staff_id,
        ContactRecord.happened_at,
        ContactRecord.created_at,
        ContactRecord.parties,
        ContactRecord.channel,
        ContactRecord.minutes,
        ContactRecord.place,
        ContactRecord.difficulty,
        ContactRecord.action,
        ContactRecord.content,
        ContactRecord.follow_up_on,
        ContactRecord.follow_up_done_on,
    )
    found: dict[int, Volume] = {staff_id: Volume() for staff_id in staff_ids}
    for row in session.execute(select(*columns).where(*contacts(at, ContactRecord.staff_id.in_(staff_ids)))):
        found[row.staff_id].add(row, at.day)
    return found


def months_of(at: AsOf) -> tuple[int, ...]:
    """The months the term touches up to the day, in order."""
    months, day = [at.starts_on.month], at.starts_on.replace(day=1)
    while (day := (day + dt.timedelta(days=31)).replace(day=1)) <= at.day:
        months.append(day.month)
    return tuple(months)


def silent_children(outcomes: Iterable[Outcome], codes: Collection[str]) -> frozenset[int]:
    """Children of one mentor not reached in any of the last two due periods of any of the rules."""
    return frozenset(
        each.student_id
        for each in outcomes
        if each.student_id is not None
        and each.rule.code in codes
        and len(each.owed) >= SILENT_PERIODS
        and not any(owed.done for owed in each.owed[-SILENT_PERIODS:])
    )


def load_asked(session: Any, at: AsOf) -> Rule | None:
    """The rule on the number of children for each member of staff (R30a to R30c); None where there is none."""
    standard = timeline_of(session, at.school_id).on(at.day)
    rules = standard.rules if standard else ()
    return next((rule for rule in rules if rule.code in _LOADS and rule.count_min is not None), None)


def paperwork(session: Any, at: AsOf) -> dict[int, Counter[str]]:
    """staff -> how many plans and reports they wrote and stages they checked in the term."""
    plans, stages, reports = IndividualPlan, PlanStage, GuardianReport
    of_term = select(plans.id).where(plans.term_id == at.term_id, plans.archived_at.is_(None))
    asked: dict[str, tuple[Any, ...]] = {
        "plans": (
            plans.author_id,
            *standing(plans, at),
            plans.term_id == at.term_id,
            plans.made_on <= at.day,
        ),
        "stages": (
            stages.checked_by_id,
            *standing(stages, at),
            stages.plan_id.in_(of_term),
            stages.checked_on <= at.day,
        ),
        "reports": (reports.author_id, *standing(reports, at), reports.term_id == at.term_id),
    }
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for kind, (who, *where) in asked.items():
        for staff_id, number in session.execute(select(who, func.count()).where(*where).group_by(who)):
            found[staff_id][kind] = number
    return found


#: Meetings that run the work, and those to which the families come.
_MEETINGS = (
    EventKind.LEADING_GROUP_MEETING,
    EventKind.STAFF_MEETING,
    EventKind.MENTOR_MEETING,
    EventKind.SEMINAR,
    EventKind.EXCHANGE,
    *FAMILY_MEETINGS,
)


def extra_duty(session: Any, at: AsOf, staff_ids: Sequence[int]) -> dict[int, Counter[str]]:
    """staff -> what else they did in the term: openings, services and their minutes, trainings, incidents, meetings …

    One's own is told in full, though the rows are of children whom one mentors no more, or of other people's meetings.
    """
    if tuple(staff_ids) == (actor_of(session).staff_id,):
        with system_session("one's own work in numbers", reads_only=True) as system:
            return _extra(system, at, staff_ids)
    return _extra(session, at, staff_ids)


def _extra(session: Any, at: AsOf, staff_ids: Sequence[int]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {staff_id: Counter() for staff_id in staff_ids}
    for kind, (who, number, *where) in _asked(at).items():
        asked = select(who, number).where(who.in_(staff_ids), *where).group_by(who)
        for staff_id, counted in session.execute(asked):
            found[staff_id][kind] += int(counted or 0)
    return found


def _asked(at: AsOf) -> dict[str, tuple[Any, ...]]:
    """What is counted -> (whose it is, the number, conditions)."""
    rows = func.count()
    training, incident, adult = ParentTraining, Incident, EventAdult
    met = adult.event_id.in_(select(Event.id).where(*held(at, *_MEETINGS)))
    known = (incident.known_at >= at.begins_at, incident.known_at < at.closes_at)
    return {
        **_of_records(at),
        "trainings": (training.lecturer_id, rows, *_done(training, training.held_on, at)),
        "incidents": (incident.handled_by_id, rows, *standing(incident, at), *known),
        "meetings": (adult.staff_id, rows, *standing(adult, at), adult.is_present.is_(True), met),
    }


def _of_records(at: AsOf) -> dict[str, tuple[Any, ...]]:
    rows, opening, service, growth = func.count(), OpeningSession, CareService, GrowthRecord
    opened, served = _done(opening, opening.held_on, at), _done(service, service.done_on, at)
    written = _done(growth, growth.recorded_on, at)
    # A month is kept as its first day, which may lie before the term.
    months = (ReadingRecord.month >= at.starts_on.replace(day=1), ReadingRecord.month <= at.day)
    read = (*standing(ReadingRecord, at), *months, _of_a_child(ReadingRecord))
    return {
        "openings-first": (opening.first_duty_id, rows, *opened),
        "openings-second": (opening.second_duty_id, rows, *opened),
        "services": (service.staff_id, rows, *served),
        "service-minutes": (service.staff_id, func.sum(service.minutes), *served),
        "diaries": (growth.author_id, rows, *written, growth.kind == GrowthKind.DIARY),
        "deeds": (growth.author_id, rows, *written, growth.kind == GrowthKind.DEED),
        "checks": (growth.author_id, rows, *written, growth.kind == GrowthKind.PROGRESS_CHECK),
        "reading": (ReadingRecord.guide_id, rows, *read),
    }


def _done(entity: Any, day: Any, at: AsOf) -> tuple[Any, ...]:
    about = (_of_a_child(entity),) if hasattr(entity, "student_id") else ()
    return (*standing(entity, at), in_term(day, at), *about)


def _of_a_child(entity: Any) -> Any:
    """Not of an archived child, whose file was a mistake."""
    return entity.student_id.not_in(archived_students())
