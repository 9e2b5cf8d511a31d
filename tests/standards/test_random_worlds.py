"""The set-based judge beside its slow twin on random schools written into both databases, and around midnight in China."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from app import clock
from app.demo.rows import insert_all
from app.models.care.contact_record import Channel, ContactRecord, Parties
from app.models.management.care_standard_item import RulePer, RuleRole, RuleSubject
from app.models.people.care_registration import LeaveReason
from app.models.school.term_break import TermBreak
from app.standards.evaluate import evaluate, rows_behind
from app.standards.rules import Rule
from tests import factories as make
from tests.standards import slow_twin as slow
from tests.standards.conftest import FRIDAY, MONDAY, TwentyWeeks
from tests.standards.written import CALLS, TALKS, VISITS_BY_HOMEROOM, in_force, rule

DAY = dt.timedelta(days=1)
_VISIT = {"parties": ["staff-parent", "staff-guardian"], "channels": ["home-visit"]}
RULES = (
    TALKS,
    CALLS,
    VISITS_BY_HOMEROOM,
    rule("R02", RuleSubject.PAIR, RulePer.TERM, 1, filters=_VISIT),
    rule("R03c", RuleSubject.PAIR, RulePer.FORTNIGHT, filters={"parties": ["staff-child", "staff-parent"]}),
    rule("R03d", RuleSubject.PAIR, RulePer.QUARTER, filters={"parties": ["staff-child"]}),
    rule("R04", RuleSubject.CHILD, RulePer.MONTH, 1, RuleRole.HOMEROOM, filters={"parties": ["staff-child"]}),
    rule("R06", RuleSubject.CHILD, RulePer.WEEK, 1, RuleRole.ANYBODY, filters={"parties": ["child-parent"]}),
    rule(
        "R09", RuleSubject.CHILD, RulePer.MONTH, 2, RuleRole.MENTOR, filters={"parties": ["staff-guardian"]}
    ),
    rule("R01c", RuleSubject.CHILD, RulePer.TERM_PART, 1, RuleRole.HOMEROOM, filters=_VISIT),
    rule("R26", RuleSubject.PAIR, RulePer.MONTH, filters=_VISIT, condition={"boarding": False}),
)
_PERIODS = {
    RulePer.WEEK: slow.weeks, RulePer.FORTNIGHT: slow.fortnights, RulePer.MONTH: slow.months,
    RulePer.TERM: slow.whole, RulePer.TERM_PART: slow.parts,
}  # fmt: skip


class School:
    """A school of chance: who was with whom when, and what was recorded, as plain values beside the rows."""

    def __init__(self, weeks: TwentyWeeks, chance: Random) -> None:
        self.weeks, self.chance, self.session = weeks, chance, weeks.session
        self.world = slow.World(MONDAY, FRIDAY, MONDAY + chance.randrange(150) * DAY)
        self.world.today = min(self.world.today, FRIDAY)
        self.children: list[Any] = []
        self.pairs: list[Any] = []
        self.heads: list[tuple[int, int, dt.date, dt.date]] = []
        self.contacts: list[dict[str, Any]] = []
        self._breaks()
        self._people()
        self._records()

    def day(self) -> dt.date:
        return MONDAY + self.chance.randrange((FRIDAY - MONDAY).days + 1) * DAY

    def _breaks(self) -> None:
        first = self.day()
        last = min(FRIDAY, first + self.chance.randrange(12) * DAY)
        values = {"name": "放假", "starts_on": first, "ends_on": last}
        self.session.add(TermBreak(school_id=self.weeks.school.id, term_id=self.weeks.term.id, **values))
        self.world.breaks.append((first, last))

    def _people(self) -> None:
        weeks, chance = self.weeks, self.chance
        self.staff = [make.make_staff(self.session, weeks.school) for _ in range(4)]
        school_class = make.make_class(self.session, weeks.year)
        border = self.day()
        spells = ((self.staff[0], MONDAY - 30 * DAY, border), (self.staff[1], border + DAY, None))
        for staff, starts, ends in spells:
            make.make_homeroom(self.session, staff, school_class, starts_on=starts, ends_on=ends)
            self.heads.append((staff.id, school_class.id, starts, ends or FRIDAY))
        for _child in range(6):
            with clock.set_to(MONDAY - DAY):
                child = make.make_student(self.session, school_class=school_class)
            left = self.day() if chance.random() < 0.3 else None
            surveyed = MONDAY if left or chance.random() < 0.5 else self.day()
            given = {"left_on": left, "leave_reason": LeaveReason.PARENTS_RETURNED if left else None}
            self.children.append(make.make_registration(
                self.session, child, weeks.term, surveyed_on=surveyed, is_boarding=chance.random() < 0.5, **given
            ))  # fmt: skip
            self._pair(child)

    def _pair(self, child: Any) -> None:
        for mentor in self.chance.sample(self.staff, self.chance.randrange(3)):
            starts = MONDAY - 60 * DAY if self.chance.random() < 0.5 else self.day()
            ends = starts + 50 * DAY if self.chance.random() < 0.3 else None
            self.pairs.append(
                make.make_mentoring(self.session, mentor, child, starts_on=starts, ends_on=ends)
            )

    def _records(self) -> None:
        """Past the rules of a form: only what the judge reads matters, at every hour of day and night."""
        chance, first = self.chance, dt.datetime.combine(MONDAY - 70 * DAY, dt.time(), dt.UTC)
        for _contact in range(500):
            child, staff = chance.choice(self.children), chance.choice(self.staff)
            hour = first + dt.timedelta(hours=chance.randrange(24 * 220), seconds=chance.choice((0, 1, 3599)))
            parties = chance.choice(list(Parties))
            is_family = parties is Parties.CHILD_PARENT
            self.contacts.append({
                "school_id": child.school_id, "student_id": child.student_id, "staff_id": staff.id,
                "parties": parties, "channel": Channel.VIDEO if is_family else chance.choice(list(Channel)),
                "happened_at": hour, "reached": chance.random() < 0.8, "content": "谈话",
            })  # fmt: skip
        insert_all(self.session, ContactRecord, self.contacts)


def expected(school: School, what: Rule) -> dict[int, list[tuple[dt.date, int, int]]]:
    """By the slow twin: subject -> (last day, due, done) of each period."""
    return {
        key: slow.Finding.of(
            school.world, _periods(school.world, what, inside, since), int(what.count_min or 0), deeds
        ).owed
        for key, inside, since, deeds in _debtors(school, what)
        if inside
    }


def _periods(world: slow.World, what: Rule, inside: slow.Days, since: dt.date | None) -> list[slow.Days]:
    if what.per is RulePer.QUARTER:
        return slow.quarters(world, inside, since)
    return _PERIODS[what.per](world, inside)


def _debtors(school: School, what: Rule) -> Iterator[tuple[int, slow.Days, dt.date | None, list[dt.date]]]:
    registered = {child.student_id: child for child in school.children}
    if what.subject is RuleSubject.CHILD:
        for child in school.children:
            inside = slow.window(school.world, [child.surveyed_on], [child.left_on])
            yield (
                child.id,
                inside,
                None,
                [d for d, c in _fitting(school, what, child.student_id) if _did(school, what, c, d)],
            )
        return
    for pair in school.pairs:
        child = registered[pair.student_id]
        if what.condition.get("boarding") is False and child.is_boarding:
            continue
        inside = slow.window(school.world, [child.surveyed_on, pair.starts_on], [child.left_on, pair.ends_on])
        own = [d for d, c in _fitting(school, what, child.student_id) if c["staff_id"] == pair.mentor_id]
        yield pair.id, inside, pair.starts_on, own


def _fitting(school: School, what: Rule, student_id: int) -> Iterator[tuple[dt.date, dict[str, Any]]]:
    for contact in school.contacts:
        parties, channels = what.filters.get("parties"), what.filters.get("channels")
        fits = contact["parties"].value in parties and (not channels or contact["channel"].value in channels)
        if contact["student_id"] == student_id and contact["reached"] and fits:
            yield slow.in_china(contact["happened_at"]), contact


def _did(school: School, what: Rule, contact: dict[str, Any], day: dt.date) -> bool:
    """Whether it was one who held the rule's role on that day; a talk of child and parents is nobody's of the staff."""
    if what.role is RuleRole.ANYBODY or contact["parties"] is Parties.CHILD_PARENT:
        return True
    staff_id, student_id = contact["staff_id"], contact["student_id"]
    if what.role is RuleRole.HOMEROOM:
        return day >= MONDAY - DAY and any(
            staff == staff_id and first <= day <= last for staff, _class, first, last in school.heads
        )
    return any(
        (pair.mentor_id, pair.student_id) == (staff_id, student_id)
        and pair.starts_on <= day
        and (pair.ends_on is None or day <= pair.ends_on)
        for pair in school.pairs
    )


@pytest.mark.parametrize("seed", range(8))
def test_on_a_random_school_the_judge_says_what_its_slow_twin_says(weeks: TwentyWeeks, seed: int) -> None:
    school = School(weeks, Random(seed))  # noqa: S311 - a school of chance is no secret
    found = evaluate(weeks.read(), weeks.at(school.world.today), timeline=in_force(*RULES))
    for what in RULES:
        judged = {
            each.subject_id: [(o.period.span.ends_on, o.due, o.done) for o in each.owed]
            for each in found.of_rule(what.code)
        }
        assert judged == expected(school, what), (seed, what.code)


@pytest.mark.parametrize("seed", range(2))
def test_a_figure_opens_into_the_very_rows_that_counted(weeks: TwentyWeeks, seed: int) -> None:
    School(weeks, Random(seed))  # noqa: S311 - a school of chance is no secret
    session, at, counted = weeks.read(), weeks.at(), 0
    for each in evaluate(session, at, timeline=in_force(*RULES)).outcomes:
        opened = rows_behind(session, at, each.rule, each.subject_id)
        assert opened is not None and opened[0] is ContactRecord
        assert len(opened[1]) == each.counted, each.rule.code
        counted += len(opened[1])
    assert counted


@pytest.mark.parametrize("hours", [0, 24 * 7])
def test_the_last_instant_of_a_sunday_and_the_first_of_a_monday_are_different_weeks(
    weeks: TwentyWeeks, hours: int
) -> None:
    mentor, child = make.make_staff(weeks.session, weeks.school), weeks.child()
    make.make_mentoring(weeks.session, mentor, child, starts_on=MONDAY)
    midnight = clock.from_china(dt.datetime.combine(MONDAY + 7 * DAY, dt.time())) + dt.timedelta(hours=hours)
    before = midnight - dt.timedelta(microseconds=1)
    done = defaultdict(list)
    for moment in (before, midnight):
        make.make_contact(weeks.session, child, mentor, happened_at=moment)
        owed = evaluate(weeks.read(), weeks.at(), timeline=in_force(TALKS)).outcomes[0].owed
        done[moment] = [each.period.label for each in owed if each.done]
    week = 1 + hours // (24 * 7)
    assert done[before] == [f"第{week}周"]
    assert done[midnight] == [f"第{week}周", f"第{week + 1}周"]
