"""How dear a password is to guess: the settings of the installed program, not the quick ones of the tests."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.access import passwords


def test_a_password_costs_a_guesser_64_mib_and_three_rounds() -> None:
    program = "from app.access import passwords; print(passwords.hash_of('河边的三棵柳树'))"
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert made.startswith("$argon2id$v=19$m=65536,t=3,p=1$")


@pytest.mark.parametrize(
    "common",
    ["1234567890", "qwertyuiop123", "summer2026!!", "iloveyou2026", "basketball1", "administrator2026"],
)
def test_what_many_people_choose_is_refused(common: str) -> None:
    assert passwords.problem_with(common) is passwords.TOO_COMMON


def test_the_list_of_common_passwords_is_long_and_says_where_it_comes_from() -> None:
    assert len(passwords._listed()) >= 10_000
    assert "MIT" in passwords._LIST.read_text(encoding="ascii")[:400]


@pytest.mark.parametrize("length", [64, 256])
def test_long_passwords_are_taken_whole(length: int) -> None:
    long = "河边的三棵柳树" * 40
    kept = passwords.hash_of(long[:length])
    assert passwords.problem_with(long[:length]) is None
    assert passwords.is_right(long[:length], kept)
    assert not passwords.is_right(long[: length - 1], kept)


def test_no_kinds_of_characters_are_asked_for_but_under_djbh() -> None:
    assert passwords.problem_with("willow river three") is None
    assert passwords.problem_with("willowriverthree", least_classes=3) is passwords.TOO_UNIFORM
    assert passwords.problem_with("Willow river 3", least_classes=3) is None
    assert passwords.problem_with("柳树Willow三棵river", least_classes=3) is None
