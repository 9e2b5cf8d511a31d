"""封存: what the withdrawal of a consent does to a child's data (security P-01, T-38; decision 0020)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.access.guard import system_session
from app.access.narrowing import where_granted
from app.access.putting_away import is_not_put_away
from app.access.vocabulary import Action, Group, Role
from app.models._base import all_entities, facts_of
from app.models._columns import Kind
from app.models._put_away import OUTSIDE, PUT_AWAY
from app.models._rules import Invalid
from app.models.care.contact_record import ContactRecord
from app.models.care.mentoring import Mentoring
from app.models.law.consent import Consent
from app.models.people.caregiver import Caregiver
from app.models.people.enrollment import Enrollment
from app.models.people.parent_absence import ParentAbsence
from app.models.people.student import Student
from app.models.people.student_caregiver import Relation
from app.models.safety.incident_student import IncidentStudent
from app.models.school.staff import Staff
from tests import factories as make
from tests.access.conftest import TODAY, World

As = Callable[[Any], Any]
_DAY = dt.timedelta(days=1)


def _consent(world: World, child: int, withdrawn_on: dt.date | None, **other: Any) -> None:
    with system_session("a ground of a test") as session:
        given = {"given_on": TODAY - 30 * _DAY} | other
        make.make_consent(session, session.get_one(Student, child), withdrawn_on=withdrawn_on, **given)
        session.commit()


def _seen(session: Any, entity: Any = Student) -> set[int]:
    column = Student.id if entity is Student else entity.student_id
    return set(session.scalars(select(column)))


@pytest.fixture
def away(world: World) -> int:
    """The first child of the teacher's class, whose guardian withdrew the consent today."""
    _consent(world, world.own[0], TODAY)
    return world.own[0]


def test_from_the_day_of_the_withdrawal_those_who_care_for_the_child_do_not_see_it(
    world: World, as_: As, away: int
) -> None:
    for entity in (Student, Enrollment, ContactRecord, Consent):
        assert away not in _seen(as_(world.teacher), entity), entity.__name__
    assert set(world.own) - {away} <= _seen(as_(world.teacher))


def test_a_mentor_and_the_office_lose_the_child_as_well(world: World, as_: As) -> None:
    mentee = world.neighbours[0]
    office = replace(world.principal, roles=frozenset({Role.OFFICE}))
    assert mentee in _seen(as_(world.mentor)) and mentee in _seen(as_(office))
    _consent(world, mentee, TODAY)
    assert mentee not in _seen(as_(world.mentor))
    assert mentee not in _seen(as_(world.mentor), Mentoring)
    assert mentee not in _seen(as_(office))


def test_the_principal_and_the_administrator_still_see_the_child(world: World, as_: As, away: int) -> None:
    assert away in _seen(as_(world.principal))
    assert away in _seen(as_(world.admin))
    assert away in _seen(as_(replace(world.teacher, roles=frozenset({Role.HOMEROOM, Role.PRINCIPAL}))))


def test_a_counselor_who_is_a_mentor_keeps_the_child_of_a_case_and_loses_the_mentee(
    world: World, as_: As
) -> None:
    assert world.own[0] in _seen(as_(world.counselor))
    _consent(world, world.own[0], TODAY)
    assert world.own[0] in _seen(as_(world.counselor))
    _consent(world, world.neighbours[0], TODAY)
    both = replace(world.mentor, roles=frozenset({Role.COUNSELOR, Role.MENTOR}))
    assert world.neighbours[0] not in _seen(as_(both))


def test_another_ground_on_the_same_day_brings_the_child_back(world: World, as_: As, away: int) -> None:
    _consent(world, away, None, given_on=TODAY)
    assert away in _seen(as_(world.teacher))


def test_a_consent_that_is_withdrawn_tomorrow_counts_today(world: World, as_: As) -> None:
    _consent(world, world.own[0], TODAY + _DAY)
    assert world.own[0] in _seen(as_(world.teacher))


def test_an_earlier_withdrawal_counts_for_nothing_while_another_ground_stands(world: World, as_: As) -> None:
    _consent(world, world.own[0], TODAY - 10 * _DAY)
    _consent(world, world.own[0], None, given_on=TODAY - 5 * _DAY)
    assert world.own[0] in _seen(as_(world.teacher))
    _consent(world, world.own[1], TODAY - 10 * _DAY)
    _consent(world, world.own[1], None, given_on=TODAY - 5 * _DAY, archived_at=clock.now())
    assert world.own[1] not in _seen(as_(world.teacher))


