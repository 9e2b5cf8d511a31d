"""The code on the console opens the first start once, within half an hour (security I-01, T-28)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from app import clock
from app.access import first_start


def test_the_code_is_good_for_half_an_hour_and_for_once(tmp_path: Path) -> None:
    code = first_start.new_code(tmp_path)
    assert len(code.replace("-", "")) * 5 >= 128, "bits"
    assert first_start.is_right_code(tmp_path, code.lower())
    with clock.set_to(clock.now() + dt.timedelta(minutes=31)):
        assert not first_start.is_right_code(tmp_path, code)
    assert not first_start.is_right_code(tmp_path, code[:-1] + "A2"[code[-1] == "A"])
    first_start.forget_code(tmp_path)
    assert not first_start.is_right_code(tmp_path, code)
    (kept,) = [*tmp_path.iterdir(), None][:1]
    assert kept is None


def test_only_its_owner_reads_the_kept_code(tmp_path: Path) -> None:
    first_start.new_code(tmp_path)
    (kept,) = tmp_path.iterdir()
    assert kept.stat().st_mode & 0o077 == 0
