"""What the entities look up and fill in by themselves, for a person whose session sees only some rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, select

from app import clock
from app.access.guard import Actor, bind, system_session
from app.access.vocabulary import Role
from app.database import Refused
from app.extensions import db
from app.models.care.contact_record import Channel, ContactRecord, Parties
from app.models.counseling.counseling_case import CounselingCase
from app.models.counseling.counseling_referral import CounselingReferral
from app.models.counseling.counseling_session import CounselingSession
from app.models.people.enrollment import Enrollment
from app.models.people.id_numbers import Gender
from app.models.people.student import Student
from app.models.school.staff import Staff
from tests import factories as make
from tests.models.conftest import TODAY


@pytest.fixture
def ids(app: Flask, transaction: Connection) -> Iterator[dict[str, Any]]:
    """A school with 三(1)班, its homeroom teacher, a mentor, a counselor and one pupil; the ids of each."""
    with app.app_context(), clock.set_to(TODAY):
        with system_session("a small world") as system:
            school = make.make_school(system)
            year = make.make_school_year(system, school)
            term = make.make_term(system, school, year)
            own, other = make.make_class(system, year), make.make_class(system, year, number=2)
            staff = [make.make_staff(system, school) for _ in range(3)]
            make.make_homeroom(system, staff[0], own)
            student = make.make_student(system, school_class=own)
            make.make_mentoring(system, staff[1], student)
            case = make.make_case(system, student, staff[2])
            found = {
                "school": school,
                "term": term,
                "own": own,
                "other": other,
                "student": student,
                "case": case,
            }
            found |= dict(zip(("homeroom", "mentor", "counselor"), staff, strict=True))
            made = {name: row.id for name, row in found.items()}
            system.commit()
        yield made
        db.session.remove()


@pytest.fixture
def act(ids: dict[str, Any]) -> Callable[[Role, str], Any]:
    """`act(role, who)` gives the session of that member of staff."""

    def bound(role: Role, who: str) -> Any:
        bind(db.session, Actor(1, ids[who], ids["school"], frozenset({role}), TODAY))
        return db.session

    return bound


def new_student(school_class_id: int) -> Student:
    return Student(
        name="周可欣", gender=Gender.FEMALE, birth_date=dt.date(2016, 3, 1), school_class_id=school_class_id
    )


def test_a_homeroom_teacher_adds_a_pupil_to_the_own_class(ids: dict[str, Any], act: Any) -> None:
    session = act(Role.HOMEROOM, "homeroom")
    session.add(new_student(ids["own"]))
    session.flush()
    assert len(session.scalars(select(Enrollment)).all()) == 2


def test_a_homeroom_teacher_adds_no_pupil_to_another_class(ids: dict[str, Any], act: Any) -> None:
    session = act(Role.HOMEROOM, "homeroom")
    session.add(new_student(ids["other"]))
    with pytest.raises(Refused):
        session.flush()


def test_the_office_moves_a_pupil_and_the_class_follows(ids: dict[str, Any], act: Any) -> None:
    session = act(Role.OFFICE, "homeroom")
    stay = session.scalars(select(Enrollment)).one()
    stay.starts_on, stay.ends_on = TODAY - dt.timedelta(days=30), TODAY - dt.timedelta(days=1)
    session.add(Enrollment(student_id=ids["student"], school_class_id=ids["other"], starts_on=TODAY))
    session.flush()
    assert session.get(Student, ids["student"]).school_class_id == ids["other"]


def test_a_mentor_records_a_talk_and_the_term_is_found(ids: dict[str, Any], act: Any) -> None:
    session = act(Role.MENTOR, "mentor")
    talk = ContactRecord(
        student_id=ids["student"],
        staff_id=ids["mentor"],
        happened_at=clock.now(),
        parties=Parties.STAFF_CHILD,
        channel=Channel.IN_PERSON,
        content="谈了学习。",
    )
    session.add(talk)
    session.flush()
    assert (talk.term_id, talk.school_id) == (ids["term"], ids["school"])


def test_a_row_about_a_child_is_named_by_it_only_where_the_child_is_seen(
    ids: dict[str, Any], act: Any
) -> None:
    with system_session("the name of the child") as system:
        talk = make.make_contact(
            system, system.get(Student, ids["student"]), system.get(Staff, ids["homeroom"])
        )
        talk_id, name = talk.id, talk.student.name
        system.commit()
    assert str(act(Role.HOMEROOM, "homeroom").get(ContactRecord, talk_id)) == name
    assert str(act(Role.COUNSELOR, "homeroom").get(ContactRecord, talk_id)) == f"#{talk_id}"


def test_a_mentor_writes_a_referral_and_does_not_learn_of_the_case(ids: dict[str, Any], act: Any) -> None:
    session = act(Role.MENTOR, "mentor")
    session.add(
        CounselingReferral(
            student_id=ids["student"], referred_by_id=ids["mentor"], referred_at=clock.now(), reason="沉默。"
        )
    )
    session.flush()
    assert len(session.scalars(select(CounselingReferral)).all()) == 1
    assert session.scalars(select(CounselingCase)).all() == []


def test_a_counselor_opens_the_sealed_text_of_the_own_case(ids: dict[str, Any], act: Any) -> None:
    session = act(Role.COUNSELOR, "counselor")
    assert session.get(CounselingCase, ids["case"]).issue == "想念父母，睡不好。"


def test_a_counselor_records_a_session_of_the_own_case(ids: dict[str, Any], act: Any) -> None:
    session = act(Role.COUNSELOR, "counselor")
    card = CounselingSession(case_id=ids["case"], started_at=clock.now(), minutes=30, matter="谈了家里。")
    session.add(card)
    session.flush()
    assert card.counselor_id == ids["counselor"]


def test_a_child_with_a_case_is_archived_like_any_other(ids: dict[str, Any], act: Any) -> None:
    session = act(Role.IT_ADMIN, "homeroom")
    student = session.get(Student, ids["student"])
    student.archived_at = clock.now()
    session.flush()
    assert session.get(Student, ids["student"]).archived_at is not None
