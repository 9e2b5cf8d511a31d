"""`python -m bench.long_log`: a log of a million lines: how long verifying it takes, in how much memory, and its pages.

Three years of a school of 500 children and 40 people at work, over SQLite; the lines are what the program writes.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from app import clock, create_app
from app.access import anchors, sessions
from app.access.audit import digest
from app.access.guard import system_session
from app.access.verifying import KEPT_NAME, Kept, State, verify, verify_and_keep
from app.config import Settings
from app.models.system.audit_log import AuditAction, AuditLog
from bench import seed

LINES, _LATER, _AT_ONCE, _ANCHOR_EVERY = 1_000_000, 1_000, 5_000, 1_000
_YEARS, _CHILDREN, _PEOPLE = 3, 500, 40
_ROUNDS = 15


def fill(connection: Connection, lines: int, school: int, *, days: int = 365 * _YEARS) -> None:
    """Write so many lines of one school's people, evenly over the days up to now, with an anchor a day or so."""
    pick, previous, head = random.Random(7), "", anchors.head_of(connection)
    previous = head.hash if head else ""
    begin, step = clock.now() - dt.timedelta(days=days), dt.timedelta(days=days) / lines
    for first in range(0, lines, _AT_ONCE):
        made = []
        for number in range(first, min(first + _AT_ONCE, lines)):
            values = _line(pick, school, begin + number * step)
            values |= {"prev_hash": previous, "hash": digest(previous, values)}
            previous = values["hash"]
            made.append(values)
        connection.execute(insert(AuditLog), made)
        for _number in range(max(1, len(made) // _ANCHOR_EVERY)):
            anchors.sign(connection)


def _line(pick: random.Random, school: int, at: dt.datetime) -> dict[str, Any]:
    """Half rows of children, a third lists, the rest signing in."""
    kind, child = pick.random(), pick.randint(1, _CHILDREN)
    values: dict[str, Any] = {
        "at": at, "user_id": pick.randint(1, _PEOPLE), "roles": "mentor", "school_id": school,
        "action": AuditAction.READ, "entity": "Student", "entity_id": child, "student_id": child, "fields": "",
        "reason": "", "result": "ok", "session_ref": f"{pick.getrandbits(64):016x}", "ip": "10.0.0.7",
    }  # fmt: skip
    if kind < 0.33:
        shown = ",".join(str(pick.randint(1, _CHILDREN)) for _place in range(20))
        values |= {"entity_id": None, "student_id": None, "fields": f"list: {shown}"}
    elif kind < 0.5:
        values |= {"action": AuditAction.LOGIN, "entity": "User", "entity_id": 1, "student_id": None}
    return values


def figures(folder: Path) -> Iterator[tuple[str, str]]:
    """(what, how much) of a database of its own."""
    file = folder / "log.sqlite3"
    shutil.copy(seed.database(seed.Size(1_000)), file)
    settings = Settings(
        database_url=f"sqlite:///{file}",
        instance_dir=folder,
        secret_key="measured",  # noqa: S106
        requires_second_factor=False,
    )
    app = create_app(settings)
    with app.app_context():
        with system_session("a long log") as session:
            fill(session.connection(), LINES, 1)
            session.commit()
        yield "the database file", f"{file.stat().st_size / 2**20:.0f} MB"
        yield from _verified(folder)
        client = _signed_in(app)
    for name, path in (
        ("the page 日志核验", "/log-check/"),
        ("who looked at a child, a year", "/children/7/who-looked"),
        ("the log's list", "/admin/audit-logs/"),
        ("the principal's home page", "/"),
    ):
        yield f"{name}, median", f"{_median(lambda path=path: client.get(path)):.0f} ms"  # type: ignore[misc]


def _verified(folder: Path) -> Iterator[tuple[str, str]]:
    kept, state = Kept(folder / KEPT_NAME), State()
    with system_session("verify a long log", reads_only=True) as session:
        before, began = _memory(), time.perf_counter()
        state = verify_and_keep(session.connection(), kept, is_full=True)
        yield "verified from the first line", f"{time.perf_counter() - began:.1f} s"
        yield "memory it took more", f"{_memory() - before:.0f} MB"
    assert (state.is_broken, state.lines >= LINES) == (False, True), state
    with system_session("a thousand lines more") as session:
        fill(session.connection(), _LATER, 1, days=1)
        session.commit()
    with system_session("verify what came since", reads_only=True) as session:
        taken = _median(lambda: verify(session.connection(), state))
    yield "verified from the last good line, 1,000 lines on, median", f"{taken:.0f} ms"


def _signed_in(app: Any) -> Any:
    with system_session("measured sign-in") as session:
        token, _actor = sessions.open_session(session, seed.user_key("principal"))
        session.commit()
    client = app.test_client()
    client.set_cookie(app.extensions["settings"].cookie("sw_sid"), token)
    return client


def _median(act: Callable[[], Any]) -> float:
    taken = []
    for _round in range(_ROUNDS):
        began = time.perf_counter()
        answer = act()
        taken.append((time.perf_counter() - began) * 1000)
        assert getattr(answer, "status_code", 200) == 200, answer
    return statistics.median(taken)


def _memory() -> float:
    """Megabytes of the process's own; the pages of the database file that SQLite maps are the system's to take back."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.search(r"RssAnon:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def main() -> None:
    """Print the figures as rows of docs/benchmarks.md."""
    with tempfile.TemporaryDirectory() as folder:
        for what, much in figures(Path(folder)):
            print(f"| {what} | {much} |", flush=True)


if __name__ == "__main__":
    main()
