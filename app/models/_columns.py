"""The kinds of column an entity is written with, and the plain facts about each that screens and exports read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Text,
    Time,
)
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

from app.access import sealing
from app.access.vocabulary import Choice, Label, Level, Mask
from app.models._sealed import (
    Enciphered,
    EncipheredJson,
    EncipheredNumber,
    SealedChild,
    SealedKey,
    SealedText,
)

#: More than this in one field is a pasted document, and slow to print (pdf 6).
LONG_TEXT = 2000


class Kind(Enum):
    """What a column holds; decides its widget, its filter, its format and how an import reads it."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    NUMBER = "number"
    DECIMAL = "decimal"
    FLAG = "flag"
    DAY = "day"
    MOMENT = "moment"
    TIME = "time"
    CHOICE = "choice"
    CHOICES = "choices"
    REF = "ref"
    PHONE = "phone"
    ID_NUMBER = "id-number"
    STUDENT_NO = "student-no"
    ADDRESS = "address"
    SEALED = "sealed"
    JSON = "json"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What a screen needs to know of a column; `level` None means the entity's own."""

    kind: Kind
    label: Label
    level: Level | None = None
    hint: Label | None = None
    required: bool = False
    mask: Mask | None = None
    choices: type[Choice] | None = None
    target: str | None = None
    length: int | None = None
    least: float | None = None
    most: float | None = None
    #: Filled by the program: shown, never typed.
    derived: bool = False
    #: Opens only with the counselors' keys: no filter, order or search can look into it.
    is_sealed: bool = False


