"""Who is told of an incident on its day, and who never is."""

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
from app.models.safety._kinds import Addressee
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


def told(system: Any, incident: Any, addressee: Addressee) -> list[int | None]:
    return [notice.caregiver_id for notice in make.notices_of(system, incident, addressee)]


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
