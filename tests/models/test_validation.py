"""What holds for the columns of every entity, and how a rule sees the rows round the one it judges."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import clock
from app.access.vocabulary import Role
from app.models._base import Entity, all_entities, facts_of
from app.models._columns import Kind
from app.models._rules import Invalid, Unique
from app.models._sealed import SealedKey
from app.models._validation import Look, is_phone
from app.models.people.id_numbers import Gender
from app.models.school.class_headcount import ClassHeadcount
from app.models.school.school import School
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff, StaffCategory
from app.models.school.user import User
from app.models.school.user_role import UserRole
from app.models.school.village import Village
from tests import factories
from tests.models.conftest import Place
from tests.models.refusals import column_refused, columns_of


@pytest.mark.parametrize(
    "number",
    [
        "10037236514",
        "0566-1234567",
        "05661234567",
        "010-12345678",
        "0566-1234567-12",
        "400-123-4567",
        "12355",
        "110",
    ],
)
def test_a_phone_that_can_be_called_is_taken(number: str) -> None:
    assert is_phone(number)


@pytest.mark.parametrize(
    "number",
    ["1003723651", "100372365144", "1.0037E+10", "0566-12345", "家里没有电话", "10037236514 1", "99"],
)
def test_what_is_no_phone_is_refused(number: str) -> None:
    assert not is_phone(number)


@pytest.mark.parametrize("empty", [None, "", "  ", "\u3000"])
def test_a_required_column_is_filled_in(system: Any, place: Place, empty: str | None) -> None:
    assert column_refused(system, Village(school_id=place.school.id, name=empty)) == "name"


def test_all_problems_of_a_row_are_told_at_once(system: Any, place: Place) -> None:
    system.add(Staff(school_id=place.school.id, phone="一二三", category=StaffCategory.TEACHER))
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert columns_of(refusal) == ["name", "phone"]


def test_a_text_longer_than_its_column_is_refused_with_its_length(system: Any, place: Place) -> None:
    system.add(Village(school_id=place.school.id, name="柳" * 41))
    with pytest.raises(Invalid, match="最多 40 个字，现有 41 个"):
        system.flush()


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\ud83d", "\ufffe"])
def test_a_character_that_cannot_be_printed_is_refused(system: Any, place: Place, character: str) -> None:
    assert column_refused(system, Village(school_id=place.school.id, name=f"柳树{character}")) == "name"


@pytest.mark.parametrize("name", ["䶮家村", "𬭛村", "阿依古丽·买买提"])
def test_rare_characters_of_names_are_taken(system: Any, place: Place, name: str) -> None:
    village = Village(school_id=place.school.id, name=name)
    system.add(village)
    system.flush()
    system.refresh(village)
    assert village.name == name


def test_a_choice_outside_the_list_is_refused(system: Any, place: Place) -> None:
    odd = Staff(school_id=place.school.id, name="林小溪", phone="10037236514", category="magician")
    assert column_refused(system, odd) == "category"


@pytest.mark.parametrize("total", [-1, 201])
def test_a_number_beyond_its_bounds_is_refused(system: Any, place: Place, total: int) -> None:
    odd = ClassHeadcount(
        school_id=place.school.id,
        term_id=place.term.id,
        school_class_id=place.school_class.id,
        enrolled_total=total,
    )
    assert column_refused(system, odd) == "enrolled_total"


def test_a_damaged_id_number_is_refused(system: Any, place: Place) -> None:
    child = factories.make_student(system, place.school)
    right = child.id_card_no or ""
    child.id_card_no = right[:-1] + ("0" if right[-1] != "0" else "1")
    assert column_refused(system, child) == "id_card_no"


def test_an_archived_row_is_not_judged(system: Any, place: Place) -> None:
    village = Village(school_id=place.school.id, name="柳树村")
    system.add(village)
    system.flush()
    village.name, village.archived_at = "x" * 40, clock.now()
    system.add(Village(school_id=place.school.id, name="x" * 40))
    system.flush()


def test_two_new_rows_that_clash_with_each_other_are_refused(system: Any, place: Place) -> None:
    system.add(Village(school_id=place.school.id, name="柳树村"))
    assert column_refused(system, Village(school_id=place.school.id, name="柳树村")) == "name"


def test_two_rows_may_take_over_from_each_other_in_one_go(system: Any, place: Place) -> None:
    first, second = (Village(school_id=place.school.id, name=name) for name in ("柳树村", "河口村"))
    system.add_all([first, second])
    system.flush()
    first.name, second.name = "山前村", "柳树村"
    system.flush()


def test_an_empty_column_never_clashes(system: Any, place: Place) -> None:
    school = factories.make_school(system)
    for number in (1, 2):
        system.add(Staff(school_id=school.id, name=f"甲{number}", phone="110", category=StaffCategory.OTHER))
    system.flush()


def test_a_look_sees_rows_as_they_will_stand_after_the_flush(system: Any, place: Place) -> None:
    stored, gone = (Village(school_id=place.school.id, name=name) for name in ("柳树村", "河口村"))
    system.add_all([stored, gone])
    system.flush()
    with system.no_autoflush:
        stored.name, gone.archived_at = "山前村", clock.now()
        coming = Village(school_id=place.school.id, name="石桥村")
        look = Look(system.connection(), [stored, gone, coming])
        names = {row.name for row in look.standing(Village, school_id=place.school.id)}
        system.rollback()
    assert names == {"山前村", "石桥村"}


def test_a_row_given_as_an_object_is_known_by_its_key(system: Any, place: Place) -> None:
    grade_four = SchoolClass(school=place.school, school_year=place.year, grade=4, number=1)
    system.add(grade_four)
    system.flush()
    assert (grade_four.school_id, grade_four.school_year_id) == (place.school.id, place.year.id)


def test_every_row_remembers_when_it_was_written_and_changed(system: Any, place: Place) -> None:
    village = Village(school_id=place.school.id, name="柳树村")
    system.add(village)
    system.flush()
    assert village.created_at == village.updated_at == clock.now()
    with clock.set_to(dt.date(2025, 10, 16)):
        village.name = "河口村"
        system.flush()
        assert village.updated_at == clock.now()
    assert village.created_at == clock.now()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (School(name="平安镇中心小学"), "平安镇中心小学"),
        (UserRole(role=Role.COUNSELOR), "心理辅导教师"),
        (User(id=7), "#7"),
        (Staff(name="林小溪", gender=Gender.FEMALE), "林小溪"),
    ],
)
def test_a_row_is_named_by_its_title(row: Entity, words: str) -> None:
    assert str(row) == words


@pytest.mark.parametrize("entity", all_entities(), ids=lambda entity: entity.__name__)
def test_every_column_and_choice_has_a_label_in_both_languages(entity: type[Entity]) -> None:
    labels = [entity.spec.label, *(facts.label for facts in facts_of(entity).values())]
    labels += [choice.label for facts in facts_of(entity).values() for choice in facts.choices or ()]
    assert all(label.zh.strip() and label.en.strip() for label in labels)


@pytest.mark.parametrize("entity", all_entities(), ids=lambda entity: entity.__name__)
def test_every_reference_points_at_an_entity_and_has_an_index(entity: type[Entity]) -> None:
    table: Any = entity.__table__
    begun = {next(iter(index.columns)).name for index in table.indexes}
    names = {other.__name__ for other in all_entities()}
    for name, facts in facts_of(entity).items():
        if facts.kind is Kind.REF:
            assert facts.target in names
        if facts.kind is Kind.REF and not isinstance(table.c[name].type, SealedKey):
            assert name in begun


@pytest.mark.parametrize("entity", all_entities(), ids=lambda entity: entity.__name__)
def test_every_unique_rule_has_its_index_and_every_name_fits_postgresql(entity: type[Entity]) -> None:
    table: Any = entity.__table__
    indexes = [index for index in table.indexes if index.unique]
    rules = [rule for rule in entity.spec.rules if isinstance(rule, Unique)]
    assert sorted(tuple(index.columns.keys()) for index in indexes) == sorted(rule.columns for rule in rules)
    names = [part.name for part in (*table.indexes, *table.constraints) if part.name]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 63 for name in names)
