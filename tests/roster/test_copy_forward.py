"""Copying a term's registrations forward: what is copied, what is not and why, and what an undo takes back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.models.people._survey import SurveyPart
from app.models.people.care_registration import CareRegistration, LeaveReason
from app.models.people.student import StudentStatus
from app.models.system.rollover import Rollover, RolloverState
from app.roster import rollovers
from app.roster.copy_forward import copy_forward, preview_forward
from app.roster.rollovers import RolloverRefused
from tests import factories as make
from tests.roster.conftest import SPRING, TwoTerms

_DAY = dt.timedelta(days=1)


def _registration(system: Any, place: TwoTerms) -> CareRegistration:
    found = select(CareRegistration).filter_by(term_id=place.term.id, student_id=place.child.id)
    return system.scalars(found).one()


@pytest.mark.system("B07")
def test_a_copied_registration_counts_as_registered_and_waits_for_the_survey(
    system: Any, place: TwoTerms
) -> None:
    _key, count = copy_forward(system, place.school.id)
    copied = _registration(system, place)
    assert count == 1
    assert (copied.archive_no, copied.copied_from_id is not None) == ("A-1", True)
    assert copied.unconfirmed == frozenset(SurveyPart)
    assert copied.confirmed_on is None


@pytest.mark.system("B01")
def test_a_copied_registration_becomes_a_survey_with_its_last_part(system: Any, place: TwoTerms) -> None:
    copy_forward(system, place.school.id)
    copied = _registration(system, place)
    copied.confirm(set(SurveyPart) - {SurveyPart.HEALTH}, SPRING)
    assert copied.confirmed_on is None
    copied.confirm({SurveyPart.HEALTH}, SPRING + _DAY)
    system.flush()
    assert (copied.confirmed_on, copied.surveyed_on) == (SPRING + _DAY, SPRING + _DAY)


@pytest.mark.system("B01")
def test_changing_a_value_confirms_only_its_own_part(system: Any, place: TwoTerms) -> None:
    copy_forward(system, place.school.id)
    copied = _registration(system, place)
    copied.current_residence = "平安镇桃园村"
    system.flush()
    assert copied.unconfirmed == frozenset(SurveyPart) - {SurveyPart.GUARDIANSHIP}


def _why_left_out(system: Any, place: TwoTerms) -> str:
    forward = preview_forward(system, place.school.id)
    assert forward.copied == ()
    return forward.left_out[0].reason.zh


@pytest.mark.system("B07")
def test_a_child_whose_parents_returned_is_not_copied(system: Any, place: TwoTerms) -> None:
    old = system.scalars(select(CareRegistration)).one()
    old.left_on, old.leave_reason = old.surveyed_on, LeaveReason.PARENTS_RETURNED
    system.flush()
    assert _why_left_out(system, place) == "父母已返乡，不再留守"


@pytest.mark.system("B07")
def test_a_graduate_is_not_copied(system: Any, place: TwoTerms) -> None:
    place.child.status = StudentStatus.GRADUATED
    system.flush()
    assert _why_left_out(system, place) == "已毕业"


@pytest.mark.system("B07")
def test_a_child_registered_already_is_not_copied_twice(system: Any, place: TwoTerms) -> None:
    make.make_registration(system, place.child, place.term)
    assert _why_left_out(system, place) == "本学期已经登记"
    with pytest.raises(RolloverRefused, match="没有需要结转的登记"):
        copy_forward(system, place.school.id)


def test_nothing_is_copied_into_a_closed_term(system: Any, place: TwoTerms) -> None:
    place.term.closed_at = clock.now()
    system.flush()
    with pytest.raises(RolloverRefused, match="已经归档"):
        copy_forward(system, place.school.id)


def test_nothing_is_copied_where_there_is_no_earlier_term(system: Any, place: TwoTerms) -> None:
    with pytest.raises(RolloverRefused, match="没有更早的学期"):
        copy_forward(system, place.school.id, place.before.id)


def test_a_preview_that_the_school_has_outrun_is_not_written(system: Any, place: TwoTerms) -> None:
    seen = preview_forward(system, place.school.id).digest
    make.make_registration(system, make.make_student(system, school_class=place.third), place.before)
    with pytest.raises(RolloverRefused, match="又有了变化"):
        copy_forward(system, place.school.id, seen_digest=seen)


@pytest.mark.system("B07")
def test_undoing_a_copy_leaves_the_term_as_it_was(system: Any, place: TwoTerms) -> None:
    key, _count = copy_forward(system, place.school.id)
    rollovers.undo(system, key, place.school.id)
    system.expire_all()
    assert system.scalars(select(CareRegistration).filter_by(term_id=place.term.id)).all() == []
    assert system.get(Rollover, key).state is RolloverState.UNDONE
    with pytest.raises(RolloverRefused, match="已经撤销过"):
        rollovers.undo(system, key, place.school.id)


@pytest.mark.system("B07")
def test_a_copy_is_not_undone_once_a_child_was_surveyed_and_names_it(system: Any, place: TwoTerms) -> None:
    key, _count = copy_forward(system, place.school.id)
    _registration(system, place).is_boarding = True
    system.flush()
    with pytest.raises(RolloverRefused, match=f"留守儿童登记（{place.child.name}）"):
        rollovers.undo(system, key, place.school.id)


def test_a_child_put_away_is_not_copied_and_the_preview_says_why(system: Any, place: TwoTerms) -> None:
    """Security P-01."""
    make.make_consent(system, place.child, withdrawn_on=SPRING)
    assert "封存" in _why_left_out(system, place)
