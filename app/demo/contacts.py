"""A term and a half of contact records: talks, calls, visits and letters, with the gaps that real life has."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from typing import Any

from app import clock
from app.database import ClosedSession
from app.demo import texts
from app.demo.care import SILENT, Pair
from app.demo.dates import DemoDates, DemoTerm
from app.demo.families import Child
from app.demo.rows import insert_all
from app.demo.township import Place
from app.models.care.contact_record import Channel, ContactRecord, Occasion, Parties
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.standards.calendar import Period, Span, TermCalendar, window

_DAY = dt.timedelta(days=1)
#: One teacher of the central school who copies the same sentence.
_CARELESS = 11


class ContactMaker:
    """Makes the contacts of one school."""

    def __init__(self, place: Place, dates: DemoDates, chance: random.Random) -> None:
        self._place, self._dates, self._chance = place, dates, chance
        # How reliably each teacher keeps the weekly talk.
        self._zeal = {staff.id: chance.uniform(0.72, 0.98) for staff in place.staff}
        if place.is_central:
            self._zeal[place.staff[SILENT].id] = 0.0

    def rows(self, pairs: Sequence[Pair], children: Sequence[Child]) -> Iterator[dict[str, Any]]:
        """All contacts of both terms up to yesterday."""
        for demo, term in ((self._dates.last, self._place.last), (self._dates.current, self._place.current)):
            calendar = TermCalendar(demo.days, tuple(free for _name, free in demo.breaks))
            for pair in pairs:
                yield from self._of_pair(pair, calendar, term)
            for child in children:
                if demo is self._dates.current or child.was_registered_before:
                    yield from self._of_child(child, calendar, demo, term)

    def _of_pair(self, pair: Pair, calendar: TermCalendar, term: Term) -> Iterator[dict[str, Any]]:
        days = window(calendar.term, [pair.starts_on], [pair.ends_on, self._dates.today - _DAY])
        zeal = self._zeal[pair.mentor.id]
        if days is None or not zeal:
            return
        for week in calendar.weeks(days):
            if self._chance.random() < zeal:
                yield self._talk(pair, calendar, week, term)
        for month in calendar.months(days):
            if self._chance.random() < min(zeal + 0.08, 1):
                yield self._call(pair, calendar, month, term, reached=True)
            if self._chance.random() < 0.06:
                yield self._call(pair, calendar, month, term, reached=False)
        for _visit in range(2):
            if self._chance.random() < zeal * len(calendar.weeks(days)) / 21:
                yield self._visit(pair.child, pair.mentor, calendar, days, term)

    def _of_child(
        self, child: Child, calendar: TermCalendar, demo: DemoTerm, term: Term
    ) -> Iterator[dict[str, Any]]:
        days = window(calendar.term, (), [child.left_on, self._dates.today - _DAY])
        head = self._head(child, demo)
        if days is None:
            return
        for part in _halves(days) if demo is self._dates.last else (days,):
            if head is not None and self._chance.random() < 0.9:
                yield self._visit(child, head, calendar, part, term)
        for week in calendar.weeks(days):
            if self._chance.random() < 0.42:
                yield self._family_call(child, calendar, week, term)
        for month in calendar.months(days):
            if head is not None and child.guardian_id and self._chance.random() < 0.3:
                yield self._guardian(child, head, calendar, month, term)
        if demo is self._dates.last and self._chance.random() < 0.3:
            yield self._letter(child, calendar, term)

    def _head(self, child: Child, demo: DemoTerm) -> Staff | None:
        is_now = demo is self._dates.current
        school_class = child.pupil.school_class if is_now else child.pupil.class_before
        return self._place.heads[school_class.id] if school_class else None

    def _talk(self, pair: Pair, calendar: TermCalendar, week: Period, term: Term) -> dict[str, Any]:
        is_careless = self._place.is_central and pair.mentor.id == self._place.staff[_CARELESS].id
        row = self._row(pair.child, self._school_day(calendar, week.span), Parties.STAFF_CHILD, term)
        row |= {
            "channel": Channel.IN_PERSON if self._chance.random() < 0.95 else Channel.PHONE,
            "staff_id": pair.mentor.id,
            "minutes": self._chance.choice((10, 15, 15, 20, 30)),
            "topics": texts.topics(self._chance),
            "content": texts.CARELESS if is_careless else texts.talk(self._chance),
            "place": self._chance.choice(("教室", "操场", "办公室", "心灵驿站")),
        }
        return row | self._trouble(row, 0.0 if is_careless else 0.12)

    def _call(
        self, pair: Pair, calendar: TermCalendar, month: Period, term: Term, *, reached: bool
    ) -> dict[str, Any]:
        row = self._row(pair.child, self._school_day(calendar, month.span), Parties.STAFF_PARENT, term)
        return row | {
            "channel": self._chance.choice((Channel.PHONE, Channel.PHONE, Channel.VIDEO)),
            "staff_id": pair.mentor.id,
            "caregiver_id": pair.child.parent_id,
            "reached": reached,
            "minutes": self._chance.choice((5, 8, 10, 15)) if reached else 0,
            "content": texts.call(self._chance) if reached else "电话没有人接，改天再打。",
        }

    def _visit(
        self, child: Child, staff: Staff, calendar: TermCalendar, days: Span, term: Term
    ) -> dict[str, Any]:
        adult = child.guardian_id or child.parent_id
        is_parent = any(tie.is_parent and tie.caregiver_id == adult for tie in child.ties)
        parties = Parties.STAFF_PARENT if is_parent else Parties.STAFF_GUARDIAN
        row = self._row(child, self._school_day(calendar, days), parties, term)
        row |= {
            "channel": Channel.HOME_VISIT,
            "staff_id": staff.id,
            "caregiver_id": adult,
            "minutes": self._chance.choice((30, 40, 45, 60)),
            "place": self._place.villages[child.pupil.village].name,
            "content": texts.visit(self._chance),
        }
        return row | self._trouble(row, 0.2)

    def _guardian(
        self, child: Child, staff: Staff, calendar: TermCalendar, month: Period, term: Term
    ) -> dict[str, Any]:
        row = self._row(child, self._school_day(calendar, month.span), Parties.STAFF_GUARDIAN, term)
        return row | {
            "channel": self._chance.choice((Channel.PHONE, Channel.IN_PERSON)),
            "staff_id": staff.id,
            "caregiver_id": child.guardian_id,
            "minutes": 10,
            "content": texts.with_guardian(self._chance),
        }

    def _family_call(self, child: Child, calendar: TermCalendar, week: Period, term: Term) -> dict[str, Any]:
        row = self._row(child, self._school_day(calendar, week.span), Parties.CHILD_PARENT, term)
        return row | {
            "channel": self._chance.choice((Channel.PHONE, Channel.VIDEO)),
            "caregiver_id": child.parent_id,
            "minutes": self._chance.choice((8, 10, 15, 20)),
            "content": texts.of_family(self._chance),
            "place": "亲情电话室",
        }

    def _letter(self, child: Child, calendar: TermCalendar, term: Term) -> dict[str, Any]:
        last_weeks = Span(calendar.term.ends_on - 25 * _DAY, calendar.term.ends_on)
        row = self._row(child, self._school_day(calendar, last_weeks), Parties.CHILD_PARENT, term)
        return row | {
            "channel": Channel.LETTER,
            "caregiver_id": child.parent_id,
            "occasion": Occasion.TERM_END,
            "content": "期末给父母写信，讲了这学期的收获。",
        }

    def _row(self, child: Child, day: dt.date, parties: Parties, term: Term) -> dict[str, Any]:
        """A contact with every column, as a routine one by nobody in particular."""
        wall = dt.datetime.combine(
            day, dt.time(self._chance.randrange(8, 18), self._chance.choice((0, 10, 25, 40)))
        )
        happened_at = clock.from_china(wall)
        # Nearly all is written down on the day; a little is made up for weeks later.
        delay = dt.timedelta(days=20) if self._chance.random() < 0.02 else dt.timedelta(hours=2)
        written_at = min(happened_at + delay, clock.now())
        return {
            "school_id": self._place.school.id,
            "created_at": written_at,
            "updated_at": written_at,
            "student_id": child.id,
            "happened_at": happened_at,
            "parties": parties,
            "channel": None,
            "staff_id": None,
            "caregiver_id": None,
            "reached": True,
            "minutes": None,
            "place": None,
            "occasion": Occasion.ROUTINE,
            "topics": None,
            "content": "",
            "difficulty": None,
            "action": None,
            "follow_up_on": None,
            "follow_up_done_on": None,
            "term_id": term.id,
        }

    def _trouble(self, row: dict[str, Any], share: float) -> dict[str, Any]:
        """Now and then something is difficult; most of what was to be looked at again has been."""
        if self._chance.random() >= share:
            return {}
        difficulty, action = texts.trouble(self._chance)
        again = clock.in_china(row["happened_at"]).date() + 7 * _DAY
        is_done = again < self._dates.today and self._chance.random() < 0.8
        return {
            "difficulty": difficulty,
            "action": action,
            "follow_up_on": again,
            "follow_up_done_on": again if is_done else None,
        }

    def _school_day(self, calendar: TermCalendar, span: Span) -> dt.date:
        days = [
            day
            for number in range((span.ends_on - span.starts_on).days + 1)
            if calendar.school_days(Span(day := span.starts_on + number * _DAY, day))
        ]
        return self._chance.choice(days or [span.starts_on])


def _halves(days: Span) -> tuple[Span, Span]:
    middle = days.starts_on + (days.ends_on - days.starts_on) // 2
    return Span(days.starts_on, middle), Span(middle + _DAY, days.ends_on)


def make_contacts(
    session: ClosedSession,
    place: Place,
    pairs: Sequence[Pair],
    children: Sequence[Child],
    dates: DemoDates,
    chance: random.Random,
) -> None:
    """Write them in the order in which they happened."""
    rows = list(ContactMaker(place, dates, chance).rows(pairs, children))
    insert_all(session, ContactRecord, sorted(rows, key=lambda row: row["happened_at"]))
