"""Deletes what the school keeps of a child, from every table, so that nobody can bring it back (security P-08, P-09; decision 0017).

The child's own row stays as an empty stub: numbers are never given out twice, and the log's lines go on to lead
somewhere. Counseling is sealed even from this: nobody but its counselor can tell whether there is any.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, delete, select, update

from app.extensions import db
from app.models._base import all_entities
from app.models.people.caregiver import Caregiver
from app.models.people.id_numbers import Gender
from app.models.people.student import Student, StudentStatus
from app.models.people.student_caregiver import StudentCaregiver
from app.models.safety.incident import Incident
from app.models.safety.incident_student import IncidentStudent
from app.models.system.import_row import ImportRow
from app.models.system.name_gram import name_grams

#: What the stub is called.
STUB = "（已删除）"
_STUB_DAY = dt.date(1900, 1, 1)
#: Rows that are about the child wherever they name it, though the column may be empty in others.
_ABOUT_A_CHILD = ("awards", "incident_notices")
#: SQLite takes so many values in one statement.
_AT_ONCE = 500

Keys = dict[Any, set[int]]


def erase(connection: Connection, student_id: int) -> int:
    """Delete everything about the child, and empty its own row; gives the number of rows deleted.

    One transaction of the caller's; the caller has made sure that two persons wanted it.
    """
    found = _about(connection, student_id)
    emptied = [*_named_in_passing(connection, found, student_id), *_cascade(connection, found)]
    _scrub_imports(connection, found, student_id)
    _forget_grams(connection, found, student_id)
    for column, keys in emptied:
        for some in _portions(keys):
            connection.execute(
                update(column.table).where(column.table.c.id.in_(some)).values({column.name: None})
            )
    for table in reversed(db.metadata.sorted_tables):
        for some in _portions(found.get(table, ())):
            connection.execute(delete(table).where(table.c.id.in_(some)))
    _empty(connection, student_id)
    return sum(map(len, found.values()))


def is_erased(connection: Connection, student_id: int) -> bool:
    """Whether only the stub is left."""
    own: Any = Student.__table__
    return connection.scalar(select(own.c.name).where(own.c.id == student_id)) == STUB


def _about(connection: Connection, student_id: int) -> Keys:
    """The rows that name the child, the adults and incidents that are nobody else's."""
    found: Keys = defaultdict(set)
    for column in _references_to(Student.__table__):
        if not column.nullable or column.table.name in _ABOUT_A_CHILD:
            found[column.table] |= set(
                connection.scalars(select(column.table.c.id).where(column == student_id))
            )
    for link, to, of in (
        (StudentCaregiver.__table__, Caregiver.__table__, "caregiver_id"),
        (IncidentStudent.__table__, Incident.__table__, "incident_id"),
    ):
        found[to] |= _only_of(connection, link, of, student_id)
    return found


def _named_in_passing(connection: Connection, found: Keys, student_id: int) -> Iterator[tuple[Any, set[int]]]:
    """Columns of rows that stand without the child: a lost book stays lost."""
    for column in _references_to(Student.__table__):
        keys = set(connection.scalars(select(column.table.c.id).where(column == student_id)))
        if keys - found[column.table]:
            yield column, keys - found[column.table]


def _only_of(connection: Connection, link: Any, column: str, student_id: int) -> set[int]:
    own = set(connection.scalars(select(link.c[column]).where(link.c.student_id == student_id)))
    shared = select(link.c[column]).where(link.c[column].in_(own), link.c.student_id != student_id)
    return own - set(connection.scalars(shared))


def _cascade(connection: Connection, found: Keys) -> list[tuple[Any, set[int]]]:
    """Add the rows that cannot stand without those found; gives the columns to be emptied in the others."""
    waiting = [(table, set(keys)) for table, keys in found.items() if keys]
    emptied: list[tuple[Any, set[int]]] = []
    while waiting:
        table, keys = waiting.pop()
        for column in _references_to(table):
            own = column.table
            leading = {
                key
                for some in _portions(keys)
                for key in connection.scalars(select(own.c.id).where(column.in_(some)))
            }
            if column.nullable:
                emptied.append((column, leading))
            elif fresh := leading - found[own]:
                found[own] |= fresh
                waiting.append((own, fresh))
    return [(column, keys - found[column.table]) for column, keys in emptied if keys - found[column.table]]


def _references_to(target: Any) -> Iterator[Any]:
    for entity in all_entities():
        table: Any = entity.__table__
        for column in table.columns:
            if any(key.column.table is target for key in column.foreign_keys):
                yield column


def _scrub_imports(connection: Connection, found: Keys, student_id: int) -> None:
    """Imported rows quote cells: those that made or changed one of the rows lose what they quote."""
    gone = {(entity.__name__, key) for entity in all_entities() for key in found.get(entity.__table__, ())}
    gone.add((Student.__name__, student_id))
    own: Any = ImportRow.__table__
    for row in connection.execute(select(own.c.id, own.c.made, own.c.changed)).all():
        if any((one[0], one[1]) in gone for one in (*row.made, *row.changed)):
            connection.execute(update(own).where(own.c.id == row.id).values(made=[], changed=[], findings=[]))


def _forget_grams(connection: Connection, found: Keys, student_id: int) -> None:
    for entity in all_entities():
        keys = (
            {student_id}
            if entity is Student
            else found.get(entity.__table__, ())
            if entity.spec.grams
            else ()
        )
        for some in _portions(keys):
            of_them = (name_grams.c.kind == entity.__name__) & name_grams.c.row_id.in_(some)
            connection.execute(delete(name_grams).where(of_them))


def _empty(connection: Connection, student_id: int) -> None:
    """Every column that is not needed to stand; the moment of its making tells it from others in the list kept apart."""
    own: Any = Student.__table__
    kept = {"id", "school_id", "created_at", "version"}
    values: dict[str, Any] = {column.name: None for column in own.columns if column.nullable}
    values |= {
        "name": STUB,
        "birth_date": _STUB_DAY,
        "gender": Gender.FEMALE,
        "status": StudentStatus.NOT_ENROLLED,
    }
    values["archived_at"] = values["updated_at"] = own.c.created_at
    for column in own.columns:
        if column.name not in kept and not column.nullable and column.name not in values:
            raise LookupError(f"the stub of a child has no value for {column.name}")
    connection.execute(update(own).where(own.c.id == student_id).values(values))


def _portions(keys: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for begin in range(0, len(ordered), _AT_ONCE):
        yield ordered[begin : begin + _AT_ONCE]
