"""What may be stored, asked with thousands of made values: numbers, days, names, texts (seeded, so that a failure comes again)."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from app.models._base import all_entities, facts_of
from app.models._columns import Kind
from app.models._numbers import canonical_code, canonical_phone, phone_of
from app.models._validation import _UNPRINTABLE, _wrong_text, is_phone
from app.models.people.id_numbers import birth_date_of, check_digit, gender_of, is_id_number
from app.roster.normalise.dates import parse_day
from app.roster.normalise.names import parse_name
from app.roster.normalise.phones import parse_phones

pytestmark = pytest.mark.security("T-24")

_MANY = settings(max_examples=80, deadline=None, database=None)
_DIGITS = "0123456789"
_MOBILES = st.text(_DIGITS, min_size=8, max_size=8).map("100".__add__)
_LANDLINES = st.tuples(
    st.sampled_from(["010", "021", "0566", "0731"]), st.text(_DIGITS, min_size=7, max_size=8)
).map("-".join)
_BLANKS = st.lists(st.sampled_from(["", " ", "-", "\u3000", "·", " - "]), min_size=20, max_size=20)
_BIRTHS = st.dates(dt.date(1920, 1, 1), dt.date(2026, 11, 1))


@st.composite
def _id_numbers(draw: st.DrawFn) -> str:
    born, tail = draw(_BIRTHS), draw(st.text(_DIGITS, min_size=3, max_size=3))
    first = f"999999{born:%Y%m%d}{tail}"
    return first + check_digit(first)


def _spread(number: str, between: list[str]) -> str:
    return "".join(digit + blank for digit, blank in zip(number, between, strict=False))


@seed(1)
@_MANY
@given(mobile=_MOBILES, between=_BLANKS, code=st.sampled_from(["", "+86", "86", "0086", "+86 "]))
def test_a_mobile_is_the_same_number_however_it_is_written(
    mobile: str, between: list[str], code: str
) -> None:
    typed = code + _spread(mobile, [*between[:10], ""])
    wide = "".join(chr(ord(c) + 0xFEE0) if c in _DIGITS else c for c in typed)
    assert phone_of(typed) == phone_of(wide) == mobile


@seed(2)
@_MANY
@given(landline=_LANDLINES, between=_BLANKS.map(lambda parts: [part.replace("-", "") for part in parts]))
def test_a_landline_is_the_same_number_however_it_is_written(landline: str, between: list[str]) -> None:
    bare = landline.replace("-", "")
    assert phone_of(bare) == phone_of(_spread(bare, [*between[: len(bare) - 1], ""])) == landline
    assert phone_of(f"+86 {bare[1:]}") == landline
    assert {phone_of(f"{landline}{mark}12") for mark in ("-", "转", " ext 12"[:-2])} == {f"{landline}-12"}


@seed(3)
@_MANY
@given(text=st.text(max_size=25))
def test_what_is_kept_of_any_text_is_kept_unchanged_ever_after(text: str) -> None:
    for canonical in (canonical_phone, canonical_code):
        once = canonical(text)
        assert canonical(once) == once
    assert is_phone(text) == (phone_of(text) is not None)


@seed(4)
@_MANY
@given(
    code=st.integers(1, 999).filter(lambda n: not str(n).startswith("86")),
    rest=st.text(_DIGITS, min_size=7, max_size=9),
)
def test_a_number_abroad_keeps_its_country(code: int, rest: str) -> None:
    assert phone_of(f"+{code} {rest}") == phone_of(f"00{code}-{rest}") == f"+{code}{rest}"


@seed(5)
@_MANY
@given(mobile=_MOBILES, kept=st.integers(1, 6), more=st.integers(1, 3))
def test_a_mobile_with_digits_lost_or_added_is_refused(mobile: str, kept: int, more: int) -> None:
    assert parse_phones(mobile + "9" * more).value == ()
    assert parse_phones(mobile[:-1]).value == () and phone_of(mobile[: 11 - 1]) is None
    assert parse_phones(mobile[:kept]).value == ()


@seed(6)
@_MANY
@given(number=_id_numbers())
def test_a_made_id_number_is_right_and_says_birth_and_sex(number: str) -> None:
    assert is_id_number(number)
    assert f"{birth_date_of(number):%Y%m%d}" == number[6:14]
    assert (gender_of(number).value == "male") == (int(number[16]) % 2 == 1)


@seed(7)
@_MANY
@given(number=_id_numbers(), at=st.integers(0, 16), by=st.integers(1, 9))
def test_no_single_wrong_digit_of_an_id_number_passes(number: str, at: int, by: int) -> None:
    wrong = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    assert not is_id_number(wrong)


@seed(8)
@_MANY
@given(number=_id_numbers(), at=st.integers(0, 15))
def test_no_two_exchanged_neighbours_of_an_id_number_pass(number: str, at: int) -> None:
    wrong = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert wrong == number or not is_id_number(wrong)


@seed(9)
@_MANY
@given(day=st.dates(dt.date(1950, 1, 1), dt.date(2026, 11, 22)))
def test_a_day_written_in_any_usual_way_is_that_day(day: dt.date) -> None:
    today = dt.date(2026, 11, 23)
    ways = (
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
    )
    assert {parse_day(way, today).value for way in ways} == {day}


@seed(10)
@_MANY
@given(name=st.text(max_size=50))
def test_a_name_that_is_taken_is_printable_short_and_stays_the_same(name: str) -> None:
    taken = parse_name(name).value
    if taken is not None:
        assert 2 <= len(taken) <= 40 and parse_name(taken).value == taken
        assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs", "Cn") for letter in taken)


@seed(11)
@_MANY
@given(text=st.text(min_size=1, max_size=80))
def test_no_text_column_takes_what_cannot_be_printed_or_is_too_long(text: str) -> None:
    for name, facts in _LINES:
        refused = _wrong_text(text, facts) is not None
        assert refused == (bool(_UNPRINTABLE.search(text)) or len(text) > (facts.length or 10**6)), name


#: One column of each length stands for all of that length.
_LINES = {
    facts.length: (f"{entity.__name__}.{name}", facts)
    for entity in all_entities()
    for name, facts in facts_of(entity).items()
    if facts.kind is Kind.TEXT
}.values()
