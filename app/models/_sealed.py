"""Column types whose values stand sealed in the database: with the keys of the counseling room, or with the server's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, func, type_coerce
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator

from app.access import sealing, server_key
from app.crypto import equal
from app.models._numbers import CANONICAL


class SealedText(TypeDecorator[str]):
    """Text of the counseling room; `place` binds it to its column. The guard places it before it is written."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else sealing.seal(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else sealing.unseal(bytes(value), self.place)


class SealedKey(TypeDecorator[int]):
    """The key of a row, sealed like a text: nothing can be compared with it in the database."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: int | None, dialect: Dialect) -> bytes | None:
        return None if value is None else sealing.seal(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        text = sealing.unseal(bytes(value), self.place)
        return sealing.PlacedKey(int(text), text.box, text.seat)


class SealedChild(TypeDecorator[int]):
    """The key of a child so that equal ones are equal and only the counselors' room knows which child it is."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: int | None, dialect: Dialect) -> bytes | None:
        return None if value is None else sealing.seal_child(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> int | None:
        return None if value is None else sealing.unseal_child(bytes(value), self.place)


class Enciphered(TypeDecorator[str]):
    """Text that the program reads daily and a stolen database does not give away: sealed with the server's key."""

    impl = LargeBinary
    cache_ok = True
    is_number = False

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else server_key.server_key().seal(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else server_key.server_key().unseal(bytes(value), self.place)


class _UnderEveryKey(TypeDecorator.Comparator[str], LargeBinary.comparator_factory):  # type: ignore[misc, valid-type]
    """Equality that holds while a key is being replaced: a number is looked for as each active key seals it."""

    def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
        asked = other[0] if other else None
        if op in _EQUALITIES and len(server_key.server_key().keys) > 1:
            texts = [asked] if isinstance(asked, str) else asked
            if isinstance(texts, (list, tuple, set, frozenset)):
                return _EQUALITIES[op](type_coerce(self.expr, LargeBinary), self._seals(texts))
        return super().operate(op, *other, **kwargs)

    def _seals(self, texts: Iterable[str]) -> list[bytes]:
        type_: Any = self.type
        key = server_key.server_key()
        return [seal for text in texts for seal in key.every_seal_of(type_.canonical(text), type_.place)]


_EQUALITIES: dict[Any, Callable[[Any, list[bytes]], Any]] = {
    operators.eq: operators.in_op,
    operators.in_op: operators.in_op,
    operators.ne: operators.not_in_op,
    operators.not_in_op: operators.not_in_op,
}


class EncipheredNumber(TypeDecorator[str]):
    """A number of a person, sealed with the server's key so that an equal number is found by `==` (C-01, C-02).

    `form` names the one way of writing it (`_numbers.CANONICAL`), in which it is stored and compared.

    Unique indexes and `WHERE phone = ?` hold as on plain text; order, LIKE and joins with another column do not.
    """

    impl = LargeBinary
    cache_ok = True
    is_number = True

    comparator_factory = _UnderEveryKey

    def __init__(self, place: str, form: str) -> None:
        super().__init__()
        self.place = place
        self.form = form

    def canonical(self, value: str) -> str:
        return CANONICAL[self.form](value)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return server_key.server_key().seal_number(self.canonical(value), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else server_key.server_key().unseal_number(bytes(value), self.place)


class EncipheredJson(TypeDecorator[Any]):
    """Plain data in which numbers of people stand (what an import changed), sealed with the server's key."""

    impl = LargeBinary
    cache_ok = True
    is_number = False

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        text = None if value is None else json.dumps(value, ensure_ascii=False)
        return None if text is None else server_key.server_key().seal(text, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(server_key.server_key().unseal(bytes(value), self.place))


#: The types whose values stand under the server's key; each has its `place` and `is_number`.
UNDER_SERVER_KEY = (Enciphered, EncipheredNumber, EncipheredJson)


def ends_with(column: Any, ending: str) -> ColumnElement[bool]:
    """Rows whose enciphered number has these last four characters."""
    place = column.type.place
    stored = func.substr(type_coerce(column, LargeBinary), equal.TAG_AT, equal.TAG_BYTES, type_=LargeBinary)
    return stored.in_(server_key.server_key().tags_of_ending(ending, place))
