"""The short code of a pupil on papers filled by hand: digits to be typed without an input method, and a check digit.

It is the surrogate key and says nothing about the child; whoever types it sees only children he may see anyway.
"""

from __future__ import annotations

_LEAST_DIGITS = 5
#: A totally antisymmetric quasigroup of Damm: finds every wrong digit and every swap of neighbours.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def short_code(student_id: int) -> str:
    """At least six digits, the last of them the check digit: "000372" for the child 37."""
    digits = f"{student_id:0{_LEAST_DIGITS}d}"
    return digits + str(_check(digits))


def student_id_of(code: str) -> int | None:
    """The key in a code as typed (full-width digits, blanks and hyphens allowed); None where it was mistyped."""
    typed = "".join(str(int(c)) if c.isdecimal() else c for c in code if c not in " \u3000-\u2014\uff0d")
    if (
        len(typed) <= _LEAST_DIGITS
        or not (typed.isascii() and typed.isdigit())
        or len(typed) > 10
        or _check(typed)
    ):
        return None
    return int(typed[:-1])


def _check(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim
