"""A warm process beside the web server that forks one short-lived child per job.

Why not multiprocessing's fork server: it imports the program's main module again in every child, and its children import
``app`` with everything in it. This one holds nothing but what its boot code imports.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection


class Press:
    """The web server's side: starts the warm process when it is first needed, again if it died."""

    def __init__(self, boot_code: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = [sys.executable, "-P", "-c", boot_code, *arguments]
        self._environment = dict(environment)
        self._lock = threading.Lock()
        self._warm: _Warm | None = None

    def open_job(self) -> Connection:
        """Return a line to a fresh child; the child ends when its work is done or the line is closed."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                self._hand_over(theirs)
            except OSError:  # it died between two jobs
                self._stop()
                self._hand_over(theirs)
        return Connection(ours.detach())

    def close(self) -> None:
        """End the warm process; a later job starts a new one."""
        with self._lock:
            self._stop()

    def _hand_over(self, job: socket.socket) -> None:
        # A server that forks its workers after start-up must not let them share one line.
        if self._warm is None or self._warm.owner != os.getpid() or self._warm.process.poll() is not None:
            self._stop()
            self._warm = self._start()
        socket.send_fds(self._warm.control, [b"+"], [job.fileno()])

    def _start(self) -> _Warm:
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own code
                [*self._command, str(theirs.fileno())],
                env=self._environment,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        return _Warm(process, ours, os.getpid())

    def _stop(self) -> None:
        if self._warm is not None:
            self._warm.control.close()
            if self._warm.owner == os.getpid():
                self._warm.process.wait(timeout=5)
            self._warm = None


@dataclass(frozen=True, slots=True)
class _Warm:
    """A started warm process, the line to it, and the process that started it."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    owner: int


def serve(control_fd: int, work: Callable[[Connection], None]) -> None:
    """The warm process's side: fork a child for every line handed over, until the web server goes away."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks for exit codes: leave no zombies
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches the whole group; the web server tells us by EOF
    with socket.socket(fileno=control_fd) as control:
        while True:
            _, job_fds, _, _ = socket.recv_fds(control, 1, 1)
            if not job_fds:
                return
            if os.fork() == 0:
                control.close()
                _work_and_leave(job_fds[0], work)
            os.close(job_fds[0])


def _work_and_leave(job_fd: int, work: Callable[[Connection], None]) -> None:
    try:
        with Connection(job_fd) as line:
            work(line)
    finally:
        # Skips the exit hooks of the parent's libraries: this process owns none of what they tidy up.
        os._exit(0)
