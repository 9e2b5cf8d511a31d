"""What every figure must have, and how shares are compared."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from app import figures
from app.access.vocabulary import Label
from app.figures import Figure, Reading, all_figures
from app.figures._registry import Rows, figure
from app.figures.sections import SECTIONS
from app.figures.ways_of_living import BY_ABSENCE, BY_GENDER, BY_GUARDIANSHIP
from app.models._systems import SYSTEMS
from app.reports.term_summary import SECTION_TITLES
from app.standards.catalogue import catalogue
from tests.standards.conftest import TwentyWeeks

EVERY = sorted(all_figures().values(), key=lambda each: each.name)


@pytest.mark.parametrize("each", EVERY, ids=lambda each: each.name)
def test_every_figure_has_its_name_and_formula_in_both_languages(each: Figure) -> None:
    assert all((each.label.zh, each.label.en, each.formula.zh, each.formula.en))
    assert 1 <= each.section <= len(SECTIONS)


def test_every_figure_opens_into_as_many_rows_as_it_counted(weeks: TwentyWeeks) -> None:
    weeks.child(is_boarding=True)
    weeks.child()
    session, at = weeks.read(), weeks.at()
    for each in EVERY:
        if isinstance(each.measure(session, at), Rows):
            assert len(each.rows(session, at)) == each.read(session, at).count, each.name


def test_a_second_figure_of_a_name_is_refused() -> None:
    with pytest.raises(TypeError, match="pupils"):
        figure("pupils", Label("在校学生", "Pupils"), Label("重复", "Twice"), 1)(lambda *_: None)  # type: ignore[arg-type, return-value]


def test_a_share_is_compared_unrounded() -> None:
    assert not Reading(1794, 1889).reaches(95), "94.97 % would round to 95.0 %"
    assert Reading(19, 20).reaches(95)
    assert not Reading(5).reaches(0)


def test_no_two_figures_read_alike() -> None:
    for words in ("label", "formula"):
        for tongue in ("zh", "en"):
            told = Counter(getattr(getattr(each, words), tongue) for each in EVERY)
            assert [text for text, times in told.items() if times > 1] == []


def test_registers_and_rules_of_a_figure_are_those_there_are() -> None:
    assert {code for each in EVERY for code in each.systems} <= SYSTEMS.keys()
    assert {code for each in EVERY for code in each.rules} <= catalogue().keys()


def test_every_module_of_the_folder_is_read_in() -> None:
    folder = Path(figures.__file__).parent
    written = sum(source.read_text(encoding="utf-8").count("@figure(") for source in folder.glob("*.py"))
    families = len(BY_GENDER) + len(BY_ABSENCE) + len(BY_GUARDIANSHIP)
    assert len(EVERY) == written + families


def test_the_kinds_of_a_split_add_up_to_the_children(weeks: TwentyWeeks) -> None:
    weeks.child()
    weeks.child()
    session, at = weeks.read(), weeks.at()
    for family in (BY_GENDER, BY_ABSENCE):
        assert sum(each.read(session, at).count for each in family.values()) == 2


def test_the_sections_are_those_of_the_term_summary() -> None:
    assert tuple(section.zh for section in SECTIONS) == SECTION_TITLES
