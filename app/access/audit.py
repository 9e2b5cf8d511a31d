"""Who read, changed, exported and printed what: one row in the same transaction as the act, chained by hashes.

Rows carry surrogate ids and column names, never names of people, numbers or texts (security L-03).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, event, insert, inspect, select, text

from app import clock
from app.access import anchors, seeing
from app.access.guard import Actor, actor_of, system_session
from app.access.vocabulary import Action, Group, Role
from app.database import ClosedSession
from app.models._base import Entity, entity_named, facts_of
from app.models._columns import Kind
from app.models._rules import Rests
from app.models.system.audit_log import AuditAction, AuditLog

#: A file or a paper: its line tells of the question and of how many rows there were.
_OF_MANY = frozenset({AuditAction.EXPORT, AuditAction.PRINT, AuditAction.REPORT})
#: What the fields of a line begin with that names children by their numbers: "list: 4,17", "page home.show: 4".
_LISTINGS = frozenset({"list", "page", "roll", "emergency", "directory"})
#: A number of PostgreSQL's own lock space, taken while the head of the chain is read and extended.
_CHAIN_LOCK = 7_214_001


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from: surrogate of the session and the peer's address."""

    session_ref: str = ""
    ip: str = ""


#: Set by the page layer for each request.
origin: ContextVar[Origin] = ContextVar("audit_origin", default=Origin())  # noqa: B039 - frozen


@dataclass(frozen=True, slots=True)
class Entry:
    """One act; `student_id` is filled where the row leads to a child."""

    action: AuditAction
    entity: str = ""
    entity_id: int | None = None
    student_id: int | None = None
    fields: str = ""
    reason: str = ""
    result: str = "ok"


def record(session: Any, *entries: Entry, by: Actor | None = None) -> None:
    """Write the entries with the session's own transaction; they stand or fall with the act.

    In a system session `by` says for whom it works; elsewhere it is the actor of the session.
    """
    own: ClosedSession = session() if callable(session) else session
    actor = by if own.info.get("system") else actor_of(own)
    _append(own.raw_connection(), actor, entries)


def record_read(actor: Actor | None, *entries: Entry) -> None:
    """Write entries for something that was only read, or refused, in a short transaction of their own."""
    with system_session("audit of a read") as session:
        _append(session.connection(), actor, entries)
        session.commit()


#: What the hash of a line covers, besides the hash before it.
CHAINED = (
    "at", "user_id", "roles", "school_id", "action", "entity", "entity_id",
    "student_id", "fields", "reason", "result", "session_ref", "ip",
)  # fmt: skip
_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def digest(previous: str, row: Mapping[str, Any]) -> str:
    """SHA-256 over the hash before and the row's CHAINED values as canonical JSON; the moment in UTC."""
    return digest_of(previous, [row[name] for name in CHAINED])


def digest_of(previous: str, values: list[Any]) -> str:
    """The same of the values alone, in the order of CHAINED; a moment may stand as SQLite keeps it, in UTC."""
    if not isinstance(values[0], str):
        values[0] = values[0].astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return hashlib.sha256(f"{previous}\n{_canonical(values)}".encode()).hexdigest()


def listing_of(entity: str, fields: str) -> tuple[str, frozenset[int]]:
    """What kind of listing a line tells of ("list", "page", "roll", "emergency", "directory"), and the children on it.

    ("", nothing) for any other line.
    """
    told, _colon, keys = fields.partition(": ")
    kind = told.partition(" ")[0]
    if entity != "Student" or kind not in _LISTINGS:
        return "", frozenset()
    return kind, frozenset(int(key) for key in keys.split(",") if key.isdecimal())


