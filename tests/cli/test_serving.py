"""`flask serve`: loopback unless there is TLS, and the code at the first start."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.applications import migrated_database

OPENER = urllib.request.build_opener()
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """That of this process, with an empty, migrated database."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SHOUWANG", "DATABASE_URL"))
    }
    with migrated_database("sqlite", tmp_path) as url:
        yield kept | {"SHOUWANG_INSTANCE": str(tmp_path), "DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}


def flask(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]


@pytest.fixture
def served(environment: dict[str, str]) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """(address, process) of a server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        flask("serve", "--port", str(port)),
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        yield f"http://127.0.0.1:{port}", process
        process.terminate()
        process.communicate()


def first_answer(address: str) -> str:
    deadline = time.monotonic() + 30
    while True:
        try:
            with OPENER.open(f"{address}/", timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def test_the_first_start_prints_a_code_that_opens_the_set_up(
    served: tuple[str, subprocess.Popen[str]],
) -> None:
    address, process = served
    assert "欢迎使用守望" in first_answer(address)
    assert process.stdout is not None
    said = ""
    while "守望已启动" not in said:
        said += process.stdout.readline()
    found = re.search(r"/setup\?code=([A-Z2-9-]{31})", said)
    assert found is not None, said
    with OPENER.open(f"{address}/setup?code={found[1]}", timeout=10) as answer:
        assert found[1] in answer.read().decode()
        assert answer.headers["Server"] is None


@pytest.mark.parametrize(
    ("host", "more"),
    [("0.0.0.0", ()), ("192.168.1.10", ("--i-have-tls",)), ("school.example", ())],  # noqa: S104 - it is refused
)
def test_it_does_not_listen_to_the_network_without_tls(
    environment: dict[str, str], host: str, more: tuple[str, ...]
) -> None:
    done = subprocess.run(
        flask("serve", "--host", host, *more),
        cwd=ROOT,
        env=environment,
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "HTTPS" in done.stderr


def test_a_taken_port_is_told(served: tuple[str, subprocess.Popen[str]], environment: dict[str, str]) -> None:
    address, _process = served
    first_answer(address)
    port = address.rpartition(":")[2]
    done = subprocess.run(
        flask("serve", "--port", port),
        cwd=ROOT,
        env=environment,
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert f"端口 {port} 已被占用" in done.stderr


@pytest.mark.security("T-28")
def test_a_crash_of_the_served_program_writes_no_memory_to_the_disk() -> None:
    code = "from app.cli import serving as s; import resource as r; s._leave_no_core(); print(r.getrlimit(r.RLIMIT_CORE))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "(0, 0)"
