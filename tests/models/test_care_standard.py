"""The standard of a school: one at a time, and the numbers that the program reads from it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from app.models._rules import Invalid
from app.models._standard import number_of
from app.models._validation import Look
from app.models.management.care_standard import CareStandard
from tests import factories as make
from tests import office_factories as makes
from tests.models.conftest import TODAY, Place

DAY = dt.timedelta(days=1)
pytestmark = pytest.mark.system("A04")


def test_two_standards_are_never_in_force_on_one_day(system: Any, place: Place) -> None:
    makes.make_care_standard(system, place.school)
    with pytest.raises(Invalid, match="这段时间已有另一套关爱标准，请先填写原标准的停用日期。"):
        makes.make_care_standard(system, place.school, name="新标准", starts_on=TODAY)


def test_a_standard_may_follow_another(system: Any, place: Place) -> None:
    makes.make_care_standard(system, place.school, ends_on=TODAY - DAY)
    assert makes.make_care_standard(system, place.school, name="新标准", starts_on=TODAY).id


def test_a_standard_does_not_end_before_it_begins(system: Any, place: Place) -> None:
    system.add(
        CareStandard(
            school_id=place.school.id, name="标准", source="制度", starts_on=TODAY, ends_on=TODAY - DAY
        )
    )
    with pytest.raises(Invalid, match="停用日期不能早于启用日期，请改正。"):
        system.flush()


def test_a_rule_stands_once_in_a_standard(system: Any, place: Place) -> None:
    standard = makes.make_care_standard(system, place.school)
    makes.make_standard_item(system, standard)
    with pytest.raises(Invalid, match="这套标准已有这条规则，请修改原条目。"):
        makes.make_standard_item(system, standard)


def test_the_least_is_not_above_the_most(system: Any, place: Place) -> None:
    limits = {"count_min": Decimal(3), "count_max": Decimal(2)}
    with pytest.raises(Invalid, match="下限不能大于上限，请改正。"):
        makes.make_standard_item(system, makes.make_care_standard(system, place.school), **limits)


def test_a_rule_whose_paper_names_no_number_has_the_default(system: Any, place: Place) -> None:
    standard = makes.make_care_standard(system, place.school)
    makes.make_standard_item(system, standard, quote="定期检查。")
    assert number_of(system, place.school.id, "R86", TODAY, 2) == 2


def test_the_number_is_the_most_that_is_allowed_or_the_least_that_is_asked(system: Any, place: Place) -> None:
    standard = makes.make_care_standard(system, place.school)
    makes.make_standard_item(system, standard, count_max=Decimal(3))
    makes.make_standard_item(system, standard, rule_code="R01a", count_min=Decimal(2))
    assert number_of(system, place.school.id, "R86", TODAY, 2) == 3
    assert number_of(system, place.school.id, "R01a", TODAY, 1) == 2


def test_without_a_standard_on_the_day_the_default_holds(system: Any, place: Place) -> None:
    standard = makes.make_care_standard(system, place.school, ends_on=TODAY)
    makes.make_standard_item(system, standard, count_max=Decimal(3))
    assert number_of(system, place.school.id, "R86", TODAY, 2) == 3
    assert number_of(system, place.school.id, "R86", TODAY + DAY, 2) == 2
    assert number_of(system, place.school.id, "R87", TODAY, "7") == 7


def test_a_rule_that_is_switched_off_has_the_default(system: Any, place: Place) -> None:
    standard = makes.make_care_standard(system, place.school)
    makes.make_standard_item(system, standard, count_max=Decimal(3), is_enabled=False)
    assert number_of(system, place.school.id, "R86", TODAY, 2) == 2


def test_the_standard_of_another_school_does_not_bind(system: Any, place: Place) -> None:
    standard = makes.make_care_standard(system, make.make_school(system))
    makes.make_standard_item(system, standard, count_max=Decimal(3))
    look = Look(system.raw_connection())
    assert number_of(look, place.school.id, "R86", TODAY, 2) == 2


def test_a_rule_of_a_standard_in_force_is_not_rewritten(system: Any, place: Place) -> None:
    """What was judged stays judged so; only its wording may be mended."""
    item = makes.make_standard_item(system, makes.make_care_standard(system, place.school))
    item.quote = "每人每次借阅图书不超过2本"
    system.flush()
    item.count_max = Decimal(5)
    with pytest.raises(Invalid, match="这套标准已经在执行，不能直接改写"):
        system.flush()


def test_a_rule_of_a_standard_that_begins_today_may_be_changed(system: Any, place: Place) -> None:
    item = makes.make_standard_item(system, makes.make_care_standard(system, place.school, starts_on=TODAY))
    item.count_max = Decimal(5)
    system.flush()
    assert number_of(system, place.school.id, "R86", TODAY, 2) == 5
