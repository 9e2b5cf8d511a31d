"""Identities, their passphrases, the keys handed to them, and the papers of last resort."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import boxes, identities, passphrases, recovery, wraps
from app.crypto.boxes import CannotOpen
from app.crypto.identities import Cost, Identity

CHEAP = Cost(rounds=1, kibibytes=64)
PASS = "苹果 河流 春天 桌子 月亮"


def test_the_passphrase_opens_the_identity_and_no_other_does() -> None:
    identity = Identity.new()
    locked = identities.lock(identity, PASS, CHEAP)
    assert locked.open(PASS) == identity
    for wrong in ("", "苹果 河流 春天 桌子", "苹果 河流 春天 月亮 桌子", PASS + "1"):
        with pytest.raises(CannotOpen):
            locked.open(wrong)


def test_a_new_passphrase_keeps_the_keys_and_the_old_one_is_void() -> None:
    identity = Identity.new()
    before = identities.lock(identity, PASS, CHEAP)
    after = identities.lock(before.open(PASS), "新的 口令", CHEAP)
    assert after.public == before.public and after.salt != before.salt
    with pytest.raises(CannotOpen):
        after.open(PASS)


def test_a_public_key_that_was_exchanged_is_noticed_at_the_next_opening() -> None:
    locked = identities.lock(Identity.new(), PASS, CHEAP)
    forged = identities.Locked(Identity.new().public, locked.salt, locked.cost, locked.sealed)
    with pytest.raises(CannotOpen):
        forged.open(PASS)


def test_an_identity_does_not_show_its_key_where_it_is_printed() -> None:
    identity = Identity(b"SECRET" * 10 + b"1234")
    assert "SECRET" not in repr(identity) and "SECRET" not in f"{identity}"


def test_a_key_is_unwrapped_by_its_receiver_in_its_place_and_nowhere_else() -> None:
    mine, other, key = Identity.new(), Identity.new(), boxes.new_key()
    wrapped = wraps.wrap(key, mine.public.receives, "dek", 7, 1)
    assert mine.unwrap(wrapped, "dek", 7, 1) == key
    for who, place in ((other, ("dek", 7, 1)), (mine, ("dek", 8, 1)), (mine, ("dek", 7))):
        with pytest.raises(CannotOpen):
            who.unwrap(wrapped, *place)


@pytest.mark.parametrize("wrapped", [b"", b"\x03", b"\x03" + b"0" * 80, b"\x01" * 81])
def test_bytes_that_are_no_wrap_do_not_open(wrapped: bytes) -> None:
    with pytest.raises(CannotOpen):
        Identity.new().unwrap(wrapped, "dek")


def test_a_signature_is_of_these_parts_by_this_identity() -> None:
    mine, other = Identity.new(), Identity.new()
    signature = mine.sign("grant", 7, b"wrap")
    assert mine.public.has_signed(signature, "grant", 7, b"wrap")
    assert not other.public.has_signed(signature, "grant", 7, b"wrap")
    assert not mine.public.has_signed(signature, "grant", 77, b"wrap")


def test_the_fingerprint_is_four_words_to_read_aloud() -> None:
    public = Identity.new().public
    assert len(public.spoken) == 4
    assert public.spoken == passphrases.words_of(public.fingerprint, 4)
    assert public.spoken != Identity.new().public.spoken


def test_the_list_has_2048_words_no_two_of_which_are_typed_alike() -> None:
    pairs = passphrases._words()
    assert len(pairs) == 2**11 == len({word for word, _ in pairs}) == len({pinyin for _, pinyin in pairs})
    assert all(len(word) == 2 and re.fullmatch("[a-z]{4,12}", pinyin) for word, pinyin in pairs)


def test_a_passphrase_is_five_random_words() -> None:
    made = {passphrases.new() for _ in range(50)}
    assert len(made) == 50
    assert all(len(each.split()) == passphrases.WORDS and passphrases.is_of_words(each) for each in made)


@given(st.data())
def test_a_passphrase_opens_however_it_is_typed(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(passphrases._words()), min_size=5, max_size=5))
    shown = " ".join(word for word, _ in words)
    separator = data.draw(st.sampled_from(["", " ", "-", "　", ", "]))
    forms = [data.draw(st.sampled_from([word, pinyin, pinyin.upper()])) for word, pinyin in words]
    assert passphrases.plain(separator.join(forms)) == passphrases.plain(shown)
    assert passphrases.as_pinyin(shown) == " ".join(pinyin for _, pinyin in words)


@pytest.mark.parametrize(
    "weak", ["", "苹果", "Zhangsan1990!", "苹果 河流 春天 桌子", "aaaa bbbb cccc dddd eeee"]
)
def test_what_is_not_five_words_of_the_list_is_told_apart(weak: str) -> None:
    assert not passphrases.is_of_words(weak)


@pytest.mark.parametrize("pair", recovery.PAIRS)
def test_any_two_of_the_three_papers_open_what_was_given_to_the_last_resort(pair: tuple[int, int]) -> None:
    papers, key = recovery.new(), boxes.new_key()
    wrapped = wraps.wrap(key, papers.public.receives, "dek", 1)
    codes = {number: papers.codes[number - 1].lower().replace("-", " ") for number in pair}
    assert recovery.recover(papers.public, papers.seals, codes).unwrap(wrapped, "dek", 1) == key


def test_a_code_and_one_of_another_set_open_nothing() -> None:
    papers, others = recovery.new(), recovery.new()
    with pytest.raises(CannotOpen):
        recovery.recover(papers.public, papers.seals, {1: papers.codes[0], 2: others.codes[1]})


def test_nearly_every_slip_of_the_pen_is_told_with_the_number_of_its_paper() -> None:
    code = recovery.new().codes[1]
    letters = code.replace("-", "")
    slips = [letters[:at] + new + letters[at + 1 :] for at, new in itertools.product(range(28), "0ZKA")]
    slips = [slip for slip in slips if slip != letters]
    unseen = [slip for slip in slips if recovery.is_well_copied(2, slip)]
    assert len(unseen) <= 2
    with pytest.raises(recovery.BadCode) as refused:
        recovery.recover(recovery.new().public, {}, {1: "nonsense", 2: code})
    assert refused.value.number == 1


def test_a_code_belongs_to_its_paper() -> None:
    codes = [recovery.new().codes for _ in range(5)]
    assert not all(recovery.is_well_copied(1, each[1]) for each in codes)


def test_look_alike_letters_are_read_as_figures() -> None:
    code = next(c for c in (recovery.new().codes[0] for _ in range(100)) if "1" in c and "0" in c)
    assert recovery.is_well_copied(1, code.replace("1", "l").replace("0", "o"))
