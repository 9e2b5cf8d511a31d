"""The code on papers filled by hand: what is mistyped is found, and a code says nothing but which row it is."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.models.people.short_code import short_code, student_id_of


@pytest.mark.parametrize("key", [1, 37, 99_999, 100_000, 123_456_789])
def test_a_code_leads_back_to_its_pupil(key: int) -> None:
    assert student_id_of(short_code(key)) == key


def test_codes_have_six_digits_and_are_never_the_same() -> None:
    codes = [short_code(key) for key in range(1, 3000)]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 6 and code.isdecimal() for code in codes)


@pytest.mark.parametrize("code", [short_code(key) for key in (1, 37, 4812, 90_210)])
def test_one_wrong_digit_or_two_swapped_are_found(code: str) -> None:
    for place, right in enumerate(code):
        for wrong in set("0123456789") - {right}:
            assert student_id_of(code[:place] + wrong + code[place + 1 :]) is None
    for place, (one, two) in enumerate(pairwise(code)):
        if one != two:
            assert student_id_of(code[:place] + two + one + code[place + 2 :]) is None


@pytest.mark.parametrize("typed", [" 000-37{} ", "\uff10\uff10\uff10\uff13\uff17{}", "000 37{}"])
def test_blanks_hyphens_and_full_width_digits_are_understood(typed: str) -> None:
    assert student_id_of(typed.format(short_code(37)[-1])) == 37


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "37",
        "1" * 40,
        "000372.5",
        "二三四五六七",
        "00037²",
        pytest.param("9" * 5000, id="thousands of figures"),
    ],
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert student_id_of(typed) is None
