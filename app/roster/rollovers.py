"""Keeps what a change of term or year did, and takes it back as long as nobody has built on it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from app import clock
from app.access.audit import Entry, record
from app.access.guard import Actor
from app.access.vocabulary import Label
from app.database import ClosedSession
from app.models._base import Entity, entity_named, facts_of
from app.models._columns import Kind
from app.models.people.student import Student
from app.models.school.term import Term
from app.models.system.audit_log import AuditAction
from app.models.system.rollover import Rollover, RolloverKind, RolloverState
from app.roster.commit import plain
from app.roster.holdings import Holdings
from app.roster.taking_back import Changed, Made, Row, built_upon, take_back
from app.roster.write import Stale, chunks, write

#: So many of the rows that stand in the way of an undo are named; the rest is a number.
_NAMED = 5

_CHANGED_MEANWHILE = Label(
    "预览之后，学校的数据又有了变化，没有写入。请重新预览一次再确认。",
    "The school's data has changed since the preview; nothing was written. Look at it again, then confirm.",
)
_GONE = Label("这次结转已经撤销过，或不存在。", "This was undone already, or does not exist.")
_CLOSED = Label(
    "这个学期已经归档，结转不能再撤销。",
    "The term has been closed; what was copied into it can no longer be undone.",
)


class RolloverRefused(Exception):
    """The change as a whole cannot be done; carries the sentence for the person."""

    def __init__(self, sentence: Label) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class About:
    """What a rollover is called and where it leads."""

    kind: RolloverKind
    title: str
    term_id: int | None = None
    postponed: tuple[int, ...] = ()


def digest_of(holdings: Holdings) -> str:
    """The same for the same writes: a person agrees to exactly what the preview showed."""
    made = [[type(row).__name__, _own_values(row)] for row in holdings.made]
    text = json.dumps([made, _changed(holdings, {})], ensure_ascii=False, default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _own_values(row: Entity) -> dict[str, Any]:
    return {name: plain(vars(row).get(name)) for name in facts_of(type(row)) if name != "created_at"}


def keep(session: ClosedSession, holdings: Holdings, about: About, *, by: Actor | None = None) -> int:
    """Write what the holdings made and changed, in the caller's transaction; gives the id of its Rollover."""
    try:
        ids = write(session, holdings, by.user_id if by else None)
    except Stale as error:
        raise RolloverRefused(_CHANGED_MEANWHILE) from error
    row = Rollover(
        school_id=holdings.school_id,
        created_by_id=by.user_id if by else None,
        kind=about.kind,
        title=about.title[:80],
        term_id=about.term_id,
        made_count=len(holdings.made),
        changed_count=sum(1 for values in holdings.old_values.values() if values),
        made=[[type(made).__name__, ids[made.id]] for made in holdings.made],
        changed=_changed(holdings, ids),
        postponed=list(about.postponed),
    )
    session.add(row)
    session.flush()
    record(session, Entry(AuditAction.IMPORT, "Rollover", row.id, fields=about.kind.value), by=by)
    return row.id


def refuse_unless_seen(digest: str, seen_digest: str | None) -> None:
    """RolloverRefused when the person agreed to something else than what would be written now."""
    if seen_digest is not None and seen_digest != digest:
        raise RolloverRefused(_CHANGED_MEANWHILE)


def _changed(holdings: Holdings, ids: dict[int, int]) -> Changed:
    found: Changed = []
    for (entity, row_id), old in holdings.old_values.items():
        row, facts = holdings.get(entity, row_id), facts_of(entity)
        for column, was in old.items():
            new = getattr(row, column)
            if new != was:
                new = ids.get(new, new) if facts[column].kind is Kind.REF else plain(new)
                found.append([entity.__name__, row_id, column, plain(was), new])
    return found


def undo(session: ClosedSession, rollover_id: int, school_id: int, *, by: Actor | None = None) -> None:
    """Remove what it made and restore what it changed, in the caller's transaction (a system session).

    RolloverRefused, naming the rows, when something was built on it or changed since.
    """
    connection = session.connection()
    made, changed, built = _load(connection, rollover_id, school_id)
    if built:
        raise RolloverRefused(_refusal(connection, built))
    take_back(connection, made, changed)
    table: Any = Rollover.__table__
    now = clock.now()
    done = {"state": RolloverState.UNDONE, "undone_at": now, "updated_at": now}
    connection.execute(update(table).where(table.c.id == rollover_id).values(done))
    record(session, Entry(AuditAction.IMPORT, "Rollover", rollover_id, result="undone"), by=by)


