"""Sealed texts: unreadable without the key, bound to their place, and silent about their length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from app.access import sealing
from tests.open_vault import KEYS

SEAT = "0123456789abcdef" * 2


@pytest.fixture(autouse=True)
def open_room() -> Iterator[None]:
    with sealing.holding(KEYS):
        yield


def sealed(text: str, place: str = "t.c", box: int = 7) -> bytes:
    return sealing.seal(cast(str, sealing.placed(text, box, SEAT)), place)


def test_a_sealed_text_opens_again_for_the_holder_of_the_key() -> None:
    opened = sealing.unseal(sealed("今天谈了想家的事。"), "t.c")
    assert (opened, opened.box, opened.seat) == ("今天谈了想家的事。", 7, SEAT)


def test_a_sealed_text_stays_shut_where_no_key_is_held() -> None:
    written = sealed("秘密")
    with sealing.holding(None), pytest.raises(sealing.Locked):
        sealing.unseal(written, "t.c")


def test_nothing_is_written_where_no_key_is_held() -> None:
    with sealing.holding(None), pytest.raises(sealing.Locked):
        sealed("秘密")


def test_a_text_that_nobody_has_placed_is_not_written() -> None:
    with pytest.raises(TypeError):
        sealing.seal("秘密", "t.c")


def test_a_sealed_text_cannot_be_moved_to_another_column() -> None:
    with pytest.raises(sealing.SealedRefusal):
        sealing.unseal(sealed("秘密", "counseling_sessions.matter"), "counseling_referrals.reason")


@pytest.mark.parametrize("at", range(0, 60, 3))
def test_a_changed_byte_is_noticed(at: int) -> None:
    written = bytearray(sealed("秘密"))
    written[at] ^= 1
    with pytest.raises(sealing.SealedRefusal):
        sealing.unseal(bytes(written), "t.c")


@pytest.mark.parametrize("written", [b"", b"\x04", b"\x02" + b"0" * 60])
def test_an_unknown_format_is_refused(written: bytes) -> None:
    with pytest.raises(sealing.SealedRefusal):
        sealing.unseal(written, "t.c")


def test_texts_of_different_length_have_sealed_values_of_one_length() -> None:
    assert len(sealed("好")) == len(sealed("好" * 60))


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert sealed("同一句话") != sealed("同一句话")


def test_equal_children_are_sealed_alike_so_that_they_can_be_found_and_other_columns_tell_nothing() -> None:
    assert sealing.seal_child(7, "a.b") == sealing.seal_child(7, "a.b")
    assert sealing.seal_child(7, "a.b") != sealing.seal_child(7, "c.d")
    assert sealing.unseal_child(sealing.seal_child(7, "a.b"), "a.b") == 7
    with pytest.raises(sealing.SealedRefusal):
        sealing.unseal_child(sealing.seal_child(7, "a.b"), "c.d")
