"""When a notice counts as told, and when an incident may be closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.models._rules import Invalid
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole
from app.models.safety._kinds import Addressee, IncidentKind
from app.models.safety.incident_attempt import AttemptResult
from app.models.safety.incident_brief import BriefKind
from tests import factories as make
from tests.models.conftest import TODAY, Place
from tests.models.refusals import columns_of

CHAIN = pytest.mark.system("H01", "H02")
YESTERDAY = TODAY - dt.timedelta(days=1)


def at(hour: int, minute: int, day: dt.date = TODAY) -> dt.datetime:
    """That wall clock in China as a moment."""
    return clock.from_china(dt.datetime.combine(day, dt.time(hour, minute)))


@pytest.fixture
def child(system: Any, place: Place) -> Student:
    return make.make_student(system, place.school, school_class=place.school_class)


@pytest.fixture
def grandmother(system: Any, child: Student) -> Caregiver:
    return make.make_caregiver(system, child, guard_role=GuardRole.CURRENT)


@CHAIN
@pytest.mark.parametrize(
    ("seconds", "is_late"), [(0, False), (1, True)], ids=["on the limit", "a second over"]
)
def test_reaching_somebody_after_the_limit_needs_a_reason(
    system: Any, place: Place, child: Student, grandmother: Caregiver, seconds: int, is_late: bool
) -> None:
    incident = make.make_incident(system, place.teacher, child)
    notice = make.notices_of(system, incident, Addressee.GUARDIAN)[0]
    with clock.set_to(notice.due_at + dt.timedelta(seconds=seconds)):
        if not is_late:
            make.make_incident_attempt(system, notice, place.teacher, result=AttemptResult.REACHED)
            assert notice.minutes_late == 0
            return
        with pytest.raises(Invalid) as refusal:
            make.make_incident_attempt(system, notice, place.teacher, result=AttemptResult.REACHED)
    assert columns_of(refusal) == ["late_reason"]
    assert "超过时限 1 分钟" in refusal.value.problems[0].message.zh


@CHAIN
def test_a_late_notice_with_its_reason_is_accepted(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    notice = make.notices_of(system, make.make_incident(system, place.teacher, child), Addressee.GUARDIAN)[0]
    with clock.set_to(notice.due_at + dt.timedelta(minutes=7)):
        notice.late_reason = "手机没有信号，村委会上门才找到。"
        make.make_incident_attempt(system, notice, place.teacher, result=AttemptResult.REACHED)
        assert (notice.minutes_late, notice.is_open) == (7, False)


@CHAIN
def test_a_call_nobody_answered_leaves_the_notice_open(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    notice = make.notices_of(system, make.make_incident(system, place.teacher, child), Addressee.GUARDIAN)[0]
    make.make_incident_attempt(system, notice, place.teacher)
    assert notice.reached_at is None


@CHAIN
def test_an_attempt_before_the_school_knew_is_refused(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    incident = make.make_incident(system, place.teacher, child)
    notice = make.notices_of(system, incident)[0]
    with pytest.raises(Invalid) as refusal:
        make.make_incident_attempt(
            system, notice, place.teacher, at=incident.known_at - dt.timedelta(minutes=1)
        )
    assert columns_of(refusal) == ["at"]


@CHAIN
def test_taking_back_the_only_call_that_reached_opens_the_notice_again(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    notice = make.notices_of(system, make.make_incident(system, place.teacher, child), Addressee.GUARDIAN)[0]
    attempt = make.make_incident_attempt(system, notice, place.teacher, result=AttemptResult.REACHED)
    attempt.archived_at = clock.now()
    system.flush()
    assert notice.reached_at is None


@CHAIN
def test_closing_while_somebody_was_not_told_is_refused_and_says_who(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    incident = make.make_incident(system, place.teacher, child)
    incident.closed_at, incident.outcome = clock.now(), "已回家休息。"
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert columns_of(refusal) == ["closed_at"]
    assert "委托监护人" in refusal.value.problems[0].message.zh


@CHAIN
def test_closing_without_an_outcome_is_refused(system: Any, place: Place) -> None:
    incident = make.make_incident(system, place.teacher, is_in_school_time=False)
    incident.closed_at = clock.now()
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert columns_of(refusal) == ["outcome"]


@CHAIN
def test_an_incident_closes_when_everybody_was_told_or_given_up_with_a_reason(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    incident = make.make_incident(system, place.teacher, child)
    for notice in make.notices_of(system, incident):
        if notice.addressee is Addressee.GUARDIAN:
            make.make_incident_attempt(system, notice, place.teacher, result=AttemptResult.REACHED)
        else:
            notice.given_up_reason = "上级要求由镇中心学校统一报告。"
    system.flush()
    incident.closed_at, incident.outcome = clock.now(), "已回家休息。"
    system.flush()
    assert all(n.given_up_at for n in make.notices_of(system, incident, Addressee.GOVERNMENT))


@CHAIN
def test_a_severe_illness_is_not_closed_without_hospital_or_what_was_done_instead(
    system: Any, place: Place
) -> None:
    incident = make.make_incident(system, place.teacher, kind=IncidentKind.ILLNESS, is_severe=True)
    incident.closed_at, incident.outcome = clock.now(), "已好转。"
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert columns_of(refusal) == ["sent_to_hospital_at"]


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"known_at": at(11, 0), "occurred_at": at(11, 30)}, "known_at"),
        ({"known_at": at(12, 30)}, "known_at"),
    ],
    ids=["known before it happened", "known later than now"],
)
def test_an_impossible_moment_of_knowledge_is_refused(
    system: Any, place: Place, changed: dict[str, Any], column: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_incident(system, place.teacher, **changed)
    assert columns_of(refusal) == [column]


@CHAIN
@pytest.mark.parametrize("kind", [BriefKind.FIRST, BriefKind.FINAL])
def test_a_second_first_or_final_report_is_refused(system: Any, place: Place, kind: BriefKind) -> None:
    incident = make.make_incident(system, place.teacher)
    make.make_incident_brief(system, incident, place.teacher, kind=kind)
    with pytest.raises(Invalid):
        make.make_incident_brief(system, incident, place.teacher, kind=kind)


def test_a_report_to_a_family_is_refused(system: Any, place: Place) -> None:
    incident = make.make_incident(system, place.teacher)
    with pytest.raises(Invalid) as refusal:
        make.make_incident_brief(system, incident, place.teacher, sent_to=frozenset({Addressee.PARENT}))
    assert columns_of(refusal) == ["sent_to"]
