"""The number of a rule as a page says it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.models.management.care_standard import CareStandard
from app.standards.adopting import new_item, rule_from_catalogue
from app.standards.in_words import number_in_words, shown
from app.standards.presets import presets

SAID = {
    ("ps01", "R01a"): ("每学期至少 2 次", "at least 2 every term"),
    ("ps01", "R03a"): ("每周至少 1 次", "at least 1 every week"),
    ("ps01", "R30a"): ("至少 6 名儿童", "at least 6"),
    ("ps02", "R30b"): ("1 至 2 名儿童", "1 to 2"),
    ("ps01", "R42"): ("每学期 18 至 36 课时", "18 to 36 every term"),
    ("ps01", "R63b"): ("每周至少 5 项", "at least 5 every week"),
    ("ps13", "R63"): ("每周至少 2 次", "at least 2 every week"),
    ("ps13", "R64"): ("每次至少 2 名教师", "at least 2 each time"),
    ("ps01", "R86"): ("每次至多 2 册", "at most 2 each time"),
    ("ps01", "R87"): ("7 天以内", "within 7 days"),
    ("ps03", "R80"): ("30 分钟以内", "within 30 minutes"),
    ("ps08", "R104"): ("不低于 95%", "at least 95%"),
    ("ps02", "R03a"): ("只计次数，不作判定", "Counted, not judged"),
}


@pytest.mark.parametrize(("preset", "code"), sorted(SAID))
def test_a_number_is_said_as_people_say_it(preset: str, code: str) -> None:
    item = presets()[preset].item(code)
    assert item is not None
    told = number_in_words(new_item(CareStandard(), item))
    assert (told.zh, told.en) == SAID[preset, code]


def test_several_periods_are_counted() -> None:
    row = rule_from_catalogue(CareStandard(), "R04")
    row.period_n = 2
    assert number_in_words(row).zh == "每 2 个月至少 1 次"


@pytest.mark.parametrize(
    ("number", "text"),
    [(Decimal("6.00"), "6"), (Decimal(100), "100"), (Decimal("1.50"), "1.5"), (None, "")],
)
def test_a_number_has_no_needless_zeros(number: Decimal | None, text: str) -> None:
    assert shown(number) == text
