"""The rules of contact records."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.models._rules import Invalid
from app.models.care.contact_record import Channel, Parties, Topic
from app.models.people.student_caregiver import Relation
from tests import factories as make
from tests.models.conftest import Place
from tests.models.refusals import columns_of

CALL = {"channel": Channel.PHONE}
IN_SUMMER = dt.datetime(2025, 7, 1, 9, tzinfo=clock.CHINA)


@pytest.mark.system("C19", "D03")
def test_a_talk_may_be_recorded_twice_a_day(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    make.make_contact(system, student, place.teacher)
    assert make.make_contact(system, student, place.teacher).reached is True


@pytest.mark.system("B17", "C19")
def test_a_contact_in_the_future_is_refused(system: Any, place: Place) -> None:
    student, soon = make.make_student(system, place.school), clock.now() + dt.timedelta(minutes=1)
    with pytest.raises(Invalid) as refusal:
        make.make_contact(system, student, place.teacher, happened_at=soon)
    assert columns_of(refusal) == ["happened_at"]


@pytest.mark.system("C19", "C21", "D20", "F10", "F12")
def test_a_contact_without_content_is_refused(system: Any, place: Place) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_contact(system, make.make_student(system, place.school), place.teacher, content="")
    assert columns_of(refusal) == ["content"]


@pytest.mark.system("C19", "D03")
@pytest.mark.parametrize("parties", [Parties.STAFF_CHILD, Parties.STAFF_PARENT, Parties.STAFF_GUARDIAN])
def test_a_contact_of_staff_names_the_teacher(system: Any, place: Place, parties: Parties) -> None:
    student = make.make_student(system, place.school)
    mother = make.make_caregiver(system, student, Relation.MOTHER)
    with pytest.raises(Invalid) as refusal:
        make.make_contact(system, student, None, parties=parties, caregiver_id=mother.id)
    assert columns_of(refusal) == ["staff_id"]


@pytest.mark.system("D07", "D08")
def test_a_call_between_child_and_parent_needs_nobody_who_arranged_it(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    mother = make.make_caregiver(system, student, Relation.MOTHER)
    assert make.make_contact(system, student, parties=Parties.CHILD_PARENT, caregiver_id=mother.id, **CALL).id


@pytest.mark.system("D04", "D09")
@pytest.mark.parametrize("parties", [Parties.STAFF_PARENT, Parties.CHILD_PARENT])
def test_a_contact_with_parents_names_the_parent(system: Any, place: Place, parties: Parties) -> None:
    student = make.make_student(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_contact(system, student, place.teacher, parties=parties, **CALL)
    assert columns_of(refusal) == ["caregiver_id"]


@pytest.mark.system("D04", "D07", "D10", "D11", "D22")
@pytest.mark.parametrize("parties", [Parties.STAFF_PARENT, Parties.CHILD_PARENT])
def test_a_grandmother_is_not_taken_for_a_parent(system: Any, place: Place, parties: Parties) -> None:
    student = make.make_student(system, place.school)
    grandmother = make.make_caregiver(system, student, Relation.GRANDMOTHER)
    with pytest.raises(Invalid) as refusal:
        make.make_contact(
            system, student, place.teacher, parties=parties, caregiver_id=grandmother.id, **CALL
        )
    assert columns_of(refusal) == ["caregiver_id"]


def test_a_parent_of_another_child_is_refused(system: Any, place: Place) -> None:
    student, other = make.make_student(system, place.school), make.make_student(system, place.school)
    father = make.make_caregiver(system, other, Relation.FATHER)
    with pytest.raises(Invalid) as refusal:
        make.make_contact(
            system, student, place.teacher, parties=Parties.STAFF_PARENT, caregiver_id=father.id, **CALL
        )
    assert columns_of(refusal) == ["caregiver_id"]


@pytest.mark.system("D01", "D05")
def test_a_home_visit_may_meet_a_grandmother_or_whoever_opens_the_door(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    grandmother = make.make_caregiver(system, student)
    visit = {"parties": Parties.STAFF_GUARDIAN, "channel": Channel.HOME_VISIT}
    assert make.make_contact(system, student, place.teacher, caregiver_id=grandmother.id, **visit).id
    assert make.make_contact(system, student, place.teacher, **visit).id


@pytest.mark.system("D01")
def test_a_home_visit_is_made_by_staff(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    father = make.make_caregiver(system, student, Relation.FATHER)
    with pytest.raises(Invalid) as refusal:
        make.make_contact(
            system,
            student,
            place.teacher,
            parties=Parties.CHILD_PARENT,
            channel=Channel.HOME_VISIT,
            caregiver_id=father.id,
        )
    assert columns_of(refusal) == ["parties"]


def test_the_term_of_a_contact_follows_from_its_day_in_china(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    first_evening_before = dt.datetime.combine(place.term.starts_on, dt.time(0, 30), clock.CHINA)
    contact = make.make_contact(system, student, place.teacher, happened_at=first_evening_before)
    assert contact.happened_at.astimezone(dt.UTC).date() < place.term.starts_on
    assert contact.term_id == place.term.id


def test_a_contact_in_the_holidays_belongs_to_no_term(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    assert make.make_contact(system, student, place.teacher, happened_at=IN_SUMMER).term_id is None


def test_a_contact_of_another_day_moves_to_that_days_term(system: Any, place: Place) -> None:
    contact = make.make_contact(system, make.make_student(system, place.school), place.teacher)
    assert contact.term_id == place.term.id
    contact.happened_at = IN_SUMMER
    system.flush()
    assert contact.term_id is None


@pytest.mark.system("B18")
def test_a_contact_dated_into_a_closed_term_is_refused(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    place.term.closed_at = clock.now()
    system.flush()
    with pytest.raises(Invalid) as refusal:
        make.make_contact(system, student, place.teacher)
    assert "归档" in refusal.value.problems[0].message.zh


def test_a_contact_cannot_be_dated_out_of_a_closed_term(system: Any, place: Place) -> None:
    contact = make.make_contact(system, make.make_student(system, place.school), place.teacher)
    place.term.closed_at = clock.now()
    system.flush()
    contact.happened_at = IN_SUMMER
    with pytest.raises(Invalid):
        system.flush()


@pytest.mark.system("C03", "D21", "E02", "F10")
def test_a_contact_keeps_its_topics(system: Any, place: Place) -> None:
    contact = make.make_contact(
        system,
        make.make_student(system, place.school),
        place.teacher,
        topics={Topic.STUDY, Topic.FRIENDS},
        reached=False,
    )
    system.expire(contact)
    assert contact.topics == {Topic.STUDY, Topic.FRIENDS}
    assert contact.reached is False