class ChoiceSet(TypeDecorator[frozenset[Choice]]):
    """A set of choices, stored as a sorted JSON list of their values."""

    impl = Text
    cache_ok = True

    def __init__(self, choices: type[Choice]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(sorted(str(item) for item in self._members(value)), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Choice]:
        return self._members(json.loads(value)) if value else frozenset()

    def _members(self, values: Iterable[str]) -> frozenset[Choice]:
        return frozenset(self.choices(value) for value in values)


class UtcMoment(TypeDecorator[Any]):
    """A moment: given aware, stored in UTC, returned aware; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        import datetime as dt

        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(dt.UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        import datetime as dt

        if value is None:
            return None
        return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)


def _column(type_: Any, facts: ColumnFacts, *args: Any, **kwargs: Any) -> MappedColumn[Any]:
    return mapped_column(type_, *args, nullable=not facts.required, info={"facts": facts}, **kwargs)


def text(zh: str, en: str, *, length: int = 60, **facts: Any) -> MappedColumn[Any]:
    """One line of text of at most `length` characters."""
    return _column(String(length), ColumnFacts(Kind.TEXT, Label(zh, en), length=length, **facts))


def long_text(zh: str, en: str, *, length: int = LONG_TEXT, **facts: Any) -> MappedColumn[Any]:
    """Several lines of text of at most `length` characters."""
    return _column(Text(), ColumnFacts(Kind.LONG_TEXT, Label(zh, en), length=length, **facts))


def sealed_text(zh: str, en: str, *, place: str, **facts: Any) -> MappedColumn[Any]:
    """Confidential text under the counselors' keys; `place` is "table.column".

    Opened only when it is asked for, so that a row can be found, counted and archived without the key.
    """
    made = ColumnFacts(
        Kind.SEALED, Label(zh, en), level=Level.CONFIDENTIAL, length=5 * LONG_TEXT, is_sealed=True, **facts
    )
    return _sealed(SealedText(place), made)


def sealed_choice(zh: str, en: str, choices: type[Choice], *, place: str, **facts: Any) -> MappedColumn[Any]:
    """One value of a closed list under the counselors' keys; read as its text, which equals the choice."""
    made = ColumnFacts(
        Kind.CHOICE, Label(zh, en), level=Level.CONFIDENTIAL, choices=choices, is_sealed=True, **facts
    )
    return _sealed(SealedText(place), made)


def sealed_child(zh: str, en: str, *, place: str, **facts: Any) -> MappedColumn[Any]:
    """A reference to a child that only the counselors' room can follow; `x_id` also gets the property `x`."""
    made = ColumnFacts(
        Kind.REF, Label(zh, en), level=Level.CONFIDENTIAL, target="Student", is_sealed=True, **facts
    )
    return _sealed(SealedChild(place), made, index=True)


def sealed_letter_to_child(zh: str, en: str, *, place: str, **facts: Any) -> MappedColumn[Any]:
    """A reference to a child by somebody who has no keys of the room himself; cannot be searched."""
    made = ColumnFacts(
        Kind.REF, Label(zh, en), level=Level.CONFIDENTIAL, target="Student", is_sealed=True, **facts
    )
    return _sealed(SealedKey(place), made)


def seat() -> MappedColumn[Any]:
    """The random mark of a row to which its sealed texts are bound."""
    made = ColumnFacts(Kind.TEXT, Label("密封标记", "Seal mark"), level=Level.CONFIDENTIAL, derived=True)
    return _column(String(sealing.SEAT_LENGTH), made, deferred=True, deferred_group="sealed")


def enciphered_text(zh: str, en: str, *, place: str, **facts: Any) -> MappedColumn[Any]:
    """Text sealed with the server's key: for the program's own keeping, closed to copies of the database."""
    return _column(Enciphered(place), ColumnFacts(Kind.LONG_TEXT, Label(zh, en), **facts))


def _sealed(type_: Any, facts: ColumnFacts, **kwargs: Any) -> MappedColumn[Any]:
    return _column(type_, facts, deferred=True, deferred_group="sealed", **kwargs)


def number(zh: str, en: str, *, default: int | None = None, **facts: Any) -> MappedColumn[Any]:
    """A whole number."""
    return _column(Integer(), ColumnFacts(Kind.NUMBER, Label(zh, en), **facts), default=default)


def decimal(zh: str, en: str, *, digits: int = 10, places: int = 2, **facts: Any) -> MappedColumn[Any]:
    """A decimal number with a fixed number of places."""
    return _column(Numeric(digits, places), ColumnFacts(Kind.DECIMAL, Label(zh, en), **facts))


def flag(zh: str, en: str, *, default: bool | None = False, **facts: Any) -> MappedColumn[Any]:
    """Yes or no; with `default=None` also "not known" (an empty value)."""
    made = ColumnFacts(Kind.FLAG, Label(zh, en), required=default is not None, **facts)
    return _column(Boolean(), made, default=default)


def day(zh: str, en: str, **facts: Any) -> MappedColumn[Any]:
    """A calendar day in China."""
    return _column(Date(), ColumnFacts(Kind.DAY, Label(zh, en), **facts))


def moment(zh: str, en: str, **facts: Any) -> MappedColumn[Any]:
    """A moment, stored in UTC and shown in Asia/Shanghai."""
    return _column(UtcMoment(), ColumnFacts(Kind.MOMENT, Label(zh, en), **facts))


def time_of_day(zh: str, en: str, **facts: Any) -> MappedColumn[Any]:
    """A time of day in China."""
    return _column(Time(), ColumnFacts(Kind.TIME, Label(zh, en), **facts))


def choice(
    zh: str, en: str, choices: type[Choice], *, default: Choice | None = None, **facts: Any
) -> MappedColumn[Any]:
    """One value of a closed list; the database checks it."""
    stored = SqlEnum(
        choices,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=_constraint_name(choices),
        values_callable=lambda members: [member.value for member in members],
    )
    return _column(stored, ColumnFacts(Kind.CHOICE, Label(zh, en), choices=choices, **facts), default=default)


def choices(zh: str, en: str, choices: type[Choice], **facts: Any) -> MappedColumn[Any]:
    """Any number of values of a closed list."""
    return _column(ChoiceSet(choices), ColumnFacts(Kind.CHOICES, Label(zh, en), choices=choices, **facts))


def ref(zh: str, en: str, target: str, *, index: bool = True, **facts: Any) -> MappedColumn[Any]:
    """The key of a row of entity `target` ("Student"); `x_id` also gets the relationship `x`.

    The referred row can never be deleted while this one stands (RESTRICT): rows are archived instead.
    """
    made = ColumnFacts(Kind.REF, Label(zh, en), target=target, **facts)
    key = ForeignKey(f"{table_name(target)}.id", ondelete="RESTRICT")
    return _column(Integer(), made, key, index=index)


def phone(zh: str, en: str, *, place: str, length: int = 20, **facts: Any) -> MappedColumn[Any]:
    """A phone number (mobile, or landline with area code); shown masked without the right to see it whole.

    Stands sealed with the server's key; `place` is "table.column".
    """
    return _column(
        EncipheredNumber(place, "phone"),
        ColumnFacts(Kind.PHONE, Label(zh, en), length=length, mask=Mask.PHONE, **facts),
    )


def id_number(zh: str, en: str, *, place: str, **facts: Any) -> MappedColumn[Any]:
    """An 18-character identity number with a correct check digit; shown masked, sealed with the server's key."""
    return _column(
        EncipheredNumber(place, "code"),
        ColumnFacts(Kind.ID_NUMBER, Label(zh, en), length=18, mask=Mask.ID_NUMBER, **facts),
    )


def student_number(zh: str, en: str, *, place: str, length: int = 30, **facts: Any) -> MappedColumn[Any]:
    """A number of the national pupil register: often G and the ID number, hence masked and sealed like it."""
    return _column(
        EncipheredNumber(place, "code"),
        ColumnFacts(Kind.STUDENT_NO, Label(zh, en), length=length, mask=Mask.STUDENT_NO, **facts),
    )


def address(zh: str, en: str, *, place: str, length: int = 120, **facts: Any) -> MappedColumn[Any]:
    """Where somebody lives or works, to the house; sealed with the server's key: in no order, filter or search."""
    return _column(Enciphered(place), ColumnFacts(Kind.ADDRESS, Label(zh, en), length=length, **facts))


def call_sign(zh: str, en: str, *, place: str, length: int = 60, **facts: Any) -> MappedColumn[Any]:
    """A number, account or address by which somebody is reached, shown whole; sealed with the server's key.

    An equal one is found by `==`, and by its last four characters; in no order or filter.
    """
    return _column(
        EncipheredNumber(place, "phone"), ColumnFacts(Kind.ADDRESS, Label(zh, en), length=length, **facts)
    )


def json_value(zh: str, en: str, **facts: Any) -> MappedColumn[Any]:
    """Plain data made by the program (frozen figures, lists of ids)."""
    return _column(JSON(none_as_null=True), ColumnFacts(Kind.JSON, Label(zh, en), derived=True, **facts))


def enciphered_json(zh: str, en: str, *, place: str, **facts: Any) -> MappedColumn[Any]:
    """Plain data of the program in which numbers of people may stand; sealed with the server's key."""
    return _column(EncipheredJson(place), ColumnFacts(Kind.JSON, Label(zh, en), derived=True, **facts))


def raw_bytes(zh: str, en: str, *, length: int | None = None, **facts: Any) -> MappedColumn[Any]:
    """Bytes made by the program (keys, seals, signatures); of no use to a screen."""
    return _column(LargeBinary(length), ColumnFacts(Kind.BYTES, Label(zh, en), derived=True, **facts))


def sealed_file(zh: str, en: str, **facts: Any) -> MappedColumn[Any]:
    """The bytes of a whole file, sealed by the program; loaded only when the file is asked for."""
    made = ColumnFacts(Kind.BYTES, Label(zh, en), level=Level.CONFIDENTIAL, derived=True, **facts)
    return _column(LargeBinary(), made, deferred=True, deferred_group="file")


def table_name(class_name: str) -> str:
    """The plural snake_case table of an entity class: HomeVisit -> home_visits, Entry -> entries."""
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in class_name).lstrip("_")
    if snake.endswith("y") and snake[-2] not in "aeiou":
        return f"{snake[:-1]}ies"
    if snake.endswith(("s", "x", "ch", "sh")):
        return f"{snake}es"
    return f"{snake}s"


def _constraint_name(choices: type[Choice]) -> str:
    return "".join(
        f"_{letter.lower()}" if letter.isupper() else letter for letter in choices.__name__
    ).lstrip("_")
