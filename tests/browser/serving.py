"""The program as a school runs it: a server process of its own on a real database, and what it wrote to its log."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.config import ROOT

_START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: where it answers, and its console."""

    address: str
    log: Path

    def said(self) -> str:
        """Everything the server has printed."""
        return self.log.read_text(encoding="utf-8")

    def failures(self) -> list[str]:
        """What went wrong inside: tracebacks, and lines of the log that call themselves errors."""
        return [line for line in self.said().splitlines() if " ERROR " in line or "Traceback" in line]


@contextmanager
def serving(database_url: str, folder: Path) -> Iterator[Served]:
    """`flask serve` on the database, with its keys, jobs and uploads in the folder; stopped at the end."""
    port, log = _free_port(), folder / "console.log"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOUWANG_")}
    environment = kept | {
        "DATABASE_URL": database_url,
        "SHOUWANG_INSTANCE": str(folder),
        "PYTHONUNBUFFERED": "1",
        "SHOUWANG_TOTP": "0",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(port)]
    with (
        log.open("w") as console,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=console, stderr=console) as server,
    ):
        try:
            _wait_for(port, server, log)
            yield Served(f"http://127.0.0.1:{port}", log)
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
