"""Sealed texts: unreadable without the key, bound to their place, and silent about their length."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.access import sealing


@pytest.fixture(autouse=True)
def keyring(tmp_path: Path) -> None:
    sealing.use_keyring(sealing.FileKeyring(tmp_path / "sealing.key"))


def test_a_sealed_text_opens_again_for_the_holder_of_the_key() -> None:
    sealed = sealing.seal("今天谈了想家的事。", "counseling_sessions.matter")
    with sealing.opened(True):
        assert sealing.unseal(sealed, "counseling_sessions.matter") == "今天谈了想家的事。"


def test_a_sealed_text_stays_shut_for_anybody_else() -> None:
    sealed = sealing.seal("秘密", "t.c")
    with sealing.opened(False), pytest.raises(sealing.SealedRefusal):
        sealing.unseal(sealed, "t.c")


def test_a_sealed_text_cannot_be_moved_to_another_column() -> None:
    sealed = sealing.seal("秘密", "counseling_sessions.matter")
    with sealing.opened(True), pytest.raises(sealing.SealedRefusal):
        sealing.unseal(sealed, "counseling_referrals.reason")


def test_a_changed_byte_is_noticed() -> None:
    sealed = bytearray(sealing.seal("秘密", "t.c"))
    sealed[-1] ^= 1
    with sealing.opened(True), pytest.raises(sealing.SealedRefusal):
        sealing.unseal(bytes(sealed), "t.c")


def test_an_unknown_format_is_refused() -> None:
    with sealing.opened(True), pytest.raises(sealing.SealedRefusal):
        sealing.unseal(b"\x02" + b"0" * 40, "t.c")


def test_texts_of_different_length_have_sealed_values_of_one_length() -> None:
    assert len(sealing.seal("好", "t.c")) == len(sealing.seal("好" * 60, "t.c"))


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert sealing.seal("同一句话", "t.c") != sealing.seal("同一句话", "t.c")


def test_the_key_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    sealing.seal("x", "t.c")
    assert (tmp_path / "sealing.key").stat().st_mode & 0o777 == 0o600


def test_a_damaged_key_file_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "bad.key").write_bytes(b"short")
    sealing.use_keyring(sealing.FileKeyring(tmp_path / "bad.key"))
    with pytest.raises(sealing.SealedRefusal, match=r"bad\.key"):
        sealing.seal("x", "t.c")
