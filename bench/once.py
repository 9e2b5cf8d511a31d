"""The budgets that are no page: start, memory, an import of 10,000 rows, the two papers; each measured once, whole commands."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import xlsxwriter

from bench import people
from bench.seed import ROOT, Size, database
from bench.servers import Question, running

_ROWS = 10_000
_PORT = 8973
_PATIENCE_SECONDS = 60
_HEADS = ("姓名", "性别", "班级", "出生日期", "学籍号", "身份证号", "家庭住址")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    name: str
    measured: str
    budget: str


def figures() -> list[Figure]:
    """All of them, in a folder of their own that is gone afterwards."""
    made = [memory()]
    with tempfile.TemporaryDirectory() as folder:
        made.append(start(Path(folder)))
        made += papers(Path(folder))
        made.append(taking_in(Path(folder)))
    return made


def memory() -> Figure:
    """The server of a school of 1,000 children after every page of the comparison and both kinds of file."""
    from bench.scenarios import CHILDREN, CONTACT_RECORDS, Scenario, question_of

    size = Size(1_000)
    with running("ours", str(database(size)), "it_admin") as server:
        for place in (CHILDREN, CONTACT_RECORDS):
            files = [question_of(server, Scenario("", place, file=kind)) for kind in ("csv", "xlsx")]
            pages = [Question(place + page) for page in ("", "details/?id=500", "?size=100&page=5")]
            for question in (*pages, *files) * 3:
                status = server.ask(question).status
                assert status == 200, f"{status} for {question.path}"
        now, highest = server.memory_mb()
    return Figure("server memory after a mixed load", f"{now:.0f} MB (highest {highest:.0f})", "250 MB")


def start(folder: Path) -> Figure:
    """`make run` on a machine where it ran before, until the first page is there."""
    environment = _environment(folder)
    _run(environment, "scripts/migrate.py")
    seconds = _seconds(lambda: _first_page(environment))
    return Figure("make run, warm, to the first page", f"{seconds:.1f} s", "5 s")


def _first_page(environment: dict[str, str]) -> None:
    server = subprocess.Popen(
        ["make", "run", f"PORT={_PORT}"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        end = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{_PORT}/sign-in") as answer:
                    assert answer.status == 200
                    return
            except urllib.error.URLError:
                time.sleep(0.02)
        raise TimeoutError("make run did not answer")
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def papers(folder: Path) -> list[Figure]:
    """Both reports of the demo school, each by its command: start, figures, paper."""
    environment = _environment(folder / "demo")
    _run(environment, "scripts/migrate.py")
    made = [Figure("flask demo", _timed(lambda: _flask(environment, "demo")), "a few seconds")]
    for slug, name, budget in (
        ("term-summary", "term summary as PDF", "3 s"),
        ("mentor-workload", "workload of 30 mentors as PDF", "5 s"),
    ):
        out = str(folder / f"{slug}.pdf")
        command = ("report", slug, "--school", _demo_school(environment), "--out", out)
        _flask(environment, *command)  # the first reads everything from the disk
        measured = _timed(lambda: _flask(environment, *command))  # noqa: B023 - called at once
        made.append(Figure(f"{name} (whole command)", measured, budget))
    return made


def _demo_school(environment: dict[str, str]) -> str:
    from app.database import sqlite_driver

    path = environment["DATABASE_URL"].removeprefix("sqlite:///")
    found = (
        sqlite_driver().connect(path).execute("SELECT code FROM schools WHERE kind = 'central'").fetchone()
    )
    return str(found[0])


def taking_in(folder: Path) -> Figure:
    """`flask import` of 10,000 pupils into a new school: read, checked against each other, written, logged."""
    environment, file = _environment(folder / "import"), folder / "pupils.xlsx"
    _run(environment, "scripts/migrate.py")
    days = ("--starts", "2025-09-01", "--ends", "2026-01-20")
    _flask(environment, "setup", "--school", "平安镇中心小学", "--term", "2025-2026学年度第一学期", *days)
    _write_workbook(file)
    measured = _timed(lambda: _flask(environment, "import", str(file)))
    return Figure(f"import of {_ROWS:,} rows (whole command)", measured, "in one go")


def _write_workbook(path: Path) -> None:
    pick = Random(1)
    with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as book:
        sheet = book.add_worksheet("学生名册")
        sheet.write_row(0, 0, _HEADS)
        for number in range(1, _ROWS + 1):
            is_male = number % 2 == 1
            grade = "一二三四五六"[number % 6]
            sheet.write_row(
                number,
                0,
                (
                    people.name(pick),
                    "男" if is_male else "女",
                    f"{grade}({number // 6 % 30 + 1})班",
                    people.born_on(number).isoformat(),
                    f"L{number:09d}",
                    people.id_number(number, is_male),
                    f"平安镇柳林村{number % 90 + 1}号",
                ),
            )


def _environment(folder: Path) -> dict[str, str]:
    folder.mkdir(parents=True, exist_ok=True)
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'measured.db'}",
        "SHOUWANG_INSTANCE": str(folder),
    }


def _flask(environment: dict[str, str], *arguments: str) -> None:
    _run(environment, "-m", "flask", "--app", "wsgi", *arguments)


def _run(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _seconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _timed(act: Callable[[], None]) -> str:
    """Wall time and the processor time of the programs that were started, which a busy machine spoils less."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, after = _seconds(act), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{seconds:.1f} s (CPU {cpu:.1f} s)"
