"""Whether the audit log still stands as it was written: the chain of hashes, the anchors, and the point reached last time."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, type_coerce
from sqlalchemy.types import NullType

from app import clock
from app.access import anchors
from app.access.audit import CHAINED, digest_of
from app.access.vocabulary import Choice
from app.models.system.audit_log import AuditLog

#: The file of the instance folder that keeps what was reached.
KEPT_NAME = "audit-verified.json"
_FULL_EVERY = dt.timedelta(days=7)
_AT_ONCE = 5000


class Fault(Choice):
    """What is wrong with the log."""

    CHANGED = (
        "changed",
        "这一行的内容与其摘要不符，或与前一行不相接",
        "The line does not fit its hash, or the line before",
    )
    CUT = "cut", "日志末尾缺失，已签名的行不见了", "The end is missing: a signed line is gone"
    REWRITTEN = (
        "rewritten",
        "这一行与当时签名的摘要不同，日志从某处被重新生成",
        "The line is not the one that was signed: the log was made anew",
    )
    BAD_ANCHOR = "bad-anchor", "锚点的签名不对", "An anchor's signature is wrong"
    MOVED = "moved", "上次核验到的行已不在原处", "The line verified last time no longer stands there"


@dataclass(frozen=True, slots=True)
class State:
    """What the last verification reached: the last good line and when; `fault` and `broken_at` when something is wrong."""

    seq: int = 0
    hash: str = ""
    at: str = ""
    full_at: str = ""
    lines: int = 0
    fault: str = ""
    broken_at: int | None = None

    @property
    def is_broken(self) -> bool:
        return bool(self.fault)

    @property
    def fault_label(self) -> str:
        return str(Fault(self.fault).label) if self.fault else ""


class Kept:
    """The state of the last verification, in a file of the instance folder: a database put in its place does not have it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> State:
        """The state; an empty one when nothing was verified yet or the file cannot be read."""
        try:
            return State(**json.loads(self._path.read_text("utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return State()

    def write(self, state: State) -> None:
        """Keep it, whole or not at all."""
        making = self._path.with_suffix(f".{os.getpid()}")
        making.write_text(json.dumps(asdict(state)), "utf-8")
        making.chmod(0o600)
        making.replace(self._path)

    def forget(self) -> None:
        """Begin anew, after a backup was restored; the log says who decided it."""
        self._path.unlink(missing_ok=True)


def verify(connection: Connection, last: State = State(), *, is_full: bool = False) -> State:
    """Verify from the last good line, or from the first; gives the new state, which the caller keeps.

    What was once found broken is looked at again from the first line.
    """
    now = clock.now().isoformat()
    is_full = is_full or last.is_broken or not last.seq
    begin = State() if is_full else last
    found = _walk(connection, begin, _expected(connection, last))
    return replace(found, at=now, full_at=now if is_full else last.full_at)


def needs_full(last: State) -> bool:
    """Whether a week has passed since the whole log was verified."""
    return not last.full_at or clock.now() - dt.datetime.fromisoformat(last.full_at) >= _FULL_EVERY


def verify_and_keep(connection: Connection, kept: Kept, *, is_full: bool = False) -> State:
    """Verify as is due (the whole log weekly) and keep what was found."""
    last = kept.read()
    state = verify(connection, last, is_full=is_full or needs_full(last))
    kept.write(state)
    return state


def line_with(connection: Connection, written: str) -> tuple[int, dt.datetime] | None:
    """(number, moment) of the line whose hash begins with what somebody wrote down from a paper; None when it is not there."""
    digits = "".join(letter for letter in written.lower() if letter in "0123456789abcdef")
    if len(digits) < 16:
        return None
    log = AuditLog.__table__
    found = select(log.c.id, log.c.at).where(func.substr(log.c.hash, 1, len(digits)) == digits)
    row = connection.execute(found.limit(1)).first()
    return (row.id, row.at) if row else None


#: line -> [(hash it must have, what is wrong when it has not)]
_Expected = dict[int, list[tuple[str, Fault]]]


def _expected(connection: Connection, last: State) -> _Expected:
    marks: _Expected = {}
    if last.seq:
        marks.setdefault(last.seq, []).append((last.hash, Fault.MOVED))
    for anchor in anchors.anchors(connection):
        wrong = Fault.REWRITTEN if anchor.is_good else Fault.BAD_ANCHOR
        marks.setdefault(anchor.seq, []).append((anchor.head if anchor.is_good else "", wrong))
    return marks


def _walk(connection: Connection, begin: State, expected: _Expected) -> State:
    """The state after the last good line from `begin` on; stops at the first fault."""
    state = begin
    waiting = sorted((seq for seq in expected if seq >= begin.seq), reverse=True)
    seq, previous, lines = begin.seq, begin.hash, begin.lines
    if begin.seq:
        seq, previous = max(begin.seq - 1, 0), ""
    for key, before, made, *values in rows_after(connection, seq):
        if key == begin.seq:
            lines, previous = lines - 1, before
        if waiting and waiting[-1] < key:
            return replace(state, fault=Fault.CUT.value, broken_at=waiting[-1])
        if before != previous or made != digest_of(previous, values):
            return replace(state, fault=Fault.CHANGED.value, broken_at=key)
        if waiting and waiting[-1] == key:
            for must_be, fault in expected[waiting.pop()]:
                if must_be != made:
                    return replace(state, fault=fault.value, broken_at=key)
        previous, lines = made, lines + 1
        state = State(key, made, lines=lines)
    if waiting:
        return replace(state, fault=Fault.CUT.value, broken_at=waiting[-1])
    return state


def rows_after(connection: Connection, after: int) -> Iterator[Any]:
    """Plain values as the database keeps them: to make a moment and an action of each would take longer than the hashing."""
    log = AuditLog.__table__
    chained = (type_coerce(log.c[name], NullType()).label(name) for name in CHAINED)
    found = select(log.c.id, log.c.prev_hash, log.c.hash, *chained).where(log.c.id > after).order_by(log.c.id)
    with connection.execute(found, execution_options={"yield_per": _AT_ONCE}) as lines:
        yield from lines
