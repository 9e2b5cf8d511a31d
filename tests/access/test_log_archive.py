"""A year of the log in a signed file: whole, ours, and the same as the database, or told what is wrong (security L-08)."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from app import clock
from app.access import anchors, audit, log_archive
from app.access.guard import system_session
from app.access.log_archive import Finding, NothingToKeep
from app.crypto.identities import Identity
from app.models.system.audit_log import AuditAction

pytestmark = pytest.mark.security("T-17", "L-08")
NEXT_YEAR = dt.datetime(2025, 1, 1, 0, 30, tzinfo=clock.CHINA)


@pytest.fixture
def connection(app: Flask, transaction: Connection, tmp_path: Path) -> Any:
    """Three lines of 2023, five of 2024 (the last half an hour before the year ends in China), two of 2025."""
    anchors.use(tmp_path / "audit.key")
    days = [dt.datetime(2023, 5, day, tzinfo=clock.CHINA) for day in (1, 2, 3)]
    days += [dt.datetime(2024, 5, day, tzinfo=clock.CHINA) for day in (1, 2, 3, 4)]
    days += [NEXT_YEAR - dt.timedelta(hours=1), NEXT_YEAR, NEXT_YEAR]
    with app.app_context(), system_session("lines of three years") as session:
        for number, day in enumerate(days):
            with clock.set_to(day):
                audit.record(session, audit.Entry(AuditAction.READ, "Student", number, number, reason="家访"))
        session.commit()
        with clock.set_to(dt.date(2025, 3, 1)):
            yield session.connection()


@pytest.fixture
def file(connection: Any, tmp_path: Path) -> Path:
    made = tmp_path / "2024.jsonl.gz"
    log_archive.write(connection, made, 2024)
    return made


def lines_of(file: Path) -> list[Any]:
    return [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]


def put(file: Path, lines: list[Any]) -> None:
    text_of = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    file.write_bytes(gzip.compress(text_of.encode()))


def test_a_year_of_china_goes_into_the_file_and_none_leaves_the_database(connection: Any, file: Path) -> None:
    *lines, seal = lines_of(file)
    assert len(lines) == seal["lines"] == 5
    assert [line[0] for line in lines] == list(range(seal["first"], seal["last"] + 1))
    assert connection.execute(text("SELECT count(*) FROM audit_logs")).scalar() == 10
    assert log_archive.check(connection, file) is Finding.GOOD
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_log_goes_on_and_the_file_still_agrees(connection: Any, file: Path) -> None:
    with system_session("a line more") as session:
        audit.record(session, audit.Entry(AuditAction.LOGIN))
        session.commit()
    assert log_archive.check(connection, file) is Finding.GOOD


def _change(lines: list[Any]) -> None:
    lines[2][4 + 7] = 999


def _drop_one(lines: list[Any]) -> None:
    del lines[2]


def _drop_the_first(lines: list[Any]) -> None:
    del lines[0]


def _drop_the_last(lines: list[Any]) -> None:
    del lines[-2]


def _drop_the_seal(lines: list[Any]) -> None:
    del lines[-1]


def _change_the_first(lines: list[Any]) -> None:
    lines[0][-1] = "x"


@pytest.mark.parametrize(
    "act", [_change, _drop_one, _drop_the_first, _drop_the_last, _drop_the_seal, _change_the_first]
)
def test_a_file_that_was_changed_is_told(
    connection: Any, file: Path, act: Callable[[list[Any]], None]
) -> None:
    lines = lines_of(file)
    act(lines)
    put(file, lines)
    assert log_archive.check(connection, file) is Finding.BROKEN


@pytest.mark.parametrize(
    "content",
    [b"", b"x", gzip.compress(b"[]", mtime=0), gzip.compress(b"{}", mtime=0), gzip.compress(b"7", mtime=0)],
    ids=["empty", "a letter", "a list", "an object", "a number"],  # the workers must agree on the names
)
def test_what_is_no_archive_is_told(connection: Any, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    assert log_archive.check(connection, tmp_path / "other") is Finding.BROKEN


def test_a_file_cut_short_is_told(connection: Any, file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])
    assert log_archive.check(connection, file) is Finding.BROKEN


def test_a_file_signed_with_a_key_of_ones_own_is_told(connection: Any, file: Path) -> None:
    lines, other = lines_of(file), Identity.new()
    seal = log_archive.Seal(**lines[-1])
    lines[-1] |= {"signs": other.public.signs.hex(), "signature": other.sign(*seal.body).hex()}
    put(file, lines)
    assert log_archive.check(connection, file) is Finding.UNSIGNED
    lines[-1]["signs"] = anchors.installation_key().public.signs.hex()
    put(file, lines)
    assert log_archive.check(connection, file) is Finding.UNSIGNED


def test_a_database_whose_log_was_made_anew_differs_from_the_file(
    connection: Any, file: Path, backend: str
) -> None:
    name, on = ("no_update", "") if backend == "sqlite" else ("no_change", " ON audit_logs")
    connection.execute(text(f"DROP TRIGGER audit_logs_{name}{on}"))
    connection.execute(text("UPDATE audit_logs SET hash = 'f' || substr(hash, 2, 63)"))
    connection.execute(text("UPDATE audit_logs SET hash = '0' || substr(hash, 2, 63)"))
    assert log_archive.check(connection, file) is Finding.DIFFERS


def test_a_year_that_is_not_over_or_has_no_line_is_refused(connection: Any, tmp_path: Path) -> None:
    with pytest.raises(NothingToKeep, match="没有结束"):
        log_archive.write(connection, tmp_path / "x", 2025)
    with pytest.raises(NothingToKeep, match="没有日志"):
        log_archive.write(connection, tmp_path / "x", 2019)
    assert not (tmp_path / "x").exists()


def test_a_file_is_never_written_over(connection: Any, file: Path) -> None:
    with pytest.raises(FileExistsError):
        log_archive.write(connection, file, 2024)


def test_the_commands_archive_check_and_look_for_a_head_on_paper(
    app: Flask, connection: Any, tmp_path: Path
) -> None:
    anchors.use(tmp_path / "audit.key")
    head = anchors.head_of(connection)
    assert head is not None
    run, made = app.test_cli_runner().invoke, str(tmp_path / "made.gz")
    assert "已归档" in run(args=["audit", "archive", "2024", made]).output
    assert run(args=["audit", "archive", "2024", made]).exit_code == 1
    assert run(args=["audit", "check-archive", made]).exit_code == 0
    (tmp_path / "made.gz").write_bytes(b"x")
    assert run(args=["audit", "check-archive", made]).exit_code == 1
    assert f"第 {head.seq} 行" in run(args=["audit", "check", head.shown]).output
    assert run(args=["audit", "check", head.shown, "0" * 16]).exit_code == 1
