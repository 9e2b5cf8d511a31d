"""What rests with a closed term, how one row of it is corrected, hand-over sheets, and who may leave the school."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.models._base import all_entities
from app.models._rules import Invalid, Rests
from app.models.people.care_registration import CareRegistration
from app.models.people.hand_over import MoveReason
from app.models.system.late_correction import DAYS_OPEN, LateCorrection
from tests import factories as make
from tests.models.conftest import TODAY, Place
from tests.models.refusals import columns_of

_DAY = dt.timedelta(days=1)
#: A term's own rows that do not rest with it, and why.
_AWAKE = {
    "ImportBatch": "what an import did is never edited",
    "Rollover": "what a rollover did is never edited; a closed term refuses its undo",
    "TermBreak": "part of the calendar, like the term itself",
    "Assessment": "made when a term is over, and a veto is lifted later still; each step is logged",
    "TermSummary": "written and approved after the term was closed; approval freezes it",
}


def _close(system: Any, place: Place) -> None:
    place.term.closed_at = clock.now()
    system.flush()


def _registration(system: Any, place: Place) -> CareRegistration:
    return make.make_registration(system, make.make_student(system, place.school), place.term)


def _sentence(refusal: pytest.ExceptionInfo[Invalid]) -> str:
    return refusal.value.problems[0].message.zh


@pytest.mark.system("B18")
def test_every_row_of_a_term_rests_with_it_but_for_these() -> None:
    awake = {
        entity.__name__
        for entity in all_entities()
        if "term_id" in entity.__table__.c and Rests("term_id") not in entity.spec.rules
    }
    assert awake == set(_AWAKE)


@pytest.mark.system("B18")
def test_a_row_of_a_closed_term_can_not_be_archived_either(system: Any, place: Place) -> None:
    registration = _registration(system, place)
    _close(system, place)
    registration.archived_at = clock.now()
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert "已经归档" in _sentence(refusal)


@pytest.mark.system("B18")
def test_a_dated_row_rests_with_the_term_that_holds_its_day(system: Any, place: Place) -> None:
    sheet = make.make_hand_over(system, make.make_student(system, place.school), place.teacher)
    _close(system, place)
    sheet.note = "补充"
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert "单独开放这一条记录" in _sentence(refusal)


@pytest.mark.system("B18")
def test_a_row_rests_with_the_row_above_it(system: Any, place: Place) -> None:
    child = make.make_student(system, place.school)
    stage = make.make_stage(system, make.make_plan(system, child, place.term, place.teacher))
    _close(system, place)
    stage.goal = "乘法口诀过关。"
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert "已经归档" in _sentence(refusal)


@pytest.mark.system("B18")
def test_the_one_row_that_was_opened_is_corrected_and_its_neighbour_is_not(system: Any, place: Place) -> None:
    opened, shut = _registration(system, place), _registration(system, place)
    _close(system, place)
    make.make_late_correction(system, opened)
    opened.family_size = 5
    system.flush()
    shut.family_size = 5
    with pytest.raises(Invalid):
        system.flush()


@pytest.mark.system("B18")
def test_an_opened_row_is_shut_again_after_three_days(system: Any, place: Place) -> None:
    registration = _registration(system, place)
    _close(system, place)
    permit = make.make_late_correction(system, registration)
    assert permit.until == TODAY + (DAYS_OPEN - 1) * _DAY
    registration.family_size = 5
    with clock.set_to(TODAY + DAYS_OPEN * _DAY), pytest.raises(Invalid):
        system.flush()


@pytest.mark.system("B18")
@pytest.mark.parametrize(("reason", "said"), [("改", "至少 4 个字"), ("   改   ", "至少 4 个字")])
def test_a_row_is_not_opened_without_a_reason(system: Any, place: Place, reason: str, said: str) -> None:
    registration = _registration(system, place)
    with pytest.raises(Invalid) as refusal:
        make.make_late_correction(system, registration, reason=reason)
    assert said in _sentence(refusal)


@pytest.mark.parametrize("record", ["Nothing", "Student"])
def test_only_rows_that_rest_are_opened(system: Any, place: Place, record: str) -> None:
    child = make.make_student(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_late_correction(system, child, record=record)
    assert columns_of(refusal) == ["row_id"]
    assert "没有这条记录" in _sentence(refusal)


def test_a_row_of_another_school_is_not_opened(system: Any, place: Place) -> None:
    registration = _registration(system, place)
    other = make.make_school(system)
    system.add(
        LateCorrection(
            school_id=other.id, record="CareRegistration", row_id=registration.id, reason="登记有误"
        )
    )
    with pytest.raises(Invalid):
        system.flush()


# ---- hand-over sheets ----


@pytest.mark.system("B08")
def test_a_move_is_recorded_once(system: Any, place: Place) -> None:
    child = make.make_student(system, place.school)
    make.make_hand_over(system, child, place.teacher)
    with pytest.raises(Invalid) as refusal:
        make.make_hand_over(system, child, place.teacher)
    assert "已经登记过" in _sentence(refusal)


@pytest.mark.system("B08")
@pytest.mark.parametrize("reason", [MoveReason.TRANSFER, MoveReason.WITH_PARENTS])
def test_a_transfer_names_the_other_school(system: Any, place: Place, reason: MoveReason) -> None:
    child = make.make_student(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_hand_over(system, child, place.teacher, reason=reason, other_school=None)
    assert columns_of(refusal) == ["other_school"]
    assert "对方学校" in _sentence(refusal)


@pytest.mark.system("B08")
def test_a_drop_out_goes_to_no_school(system: Any, place: Place) -> None:
    child = make.make_student(system, place.school)
    assert make.make_hand_over(
        system, child, place.teacher, reason=MoveReason.DROPPED_OUT, other_school=None
    ).id


@pytest.mark.system("B08")
def test_a_hand_over_is_not_recorded_ahead_of_time(system: Any, place: Place) -> None:
    child = make.make_student(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_hand_over(system, child, place.teacher, handed_on=TODAY + _DAY)
    assert "不能晚于今天" in _sentence(refusal)


# ---- colleagues who leave ----


@pytest.mark.system("C01")
def test_nobody_leaves_who_is_the_only_mentor_of_a_child_and_the_child_is_named(
    system: Any, place: Place
) -> None:
    child = make.make_student(system, place.school)
    make.make_mentoring(system, place.teacher, child)
    place.teacher.left_on = TODAY
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert columns_of(refusal) == ["left_on"]
    assert child.name in _sentence(refusal)
    assert "只有此人帮扶" in _sentence(refusal)


@pytest.mark.system("C01")
def test_the_pair_of_one_who_leaves_ends_where_the_child_has_another_mentor(
    system: Any, place: Place
) -> None:
    child, colleague = make.make_student(system, place.school), make.make_staff(system, place.school)
    pair = make.make_mentoring(system, place.teacher, child)
    other = make.make_mentoring(system, colleague, child)
    place.teacher.left_on = TODAY
    system.flush()
    assert (pair.ends_on, other.ends_on) == (TODAY, None)


@pytest.mark.system("C01")
def test_a_mentor_who_leaves_the_same_day_is_no_other_mentor(system: Any, place: Place) -> None:
    child, colleague = make.make_student(system, place.school), make.make_staff(system, place.school)
    make.make_mentoring(system, colleague, child, ends_on=TODAY)
    make.make_mentoring(system, place.teacher, child)
    place.teacher.left_on = TODAY
    with pytest.raises(Invalid):
        system.flush()


@pytest.mark.system("H01")
def test_nobody_leaves_who_still_sees_to_an_incident(system: Any, place: Place) -> None:
    incident, colleague = make.make_incident(system, place.teacher), make.make_staff(system, place.school)
    place.teacher.left_on = TODAY
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert "突发事件由此人处置（操场）" in _sentence(refusal)
    place.teacher.left_on = None
    incident.handled_by_id = colleague.id
    system.flush()
    place.teacher.left_on = TODAY
    system.flush()
