"""The session notes every child of whom it brings a text, and a page that told the log nothing gets its line (L-01, T-16)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.access import audit, seeing
from app.access.guard import system_session
from app.access.narrowing import readable_value
from app.access.vocabulary import Role
from app.models.care.contact_record import ContactRecord
from app.models.counseling.counseling_case import CounselingCase
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from tests.access.conftest import World

As = Callable[[Any], Any]
pytestmark = pytest.mark.security("T-16", "L-01")


@pytest.fixture
def noting() -> Iterator[None]:
    seeing.begin()
    yield
    seeing.end()


def _noted() -> frozenset[int]:
    found = seeing.end()
    seeing.begin()
    return found


def test_a_name_without_its_key_is_noted_and_the_row_keeps_its_shape(
    world: World, as_: As, noting: None
) -> None:
    session, child = as_(world.teacher), world.own[0]
    name = session.scalar(select(Student.name).where(Student.id == child))
    assert isinstance(name, str)
    assert _noted() == {child}
    row = session.execute(
        select(Student.name, SchoolClass.label)
        .join(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(Student.id == child)
    ).one()
    assert tuple(row._mapping) == ("name", "label") and row.name == name
    assert _noted() == {child}
    assert session.scalars(select(Student.name).order_by(Student.name)).all() != []
    assert _noted() == {*world.own}


def test_rows_aliases_and_what_hangs_on_a_child_are_noted(world: World, as_: As, noting: None) -> None:
    session, other = as_(world.teacher), aliased(Student)
    session.scalars(select(Student).where(Student.id == world.own[1])).all()
    assert _noted() == {world.own[1]}
    session.execute(select(other.id, other.name).where(other.id == world.own[2])).all()
    assert _noted() == {world.own[2]}
    told = session.scalars(select(ContactRecord.content).where(ContactRecord.id == world.own_contact)).all()
    assert told and _noted() == {world.own[0]}


def test_a_text_that_is_closed_in_some_rows_is_noted(world: World, as_: As, noting: None) -> None:
    both = replace(world.teacher, roles=frozenset({Role.HOMEROOM, Role.MENTOR}))
    number = readable_value(Student, both.roles, "id_card_no", Student)
    as_(both).execute(select(Student.id, number).where(Student.id == world.own[0])).all()
    assert _noted() == {world.own[0]}


def test_counts_keys_and_days_are_not_noted(world: World, as_: As, noting: None) -> None:
    session = as_(world.teacher)
    assert session.scalar(select(func.count(Student.id))) == len(world.own)
    session.execute(select(Student.id, Student.birth_date)).all()
    session.execute(select(Student.gender, func.count(Student.id)).group_by(Student.gender)).all()
    session.execute(select(Student.school_class_id).distinct()).all()
    assert _noted() == frozenset()


def test_nothing_of_the_counseling_room_is_noted(world: World, as_: As, noting: None) -> None:
    found = select(CounselingCase).where(CounselingCase.id == world.case)
    assert as_(world.counselor).scalars(found).one().case_no
    assert _noted() == frozenset()


def test_what_the_system_reads_and_what_a_page_tells_itself_is_not_noted(
    world: World, as_: As, noting: None
) -> None:
    session = as_(world.teacher)
    with system_session("names", reads_only=True) as system:
        system.execute(select(Student.name)).all()
    with seeing.by_its_own_line():
        session.execute(select(Student.name)).all()
    assert _noted() == frozenset()
    session.execute(select(Student.name)).all()
    seeing.told()
    assert seeing.end() == frozenset()


def test_the_line_of_a_page_names_children_and_for_a_counselor_none(world: World) -> None:
    line = audit.of_page(world.mentor, "home.show", {9, 4})
    assert (line.entity, line.fields) == ("Student", "page home.show: 4,9")
    assert audit.listing_of(line.entity, line.fields) == ("page", frozenset({4, 9}))
    assert audit.of_page(world.counselor, "home.show", {9, 4}).fields == ""
