"""What every figure must have, and how shares are compared."""

from __future__ import annotations

import pytest

from app.access.vocabulary import Label
from app.figures import Figure, Reading, all_figures
from app.figures._registry import Rows, figure
from tests.standards.conftest import TwentyWeeks

EVERY = sorted(all_figures().values(), key=lambda each: each.name)


@pytest.mark.parametrize("each", EVERY, ids=lambda each: each.name)
def test_every_figure_has_its_name_and_formula_in_both_languages(each: Figure) -> None:
    assert all((each.label.zh, each.label.en, each.formula.zh, each.formula.en))
    assert 1 <= each.section <= 14


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
