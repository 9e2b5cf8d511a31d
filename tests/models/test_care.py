"""The rules of pairs, plans and reports to guardians."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.models._rules import Invalid
from app.models.care.individual_plan import PlanKind, PlanTrigger
from app.models.care.mentoring import MentoringFocus, MentoringKind
from tests import factories as make
from tests.models.conftest import TODAY, Place
from tests.models.refusals import columns_of

YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.mark.system("C01", "C23")
def test_the_same_pair_is_not_recorded_twice_for_one_time(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    make.make_mentoring(system, place.teacher, student)
    with pytest.raises(Invalid) as refusal:
        make.make_mentoring(system, place.teacher, student)
    assert columns_of(refusal) == ["starts_on"]


@pytest.mark.system("C03", "C04", "C05")
def test_one_mentor_may_be_two_kinds_of_mentor_to_a_child(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    make.make_mentoring(system, place.teacher, student)
    assert make.make_mentoring(system, place.teacher, student, kind=MentoringKind.LOVE_MOTHER).id


@pytest.mark.system("C01", "C02")
def test_a_child_has_one_primary_mentor_at_a_time(system: Any, place: Place) -> None:
    student, other = make.make_student(system, place.school), make.make_staff(system, place.school)
    make.make_mentoring(system, place.teacher, student, is_primary=True)
    assert make.make_mentoring(system, other, student).id
    with pytest.raises(Invalid) as refusal:
        make.make_mentoring(
            system, other, student, kind=MentoringKind.PROXY_PARENT, is_primary=True, starts_on=TODAY
        )
    assert "starts_on" in columns_of(refusal)


def test_a_primary_mentor_may_follow_another(system: Any, place: Place) -> None:
    student, other = make.make_student(system, place.school), make.make_staff(system, place.school)
    make.make_mentoring(system, place.teacher, student, is_primary=True, ends_on=YESTERDAY)
    assert make.make_mentoring(system, other, student, is_primary=True, starts_on=TODAY).id


@pytest.mark.system("C01", "C06", "C07")
@pytest.mark.parametrize("ends_on", [None, TODAY])
def test_no_pair_outlasts_its_mentor_at_the_school(
    system: Any, place: Place, ends_on: dt.date | None
) -> None:
    gone = make.make_staff(system, place.school, left_on=YESTERDAY)
    with pytest.raises(Invalid) as refusal:
        make.make_mentoring(system, gone, make.make_student(system, place.school), ends_on=ends_on)
    assert columns_of(refusal) == ["mentor_id"]


def test_a_pair_that_ended_when_its_mentor_left_stands(system: Any, place: Place) -> None:
    gone = make.make_staff(system, place.school, left_on=YESTERDAY)
    assert make.make_mentoring(system, gone, make.make_student(system, place.school), ends_on=YESTERDAY).id


@pytest.mark.system("C18", "C23", "L10")
def test_a_pair_keeps_the_points_it_pays_attention_to(system: Any, place: Place) -> None:
    pair = make.make_mentoring(
        system,
        place.teacher,
        make.make_student(system, place.school),
        focus={MentoringFocus.STUDY, MentoringFocus.FEELINGS},
    )
    system.expire(pair)
    assert pair.focus == {MentoringFocus.STUDY, MentoringFocus.FEELINGS}


def test_a_pair_does_not_end_before_it_begins(system: Any, place: Place) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_mentoring(
            system,
            place.teacher,
            make.make_student(system, place.school),
            starts_on=TODAY,
            ends_on=YESTERDAY,
        )
    assert columns_of(refusal) == ["ends_on"]


@pytest.mark.system("C08", "C09", "C10", "C11")
def test_a_pupil_is_not_his_own_helper(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_peer_pairing(system, student, student, place.teacher)
    assert columns_of(refusal) == ["helper_id"]


@pytest.mark.system("C08", "C09", "C10", "C11")
def test_the_same_two_pupils_are_not_paired_twice_for_one_time(system: Any, place: Place) -> None:
    student, helper = make.make_student(system, place.school), make.make_student(system, place.school)
    make.make_peer_pairing(system, student, helper, place.teacher)
    with pytest.raises(Invalid) as refusal:
        make.make_peer_pairing(system, student, helper, place.teacher)
    assert columns_of(refusal) == ["starts_on"]


def test_two_pupils_may_help_each_other(system: Any, place: Place) -> None:
    student, helper = make.make_student(system, place.school), make.make_student(system, place.school)
    make.make_peer_pairing(system, student, helper, place.teacher)
    assert make.make_peer_pairing(system, helper, student, place.teacher).id


@pytest.mark.system("B21", "C13")
@pytest.mark.parametrize("missing", ["subject", "help_time"])
def test_a_study_help_plan_says_its_subject_and_time(system: Any, place: Place, missing: str) -> None:
    student = make.make_student(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_plan(system, student, place.term, place.teacher, **{missing: None})
    assert columns_of(refusal) == [missing]


@pytest.mark.system("C14")
def test_an_individual_education_plan_without_a_trigger_is_refused(system: Any, place: Place) -> None:
    student, values = make.make_student(system, place.school), {"kind": PlanKind.INDIVIDUAL_EDUCATION}
    with_one = values | {"triggers": {PlanTrigger.STUDY}}
    assert make.make_plan(system, student, place.term, place.teacher, **with_one).id
    with pytest.raises(Invalid) as refusal:
        make.make_plan(system, student, place.term, place.teacher, triggers=set(), **values)
    assert columns_of(refusal) == ["triggers"]


def test_a_plan_is_not_closed_before_it_was_made(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_plan(system, student, place.term, place.teacher, closed_on=YESTERDAY)
    assert columns_of(refusal) == ["closed_on"]


def test_no_plan_is_added_to_a_closed_term(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    place.term.closed_at = clock.now()
    system.flush()
    with pytest.raises(Invalid):
        make.make_plan(system, student, place.term, place.teacher)


@pytest.mark.system("C13", "C14")
def test_two_stages_of_a_plan_never_share_a_number(system: Any, place: Place) -> None:
    plan = make.make_plan(system, make.make_student(system, place.school), place.term, place.teacher)
    make.make_stage(system, plan)
    with pytest.raises(Invalid) as refusal:
        make.make_stage(system, plan)
    assert columns_of(refusal) == ["no"]


@pytest.mark.system("D15")
def test_a_guardian_gets_one_report_a_term(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    make.make_guardian_report(system, student, place.term, place.teacher)
    with pytest.raises(Invalid) as refusal:
        make.make_guardian_report(system, student, place.term, place.teacher)
    assert columns_of(refusal) == ["term_id"]


@pytest.mark.system("D15")
def test_a_report_is_received_by_somebody_of_the_childs_own_family(system: Any, place: Place) -> None:
    student, other = make.make_student(system, place.school), make.make_student(system, place.school)
    own, stranger = make.make_caregiver(system, student), make.make_caregiver(system, other)
    report = make.make_guardian_report(system, student, place.term, place.teacher, received_by_id=own.id)
    report.received_by_id = stranger.id
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert columns_of(refusal) == ["received_by_id"]


def test_a_report_of_a_closed_term_can_no_longer_be_changed(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    report = make.make_guardian_report(system, student, place.term, place.teacher)
    place.term.closed_at = clock.now()
    system.flush()
    report.advice = "多陪伴。"
    with pytest.raises(Invalid):
        system.flush()
