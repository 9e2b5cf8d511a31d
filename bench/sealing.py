"""`python -m bench.sealing`: what the server's key costs: the list of children and an import of 10,000 rows, with it and without.

Without it means: the same program and database, but a key that seals by writing in clear and opens by looking up.
Both sides in alternation, medians of processor time, which a busy machine spoils less.
"""

from __future__ import annotations

import gc
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app import create_app
from app.access import server_key, sessions
from app.access.guard import system_session
from app.access.server_key import ServerKey
from app.config import Settings
from bench import once, seed

_PAGES = {
    "list of children, 50 rows": "/admin/students/",
    "list of children, 100 rows": "/admin/students/?size=100",
}
_ROUNDS, _IMPORTS = 60, 3


class ClearKey(ServerKey):
    """Seals nothing; what another key sealed it opens from memory, once that has been asked for."""

    def __init__(self, real: ServerKey) -> None:
        super().__init__(real.path)
        self._real = real
        self._known: dict[bytes, str] = {}

    def seal(self, text: str, place: str) -> bytes:
        return b"clear" + text.encode()

    def seal_number(self, text: str, place: str) -> bytes:
        return b"clear" + text.encode()

    def unseal(self, sealed: bytes, place: str) -> str:
        return self._found(sealed, place, self._real.unseal)

    def unseal_number(self, sealed: bytes, place: str) -> str:
        return self._found(sealed, place, self._real.unseal_number)

    def _found(self, sealed: bytes, place: str, opened: Any) -> str:
        if sealed[:5] == b"clear":
            return sealed[5:].decode()
        if sealed not in self._known:
            self._known[sealed] = opened(sealed, place)
        return self._known[sealed]


def pages() -> Iterator[tuple[str, float, float]]:
    """(page, median without, median with) in milliseconds of processor time, for a school of 10,000 children."""
    settings = Settings(
        database_url=f"sqlite:///{seed.database(seed.Size(10_000))}",
        instance_dir=seed.FOLDER,
        secret_key="measured",  # noqa: S106
        requires_second_factor=False,
    )
    app = create_app(settings)
    with app.app_context(), system_session("measured sign-in") as session:
        token, _actor = sessions.open_session(session, seed.user_key("it_admin"))
        session.commit()
    client = app.test_client()
    client.set_cookie(app.extensions["settings"].cookie("sw_sid"), token)
    real = server_key.server_key()
    sides = (ClearKey(real), real)
    for name, address in _PAGES.items():
        taken: tuple[list[float], list[float]] = ([], [])
        for _round in range(_ROUNDS):
            for side, times in zip(sides, taken, strict=True):
                server_key.use(side)
                times.append(_asked(client, address))
        server_key.use(real)
        yield name, *(statistics.median(times[3:]) for times in taken)


def _asked(client: Any, address: str) -> float:
    gc.collect()
    began = time.process_time()
    answer = client.get(address)
    taken = time.process_time() - began
    assert answer.status_code == 200, answer.status_code
    return taken * 1000


def imports() -> tuple[float, float]:
    """Median without and with, in seconds of processor time of the whole command."""
    taken: dict[str, list[float]] = {"clear": [], "sealed": []}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pupils.xlsx"
        once._write_workbook(file)
        for number in range(_IMPORTS):
            for side, times in taken.items():
                times.append(_import(Path(folder) / f"{side}-{number}", file, side))
    return statistics.median(taken["clear"]), statistics.median(taken["sealed"])


def _import(folder: Path, file: Path, side: str) -> float:
    environment = once._environment(folder)
    once._run(environment, "scripts/migrate.py")
    days = ("--starts", "2025-09-01", "--ends", "2026-01-20")
    once._flask(
        environment, "setup", "--school", "平安镇中心小学", "--term", "2025-2026学年度第一学期", *days
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "bench.sealing", side, str(file)],
        cwd=seed.ROOT,
        env=environment | {"PYTHONPATH": os.fspath(seed.ROOT)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _child(side: str, file: str) -> None:
    """The import command in a process of its own, under one of the two keys."""
    app = create_app()
    if side == "clear":
        server_key.use(ClearKey(server_key.server_key()))
    answer = app.test_cli_runner().invoke(args=["import", file])
    assert answer.exit_code == 0, answer.output[-2000:]


def main() -> None:
    if len(sys.argv) == 3:
        _child(sys.argv[1], sys.argv[2])
        return
    for name, without, with_key in pages():
        print(f"{name}: {without:.1f} ms without, {with_key:.1f} ms with, {with_key / without:.3f}")
    without, with_key = imports()
    print(f"import of 10,000 rows: {without:.2f} s without, {with_key:.2f} s with, {with_key / without:.3f}")


if __name__ == "__main__":
    main()
