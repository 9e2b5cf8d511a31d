"""How dear a password is to guess: the settings of the installed program, not the quick ones of the tests."""

from __future__ import annotations

import subprocess
import sys


def test_a_password_costs_a_guesser_64_mib_and_three_rounds() -> None:
    program = "from app.access import passwords; print(passwords.hash_of('河边的三棵柳树'))"
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert made.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
