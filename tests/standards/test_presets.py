"""The catalogue and the thirteen presets: every rule of the sources is known, every item says where it comes from."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.access.vocabulary import Label
from app.models.care.contact_record import Channel, Occasion, Parties
from app.models.management.care_standard_item import CareStandardItem, RuleAction, RulePer
from app.standards.catalogue import CONDITION_WORDS, FILTER_WORDS, catalogue, known
from app.standards.presets import Preset, PresetItem, presets

#: Domain 3.2, typed by hand.
CODES = (
    "R01a R01b R01c R01d R02 R03a R03b R03c R03d R04 R05a R05b R05c R05d R06 R07 R08 R09 R10 R11 R12 R13 R14 R15 "
    "R16 R17 R18 R19 R20a R20b R21 R22 R23 R24 R25 R26 R30a R30b R30c R30d R31 R32 R33 R34 R40 R41 R42 R43 R44 "
    "R45 R46 R47 R50 R51 R52 R53 R54 R55 R56 R57 R58 R59 R60 R61 R62 R63 R63b R64 R65 R66 R67 R68 R69 R70 R71 "
    "R72 R73 R74 R75 R76 R77 R78 R80 R81 R82a R82b R83 R84 R85 R86 R87 R88 R89 R90 R91 R92 R93 R94 R95 R100 "
    "R101 R102 R103 R104 R105 R106 R107"
).split()

#: Domain 3.4: the numbers each preset is known by, (rule, least, most).
NUMBERS = {
    "ps01": [("R30a", 6, None), ("R01a", 2, None), ("R42", 18, 36), ("R53", 4, None), ("R54", 4, None), ("R87", None, 7)],
    "ps02": [("R30b", 1, 2), ("R01b", 1, None), ("R02", 1, None), ("R80", None, 30), ("R81", None, 60), ("R82b", None, 60)],
    "ps03": [("R04", 1, None), ("R80", None, 30), ("R81", None, 60), ("R82a", None, 120), ("R83", None, 120)],
    "ps04": [("R30c", 1, None), ("R01d", 1, None)],
    "ps05": [("R01c", 1, None), ("R08", 1, None), ("R09", 1, None)],
    "ps06": [("R03c", 1, None), ("R05b", 1, None)],
    "ps07": [("R04", 1, None), ("R20a", 1, None), ("R52", 1, None)],
    "ps08": [("R14", 1, None), ("R15", 1, None), ("R40", 1, None), ("R100", 100, None), ("R105", 95, None)],
    "ps09": [("R30d", 1, 2), ("R03d", 1, None), ("R58", 1, None)],
    "ps10": [("R03b", 1, None), ("R19", 1, None), ("R57", 1, None), ("R73", 1, None)],
    "ps11": [("R07", 1, None), ("R62", 1, None), ("R102", 100, None)],
    "ps12": [("R10", 3, None)],
    "ps13": [("R63", 2, None), ("R64", 2, None), ("R65", 1, None)],
}  # fmt: skip

ITEMS = [(preset, item) for preset in presets().values() for item in preset.items]
_WORDS_OF_CONTACTS = {"parties": Parties, "channels": Channel, "occasions": Occasion}


def _of(pair: tuple[Preset, PresetItem]) -> str:
    return f"{pair[0].code}-{pair[1].rule.code}"


def test_the_catalogue_has_every_rule_of_the_domain_once_and_in_its_order() -> None:
    assert list(catalogue()) == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_rule_says_its_name_and_formula_in_both_languages(code: str) -> None:
    rule = catalogue()[code]
    for label in (rule.name, rule.formula):
        assert isinstance(label, Label)
        assert label.zh and label.en
    assert len(rule.name.zh) <= CareStandardItem.__table__.c.name.type.length


@pytest.mark.parametrize("code", CODES)
def test_the_words_that_narrow_a_rule_are_values_that_records_can_have(code: str) -> None:
    rule = catalogue()[code]
    words = [word for word in _WORDS_OF_CONTACTS if word in rule.filters]
    for word in words:
        assert all(_WORDS_OF_CONTACTS[word](value) for value in rule.filters[word])
    assert not words or rule.action is RuleAction.CONTACT


def test_a_rule_of_term_parts_says_which_parts() -> None:
    for rule in catalogue().values():
        assert (rule.per is RulePer.TERM_PART) == ("parts" in rule.filters), rule.code
        assert set(rule.filters.get("parts", ())) <= {"start", "middle", "end"}


def test_a_word_that_nothing_reads_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="R01a: unknown words \\['partys'\\]"):
        known("R01a", {"partys": ["staff-child"]}, FILTER_WORDS)
    assert not FILTER_WORDS & CONDITION_WORDS


def test_there_are_thirteen_presets_and_each_has_the_numbers_of_its_paper() -> None:
    assert list(presets()) == sorted(NUMBERS)
    for code, numbers in NUMBERS.items():
        for rule, least, most in numbers:
            item = presets()[code].item(rule)
            assert item is not None, f"{code} {rule}"
            assert (item.least, item.most) == (_number(least), _number(most)), f"{code} {rule}"


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


@pytest.mark.parametrize("pair", ITEMS, ids=_of)
def test_an_item_quotes_its_sentence_and_says_where_it_stands(pair: tuple[Preset, PresetItem]) -> None:
    preset, item = pair
    assert item.quote
    assert item.source.split()[0] in preset.source, item.source
    assert len(item.quote) <= 500
    assert len(item.source) <= CareStandardItem.__table__.c.source.type.length


@pytest.mark.parametrize("code", sorted(NUMBERS))
def test_a_preset_names_a_rule_once(code: str) -> None:
    codes = [item.rule.code for item in presets()[code].items]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("words", ["定期", "经常"])
def test_words_without_a_number_are_in_no_item_that_is_judged(words: str) -> None:
    loose = [item for _preset, item in ITEMS if item.quote.endswith(words) or item.quote.startswith(words)]
    assert loose
    assert not [item.rule.code for item in loose if item.least is not None or item.most is not None]


def test_no_preset_asks_for_what_only_the_counselor_may_see() -> None:
    """Domain 3.1: no rule reads confidential rows."""
    assert not [item for _preset, item in ITEMS if item.rule.action is RuleAction.COUNSELING]
