"""People with two roles: each role keeps its own rows, columns and verbs, in one list and in one row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.access.grants import readable_columns, seen_columns
from app.access.guard import Actor, system_session
from app.access.narrowing import (
    columns_of_row,
    readable_value,
    typed_columns_of_row,
    where_granted,
    where_readable,
)
from app.access.vocabulary import Action, Role
from app.database import Refused
from app.models._base import all_entities
from app.models.care.individual_plan import IndividualPlan
from app.models.people.student import Student
from app.models.school.staff import Staff
from tests import factories as make
from tests.access.conftest import TODAY, World

As = Callable[[Any], Any]


def test_two_roles_never_lend_each_other_their_columns(world: World, as_: As) -> None:
    """An IT administrator who is also homeroom teacher sees plans of the own class, whole, and no others."""
    with system_session("plans of both classes") as system:
        for child in (world.own[0], world.neighbours[0]):
            plan = IndividualPlan(
                school_id=world.teacher.school_id, student_id=child, term_id=_term(system, world),
                kind="study-help", subject="数学", help_time="周三下午", author_id=world.teacher.staff_id,
                made_on=TODAY, content="补习分数。",
            )  # fmt: skip
            system.add(plan)
        system.commit()
    both = replace(world.teacher, roles=frozenset({Role.HOMEROOM, Role.IT_ADMIN}))
    content = readable_value(IndividualPlan, both.roles, "content", IndividualPlan)
    seen = select(IndividualPlan.student_id, content).order_by(IndividualPlan.student_id)
    assert [tuple(row) for row in as_(both).execute(seen)] == [
        (world.own[0], "补习分数。"),
        (world.neighbours[0], None),
    ]
    assert "content" not in readable_columns(both.roles, IndividualPlan)
    others = as_(both).scalars(select(IndividualPlan).where(IndividualPlan.student_id != world.own[0]))
    others.one().content = "改"
    with pytest.raises(Refused, match="in these columns"):
        as_(both).commit()
    as_(both).rollback()


def test_a_homeroom_teacher_who_mentors_a_child_of_another_class_sees_it_without_its_id_number(
    world: World, as_: As
) -> None:
    both = _homeroom_and_mentor(world)
    number = readable_value(Student, both.roles, "id_card_no", Student)
    found = {row[0]: row[1] for row in as_(both).execute(select(Student.id, number))}
    assert set(found) == {*world.own, world.neighbours[0]}
    assert found[world.neighbours[0]] is None and all(found[child] for child in world.own)


def test_the_form_of_a_row_holds_the_columns_open_in_that_row(world: World, as_: As) -> None:
    both = _homeroom_and_mentor(world)
    own, mentee = world.own[0], world.neighbours[0]
    assert "id_card_no" in columns_of_row(as_(both), both, Student, own)
    assert "id_card_no" not in columns_of_row(as_(both), both, Student, mentee)
    assert typed_columns_of_row(as_(both), both, Student, own, ("name", "id_card_no")) == (
        "name",
        "id_card_no",
    )
    assert typed_columns_of_row(as_(both), both, Student, mentee, ("name", "id_card_no")) == ("name",)


def test_a_column_open_in_some_rows_only_is_not_among_the_readable_ones(world: World) -> None:
    both = _homeroom_and_mentor(world)
    assert "id_card_no" in seen_columns(both.roles, Student)
    assert "id_card_no" not in readable_columns(both.roles, Student)


@pytest.mark.parametrize("role", list(Role))
def test_who_has_one_role_selects_plain_columns(role: Role) -> None:
    roles = frozenset({role})
    for entity in all_entities():
        assert seen_columns(roles, entity) == readable_columns(roles, entity), entity.__name__
        for name in readable_columns(roles, entity):
            assert where_readable(entity, roles, name, entity) is None


def test_a_verb_of_one_role_does_not_reach_the_rows_of_another(world: World, as_: As) -> None:
    """A homeroom teacher exports his class; as a mentor he reads a child and exports nothing."""
    both = _homeroom_and_mentor(world)
    exported = where_granted(Student, both.roles, Action.EXPORT, Student)
    assert exported is not None
    assert set(as_(both).scalars(select(Student.id).where(exported))) == set(world.own)


def _homeroom_and_mentor(world: World) -> Actor:
    """The teacher of the one class, who mentors a child of the class beside it."""
    with system_session("a teacher who mentors a child of another class") as session:
        staff, child = session.get(Staff, world.teacher.staff_id), session.get(Student, world.neighbours[0])
        make.make_mentoring(session, staff, child)
        session.commit()
    return replace(world.teacher, roles=frozenset({Role.HOMEROOM, Role.MENTOR}))


def _term(session: Any, world: World) -> int:
    from app.models.school.term import Term

    return session.scalars(select(Term.id).where(Term.school_id == world.teacher.school_id)).one()
