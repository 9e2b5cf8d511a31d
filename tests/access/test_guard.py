"""Attacks on the guard at the session: what a page, a report or a careless query could try."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import column, delete, exists, func, literal_column, select, table, text, update
from sqlalchemy.exc import PendingRollbackError
from sqlalchemy.orm import aliased, joinedload, make_transient_to_detached, selectinload

from app import clock
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.database import ClosedSession, Refused
from app.extensions import db
from app.models.care.contact_record import Channel, ContactRecord, Parties
from app.models.counseling.counseling_case import CaseSource, CounselingCase, Risk
from app.models.counseling.counseling_referral import CounselingReferral
from app.models.people.student import Student
from app.models.school.school import School
from app.models.school.school_class import SchoolClass
from tests.access.conftest import TODAY, World

As = Callable[[Any], Any]


def new_contact(world: World, child: int, staff: int | None = None) -> ContactRecord:
    return ContactRecord(
        student_id=child,
        staff_id=staff or world.teacher.staff_id,
        parties=Parties.STAFF_CHILD,
        channel=Channel.IN_PERSON,
        happened_at=clock.now(),
        content="聊了聊这周的学习。",
    )


# --- reading ---------------------------------------------------------------------------------------


def test_an_unbound_session_answers_nothing(world: World) -> None:
    db.session.remove()
    with pytest.raises(Refused):
        db.session.execute(select(Student.id))


def test_a_teacher_sees_the_children_of_the_own_class_and_no_others(world: World, as_: As) -> None:
    assert set(as_(world.teacher).scalars(select(Student.id))) == set(world.own)


def test_counts_and_extremes_cover_only_rows_in_reach(world: World, as_: As) -> None:
    session = as_(world.teacher)
    assert session.scalar(select(func.count()).select_from(Student)) == 3
    assert session.scalar(select(func.max(Student.id))) == max(world.own)


def test_an_aliased_join_is_narrowed_under_its_own_name(world: World, as_: As) -> None:
    other = aliased(Student)
    pairs = as_(world.teacher).execute(select(Student.id, other.id).join(other, Student.id != other.id)).all()
    assert {key for pair in pairs for key in pair} == set(world.own)


@pytest.mark.parametrize("load", [joinedload, selectinload])
def test_an_eager_load_does_not_bring_in_a_hidden_child(world: World, as_: As, load: Any) -> None:
    as_(world.teacher)
    past = replace(world.mentor, roles=frozenset({Role.HOMEROOM, Role.MENTOR}))
    with system_session("an own record of a child who is no mentee any more") as system:
        record = new_contact(world, world.neighbours[2], world.mentor.staff_id)
        record.school_id = world.mentor.school_id
        system.add(record)
        system.commit()
        key = record.id
    found = as_(past).scalars(select(ContactRecord).options(load(ContactRecord.student))).all()
    hidden = next(row for row in found if row.id == key)
    assert hidden.student is None


def test_getting_a_foreign_child_by_its_key_finds_nothing(world: World, as_: As) -> None:
    session = as_(world.teacher)
    assert session.get(Student, world.foreign[0]) is None
    assert session.get(Student, world.own[0]) is not None


def test_subqueries_and_exists_are_narrowed_inside(world: World, as_: As) -> None:
    session = as_(world.teacher)
    inner = select(ContactRecord.student_id).scalar_subquery()
    assert session.scalars(select(Student.id).where(Student.id.in_(inner))).all() == [world.own[0]]
    anyone = exists().where(ContactRecord.id == world.foreign_contact)
    assert session.scalars(select(Student.id).where(anyone)).all() == []
    inside = select(Student).subquery()
    assert session.scalar(select(func.count()).select_from(inside)) == 3


def test_sorting_by_a_hidden_row_tells_nothing(world: World, as_: As) -> None:
    secret = select(CounselingCase.id).where(CounselingCase.id == Student.id).scalar_subquery()
    session = as_(world.teacher)
    up = session.scalars(select(Student.id).order_by(secret.asc(), Student.id)).all()
    down = session.scalars(select(Student.id).order_by(secret.desc(), Student.id)).all()
    assert up == down


@pytest.mark.parametrize(
    "statement",
    [
        text("SELECT 1"),
        select(Student.__table__),
        select(Student.__table__.c.name),
        select(Student).where(text("1=1")),
        select(Student, literal_column("1")),
        select(Student.id).where(Student.__table__.alias().c.id > 0),
        select(Student.id).join(ContactRecord.__table__, ContactRecord.__table__.c.student_id == Student.id),
        select(Student.id).where(select(column("name")).select_from(table("students")).exists()),
        select(Student.id).union(select(Student.id)),
        select(Student).from_statement(text("SELECT * FROM students")),
        update(Student).values(name="x"),
        delete(Student),
    ],
    ids=lambda statement: type(statement).__name__,
)
def test_what_carries_no_entity_is_refused(world: World, as_: As, statement: Any) -> None:
    with pytest.raises(Refused):
        as_(world.teacher).execute(statement)


def test_the_engine_itself_is_closed(world: World, app: Any) -> None:
    from app.access.guard import _tripwire

    class Bare:
        def get_execution_options(self) -> dict[str, Any]:
            return {}

    with pytest.raises(Refused):
        _tripwire(Bare())


def test_the_doors_round_the_guard_are_closed(world: World, as_: As) -> None:
    session: ClosedSession = as_(world.teacher)()
    for door in (
        session.connection,
        lambda: session.bulk_save_objects([]),
        lambda: session.bulk_insert_mappings(Student, []),
    ):
        with pytest.raises(Refused):
            door()


def test_changing_the_actor_forgets_what_the_first_one_had_loaded(world: World, as_: As) -> None:
    as_(world.admin).get(Student, world.neighbours[0])
    assert as_(world.teacher).get(Student, world.neighbours[0]) is None


def test_the_same_statement_answers_each_role_its_own_rows(world: World, as_: As) -> None:
    statement = select(Student.id).order_by(Student.id)
    answers = {
        actor: tuple(as_(actor).scalars(statement))
        for actor in (world.admin, world.teacher, world.mentor, world.counselor)
    }
    assert answers[world.admin] == world.own + world.neighbours
    assert answers[world.teacher] == world.own
    assert answers[world.mentor] == world.neighbours[:1]
    assert answers[world.counselor] == world.own[:1]


def test_a_class_taught_until_yesterday_is_closed_today(world: World, as_: As) -> None:
    tomorrow = replace(world.teacher, today=TODAY - dt.timedelta(days=60))
    assert as_(tomorrow).scalars(select(Student.id)).all() == []


def test_nobody_but_counselors_finds_a_case(world: World, as_: As) -> None:
    for actor in (world.admin, world.principal, world.teacher, world.mentor):
        assert as_(actor).scalars(select(CounselingCase.id)).all() == []
    assert as_(world.counselor).scalars(select(CounselingCase.id)).all() == [world.case]


# --- writing ---------------------------------------------------------------------------------------


def refused(session: Any, *rows: Any) -> None:
    session.add_all(rows)
    with pytest.raises(Refused):
        session.commit()
    session.rollback()


def test_a_teacher_records_a_talk_with_an_own_child(world: World, as_: As) -> None:
    session = as_(world.teacher)
    session.add(row := new_contact(world, world.own[1]))
    session.commit()
    assert (row.school_id, row.created_by_id) == (world.teacher.school_id, world.teacher.user_id)


def test_a_record_about_a_child_out_of_reach_is_refused(world: World, as_: As) -> None:
    refused(as_(world.teacher), new_contact(world, world.neighbours[0]))
    refused(as_(world.teacher), new_contact(world, world.foreign[0]))


def test_a_record_in_another_teachers_name_is_refused(world: World, as_: As) -> None:
    refused(as_(world.teacher), new_contact(world, world.own[0], world.mentor.staff_id))


def test_a_forged_school_is_replaced_by_the_own_one(world: World, as_: As) -> None:
    session = as_(world.teacher)
    row = new_contact(world, world.own[0])
    row.school_id = world.teacher.school_id + 1
    session.add(row)
    session.commit()
    assert row.school_id == world.teacher.school_id


def test_a_record_cannot_be_moved_to_a_child_out_of_reach(world: World, as_: As) -> None:
    session = as_(world.teacher)
    session.get(ContactRecord, world.own_contact).student_id = world.neighbours[0]
    with pytest.raises(Refused):
        session.commit()
    session.rollback()
    assert session.get(ContactRecord, world.own_contact).student_id == world.own[0]


def test_another_teachers_record_can_be_read_and_not_changed(world: World, as_: As) -> None:
    with system_session("a record by the mentor about a child of the class") as system:
        record = new_contact(world, world.own[0], world.mentor.staff_id)
        record.school_id = world.teacher.school_id
        system.add(record)
        system.commit()
        key = record.id
    session = as_(world.teacher)
    session.get(ContactRecord, key).content = "改过的内容"
    with pytest.raises(Refused):
        session.commit()


def test_a_verb_that_is_not_granted_is_refused(world: World, as_: As) -> None:
    year = as_(world.teacher).get(SchoolClass, world.own_class).school_year_id
    refused(as_(world.teacher), SchoolClass(school_year_id=year, grade=6, number=9))


def test_nothing_is_ever_deleted(world: World, as_: As) -> None:
    session = as_(world.admin)
    session.delete(session.get(Student, world.own[2]))
    with pytest.raises(Refused):
        session.commit()


def test_a_swallowed_refusal_still_writes_nothing(world: World, as_: As) -> None:
    session = as_(world.teacher)
    session.add(new_contact(world, world.neighbours[0]))
    with pytest.raises(Refused):
        session.flush()
    with pytest.raises(PendingRollbackError):
        session.commit()
    session.rollback()
    with system_session("looking afterwards") as system:
        assert system.scalar(select(func.count()).select_from(ContactRecord)) == 2


def test_a_row_loaded_elsewhere_cannot_be_attached(world: World, as_: As) -> None:
    stray = Student(id=world.neighbours[0], name="顶替")
    make_transient_to_detached(stray)
    with pytest.raises(Refused):
        as_(world.teacher).add(stray)


def test_a_teacher_writes_a_referral_and_cannot_read_its_reason_back(world: World, as_: As) -> None:
    from app.access.sealing import SealedRefusal

    session = as_(world.teacher)
    session.add(
        row := CounselingReferral(
            student_id=world.own[0],
            referred_by_id=world.teacher.staff_id,
            referred_at=clock.now(),
            reason="近来沉默。",
        )
    )
    session.commit()
    session.expire_all()
    assert (
        session.scalar(select(CounselingReferral.status).where(CounselingReferral.id == row.id)) is not None
    )
    with pytest.raises(SealedRefusal):
        _ = row.reason


def test_a_counselor_opens_a_case_for_any_child_of_the_school_and_for_none_of_another(
    world: World, as_: As
) -> None:
    def case(child: int) -> CounselingCase:
        return CounselingCase(
            case_no=f"A{child}", student_id=child, counselor_id=world.counselor.staff_id,
            opened_on=TODAY, source=CaseSource.CHILD, risk=Risk.NONE, issue="想家",
        )  # fmt: skip

    session = as_(world.counselor)
    session.add(case(world.neighbours[1]))
    session.commit()
    refused(session, case(world.foreign[1]))


def test_the_principal_changes_the_schools_numbers_and_not_its_pupils(world: World, as_: As) -> None:
    session = as_(world.principal)
    session.get(School, world.principal.school_id).township_gov_phone = "0566-1234567"
    session.commit()
    session.get(Student, world.own[0]).name = "改名"
    with pytest.raises(Refused):
        session.commit()


def test_a_stale_row_is_noticed(world: World, as_: As) -> None:
    from sqlalchemy.orm.exc import StaleDataError

    session = as_(world.admin)
    child = session.get(Student, world.own[0])
    with system_session("a colleague is faster") as system:
        system.get(Student, world.own[0]).interests = "画画"
        system.commit()
    child.interests = "下棋"
    with pytest.raises(StaleDataError):
        session.commit()
