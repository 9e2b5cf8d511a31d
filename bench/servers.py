"""The child processes that are measured: started, asked for their processor time and memory, stopped."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.serving import COUNTER

ROOT = Path(__file__).resolve().parent.parent
#: Stock forms with a hundred thousand options take their time.
_PATIENCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: where it leads when it is a redirect."""

    status: int
    body: bytes
    location: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: an address, and the form that is posted to it, "" for a page."""

    path: str
    form: str = ""


@dataclass(slots=True)
class Server:
    """A running server and the one connection to it that stays open."""

    pid: int
    port: int
    facts: dict[str, Any]
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def ask(self, question: Question) -> Answer:
        return self.post(question.path, question.form) if question.form else self.get(question.path)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, body: str) -> Answer:
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_SECONDS)
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        self._connection.request(method, path, body, cookie | (headers or {}))
        answer = self._connection.getresponse()
        for given in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.read(), answer.headers.get("Location", ""))

    def statements(self) -> int:
        """How many statements it has sent to its database since the start."""
        return int(self.get(COUNTER).body)

    def cpu_seconds(self) -> float:
        """Processor time of all its threads, to the nanosecond (Linux)."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def memory_mb(self) -> tuple[float, float]:
        """Resident memory now and at its highest."""
        status = dict(
            line.split(":", 1) for line in Path(f"/proc/{self.pid}/status").read_text().splitlines()
        )
        return tuple(int(status[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))  # type: ignore[return-value]


@contextmanager
def running(module: str, *arguments: str) -> Iterator[Server]:
    """The server of `bench.<module>` in a process of its own."""
    command = [sys.executable, "-m", f"bench.{module}", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            facts = json.loads(process.stdout.readline())
            server = Server(process.pid, int(facts.pop("port")), facts)
            if cookie := facts.pop("cookie", ""):
                name, _equals, value = cookie.partition("=")
                server.cookies[name] = value
            yield server
        finally:
            process.terminate()
