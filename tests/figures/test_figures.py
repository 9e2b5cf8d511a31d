"""The figures themselves: registrations of the term, rows in force on the day, archived rows never, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from app import clock
from app.access.guard import Actor, bind
from app.access.vocabulary import Role
from app.database import Refused
from app.extensions import db
from app.figures import basics, class_statistics, contact, counseling, mentoring, registers, school_work
from app.figures.class_statistics import Fact
from app.models.care.contact_record import Channel, Parties
from app.models.care.individual_plan import PlanKind, PlanTrigger
from app.models.people.care_registration import AbsenceKind, GuardianshipKind, LeaveReason
from app.models.people.enrollment import EnrollmentEnd
from app.models.people.student_caregiver import GuardRole, Relation
from app.models.school.class_headcount import ClassHeadcount
from app.models.school.leading_group import GroupLevel, LeadingGroup
from app.models.school.leading_group_member import GroupPost, LeadingGroupMember
from tests import factories as make
from tests.standards.conftest import AFTERWARDS, FRIDAY, MONDAY, TwentyWeeks

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)


def enrolled_child(weeks: TwentyWeeks, school_class: Any, *, is_registered: bool = True) -> Any:
    with clock.set_to(MONDAY):
        child = make.make_student(weeks.session, school_class=school_class)
    if is_registered:
        make.make_registration(weeks.session, child, weeks.term, surveyed_on=MONDAY)
    return child


def reading(weeks: TwentyWeeks, figure: Any, day: dt.date = AFTERWARDS) -> tuple[int, int | None]:
    found = figure.read(weeks.read(), weeks.at(day))
    return found.count, found.out_of


def test_left_behind_children_are_those_registered_in_the_term_and_not_left(weeks: TwentyWeeks) -> None:
    weeks.child()
    gone = weeks.child(left_on=MONDAY + 30 * DAY, leave_reason=LeaveReason.PARENTS_RETURNED)
    weeks.child(absence_kind=AbsenceKind.OTHER)
    make.make_student(weeks.session, weeks.school)
    assert reading(weeks, basics.children) == (1, None)
    assert reading(weeks, basics.children, MONDAY + 30 * DAY) == (2, None), gone.id
    assert reading(weeks, basics.children_gone) == (1, None)


def test_a_child_cared_for_in_spite_of_the_definition_counts(weeks: TwentyWeeks) -> None:
    weeks.child(absence_kind=AbsenceKind.OTHER, meets_definition=True, override_reason="父亲服刑。")
    assert reading(weeks, basics.children) == (1, None)


def test_children_of_another_term_are_not_counted(weeks: TwentyWeeks) -> None:
    earlier = make.make_school_year(
        weeks.session,
        weeks.school,
        label="2024-2025",
        starts_on=dt.date(2024, 8, 1),
        ends_on=dt.date(2025, 7, 31),
    )
    before = make.make_term(weeks.session, weeks.school, earlier, is_current=False, label="去年", **_autumn())
    old = make.make_student(weeks.session, weeks.school)
    make.make_registration(weeks.session, old, before, surveyed_on=before.starts_on)
    both = weeks.child()
    make.make_registration(weeks.session, both, before, surveyed_on=before.starts_on)
    weeks.child()
    assert reading(weeks, basics.children) == (2, None)
    assert reading(weeks, basics.new_children) == (1, None)


def _autumn() -> dict[str, dt.date]:
    return {"starts_on": dt.date(2024, 9, 2), "ends_on": dt.date(2025, 1, 17)}


@pytest.mark.system("N09")
def test_pupils_are_counted_on_the_day_and_by_headcount_where_there_is_one(weeks: TwentyWeeks) -> None:
    first = make.make_class(weeks.session, weeks.year, number=1)
    second = make.make_class(weeks.session, weeks.year, number=2)
    for school_class in (first, first, second):
        enrolled_child(weeks, school_class, is_registered=False)
    enrolled_child(weeks, second)
    assert reading(weeks, basics.pupils) == (4, None)
    assert reading(weeks, basics.children_share) == (1, 4)
    weeks.session.add(
        ClassHeadcount(
            school_id=weeks.school.id, school_class_id=second.id, term_id=weeks.term.id, enrolled_total=30
        )
    )
    assert reading(weeks, basics.pupils) == (32, None)


def test_an_archived_pupil_counts_nowhere(weeks: TwentyWeeks) -> None:
    school_class = make.make_class(weeks.session, weeks.year)
    child = enrolled_child(weeks, school_class)
    child.archived_at = clock.now()
    for figure in (basics.pupils, basics.children, registers.surveyed):
        assert reading(weeks, figure)[0] == 0


@pytest.mark.system("K23", "N03")
def test_who_was_promoted_is_retained_and_who_dropped_out_is_not(weeks: TwentyWeeks) -> None:
    school_class = make.make_class(weeks.session, weeks.year)
    stays = [enrolled_child(weeks, school_class) for _ in range(3)]
    for child, reason in zip(stays, (EnrollmentEnd.DROPPED_OUT, EnrollmentEnd.TRANSFERRED), strict=False):
        stay = weeks.session.query(make.Enrollment).filter_by(student_id=child.id).one()
        stay.ends_on, stay.end_reason = MONDAY + 40 * DAY, reason
        weeks.session.flush()
    assert reading(weeks, registers.retained) == (2, 3)


@pytest.mark.system("B03", "N01")
def test_an_archive_is_complete_with_phone_workplace_and_guardian(weeks: TwentyWeeks) -> None:
    child = weeks.child()
    assert reading(weeks, registers.archives_complete) == (0, 1)
    father = make.make_caregiver(weeks.session, child, Relation.FATHER)
    make.make_absence(weeks.session, father)
    assert reading(weeks, registers.archives_complete) == (0, 1)
    make.make_caregiver(weeks.session, child, guard_role=GuardRole.CURRENT)
    assert reading(weeks, registers.archives_complete) == (1, 1)
    father.phone = None
    assert reading(weeks, registers.archives_complete) == (0, 1)


@pytest.mark.system("B10", "N01")
def test_nobody_s_archive_asks_for_no_guardian(weeks: TwentyWeeks) -> None:
    child = weeks.child(guardianship_kind=GuardianshipKind.NOBODY)
    make.make_absence(weeks.session, make.make_caregiver(weeks.session, child, Relation.FATHER))
    assert reading(weeks, registers.archives_complete) == (1, 1)
    assert reading(weeks, basics.unguarded) == (1, None)


@pytest.mark.system("B01")
def test_a_survey_after_thirty_days_is_late(weeks: TwentyWeeks) -> None:
    weeks.child(surveyed_on=MONDAY + 30 * DAY)
    weeks.child(surveyed_on=MONDAY + 31 * DAY)
    assert reading(weeks, registers.surveyed) == (1, 2)


@pytest.mark.system("A22", "N08")
def test_staff_taking_part_are_employees_who_are_still_here(weeks: TwentyWeeks) -> None:
    staff = [make.make_staff(weeks.session, weeks.school) for _ in range(3)]
    make.make_staff(weeks.session, weeks.school, left_on=MONDAY + 5 * DAY)
    volunteer = make.make_staff(weeks.session, weeks.school, is_employee=False)
    for mentor in (staff[0], volunteer):
        make.make_mentoring(weeks.session, mentor, weeks.child(), starts_on=MONDAY)
    make.make_mentoring(weeks.session, staff[1], weeks.child(), starts_on=MONDAY, ends_on=FRIDAY - DAY)
    assert reading(weeks, mentoring.staff_taking_part) == (1, 3)
    assert reading(weeks, mentoring.children_mentored) == (2, 3)
    assert reading(weeks, mentoring.pairs) == (2, None)
    assert reading(weeks, mentoring.staff_taking_part, FRIDAY - DAY) == (2, 3)


@pytest.mark.system("D01", "D03", "D11")
def test_contacts_count_when_somebody_was_reached(weeks: TwentyWeeks, talk: Callable[..., Any]) -> None:
    child, staff = weeks.child(), make.make_staff(weeks.session, weeks.school)
    guardian = make.make_caregiver(weeks.session, child)
    visit = {"parties": Parties.STAFF_GUARDIAN, "channel": Channel.HOME_VISIT, "caregiver_id": guardian.id}
    talk(child, staff, MONDAY)
    talk(child, staff, FRIDAY)
    talk(child, staff, MONDAY - DAY)
    talk(child, staff, MONDAY + DAY, reached=False, **visit)
    assert reading(weeks, contact.talks) == (2, None)
    assert reading(weeks, contact.unreached) == (1, None)
    assert reading(weeks, contact.children_visited) == (0, 1)
    talk(child, staff, MONDAY + DAY, **visit)
    assert reading(weeks, contact.children_visited) == (1, 1)
    assert reading(weeks, contact.home_visits) == (1, None)


def test_a_trigger_of_few_plans_is_not_told(weeks: TwentyWeeks) -> None:
    author = make.make_staff(weeks.session, weeks.school)

    def plan() -> None:
        make.make_plan(
            weeks.session,
            weeks.child(),
            weeks.term,
            author,
            kind=PlanKind.INDIVIDUAL_EDUCATION,
            triggers=frozenset({PlanTrigger.STUDY}),
            made_on=MONDAY,
        )

    for _ in range(4):
        plan()
    assert mentoring.plans_by_trigger(weeks.read(), weeks.at()) == ()
    plan()
    assert mentoring.plans_by_trigger(weeks.read(), weeks.at()) == ((PlanTrigger.STUDY, 5),)
    assert reading(weeks, mentoring.education_plans) == (5, None)


@pytest.mark.system("A01")
def test_the_leading_group_is_that_of_the_term_and_the_school(weeks: TwentyWeeks) -> None:
    group = LeadingGroup(
        school_id=weeks.school.id, level=GroupLevel.SCHOOL, term_id=weeks.term.id, name="领导小组"
    )
    weeks.session.add(group)
    weeks.session.flush()
    weeks.session.add(
        LeadingGroupMember(
            school_id=weeks.school.id,
            leading_group_id=group.id,
            outside_name="村主任",
            post=GroupPost.LEADER,
        )
    )
    assert reading(weeks, school_work.leading_group) == (1, None)


def counseled(weeks: TwentyWeeks, children: int) -> None:
    counselor = make.make_staff(weeks.session, weeks.school)
    for _ in range(children):
        case = make.make_case(weeks.session, weeks.child(), counselor, opened_on=MONDAY)
        noon = clock.from_china(dt.datetime.combine(MONDAY + DAY, dt.time(12)))
        for _ in range(2):
            make.make_session(weeks.session, case, started_at=noon)


@pytest.mark.parametrize(("children", "told"), [(4, None), (5, counseling.Totals(10, 5))])
def test_counseling_is_told_from_five_children_upward(weeks: TwentyWeeks, children: int, told: Any) -> None:
    counseled(weeks, children)
    assert counseling.totals(weeks.read(), weeks.at()) == told
    assert len(counseling.counselors_work(weeks.read(), weeks.at())) == (1 if told else 0)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PRINCIPAL])
def test_counseling_totals_are_refused_to_everybody_else(weeks: TwentyWeeks, role: Role) -> None:
    counseled(weeks, 5)
    weeks.session.commit()
    bind(db.session, Actor(7_777, None, weeks.term.school_id, frozenset({role}), AFTERWARDS))
    for ask in (counseling.totals, counseling.counselors_work):
        with pytest.raises(Refused):
            ask(db.session, weeks.at())
    assert counseling.own_work(db.session, weeks.at(), 1) == ()


def test_counseling_totals_of_another_school_are_refused(weeks: TwentyWeeks) -> None:
    weeks.session.commit()
    bind(db.session, Actor(7_777, None, weeks.term.school_id + 1, frozenset({Role.PRINCIPAL}), AFTERWARDS))
    with pytest.raises(Refused):
        counseling.totals(db.session, weeks.at())


@pytest.mark.system("B06")
def test_class_lines_add_up_to_the_figures(weeks: TwentyWeeks, talk: Callable[..., Any]) -> None:
    mentor = make.make_staff(weeks.session, weeks.school)
    for number in (1, 2):
        school_class = make.make_class(weeks.session, weeks.year, number=number)
        for is_registered in (True, True, False):
            child = enrolled_child(weeks, school_class, is_registered=is_registered)
            make.make_mentoring(weeks.session, mentor, child, starts_on=MONDAY)
            talk(child, mentor, MONDAY + DAY)
    weeks.child()
    session, at = weeks.read(), weeks.at()
    lines = class_statistics.class_lines(session, at)
    whole = class_statistics.summed("全校", lines)
    assert [line.label for line in lines] == ["三(1)班", "三(2)班", "未编班"]
    assert [line.of(Fact.CHILDREN) for line in lines] == [2, 2, 1]
    assert whole.of(Fact.PUPILS) == basics.pupils.read(session, at).count == 6
    assert whole.of(Fact.CHILDREN) == basics.children.read(session, at).count == 5
    assert whole.of(Fact.BOYS) + whole.of(Fact.GIRLS) == 5
    assert whole.fulfilment(contact.Duty.TALKS) == contact.talks_done.read(session, at)


def test_another_school_s_children_are_in_nobody_s_figure(weeks: TwentyWeeks) -> None:
    weeks.child()
    other = make.make_school(weeks.session)
    year = make.make_school_year(weeks.session, other)
    term = make.make_term(weeks.session, other, year)
    stranger = make.make_student(weeks.session, other)
    make.make_registration(weeks.session, stranger, term)
    assert reading(weeks, basics.children) == (1, None)


def test_the_number_of_statements_does_not_grow_with_the_children(weeks: TwentyWeeks) -> None:
    def statements() -> int:
        session, at, engine = weeks.read(), weeks.at(), weeks.session.get_bind()
        class_statistics.class_lines(session, at)
        seen: list[object] = []

        def note(*statement: object) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        class_statistics.class_lines(session, at)
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    weeks.child()
    few = statements()
    for _ in range(5):
        weeks.child()
    assert statements() == few
