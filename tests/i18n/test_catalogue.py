"""Every sentence marked in the source has its English, with the same places for values."""

from __future__ import annotations

import re
from typing import Any

from babel.messages import Catalog

from scripts import translations
from tests.i18n.words import has_half_width, unexpected_chinese

_PLACES = re.compile(r"%\((\w+)\)([a-z])|(?<!%)(%%)|\{(\w+)\}")


def places(sentence: str) -> list[tuple[str, ...]]:
    return sorted(set(_PLACES.findall(sentence)))


def english_of(catalogue: Catalog, sentence: str) -> str:
    message = catalogue.get(sentence)
    return "" if message is None or message.fuzzy else str(message.string)


def test_every_sentence_of_the_source_has_english() -> None:
    stored = translations.stored()
    missing = [
        each.id for each in translations.extracted() if each.id and not english_of(stored, each.id).strip()
    ]
    assert missing == [], "run `make translations`, then fill in the English of these"


def test_the_catalogue_has_no_sentence_that_left_the_source() -> None:
    marked = translations.extracted()
    left = [each.id for each in translations.stored() if each.id and marked.get(each.id) is None]
    assert left == [], "run `make translations`"


def forms(text: Any) -> tuple[str, ...]:
    """A sentence alone, or the singular and the plural of one that counts."""
    return (text,) if isinstance(text, str) else tuple(text)


def test_a_translation_has_the_same_places_for_values() -> None:
    differ = [
        (each.id, each.string)
        for each in translations.stored()
        if each.id
        and any(
            places(one) != places(other)
            for one, other in zip(forms(each.id), forms(each.string), strict=True)
        )
    ]
    assert differ == []


def test_an_english_sentence_has_no_chinese_in_it() -> None:
    spoken = (each for message in translations.stored() if message.id for each in forms(message.string))
    assert [sentence for sentence in spoken if unexpected_chinese(sentence)] == []


def test_the_catalogue_names_no_place_of_a_machine() -> None:
    lines = translations.CATALOGUE.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("#: ") or "-Date:" in line] == []


def test_a_chinese_sentence_has_full_width_punctuation() -> None:
    assert [each.id for each in translations.extracted() if has_half_width(str(each.id))] == []
