"""A long log is verified in time, and in as much memory as a short one (security L-06)."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from app.access import anchors, audit
from app.access.audit import Entry
from app.access.verifying import verify
from app.models.system.audit_log import AuditAction

#: The goal is a million lines in 15 seconds; the test has a tenth, and leaves a busy machine three times as long.
_LINES, _SECONDS = 100_000, 4.5
_AT_ONCE = 5_000
#: The lines alone would be 60 MB.
_MEGABYTES = 12


@pytest.fixture
def long_log(system: Any, tmp_path: Path) -> Any:
    anchors.use(tmp_path / "audit.key")
    entries = [Entry(AuditAction.READ, "Student", number, number) for number in range(_AT_ONCE)]
    for _part in range(_LINES // _AT_ONCE):
        audit.record(system, *entries)
        anchors.sign(system.connection())
    return system.connection()


@pytest.mark.timed
@pytest.mark.sqlite_only(reason="the time is that of hashing, the same on both")
def test_a_hundred_thousand_lines_are_verified_in_time_and_only_what_is_new_afterwards(long_log: Any) -> None:
    begun = time.perf_counter()
    whole = verify(long_log)
    taken = time.perf_counter() - begun
    assert (whole.is_broken, whole.lines >= _LINES) == (False, True)
    assert taken < _SECONDS, f"{taken:.1f} s"
    begun = time.perf_counter()
    assert verify(long_log, whole).seq == whole.seq
    assert time.perf_counter() - begun < taken / 20


@pytest.mark.timed
@pytest.mark.sqlite_only(reason="the memory of the driver of SQLite")
def test_verifying_keeps_no_lines_in_memory(long_log: Any) -> None:
    tracemalloc.start()
    verify(long_log)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < _MEGABYTES * 2**20, f"{most / 2**20:.0f} MB"
