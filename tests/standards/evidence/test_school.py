"""What counts for the school: events, commendations, papers, lines, gear, trainings, rides."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.models.events.event import EventKind
from app.models.events.parent_training import EvaluationForm
from app.models.facilities.facility_equipment import EquipmentItem
from app.models.management.award import AwardStatus
from app.models.management.inspection import InspectionKind
from app.models.management.term_summary import SummaryStatus, TermSummary
from app.models.management.work_plan import PlanScope
from app.models.school.contact_channel import ChannelKind, ContactChannel
from app.standards.evidence.shapes import Dated
from app.standards.outcome import Standing
from tests import activity_factories as activities
from tests import facility_factories as facilities
from tests import factories as make
from tests import office_factories as office
from tests.standards.conftest import FRIDAY, MONDAY, TwentyWeeks
from tests.standards.evidence.catalogued import due_and_done, evidence_for, outcomes, rule_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def teacher(weeks: TwentyWeeks) -> Any:
    return make.make_staff(weeks.session, weeks.school)


def noon(day: dt.date) -> dt.datetime:
    return clock.from_china(dt.datetime.combine(day, dt.time(12)))


def counted(weeks: TwentyWeeks, code: str, day: dt.date = FRIDAY) -> Any:
    return outcomes(weeks, rule_of(code), day)[weeks.school.id].counted


def test_events_count_by_kind_up_to_the_day(weeks: TwentyWeeks, teacher: Any) -> None:
    held = {"kind": EventKind.GUARDIAN_MEETING, "starts_at": noon(MONDAY + 9 * DAY)}
    activities.make_event(weeks.session, teacher, **held)
    activities.make_event(weeks.session, teacher, kind=EventKind.SEMINAR, starts_at=noon(MONDAY))
    assert due_and_done(weeks, rule_of("R50")) == (1, 1)
    assert counted(weeks, "R50", MONDAY + 8 * DAY) == 0


def test_an_event_at_midnight_belongs_to_the_day_that_begins_in_china(
    weeks: TwentyWeeks, teacher: Any
) -> None:
    starts_at = clock.from_china(dt.datetime.combine(MONDAY + 7 * DAY, dt.time()))
    activities.make_event(weeks.session, teacher, kind=EventKind.FLAG, starts_at=starts_at)
    found = evidence_for(weeks, rule_of("R60"), weeks.school.id)
    assert isinstance(found, Dated)
    assert found.days == [MONDAY + 7 * DAY]


def test_an_excursion_of_everybody_is_none_for_these_children(weeks: TwentyWeeks, teacher: Any) -> None:
    trip = {"kind": EventKind.EXCURSION, "starts_at": noon(MONDAY)}
    activities.make_event(weeks.session, teacher, **trip)
    assert counted(weeks, "R57") == 0
    activities.make_event(weeks.session, teacher, for_left_behind_only=True, **trip)
    assert counted(weeks, "R57") == 1


def test_lectures_before_the_term_count_for_their_calendar_year(weeks: TwentyWeeks, teacher: Any) -> None:
    for day in (dt.date(2025, 3, 10), dt.date(2025, 5, 10), MONDAY, MONDAY + 30 * DAY):
        activities.make_event(weeks.session, teacher, kind=EventKind.HEALTH_LECTURE, starts_at=noon(day))
    found = evidence_for(weeks, rule_of("R53"), weeks.school.id)
    assert isinstance(found, Dated)
    assert len(found.days) == 4


def test_a_commendation_counts_once_decided_and_in_its_days(weeks: TwentyWeeks, teacher: Any) -> None:
    award = office.make_award(
        weeks.session, teacher, student_id=weeks.child().id, awarded_on=dt.date(2025, 12, 1)
    )
    rule = rule_of("R66", filters={"between": ["11-25", "12-07"]})
    assert evidence_for(weeks, rule, weeks.school.id) is None
    award.status, award.granted_on = AwardStatus.GRANTED, dt.date(2025, 12, 2)
    assert isinstance(evidence_for(weeks, rule, weeks.school.id), Dated)
    assert evidence_for(weeks, rule_of("R66"), weeks.school.id) is None


def test_a_summary_counts_once_approved_though_after_the_term(weeks: TwentyWeeks) -> None:
    summary = TermSummary(school_id=weeks.school.id, term_id=weeks.term.id)
    weeks.session.add(summary)
    afterwards = FRIDAY + 9 * DAY
    assert due_and_done(weeks, rule_of("R67"), afterwards) == (1, 0)
    head = make.make_user(weeks.session, make.make_staff(weeks.session, weeks.school))
    summary.approved_by_id, summary.figures = head.id, {}
    summary.status, summary.approved_at = SummaryStatus.APPROVED, noon(FRIDAY + 5 * DAY)
    assert due_and_done(weeks, rule_of("R67"), afterwards) == (1, 1)
    assert due_and_done(weeks, rule_of("R67"), FRIDAY) == (1, 0)


def test_the_archives_are_in_order_once_the_term_is_closed(weeks: TwentyWeeks) -> None:
    assert due_and_done(weeks, rule_of("R77"), FRIDAY + 9 * DAY) == (1, 0)
    weeks.term.closed_at = noon(FRIDAY + 3 * DAY)
    assert due_and_done(weeks, rule_of("R77"), FRIDAY + 9 * DAY) == (1, 1)


def test_a_plan_of_the_school_is_that_of_its_term(weeks: TwentyWeeks) -> None:
    office.make_work_plan(weeks.session, weeks.term, scope=PlanScope.HOME)
    assert evidence_for(weeks, rule_of("R69"), weeks.school.id) is None
    plan = office.make_work_plan(weeks.session, weeks.term)
    assert evidence_for(weeks, rule_of("R69"), weeks.school.id) == Dated([MONDAY], None, [plan.id])


def test_checks_and_assessments_and_reports_count_on_their_day(weeks: TwentyWeeks, teacher: Any) -> None:
    office.make_inspection(weeks.session, weeks.school, inspected_on=MONDAY)
    office.make_inspection(weeks.session, weeks.school, inspected_on=MONDAY, kind=InspectionKind.ARCHIVES)
    office.make_assessment(weeks.session, weeks.year, teacher, assessed_on=MONDAY + DAY)
    office.make_situation_report(weeks.session, teacher, reported_on=MONDAY + DAY)
    assert [counted(weeks, code) for code in ("R75", "R73", "R95")] == [1, 1, 1]
    assert [counted(weeks, code, MONDAY) for code in ("R75", "R73", "R95")] == [1, 0, 0]


def test_only_a_public_line_is_the_family_phone_of_the_school(weeks: TwentyWeeks) -> None:
    line = ContactChannel(
        school_id=weeks.school.id, kind=ChannelKind.FAMILY_PHONE, number=make.phone(), is_public=False
    )
    weeks.session.add(line)
    assert due_and_done(weeks, rule_of("R71")) == (1, 0)
    line.is_public = True
    assert due_and_done(weeks, rule_of("R71")) == (1, 1)


def test_gear_is_judged_by_its_target_or_by_the_rules_own_list(weeks: TwentyWeeks) -> None:
    home = facilities.make_facility(weeks.session, weeks.school)
    facilities.make_equipment(weeks.session, home, quantity=6, target=10)
    facilities.make_equipment(weeks.session, home, item=EquipmentItem.TV, quantity=1, target=1)
    facilities.make_equipment(weeks.session, home, item=EquipmentItem.PHONE, quantity=1, target=None)
    assert due_and_done(weeks, rule_of("R72")) == (2, 1)
    named = rule_of("R72", filters={"kinds": ["tv", "phone", "dvd"]})
    assert due_and_done(weeks, named) == (3, 2)


def test_a_training_is_complete_with_register_attendance_and_evaluation(
    weeks: TwentyWeeks, teacher: Any
) -> None:
    assert due_and_done(weeks, rule_of("R74")) == (0, 0)
    training = activities.make_training(weeks.session, teacher, held_on=MONDAY)
    child = weeks.child()
    line = activities.make_attendance(
        weeks.session, training, child, make.make_caregiver(weeks.session, child)
    )
    training.evaluation_form, training.evaluation_digest = EvaluationForm.TEST, "多数家长答对。"
    assert due_and_done(weeks, rule_of("R74")) == (1, 0)
    line.is_present = True
    assert due_and_done(weeks, rule_of("R74")) == (1, 1)


def test_a_vehicle_with_more_pupils_than_seats_is_not_in_order(weeks: TwentyWeeks) -> None:
    vehicle = facilities.make_vehicle(weeks.session, weeks.school, seats=1)
    unknown = facilities.make_vehicle(weeks.session, weeks.school, seats=None)
    for each in (vehicle, unknown):
        facilities.make_ride(weeks.session, each, weeks.child(), weeks.term)
    assert due_and_done(weeks, rule_of("R93", least=1)) == (1, 1)
    facilities.make_ride(weeks.session, vehicle, weeks.child(), weeks.term)
    assert due_and_done(weeks, rule_of("R93", least=1)) == (1, 0)
    assert outcomes(weeks, rule_of("R93"))[weeks.school.id].standing is Standing.COUNTED


def test_the_survey_counts_the_children_it_found(weeks: TwentyWeeks) -> None:
    weeks.child()
    weeks.child(surveyed_on=MONDAY + 3 * DAY)
    assert counted(weeks, "R78") == 2
