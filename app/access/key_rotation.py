"""The server's key is replaced by a new one, value by value, while the program may run; and it is told when it does not fit the database.

First the file gets a second key, which seals from then on; then every value of the old one is sealed anew, in
chunks that are committed one by one; then the old key leaves the file. Broken off anywhere, it goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Table, func, select, type_coerce, update

from app.access.server_key import OtherKey, ServerKey
from app.crypto import key_file
from app.crypto.boxes import CannotOpen
from app.crypto.key_file import BadKeyFile, Numbered
from app.database import ClosedSession
from app.models._base import all_entities
from app.models._sealed import UNDER_SERVER_KEY

#: So many values are sealed anew between two commits.
CHUNK = 500
_NUMBER_AT = 2


def places() -> Iterator[tuple[Table, Any]]:
    """Every column whose values stand under the server's key."""
    for entity in all_entities():
        table: Any = entity.__table__
        yield from ((table, column) for column in table.c if isinstance(column.type, UNDER_SERVER_KEY))


def rotate(session: ClosedSession, key: ServerKey, told: Callable[[str, int], object]) -> int:
    """Seal every value under a new key, or go on where that broke off; gives how many were sealed anew.

    `told` hears of each column that had any ("students.phone", how many). Raises BadKeyFile before anything is
    changed when the file's key does not open the database.
    """
    check(session, key)
    if len(key.keys) == 1:
        key_file.replace(key.path, (Numbered.new(after=key.keys[0].number), *key.keys))
    done = 0
    # What another process sealed with the old key meanwhile is found by a second look.
    while fresh := sum(_reseal(session, key, told, *place) for place in places()):
        done += fresh
    key_file.replace(key.path, key.keys[:1])
    return done


def check(session: ClosedSession, key: ServerKey) -> None:
    """Open one value of each column and key. Raises BadKeyFile, saying what does not fit and what to do."""
    for table, column in places():
        raw = type_coerce(column, LargeBinary)
        number = func.substr(raw, _NUMBER_AT, 1, type_=LargeBinary)
        samples = select(func.min(table.c.id)).where(column.is_not(None)).group_by(number)
        for stored in session.connection().execute(select(raw).where(table.c.id.in_(samples))).scalars():
            _open(key, column.type, bytes(stored))


def _open(key: ServerKey, type_: Any, stored: bytes) -> None:
    opened = key.unseal_number if type_.is_number else key.unseal
    try:
        opened(stored, type_.place)
    except OtherKey:
        raise
    except CannotOpen as error:
        raise BadKeyFile(
            f"密钥文件 {key.path.name} 打不开这个数据库里的号码（{type_.place}）：数据库是从备份恢复的，或文件换过。"
            "不要删除任何文件。请把当时的密钥文件放回，"
            "或把现在的文件改名后执行 flask --app wsgi keys enter 输入纸上的密钥码。"
        ) from error


def _reseal(
    session: ClosedSession, key: ServerKey, told: Callable[[str, int], object], table: Table, column: Any
) -> int:
    done = 0
    while rows := _of_other_keys(session, key, table, column):
        raw: ColumnElement[Any] = type_coerce(column, LargeBinary)
        for row_id, stored, value in rows:
            # A value that somebody changed meanwhile is sealed anew already.
            changed = update(table).where(table.c.id == row_id, raw == stored).values({column.name: value})
            session.connection().execute(changed)
        session.commit()
        done += len(rows)
    if done:
        told(column.type.place, done)
    return done


def _of_other_keys(session: ClosedSession, key: ServerKey, table: Table, column: Any) -> list[Any]:
    raw = type_coerce(column, LargeBinary)
    is_other = func.substr(raw, _NUMBER_AT, 1, type_=LargeBinary) != bytes([key.keys[0].number])
    found = select(table.c.id, raw, column).where(column.is_not(None), is_other).order_by(table.c.id)
    return list(session.connection().execute(found.limit(CHUNK)))
