"""The rules of incidents: who is told by when, who may not be told, and when an incident may be closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.models._rules import Invalid
from app.models.people.care_registration import AbsenceKind
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from app.models.people.student_caregiver import ChangeReason, GuardRole, Relation, StudentCaregiver
from app.models.safety._kinds import Addressee, IncidentKind
from app.models.safety.incident_attempt import AttemptResult
from app.models.safety.incident_brief import BriefKind
from app.models.school.term_break import TermBreak
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


@pytest.fixture
def father(system: Any, child: Student) -> Caregiver:
    adult = make.make_caregiver(system, child, Relation.FATHER)
    make.make_absence(system, adult)
    return adult


def minutes_of(system: Any, incident: Any) -> dict[Addressee, int | None]:
    """addressee -> minutes from the school's knowledge to the limit; only whom the school owes the news."""
    owed = (notice for notice in make.notices_of(system, incident) if notice.is_owed)
    return {
        n.addressee: int((n.due_at - incident.known_at).total_seconds() // 60) if n.due_at else None
        for n in owed
    }


def told(system: Any, incident: Any, addressee: Addressee) -> list[int | None]:
    return [notice.caregiver_id for notice in make.notices_of(system, incident, addressee)]


@CHAIN
def test_without_limits_of_its_own_a_school_has_30_60_and_120_minutes(
    system: Any, place: Place, child: Student, grandmother: Caregiver, father: Caregiver
) -> None:
    incident = make.make_incident(system, place.teacher, child)
    assert minutes_of(system, incident) == {
        Addressee.GUARDIAN: 30,
        Addressee.PARENT: 60,
        Addressee.AUTHORITY: 120,
        Addressee.GOVERNMENT: 120,
    }


@CHAIN
def test_the_school_s_own_limit_goes_before_the_preset(system: Any, place: Place, child: Student) -> None:
    make.make_incident_limit(system, place.school, minutes=20)
    assert minutes_of(system, make.make_incident(system, place.teacher, child))[Addressee.GUARDIAN] == 20


@CHAIN
def test_a_limit_for_one_kind_goes_before_the_one_for_all(system: Any, place: Place, child: Student) -> None:
    make.make_incident_limit(system, place.school, minutes=20)
    make.make_incident_limit(system, place.school, minutes=5, kind=IncidentKind.MISSING)
    lost = make.make_incident(system, place.teacher, child, kind=IncidentKind.MISSING)
    hurt = make.make_incident(system, place.teacher, child)
    assert minutes_of(system, lost)[Addressee.GUARDIAN] == 5
    assert minutes_of(system, hurt)[Addressee.GUARDIAN] == 20


@CHAIN
def test_a_limit_that_was_ended_no_longer_counts(system: Any, place: Place, child: Student) -> None:
    make.make_incident_limit(system, place.school, minutes=20, ends_on=YESTERDAY)
    assert minutes_of(system, make.make_incident(system, place.teacher, child))[Addressee.GUARDIAN] == 30


@CHAIN
def test_a_county_that_leaves_the_government_out_owes_it_nothing(
    system: Any, place: Place, child: Student
) -> None:
    make.make_incident_limit(
        system, place.school, addressee=Addressee.GOVERNMENT, is_owed=False, minutes=None
    )
    incident = make.make_incident(system, place.teacher, child)
    assert Addressee.GOVERNMENT not in minutes_of(system, incident)


@CHAIN
def test_two_limits_for_all_kinds_at_one_time_are_refused(system: Any, place: Place) -> None:
    make.make_incident_limit(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_incident_limit(system, place.school)
    assert columns_of(refusal) == ["starts_on"]


def test_minutes_for_somebody_who_is_not_told_are_refused(system: Any, place: Place) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_incident_limit(system, place.school, is_owed=False, minutes=10)
    assert columns_of(refusal) == ["minutes"]


@CHAIN
def test_outside_school_time_no_clock_runs_and_the_incident_is_still_on_record(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    incident = make.make_incident(system, place.teacher, child, is_in_school_time=False)
    assert minutes_of(system, incident) == {}
    assert told(system, incident, Addressee.GUARDIAN) == [grandmother.id]


@pytest.mark.parametrize(
    ("hour", "minute", "day", "is_school_time"),
    [
        (6, 59, TODAY, False),
        (7, 0, TODAY, True),
        (17, 59, TODAY, True),
        (18, 0, TODAY, False),
        (23, 59, TODAY - dt.timedelta(days=2), False),
        (10, 0, dt.date(2025, 10, 11), False),
        (10, 0, dt.date(2025, 10, 2), False),
        (10, 0, dt.date(2025, 7, 15), False),
    ],
    ids=["before", "first", "last", "after", "night", "saturday", "holiday", "no term"],
)
def test_school_time_follows_weekday_hour_and_calendar(
    system: Any, place: Place, hour: int, minute: int, day: dt.date, is_school_time: bool
) -> None:
    system.add(
        TermBreak(
            school_id=place.school.id, term_id=place.term.id, name="国庆节",
            starts_on=dt.date(2025, 10, 1), ends_on=dt.date(2025, 10, 8),
        )
    )  # fmt: skip
    system.flush()
    moment = at(hour, minute, day)
    with clock.set_to(moment + dt.timedelta(hours=1)):
        incident = make.make_incident(
            system, place.teacher, occurred_at=moment, known_at=moment, is_in_school_time=None
        )
    assert incident.is_in_school_time is is_school_time


@CHAIN
def test_a_light_illness_owes_nobody_and_a_severe_one_the_family_at_once(
    system: Any, place: Place, child: Student, grandmother: Caregiver, father: Caregiver
) -> None:
    light = make.make_incident(system, place.teacher, child, kind=IncidentKind.ILLNESS)
    severe = make.make_incident(system, place.teacher, child, kind=IncidentKind.ILLNESS, is_severe=True)
    assert minutes_of(system, light) == {}
    assert minutes_of(system, severe) == {Addressee.GUARDIAN: None, Addressee.PARENT: None}


@CHAIN
def test_an_illness_that_turns_severe_owes_the_guardian_the_news(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    incident = make.make_incident(system, place.teacher, child, kind=IncidentKind.ILLNESS)
    incident.is_severe = True
    system.flush()
    assert Addressee.GUARDIAN in minutes_of(system, incident)


@CHAIN
def test_the_limit_moves_with_the_moment_the_school_knew(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    incident = make.make_incident(system, place.teacher, child)
    incident.known_at -= dt.timedelta(minutes=3)
    system.flush()
    assert minutes_of(system, incident)[Addressee.GUARDIAN] == 30


@CHAIN
def test_an_entrusted_guardian_is_told_before_the_current_one(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    aunt = make.make_caregiver(system, child, Relation.UNCLE_OR_AUNT, guard_role=GuardRole.ENTRUSTED)
    assert told(system, make.make_incident(system, place.teacher, child), Addressee.GUARDIAN) == [aunt.id]


@CHAIN
def test_a_guardian_who_may_not_be_told_is_never_listed(system: Any, place: Place, child: Student) -> None:
    uncle = make.make_caregiver(system, child, Relation.UNCLE_OR_AUNT, guard_role=GuardRole.CURRENT)
    neighbour = make.make_caregiver(system, child, Relation.NEIGHBOUR, guard_role=GuardRole.TEMPORARY)
    system.query(StudentCaregiver).filter_by(caregiver_id=uncle.id).one().may_be_told = False
    system.flush()
    incident = make.make_incident(system, place.teacher, child)
    assert told(system, incident, Addressee.GUARDIAN) == [neighbour.id]
    with pytest.raises(Invalid) as refusal:
        make.make_incident_notice(
            system, incident, addressee=Addressee.GUARDIAN, student_id=child.id, caregiver_id=uncle.id
        )
    assert columns_of(refusal) == ["caregiver_id"]


@CHAIN
def test_an_attempt_to_somebody_who_may_not_be_told_is_refused(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    uncle = make.make_caregiver(system, child, Relation.UNCLE_OR_AUNT)
    system.query(StudentCaregiver).filter_by(caregiver_id=uncle.id).one().may_be_told = False
    notice = make.notices_of(system, make.make_incident(system, place.teacher, child), Addressee.GUARDIAN)[0]
    with pytest.raises(Invalid) as refusal:
        make.make_incident_attempt(system, notice, place.teacher, caregiver_id=uncle.id)
    assert columns_of(refusal) == ["caregiver_id"]


@CHAIN
def test_a_parent_who_may_not_be_told_gets_no_notice(
    system: Any, place: Place, child: Student, father: Caregiver
) -> None:
    system.query(StudentCaregiver).filter_by(caregiver_id=father.id).one().may_be_told = False
    assert told(system, make.make_incident(system, place.teacher, child), Addressee.PARENT) == []


@CHAIN
def test_a_guardianship_that_ended_the_day_before_is_not_called(
    system: Any, place: Place, child: Student
) -> None:
    ended = make.make_caregiver(system, child, guard_role=GuardRole.CURRENT)
    link = system.query(StudentCaregiver).filter_by(caregiver_id=ended.id).one()
    link.valid_to, link.change_reason = YESTERDAY, ChangeReason.ILL_OR_OLD
    system.flush()
    now_in_charge = make.make_caregiver(system, child, Relation.GRANDFATHER)
    system.query(StudentCaregiver).filter_by(caregiver_id=now_in_charge.id).one().valid_to = None
    make.tie(
        system, child, make.make_caregiver(system, child, Relation.NEIGHBOUR), Relation.OTHER,
        guard_role=GuardRole.TEMPORARY, valid_from=TODAY,
    )  # fmt: skip
    called = told(system, make.make_incident(system, place.teacher, child), Addressee.GUARDIAN)
    assert ended.id not in called
    assert called != [None]


@CHAIN
@pytest.mark.parametrize(
    ("hour", "minute", "day"), [(23, 59, YESTERDAY), (0, 1, TODAY)], ids=["23:59", "00:01"]
)
def test_the_guardian_of_the_day_in_china_is_told(
    system: Any, place: Place, child: Student, hour: int, minute: int, day: dt.date
) -> None:
    """At 00:01 in China it is still yesterday in UTC."""
    before = make.make_caregiver(system, child, guard_role=GuardRole.CURRENT)
    link = system.query(StudentCaregiver).filter_by(caregiver_id=before.id).one()
    link.valid_to, link.change_reason = YESTERDAY, ChangeReason.AGREED
    system.flush()
    after = make.make_caregiver(system, child, Relation.NEIGHBOUR)
    make.tie(system, child, after, Relation.OTHER, guard_role=GuardRole.CURRENT, valid_from=TODAY)
    moment = at(hour, minute, day)
    incident = make.make_incident(system, place.teacher, child, occurred_at=moment, known_at=moment)
    expected = before if day == YESTERDAY else after
    assert told(system, incident, Addressee.GUARDIAN) == [expected.id]


@CHAIN
def test_a_child_nobody_is_in_charge_of_still_shows_an_open_notice(
    system: Any, place: Place, child: Student
) -> None:
    assert told(system, make.make_incident(system, place.teacher, child), Addressee.GUARDIAN) == [None]


@CHAIN
def test_a_parent_who_has_come_home_is_not_called_at_work(system: Any, place: Place, child: Student) -> None:
    mother = make.make_caregiver(system, child, Relation.MOTHER)
    make.make_absence(system, mother, returned_on=YESTERDAY)
    assert told(system, make.make_incident(system, place.teacher, child), Addressee.PARENT) == []


@CHAIN
def test_a_parent_without_a_dated_absence_is_called_when_the_survey_says_both_are_away(
    system: Any, place: Place, child: Student
) -> None:
    mother = make.make_caregiver(system, child, Relation.MOTHER)
    make.make_registration(system, child, place.term, absence_kind=AbsenceKind.BOTH)
    assert told(system, make.make_incident(system, place.teacher, child), Addressee.PARENT) == [mother.id]


@CHAIN
def test_a_parent_who_is_the_guardian_is_told_once(system: Any, place: Place, child: Student) -> None:
    mother = make.make_caregiver(system, child, Relation.MOTHER, guard_role=GuardRole.CURRENT)
    make.make_absence(system, mother)
    incident = make.make_incident(system, place.teacher, child)
    assert (told(system, incident, Addressee.GUARDIAN), told(system, incident, Addressee.PARENT)) == (
        [mother.id],
        [],
    )


@CHAIN
def test_every_child_has_its_own_notices_and_the_offices_one_each(
    system: Any, place: Place, child: Student, grandmother: Caregiver
) -> None:
    sibling = make.make_student(system, place.school)
    make.tie(system, sibling, grandmother, Relation.GRANDMOTHER, guard_role=GuardRole.CURRENT)
    incident = make.make_incident(system, place.teacher, child, sibling)
    assert told(system, incident, Addressee.GUARDIAN) == [grandmother.id, grandmother.id]
    assert len(make.notices_of(system, incident, Addressee.AUTHORITY)) == 1
    with pytest.raises(Invalid) as refusal:
        make.make_incident_student(system, incident, child)
    assert columns_of(refusal) == ["student_id"]


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