def why_not_undone(session: ClosedSession, rollover_id: int, school_id: int) -> Label | None:
    """The sentence that an undo would be refused with now; None when it can be done."""
    connection = session.connection()
    try:
        _made, _touched, built = _load(connection, rollover_id, school_id)
    except RolloverRefused as refused:
        return refused.sentence
    return _refusal(connection, built) if built else None


def _load(connection: Connection, rollover_id: int, school_id: int) -> tuple[Made, Changed, list[Row]]:
    """What it made and changed, and the rows that stand on it now."""
    table: Any = Rollover.__table__
    own = (table.c.id == rollover_id) & (table.c.school_id == school_id)
    found = connection.execute(select(table).where(own, table.c.state == RolloverState.DONE)).first()
    if found is None:
        raise RolloverRefused(_GONE)
    terms: Any = Term.__table__
    closed = select(terms.c.id).where(terms.c.id == found.term_id, terms.c.closed_at.is_not(None))
    if connection.execute(closed).first() is not None:
        raise RolloverRefused(_CLOSED)
    made: Made = defaultdict(list)
    for name, row_id in found.made:
        made[entity_named(name)].append(row_id)
    built = built_upon(connection, made, found.changed)
    return made, found.changed, built + _edited_since(connection, found.changed, found.created_at)


def _edited_since(connection: Connection, changed: Changed, moment: dt.datetime) -> list[Row]:
    """Rows it changed in which somebody has since changed anything at all: a pupil moved up and then sent away."""
    by_entity: dict[type[Entity], set[int]] = defaultdict(set)
    for name, row_id, *_values in changed:
        by_entity[entity_named(name)].add(row_id)
    found: list[Row] = []
    for entity, ids in by_entity.items():
        table: Any = entity.__table__
        for chunk in chunks(sorted(ids)):
            edited = select(table.c.id).where(table.c.id.in_(chunk), table.c.updated_at > moment)
            found += [(entity, row_id) for row_id in connection.execute(edited).scalars()]
    return found


def _refusal(connection: Connection, built: list[Row]) -> Label:
    rows = list(dict.fromkeys(built))
    named = [_named(connection, entity, row_id) for entity, row_id in rows[:_NAMED]]
    zh, en = "、".join(each.zh for each in named), ", ".join(each.en for each in named)
    more = len(rows) - len(named)
    return Label(
        f"之后又有 {len(rows)} 条记录依靠或改动了它：{zh}{f'等（另有 {more} 条）' if more else ''}。"
        "不能整批撤销，请逐条更正。",
        f"Since then {len(rows)} records were built on it or changed: {en}{f' and {more} more' if more else ''}."
        " Correct them one by one.",
    )


def _named(connection: Connection, entity: type[Entity], row_id: int) -> Label:
    """ "在班记录（王小溪）": the kind of row, and the child it is about where there is one."""
    names = _names_of(connection, entity, row_id)
    label = entity.spec.label
    return Label(f"{label.zh}（{names}）", f"{label.en} ({names})") if names else label


def _names_of(connection: Connection, entity: type[Entity], row_id: int) -> str:
    table, students = entity.__table__, Student.__table__
    if entity is Student:
        wanted = select(students.c.name).where(students.c.id == row_id)
    elif "student_id" in table.c:
        joined = students.join(table, table.c.student_id == students.c.id)
        wanted = select(students.c.name).select_from(joined).where(table.c.id == row_id)
    elif "label" in table.c:
        wanted = select(table.c.label).where(table.c.id == row_id)
    else:
        return f"#{row_id}"
    return str(connection.execute(wanted).scalar() or "")


def recent(session: Any, kinds: Iterable[RolloverKind]) -> list[Rollover]:
    """The newest of these kinds that the session may see, without what they carry."""
    found = select(Rollover).where(Rollover.kind.in_(list(kinds))).order_by(Rollover.id.desc()).limit(10)
    return list(session.scalars(found))
