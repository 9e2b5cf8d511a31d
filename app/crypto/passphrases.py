"""Passphrases of words: made by the program, because people choose what can be guessed (security V-05).

`words.txt` has 2,048 words of two characters, no two of them read alike without tones, so each can be typed as
characters or as pinyin: the input methods of Windows are off in password fields.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache
from pathlib import Path

#: 55 bits; at 64 MiB a try, 320,000 years of one graphics card.
WORDS = 5
_BITS = 11
_LIST = Path(__file__).with_name("words.txt")
_SEPARATORS = re.compile(r"[\W_]+")


def new() -> str:
    """A passphrase of random words as it is shown and printed: "苹果 河边 …"."""
    listed = [word for word, _ in _words()]
    return " ".join(secrets.choice(listed) for _ in range(WORDS))


def plain(passphrase: str) -> str:
    """The passphrase as pinyin without separators: the same however it was typed."""
    pinyin = dict(_words())
    bare = _SEPARATORS.sub("", unicodedata.normalize("NFKC", passphrase).lower())
    return re.sub(r"[^\x00-\x7f]{2}", lambda found: pinyin.get(found[0], found[0]), bare)


def as_pinyin(passphrase: str) -> str:
    """How the words of a passphrase are typed on a keyboard, separated by spaces."""
    return " ".join(plain(word) for word in passphrase.split())


def is_of_words(passphrase: str) -> bool:
    """Whether it consists of enough words of the list, each given as characters or pinyin."""
    known = {form for pair in _words() for form in pair}
    typed = [part for part in _SEPARATORS.split(passphrase.strip().lower()) if part]
    return len(typed) >= WORDS and all(part in known for part in typed)


def words_of(data: bytes, count: int) -> tuple[str, ...]:
    """The first 11 · count bits of `data` as words; for a fingerprint to be read aloud."""
    number = int.from_bytes(data, "big")
    shifts = (8 * len(data) - _BITS * (place + 1) for place in range(count))
    return tuple(_words()[number >> shift & (1 << _BITS) - 1][0] for shift in shifts)


@cache
def _words() -> tuple[tuple[str, str], ...]:
    """(characters, pinyin), sorted by pinyin."""
    pairs = (line.split() for line in _LIST.read_text(encoding="utf-8").splitlines())
    return tuple((word, pinyin) for word, pinyin in pairs)
