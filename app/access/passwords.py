"""Passwords: what is accepted, how they are kept (Argon2id), and the one-time ones that a person gets from a colleague."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.access.vocabulary import Label

SHORTEST = 10
LONGEST = 256

#: 64 MiB and three rounds: 0.2 s on an old school computer (security I-03).
_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
#: Two at once are 128 MiB; more would let a crowd of sign-ins exhaust a small machine.
_places = threading.BoundedSemaphore(2)
#: The hash of no password: verified for unknown accounts, so that they cost the same time.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=1$c2hvdXdhbmctbm9ib2R5$Z5Aqv3dL2kZb5o0m6dPj0rXyYV1gqk3l0W7yYqJrj2I"

#: Without look-alikes (0 O 1 l I), because a one-time password is copied from paper.
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"
#: Thirty thousand that people choose most, one a line; its first lines say where it comes from.
_LIST = Path(__file__).parent / "common_passwords.txt"
#: What people choose first here; compared without case and without figures at either end, as the list is.
_COMMON = frozenset(
    """password passwort qwerty qwertyuiop asdfghjkl zxcvbnm qazwsx qazwsxedc abcdef abcdefg abc iloveyou letmein
    welcome admin administrator root woaini woaiwojia wodemima mima nihao laoshi jiaoshi xuexiao xiaoxue zhongguo
    shouwang liushou liushouertong school teacher student beijing sunshine monkey dragon master superman football
    """.split()
)
_ROWS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn",
)

#: 等级保护 asks for passwords that mix kinds of characters and change twice a year; ASVS forbids both (decision 0013).
DJBH_CLASSES = 3
DJBH_AGE = dt.timedelta(days=180)

TOO_SHORT = Label(
    f"密码至少 {SHORTEST} 个字符。可以用几个不相干的词连起来。", f"At least {SHORTEST} characters."
)
TOO_LONG = Label(f"密码最多 {LONGEST} 个字符。", f"At most {LONGEST} characters.")
TOO_COMMON = Label("这个密码太常见，容易被猜到，请换一个。", "Too common and easily guessed; choose another.")
TOO_CLOSE = Label(
    "密码里不要用账号、姓名或学校名，请换一个。", "Do not use the username, name or school in it."
)

TOO_UNIFORM = Label(
    "按等级保护要求，密码要包含大写字母、小写字母、数字、其他符号（含汉字）中的至少三种。",
    "Use at least three of capital letters, small letters, figures and other characters.",
)


def problem_with(password: str, context: Iterable[str] = (), *, least_classes: int = 1) -> Label | None:
    """Why a new password is refused; None when it is good. `context` are the words it may not be built on.

    `least_classes` of the four kinds of characters have to be in it; more than one only under 等级保护.
    """
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    plain = unicodedata.normalize("NFKC", password).lower()
    if _is_common(plain):
        return TOO_COMMON
    words = (unicodedata.normalize("NFKC", word).lower() for word in context)
    if any(len(word) >= 2 and word in plain and len(plain) - len(word) < SHORTEST // 2 for word in words):
        return TOO_CLOSE
    return TOO_UNIFORM if _classes(password) < least_classes else None


def _classes(password: str) -> int:
    kinds = (str.isupper, str.islower, str.isdigit, lambda each: not (each.isascii() and each.isalnum()))
    return sum(any(is_kind(each) for each in password) for is_kind in kinds)


def _is_common(plain: str) -> bool:
    core = plain.strip("0123456789!@#$%*._-")
    if len(set(plain)) < 4 or core in _COMMON or not _listed().isdisjoint((plain, core)):
        return True
    return any(plain in row or plain in row[::-1] for row in _ROWS)


@cache
def _listed() -> frozenset[str]:
    lines = _LIST.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("# "))


def hash_of(password: str) -> str:
    """The PHC string to keep for a password."""
    with _places:
        return _hasher.hash(unicodedata.normalize("NFC", password))


def is_right(password: str, kept: str | None) -> bool:
    """Whether the password fits; without a kept hash it costs as much time and is wrong."""
    with _places:
        try:
            fits = _hasher.verify(kept or _NOBODY, unicodedata.normalize("NFC", password))
        except (VerificationError, InvalidHashError):
            return False
    return fits and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def one_time() -> str:
    """A password for the first sign-in, easily read aloud: "k7wm-3xqe-h9tz" (60 bits)."""
    letters = [secrets.choice(_CLEAR) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))
