"""Runs the whole self-test away from the school's data: a scratch folder with a database, keys and processes of its own."""

from __future__ import annotations

import json
import os
import pickle
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.config import ROOT
from app.selftest.findings import Finding
from app.selftest.planting import Planted
from app.selftest.scanning import scan
from app.selftest.walking import NOBODY, unproved

SCRATCH = "selftest-scratch.db"
PLANTED = "planted.pickle"
_LONGEST_SECONDS = 1800
#: As many browsers walk at once; each has a copy of the database.
_WALKERS = 2
#: Tells how far it is: a share of a hundred, and a sentence.
Told = Callable[[int, str], None]


class NotFinished(Exception):
    """A process of the self-test ended early; the message says what it said last."""


@dataclass
class Outcome:
    """What the walk over the scratch database asked and found."""

    routes: int = 0
    roles: int = 0
    requests: int = 0
    papers: int = 0
    planted: int = 0
    files: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, result: dict[str, Any]) -> None:
        """Take in what one walker found."""
        self.routes = max(self.routes, result["routes"])
        for name in ("roles", "requests", "papers"):
            setattr(self, name, getattr(self, name) + result[name])
        self.findings += [Finding(**row) for row in result["findings"]]


def run(told: Told) -> Outcome:
    """Plant, walk and scan; takes minutes. Raises NotFinished."""
    with tempfile.TemporaryDirectory(prefix="selftest-") as name:
        folder = Path(name)
        told(2, "正在临时文件夹里建立虚构的学校……")
        _command(folder, 0, ["selftest-plant"], lambda _line: None)
        planted = load(folder)
        _copy_database(folder)
        results = _walk_in_parts(folder, planted, told)
        outcome = Outcome(planted=len(planted.canaries.cells))
        for result in results:
            outcome.add(result)
        if not sum(result["rightly_read"] for result in results):
            outcome.findings.append(unproved())
        told(96, "正在查找磁盘上的明文……")
        # The walkers' own notes of what was planted are no file of the program.
        (folder / PLANTED).unlink()
        outcome.files, found = scan(folder, planted)
        outcome.findings += found
        return outcome


def keep(folder: Path, planted: Planted) -> None:
    """Leave to the walkers what was planted."""
    (folder / PLANTED).write_bytes(pickle.dumps(planted))


def load(folder: Path) -> Planted:
    """What was planted in this scratch folder."""
    found: Planted = pickle.loads((folder / PLANTED).read_bytes())  # noqa: S301 - our own file in our own folder
    return found


def database(folder: Path, number: int) -> Path:
    """The scratch database of a walker."""
    return folder / (f"{number}-{SCRATCH}" if number else SCRATCH)


def _copy_database(folder: Path) -> None:
    for number in range(1, _WALKERS):
        with (
            closing(sqlite3.connect(database(folder, 0))) as source,
            closing(sqlite3.connect(database(folder, number))) as copy,
        ):
            source.backup(copy)


def _walk_in_parts(folder: Path, planted: Planted, told: Told) -> list[dict[str, Any]]:
    names = [NOBODY, *planted.people]
    parts = [names[number::_WALKERS] for number in range(_WALKERS)]
    results: list[dict[str, Any] | NotFinished] = [NotFinished("")] * _WALKERS
    begun = set()

    def work(number: int, whose: Sequence[str]) -> None:
        def hear(line: str) -> None:
            if line.startswith("now "):
                begun.add(line)
                told(8 + 86 * (len(begun) - 1) // len(names), f"正在以“{line[4:]}”的身份访问每个页面……")

        try:
            last = _command(folder, number, ["selftest-walk", *whose], hear)
            results[number] = json.loads(last)
        except NotFinished as failure:
            results[number] = failure

    threads = [threading.Thread(target=work, args=part) for part in enumerate(parts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(_finished(results))


def _finished(results: Iterable[dict[str, Any] | NotFinished]) -> Iterable[dict[str, Any]]:
    for result in results:
        if isinstance(result, NotFinished):
            raise result
        yield result


def _command(folder: Path, number: int, words: Sequence[str], hear: Callable[[str], None]) -> str:
    """Run a command of the program over a scratch database; gives the last line it said."""
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database(folder, number)}",
        "SHOUWANG_INSTANCE": str(folder),
        "SHOUWANG_TOTP": "0",
        "SHOUWANG_SECRET_KEY": "",
        "TMPDIR": str(temporary),
    }
    log = folder / f"{number}-{words[0]}.log"
    last = ""
    with log.open("w", encoding="utf-8") as errors:
        running = subprocess.Popen(  # noqa: S603 - our own interpreter and our own code
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8",
        )  # fmt: skip
        timer = threading.Timer(_LONGEST_SECONDS, running.kill)
        timer.start()
        try:
            for line in running.stdout or ():
                last = line.strip()
                hear(last)
        finally:
            timer.cancel()
            code = running.wait()
    if code < 0:
        raise NotFinished("自检没有完成：超过 30 分钟，已停止。请在电脑空闲时重试。")
    if code:
        raise NotFinished(f"自检没有完成：{log.read_text('utf-8').strip()[-600:]}")
    return last