def test_a_child_of_whom_no_ground_was_ever_entered_is_not_put_away(world: World, as_: As) -> None:
    assert set(world.own) <= _seen(as_(world.teacher))


def test_an_adult_goes_with_the_last_child(world: World, as_: As) -> None:
    with system_session("a grandmother of two") as session:
        adult = make.make_caregiver(session, session.get_one(Student, world.own[0]))
        key = adult.id
        make.tie(session, session.get_one(Student, world.own[1]), adult, Relation.GRANDMOTHER)
        make.make_absence(session, adult)
        session.commit()
    adults, absences = select(Caregiver.id), select(ParentAbsence.caregiver_id)
    _consent(world, world.own[0], TODAY)
    assert key in set(as_(world.teacher).scalars(adults)) and key in set(as_(world.teacher).scalars(absences))
    _consent(world, world.own[1], TODAY)
    assert key not in set(as_(world.teacher).scalars(adults))
    assert key not in set(as_(world.teacher).scalars(absences))
    assert key in set(as_(world.principal).scalars(adults))


def test_nothing_new_is_written_about_the_child_by_anybody(world: World, as_: As, away: int) -> None:
    """Also not by the program itself: a copy of last term's registration, the roll of an opening."""
    session = as_(replace(world.principal, roles=frozenset({Role.PRINCIPAL, Role.HOMEROOM})))
    session.add(Mentoring(student_id=away, mentor_id=world.mentor.staff_id, starts_on=TODAY))
    with pytest.raises(Invalid) as found:
        session.flush()
    session.rollback()
    assert [(p.column, p.message) for p in found.value.problems] == [("student_id", PUT_AWAY)]
    with system_session("a talk of a test") as system, pytest.raises(Invalid, match="封存"):
        make.make_contact(
            system, system.get_one(Student, away), system.get_one(Staff, world.teacher.staff_id)
        )


def test_what_stands_can_be_ended_and_put_right(world: World, as_: As, away: int) -> None:
    session = as_(world.admin)
    session.get(Student, away).former_name = "旧名"
    session.commit()
    row = session.scalars(select(Enrollment).where(Enrollment.student_id == away)).one()
    row.ends_on, row.end_reason = TODAY, "transferred"
    session.commit()


def test_an_emergency_goes_on(world: World, as_: As, away: int) -> None:
    with system_session("an accident") as session:
        staff, child = session.get_one(Staff, world.teacher.staff_id), session.get_one(Student, away)
        make.make_incident_student(session, make.make_incident(session, staff), child)
        session.commit()
    assert away in set(as_(world.principal).scalars(select(IncidentStudent.student_id)))


def test_an_export_leaves_the_child_out_for_whoever_makes_it(world: World, as_: As, away: int) -> None:
    open_ = where_granted(Student, world.principal.roles, Action.EXPORT, Student)
    assert open_ is not None
    found = set(as_(world.principal).scalars(select(Student.id).where(open_)))
    assert away not in found and world.own[1] in found
    assert where_granted(Consent, world.principal.roles, Action.EXPORT, Consent) is None


def test_an_actor_who_makes_a_file_sees_no_child_put_away(world: World, as_: As, away: int) -> None:
    printer = replace(world.principal, leaves_out_put_away=True)
    assert away not in _seen(as_(printer)) and world.own[1] in _seen(as_(printer))
    assert away in _seen(as_(world.principal)), "the condition is compiled for each of the two"


def test_every_entity_that_names_a_child_or_an_adult_has_the_condition() -> None:
    """Derived: a new entity that leads to a child is put away with it, or stands in a group that says why not."""
    bare = [
        entity.__name__
        for entity in all_entities()
        if any(
            own.kind is Kind.REF and own.target in ("Student", "Caregiver") and not own.is_sealed
            for own in facts_of(entity).values()
        )
        and entity.spec.group not in OUTSIDE
        and is_not_put_away(entity, entity) is None
    ]
    assert bare == []
    assert Group.CONTACTS not in OUTSIDE and Group.CHILDREN not in OUTSIDE
