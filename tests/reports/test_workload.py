"""What a mentor's page says of his work: missing weeks by name, other work, whose duty is whose, and no counseling."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.access.guard import Actor, bind
from app.access.vocabulary import Role
from app.extensions import db
from app.models.care.care_service import CareDomain, CareServiceKind
from app.models.events.event import EventKind
from app.models.management.care_standard import CareStandard
from app.models.management.care_standard_item import RuleAction, RulePer, RuleRole, RuleSubject
from app.reports import mentor_workload
from app.reports._workload_duties import together
from app.reports.mentor_workload import MentorWorkloadData
from tests import activity_factories, facility_factories
from tests import factories as make
from tests.standards.conftest import FRIDAY, MONDAY, TwentyWeeks, talk, weeks
from tests.standards.written import item_of, rule

__all__ = ["talk", "weeks"]

DAY = dt.timedelta(days=1)


def collected(
    weeks: TwentyWeeks, role: Role = Role.PRINCIPAL, staff: Any = None, day: dt.date = FRIDAY
) -> MentorWorkloadData:
    """The report of all, or the member of staff's own."""
    weeks.session.commit()
    own = None if staff is None else staff.id
    actor = Actor(9_999, own, weeks.school.id, frozenset({role}), day, "打印人")
    bind(db.session, actor)
    return mentor_workload.collect(db.session, actor, weeks.term, only_staff_id=own)


def ask(weeks: TwentyWeeks, *rules: Any) -> None:
    """Write more rules into the school's standard."""
    standard = weeks.session.scalars(select(CareStandard)).one()
    weeks.session.add_all(item_of(standard, each) for each in rules)


@pytest.mark.parametrize(
    ("labels", "written"),
    [
        ((), ""),
        (("第3周",), "第3周"),
        (("第3周", "第5周"), "第3、5周"),
        (("9月", "10月"), "9、10月"),
        (("第3周", "9月", "10月", "期中"), "第3周、9、10月、期中"),
    ],
)
def test_periods_that_differ_in_their_number_are_written_together(
    labels: tuple[str, ...], written: str
) -> None:
    assert together(labels) == written


def test_the_weeks_without_a_talk_are_named_and_several_children_counted(
    weeks: TwentyWeeks, talk: Any
) -> None:
    one, two = (make.make_staff(weeks.session, weeks.school, staff_no=no) for no in "12")
    alone, first, second = (weeks.child() for _ in range(3))
    for mentor, child in ((one, alone), (two, first), (two, second)):
        make.make_mentoring(weeks.session, mentor, child, starts_on=MONDAY)
    for mentor, child, missed in ((one, alone, {2, 4}), (two, first, {2, 3}), (two, second, {2})):
        for week in {1, 2, 3, 4, 5} - missed:
            talk(child, mentor, MONDAY + (7 * (week - 1) + 1) * DAY)
    pages = collected(weeks, day=MONDAY + 34 * DAY).mentors
    told = [
        page.duties[[duty.name for duty in page.duties].index(name)]
        for page in pages
        for name in ["帮扶教师谈心（每周）"]
    ]
    assert [each.missing for each in told] == [("第2、4周",), ("第2周2名", "第3周1名")]
    assert [(each.result.done, each.result.due) for each in told] == [(3, 5), (7, 10)]


def test_a_rule_in_words_is_counted_and_what_others_owe_to_his_children_is_not_held_against_him(
    weeks: TwentyWeeks, talk: Any
) -> None:
    ask(weeks, rule("R26", RuleSubject.PAIR, RulePer.TERM, None, filters={"channels": ["phone"]}))
    mentor, child = make.make_staff(weeks.session, weeks.school), weeks.child()
    make.make_mentoring(weeks.session, mentor, child, starts_on=MONDAY)
    (page,) = collected(weeks).mentors
    assert [duty.name for duty in page.duties if duty.is_counted_only]
    visits = next(figure for figure in page.of_others if figure.label == "班主任家访")
    assert visits.fraction is not None
    assert (visits.fraction.done, visits.fraction.due) == (0, 2)
    assert "班主任家访" not in [duty.name for duty in page.duties]


