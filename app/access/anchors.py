"""Anchors of the audit log: its head, signed, so that a chain made anew from any point before is found (security L-05).

A person with keys of his own signs when he opens them; until then the installation signs with a key file of its own,
daily and whenever the principal signs in. Whoever has that file can sign too: hence the head on every printed paper.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from app import clock
from app.access.guard import system_session
from app.crypto.identities import Identity, Public
from app.models.system.audit_anchor import AuditAnchor
from app.models.system.audit_log import AuditLog
from app.models.system.vault_identity import VaultIdentity

_KEY_BYTES = 64
_SHOWN = 16


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of the log and its hash."""

    seq: int
    hash: str

    @property
    def shown(self) -> str:
        """What is written down on paper: the first 16 hex digits, in fours."""
        return in_fours(self.hash)


def in_fours(head: str) -> str:
    """The first 16 digits of a hash in groups of four."""
    return " ".join(head[at : at + 4] for at in range(0, _SHOWN, 4))


class BadKeyFile(Exception):
    """The key file of the anchors cannot be used; the sentence says what to do."""


_key_path: Path | None = None


def use(path: Path) -> None:
    """Where this installation keeps its signing key; called once by the application factory."""
    global _key_path
    _key_path = path


def installation_key() -> Identity:
    """The installation's own signing key, made at the first use; readable by its owner only."""
    if _key_path is None:
        raise BadKeyFile("no key file is plugged in")
    _key_path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(_key_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _loaded(_key_path)
    with os.fdopen(handle, "wb") as file:
        made = Identity(os.urandom(_KEY_BYTES))
        file.write(made.private)
    return made


def _loaded(path: Path) -> Identity:
    private = path.read_bytes()
    if len(private) != _KEY_BYTES:
        raise BadKeyFile(f"日志签名密钥文件 {path.name} 已损坏：应为 {_KEY_BYTES} 字节，请从备份恢复。")
    return Identity(private)


def head_of(connection: Connection) -> Head | None:
    """The last line of the log; None while it is empty."""
    log = AuditLog.__table__
    row = connection.execute(select(log.c.id, log.c.hash).order_by(log.c.id.desc()).limit(1)).first()
    return Head(*row) if row else None


def shown_head() -> str:
    """The head as it is written down on paper, "" while the log is empty; in a session of its own."""
    with system_session("head of the audit log", reads_only=True) as session:
        head = head_of(session.connection())
        return head.shown if head else ""


def sign_head(session: Any, identity: Identity, user_id: int) -> None:
    """Sign the head with a person's own key, in the session's transaction; called where he opens his keys."""
    own = session() if callable(session) else session
    sign(own.raw_connection(), identity, user_id)


def sign(connection: Connection, identity: Identity | None = None, user_id: int | None = None) -> Head | None:
    """Add an anchor for the present head, by the installation unless an identity is given; None while the log is empty."""
    head = head_of(connection)
    if head is None:
        return None
    by, at = identity or installation_key(), clock.now()
    signature = by.sign(*_body(head.seq, head.hash, at, user_id))
    values = {"seq": head.seq, "head": head.hash, "at": at, "user_id": user_id}
    signed = {"signs": by.public.signs, "signature": signature}
    connection.execute(insert(AuditAnchor).values(values | signed))
    return head


def _body(seq: int, head: str, at: dt.datetime, user_id: int | None) -> tuple[str | int | bytes, ...]:
    return "audit head", seq, head, at.astimezone(dt.UTC).isoformat(), user_id or 0


@dataclass(frozen=True, slots=True)
class Anchor:
    """One anchor as it is checked; `is_good` when a known key signed just this."""

    seq: int
    head: str
    is_good: bool


def anchors(connection: Connection) -> list[Anchor]:
    """All anchors by line; a signature of an unknown key counts as none."""
    table = AuditAnchor.__table__
    known = _known_keys(connection)
    found = connection.execute(select(table).order_by(table.c.seq, table.c.id)).mappings()
    return [Anchor(row["seq"], row["head"], _is_good(row, known)) for row in found]


@dataclass(frozen=True, slots=True)
class Kept:
    """A head as it is kept on paper: its line, when it was signed, and its digits."""

    seq: int
    at: dt.datetime
    shown: str


def by_month(connection: Connection, months: int) -> list[Kept]:
    """The last head that was signed in each month (in China), newest first."""
    table = AuditAnchor.__table__
    found = connection.execute(select(table.c.seq, table.c.at, table.c.head).order_by(table.c.seq.desc()))
    last: dict[tuple[int, int], Kept] = {}
    for seq, at, head in found:
        day = clock.in_china(at)
        last.setdefault((day.year, day.month), Kept(seq, at, in_fours(head)))
        if len(last) > months:
            break
    return list(last.values())[:months]


def _known_keys(connection: Connection) -> set[tuple[int | None, bytes]]:
    """(account, public key) of those who may sign: the installation, and everybody who has or had keys."""
    keys = VaultIdentity.__table__
    people = connection.execute(select(keys.c.user_id, keys.c.signs))
    return {(None, installation_key().public.signs), *((user, bytes(signs)) for user, signs in people)}


def _is_good(row: Any, known: set[tuple[int | None, bytes]]) -> bool:
    signs = bytes(row["signs"])
    body = _body(row["seq"], row["head"], row["at"], row["user_id"])
    return (row["user_id"], signs) in known and Public(b"", signs).has_signed(bytes(row["signature"]), *body)