def _append(connection: Connection, actor: Actor | None, entries: Collection[Entry]) -> None:
    """Extend the chain; when the principal signs in, its head is signed too (security L-05)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    table = AuditLog.__table__
    head = connection.execute(select(table.c.hash).order_by(table.c.id.desc()).limit(1)).scalar()
    previous, made = head or "", []
    if any(entry.action in _OF_MANY for entry in entries):
        seeing.told()
    for entry in entries:
        values = _values(actor, entry)
        chained = digest(previous, values)
        made.append(values | {"prev_hash": previous, "hash": chained})
        previous = chained
    if made:
        connection.execute(insert(AuditLog), made)
    if (
        actor is not None
        and Role.PRINCIPAL in actor.roles
        and any(e.action is AuditAction.LOGIN for e in entries)
    ):
        anchors.sign(connection)


def _values(actor: Actor | None, entry: Entry) -> dict[str, Any]:
    came = origin.get()
    return {
        "at": clock.now(),
        "user_id": actor.user_id if actor else None,
        "roles": ",".join(sorted(actor.roles)) if actor else "",
        "school_id": actor.school_id if actor else None,
        "action": entry.action,
        "entity": entry.entity,
        "entity_id": entry.entity_id,
        "student_id": entry.student_id,
        "fields": entry.fields,
        "reason": entry.reason,
        "result": entry.result,
        "session_ref": came.session_ref,
        "ip": came.ip,
    }


def install(session: Any) -> None:
    """Record every write of a person's session by itself; called once beside the guard's install.

    `session.info["reason"]`, when the page layer sets it, is written with the next flush.
    """
    if not event.contains(session, "after_flush", _note_writes):
        event.listen(session, "after_flush", _note_writes)
        event.listen(session, "after_flush_postexec", _record_writes)


def _note_writes(session: ClosedSession, _context: object) -> None:
    if session.info.get("system"):
        return
    session.info["writes"] = [
        (row, action, _changed(row))
        for row, action in session.info.get("acts", ())
        if row.spec.group is not Group.INNER
    ]


def _changed(row: Entity) -> str:
    names = facts_of(type(row))
    return ",".join(a.key for a in inspect(row).attrs if a.key in names and a.history.has_changes())


def _record_writes(session: ClosedSession, _context: object) -> None:
    writes, given = session.info.pop("writes", ()), session.info.pop("reason", "")
    entries = []
    for row, action, columns in writes:
        reason = given or _reason_of_late_correction(session, row, action)
        entries.append(
            Entry(AuditAction(action.value), type(row).__name__, row.id, student_of(row), columns, reason)
        )
    if entries:
        record(session, *entries)


def _reason_of_late_correction(session: ClosedSession, row: Entity, action: Action) -> str:
    """Why a row of a closed term was opened, so that its change in the log carries the reason."""
    if action is Action.CREATE or not any(isinstance(rule, Rests) for rule in row.spec.rules):
        return ""
    permits: Any = entity_named("LateCorrection").__table__
    opened = (permits.c.record == type(row).__name__) & (permits.c.row_id == row.id)
    still = permits.c.until >= clock.today()
    newest = select(permits.c.reason).where(opened, still).order_by(permits.c.id.desc()).limit(1)
    return session.raw_connection().execute(newest).scalar() or ""


@dataclass(frozen=True, slots=True)
class Look:
    """What the log says of a row that was only read."""

    entity_id: int | None = None
    student_id: int | None = None
    is_told: bool = True


#: What rows lead to whose every page is recorded.
_ABOUT_PEOPLE = frozenset({"child", "caregiver", "case", "plan"})


@cache
def is_about_people(entity: type[Entity]) -> bool:
    """Whether looking at the rows is recorded: they belong to a person, or name one whom the school has (L-01)."""
    named = (facts.target for facts in facts_of(entity).values() if facts.kind is Kind.REF and facts.target)
    reaches = (entity.spec.reach, *(entity_named(name).spec.reach for name in named))
    return any(reach.to in _ABOUT_PEOPLE for reach in reaches)


def look(actor: Actor, entity: type[Entity], key: int | None) -> Look:
    """The keys of a row somebody looked at; of what a counselor opens about a child, none.

    Counselors see only children with a case or a referral, so the log would tell its readers who has one.
    """
    if Role.COUNSELOR in actor.roles and entity.spec.group is Group.CHILDREN:
        return Look(is_told=False)
    reach = entity.spec.reach
    return Look(key, key if (reach.to, reach.column) == ("child", "id") else None)


def of_page(actor: Actor, page: str, children: Collection[int]) -> Entry:
    """The line for children a page showed; of whom a counselor sees, only that there was somebody, as in `look`."""
    if Role.COUNSELOR in actor.roles:
        return Entry(AuditAction.READ, "Student")
    keys = ",".join(map(str, sorted(children)))
    return Entry(AuditAction.READ, "Student", fields=f"page {page}: {keys}")


def record_unseen(actor: Actor, entity: type[Entity], key: int) -> None:
    """Write that somebody asked by its key for a row he does not see; the line tells whether there is one (A-02, L-01).

    A line is written either way, so that neither the answer nor its time tells the person which it was (A-08).
    """
    table: Any = entity.__table__
    with system_session("whether a row that was asked for exists", reads_only=True) as session:
        is_there = session.raw_connection().execute(select(table.c.id).where(table.c.id == key)).first()
    found = look(actor, entity, key)
    result = "refused" if is_there else "missing"
    record_read(
        actor,
        Entry(AuditAction.REFUSE, entity.__name__, found.entity_id, found.student_id, result=result),
    )


def student_of(row: Entity) -> int | None:
    """The child a row is about, where its reach leads straight to one; nothing of the counseling room."""
    if row.spec.group in (Group.COUNSELING, Group.CRISES, Group.REFERRALS):
        return None
    return getattr(row, row.spec.reach.column) if row.spec.reach.to == "child" else None