def test_whoever_has_too_many_children_is_named_with_who_could_take_them(weeks: TwentyWeeks) -> None:
    load = rule(
        "R30b", RuleSubject.MENTOR, RulePer.ALWAYS, 1, RuleRole.ANYBODY, RuleAction.MENTORING,
        count_max=Decimal(2),
    )  # fmt: skip
    ask(weeks, load)
    one, two = (make.make_staff(weeks.session, weeks.school, staff_no=no) for no in "12")
    for days in range(3):
        make.make_mentoring(weeks.session, one, weeks.child(), starts_on=MONDAY + days * DAY)
    overview = collected(weeks).overview
    assert overview is not None
    assert overview.limits == "按标准 R30b，每人不超过 2 名。"
    assert overview.over == (f"{one.name}（3名，超出1名）",)
    (move,) = overview.moves
    assert f"{one.name} → {two.name}（现有孩子最少）" in move


def worked(weeks: TwentyWeeks) -> Any:
    """A mentor who was on duty, helped, lectured, saw to an incident and sat in a meeting that another called."""
    session, school = weeks.session, weeks.school
    mentor, other = make.make_staff(session, school), make.make_staff(session, school)
    child = weeks.child()
    make.make_mentoring(session, mentor, child, starts_on=MONDAY, ends_on=MONDAY + 30 * DAY)
    facility = facility_factories.make_facility(session, school)
    facility_factories.make_opening(session, facility, other, mentor, held_on=MONDAY + DAY)
    activity_factories.make_care_service(
        session, child, mentor, done_on=MONDAY + DAY, domain=CareDomain.STUDY,
        kind=CareServiceKind.AFTER_CLASS, minutes=45,
    )  # fmt: skip
    activity_factories.make_reading_record(session, child, month=dt.date(2025, 9, 1), guide_id=mentor.id)
    activity_factories.make_growth_record(session, child, mentor, recorded_on=MONDAY + DAY)
    event = activity_factories.make_event(
        session, other, kind=EventKind.STAFF_MEETING, starts_at=noon(MONDAY + DAY)
    )
    activity_factories.make_event_adult(session, event, staff_id=mentor.id)
    make.make_incident(session, mentor, child, occurred_at=noon(MONDAY + DAY), known_at=noon(MONDAY + DAY))
    return mentor


def noon(day: dt.date) -> dt.datetime:
    return clock.from_china(dt.datetime.combine(day, dt.time(12)))


def test_other_work_is_counted_and_the_same_on_his_own_copy(weeks: TwentyWeeks) -> None:
    mentor = worked(weeks)
    whole = next(page for page in collected(weeks).mentors if page.name == mentor.name)
    told = {figure.label: figure.value for figure in whole.extra}
    assert told["之家开放值班"] == "1 次"
    assert told["课后辅导等关爱服务"] == "1 次、45 分钟"
    assert told["处置突发事件"] == "1 起"
    assert told["参加会议"] == "1 次"
    assert told["指导读书"] == "1 本"
    assert told["有意义的事"] == "1 件"
    assert told["家长培训主讲"] == "0 次"
    (own,) = collected(weeks, Role.MENTOR, mentor).mentors
    assert own.extra == whole.extra


def counseled(weeks: TwentyWeeks, children: int) -> Any:
    """A counselor who received so many children, twice each."""
    counselor = make.make_staff(weeks.session, weeks.school, name="许心宁", is_counselor_qualified=True)
    make.make_user(weeks.session, counselor, roles=(Role.COUNSELOR,))
    for _ in range(children):
        case = make.make_case(weeks.session, weeks.child(), counselor, opened_on=MONDAY)
        for days in (1, 2):
            make.make_session(weeks.session, case, started_at=noon(MONDAY + days * DAY), minutes=40)
    return counselor


@pytest.mark.parametrize(("children", "listed"), [(4, 0), (5, 1)])
def test_a_counselor_s_numbers_reach_the_principal_from_five_children_upward(
    weeks: TwentyWeeks, children: int, listed: int
) -> None:
    counseled(weeks, children)
    assert len(collected(weeks).counselors) == listed


def test_a_counselor_has_a_page_of_his_own_in_numbers_and_none_as_a_mentor(weeks: TwentyWeeks) -> None:
    counselor = counseled(weeks, 2)
    own = collected(weeks, Role.COUNSELOR, counselor)
    (page,) = own.counselors
    assert (page.name, page.sessions, page.minutes, page.cards_unfinished) == ("许心宁", 4, 160, 4)
    assert own.mentors == ()
    assert own.overview is None
