"""What the rights of a person make of incidents outside the emergency pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from app import clock
from app.access.emergencies import desk, may_open, running
from app.access.emergency_board import board
from app.access.guard import Actor, bind, system_session
from app.access.vocabulary import Role
from app.database import Refused
from app.extensions import db
from app.models.safety._kinds import Addressee, IncidentKind
from app.models.safety.incident import Incident
from app.models.safety.incident_notice import IncidentNotice
from app.models.safety.incident_student import IncidentStudent
from app.models.school.staff import Staff
from tests import factories as make
from tests.access.conftest import World

pytestmark = pytest.mark.system("H01")


def incident_of(staff_id: int | None, child: int) -> int:
    """An incident with this child that this member of staff handles."""
    with system_session("an incident of a test") as session:
        made = make.make_incident(session, session.get_one(Staff, staff_id))
        session.add(IncidentStudent(school_id=made.school_id, incident_id=made.id, student_id=child))
        session.flush()
        session.commit()
        return int(made.id)


def seen(actor: Actor) -> list[int]:
    bind(db.session, actor)
    found = list(db.session.scalars(select(Incident.id)))
    db.session.rollback()
    return found


def test_who_answers_for_a_child_sees_its_incident_and_who_does_not_sees_none(world: World) -> None:
    """The counselor opened it for a child of the teacher's class."""
    key = incident_of(world.counselor.staff_id, world.own[0])
    for actor in (world.teacher, world.counselor, world.principal, world.admin):
        assert seen(actor) == [key]
    other = incident_of(world.counselor.staff_id, world.neighbours[0])
    assert seen(world.teacher) == [key]
    assert board(world.teacher, other) is None


def test_the_notices_follow_the_child_also_on_the_teacher_s_own_screen(world: World) -> None:
    bind(db.session, world.teacher)
    now = clock.now()
    incident = Incident(
        kind=IncidentKind.INJURY, occurred_at=now, known_at=now, place="操场", description="摔倒。",
        is_in_school_time=True, handled_by_id=world.teacher.staff_id,
    )  # fmt: skip
    db.session.add_all([incident, IncidentStudent(incident=incident, student_id=world.own[0])])
    db.session.commit()
    told = set(db.session.scalars(select(IncidentNotice.addressee)))
    assert told == {Addressee.GUARDIAN, Addressee.AUTHORITY, Addressee.GOVERNMENT}


def test_a_teacher_does_not_put_a_child_of_another_class_into_an_incident_on_his_screen(world: World) -> None:
    """That is what the emergency page is for, where it is recorded."""
    bind(db.session, world.teacher)
    now = clock.now() - dt.timedelta(minutes=1)
    incident = Incident(
        kind=IncidentKind.INJURY, occurred_at=now, known_at=now, place="操场", description="摔倒。",
        handled_by_id=world.teacher.staff_id,
    )  # fmt: skip
    db.session.add_all([incident, IncidentStudent(incident=incident, student_id=world.neighbours[0])])
    with pytest.raises(Refused):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize("roles", [frozenset({Role.TOWNSHIP}), frozenset()], ids=["township", "no role"])
def test_whoever_is_not_staff_of_the_school_has_no_part_in_emergencies(world: World, roles: Any) -> None:
    incident_of(world.teacher.staff_id, world.own[0])
    stranger = Actor(900, 900, world.teacher.school_id, roles, clock.today())
    assert not may_open(stranger)
    assert running(stranger) == []
    with pytest.raises(Refused), desk(stranger):
        pass


def test_an_account_without_a_person_opens_nothing(world: World) -> None:
    nobody = Actor(901, None, world.admin.school_id, frozenset({Role.IT_ADMIN}), clock.today())
    assert not may_open(nobody)


def test_a_running_incident_tells_colleagues_neither_child_nor_number(world: World) -> None:
    incident_of(world.teacher.staff_id, world.own[0])
    found = running(world.counselor)
    assert [(each.is_visible, each.place) for each in found] == [(False, "操场")]
    assert "child" not in "".join(type(found[0]).__dataclass_fields__)


def test_an_incident_of_another_school_is_not_under_way_here(world: World) -> None:
    with system_session("another school's incident") as session:
        school = make.make_school(session)
        make.make_incident(session, make.make_staff(session, school))
        session.commit()
        assert session.scalar(select(func.count(Incident.id))) == 1
    assert running(world.principal) == []
