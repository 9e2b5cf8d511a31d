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
from multiprocessing.connection import Connection


class Press:
    """The web server's side: starts the warm process when it is first needed, again if it died."""

    def __init__(self, boot_code: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = [sys.executable, "-P", "-c", boot_code, *arguments]
        self._environment = dict(environment)
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control = socket.socket()
        self._owner = 0

    def open_job(self) -> Connection:
        """Return a line to a fresh child; the child ends when its work is done or the line is closed."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                self._hand_over(theirs)
            except OSError:
                self._server = None
                self._hand_over(theirs)
        return Connection(ours.detach())

    def close(self) -> None:
        """End the warm process; a later job starts a new one."""
        with self._lock:
            self._control.close()
            if self._server is not None and self._owner == os.getpid():
                self._server.wait(timeout=5)
            self._server = None

    def _hand_over(self, job: socket.socket) -> None:
        # A server that forks its workers after start-up must not let them share one line.
        if self._server is None or self._server.poll() is not None or self._owner != os.getpid():
            self._control = self._start()
        socket.send_fds(self._control, [b"+"], [job.fileno()])

    def _start(self) -> socket.socket:
        """Start the warm process and return our end of the line to it."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._server = subprocess.Popen(  # noqa: S603 - our own interpreter and our own code
                [*self._command, str(theirs.fileno())],
                env=self._environment,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self._owner = os.getpid()
        return ours


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
