"""Names stay findable by their pieces, whatever happens to them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.models._base import Entity
from app.models.system.name_gram import add_grams, grams, name_grams
from tests import factories
from tests.models.conftest import Place


def found(session: Any, row: Entity) -> set[str]:
    of_the_row = (name_grams.c.kind == type(row).__name__) & (name_grams.c.row_id == row.id)
    return set(session.connection().execute(select(name_grams.c.gram).where(of_the_row)).scalars())


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        ("", set()),
        ("李", {"李"}),
        ("李小溪", {"李", "小", "溪", "李小", "小溪"}),
        ("欧阳欧阳", {"欧", "阳", "欧阳", "阳欧"}),
        ("李𬭛", {"李", "𬭛", "李𬭛"}),
        ("古丽·买", {"古", "丽", "·", "买", "古丽", "丽·", "·买"}),
    ],
)
def test_a_name_has_all_its_one_and_two_character_pieces(name: str, pieces: set[str]) -> None:
    assert grams(name) == pieces


def test_a_child_a_teacher_and_a_parent_are_found_by_their_names(system: Any, place: Place) -> None:
    child = factories.make_student(system, school_class=place.school_class, name="李𬭛")
    adult = factories.make_caregiver(system, child, name="林玉兰")
    assert found(system, child) == grams("李𬭛")
    assert found(system, adult) == grams("林玉兰")
    assert found(system, place.teacher) == grams(place.teacher.name)


def test_a_new_name_replaces_the_old_one(system: Any, place: Place) -> None:
    child = factories.make_student(system, school_class=place.school_class, name="李小溪")
    child.name = "林小河"
    system.flush()
    assert found(system, child) == grams("林小河")


def test_other_changes_leave_the_pieces_alone(system: Any, place: Place) -> None:
    child = factories.make_student(system, school_class=place.school_class, name="李小溪")
    child.archived_at = clock.now()
    system.flush()
    assert found(system, child) == grams("李小溪")


def test_names_written_in_bulk_can_be_added(system: Any, place: Place) -> None:
    add_grams(system.connection(), "Student", {90_001: "何家豪", 90_002: "何晓梅"})
    of_he = select(name_grams.c.row_id).where(name_grams.c.gram == "何", name_grams.c.row_id > 90_000)
    assert set(system.connection().execute(of_he).scalars()) == {90_001, 90_002}


def test_a_school_has_no_pieces(system: Any, place: Place) -> None:
    assert found(system, place.school) == set()
