"""Applies an entity's rules to a row before it is written: the same for forms, services and commands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, inspect, select

from app.access.vocabulary import Choice, Label
from app.models._columns import ColumnFacts, Kind
from app.models._numbers import phone_of
from app.models._put_away import children_put_away, refused
from app.models._rules import Check, Invalid, Judged, NoOverlap, Problem, Rests, Rule, Unique

if TYPE_CHECKING:
    from app.models._base import Entity

#: Characters no printer, spreadsheet or PDF takes.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REQUIRED = Label("请填写此项。", "Please fill this in.")
_UNKNOWN_CHOICE = Label("请从列表中选择一项。", "Choose one from the list.")
_ODD_PHONE = Label(
    "电话格式不对：手机为 11 位数字，座机请带区号，如 0566-1234567。",
    "Not a phone number: 11 digits for a mobile, area code for a landline.",
)
_ODD_ID = Label(
    "身份证号不对：应为 18 位且校验位正确，请对照证件核对。", "Not a correct 18-character ID number."
)
_ODD_CHARACTER = Label(
    "含有无法打印的字符，请删除后重新输入。", "Contains characters that cannot be printed."
)


class Look:
    """Looks at other standing rows without row scope, so that a rule holds also against rows its writer may not see."""

    def __init__(self, connection: Connection, pending: Iterable[Entity] = ()) -> None:
        self._connection = connection
        self._pending = tuple(pending)
        self._put_away: frozenset[int] | None = None

    def rows(self, entity: type[Entity], /, only: Iterable[str] = (), **equal: Any) -> list[Row[Any]]:
        """Standing rows of `entity` in the database whose columns equal the given values, without sealed texts.

        With `only` nothing but these columns is read: for what is asked while a page is shown.
        """
        table = entity.__table__
        columns = [table.c[name] for name in only] or [
            column for column in table.c if not column.info["facts"].is_sealed
        ]
        conditions = [table.c[name] == value for name, value in equal.items()]
        found = select(*columns).where(table.c.archived_at.is_(None), *conditions)
        return list(self._connection.execute(found))

    def pending(self, entity: type[Entity]) -> Iterator[Entity]:
        """Rows of `entity` that this same flush writes."""
        return (row for row in self._pending if type(row) is entity and row.archived_at is None)

    def standing(self, entity: type[Entity], **equal: Any) -> list[Any]:
        """Rows of `entity` with these values as they will stand after this flush."""
        written = {row.id for row in self._pending if type(row) is entity}
        stored = [row for row in self.rows(entity, **equal) if row.id not in written]
        return [*stored, *(row for row in self.pending(entity) if _matches(row, equal))]

    def put_away(self, today: dt.date) -> frozenset[int]:
        """Keys of all children put away on the day, as the database has it; asked once."""
        if self._put_away is None:
            self._put_away = frozenset(self._connection.scalars(children_put_away(today)))
        return self._put_away

    def referred(self, row: Entity, column: str) -> Any | None:
        """The standing row that `row.<column>` refers to, as it will be after this flush; None when there is none."""
        target, key = _target(row, column), getattr(row, column)
        if key is None:
            return row.__dict__.get(column.removesuffix("_id"))
        return next(iter(self.standing(target, id=key)), None)


def validate(row: Entity, look: Look) -> None:
    """Raise Invalid with every problem of the row; of an archived row only that its term is not closed."""
    is_archived = row.archived_at is not None
    problems = () if is_archived else tuple(_problems_of_columns(row))
    away = None if problems else refused(row, look)
    problems = (away,) if away else problems or tuple(_problems_of_rules(row, look, only_rests=is_archived))
    if problems:
        raise Invalid(type(row).__name__, problems)


def _target(row: Entity, column: str) -> type[Entity]:
    from app.models._base import entity_named, facts_of

    return entity_named(facts_of(type(row))[column].target or "")


def is_given(row: Entity, column: str) -> bool:
    """Whether a reference says anything, by its key or by a row that has none yet."""
    return getattr(row, column) is not None or row.__dict__.get(column.removesuffix("_id")) is not None


def is_phone(text: str) -> bool:
    """Whether the text is a phone number: mobile, landline, 400 number, short service number, or one abroad."""
    return phone_of(text) is not None


def _problems_of_columns(row: Entity) -> Iterator[Problem]:
    from app.models._base import facts_of

    state = inspect(row)
    untouched = state.unloaded if state.persistent else frozenset()
    for name, facts in facts_of(type(row)).items():
        message = None if facts.derived or name in untouched else _wrong_with(row, name, facts)
        if message:
            yield Problem(name, message)


def _wrong_with(row: Entity, name: str, facts: ColumnFacts) -> Label | None:
    value = getattr(row, name)
    if value is None or (isinstance(value, str) and not value.strip()):
        is_missing = facts.required and not _has_default(row, name) and not _is_linked(row, name, facts)
        return _REQUIRED if is_missing else None
    if facts.kind in (Kind.CHOICE, Kind.CHOICES):
        return _wrong_choice(value, facts)
    if isinstance(value, str):
        return _wrong_text(value, facts)
    return _wrong_number(value, facts)


def _has_default(row: Entity, name: str) -> bool:
    return row.id is None and type(row).__table__.c[name].default is not None


def _is_linked(row: Entity, name: str, facts: ColumnFacts) -> bool:
    return facts.kind is Kind.REF and getattr(row, name.removesuffix("_id"), None) is not None


def _wrong_choice(value: Any, facts: ColumnFacts) -> Label | None:
    values = {value} if facts.kind is Kind.CHOICE else set(value)
    known = _values_of(facts.choices)
    return None if {str(getattr(v, "value", v)) for v in values} <= known else _UNKNOWN_CHOICE


@cache
def _values_of(choices: type[Choice] | None) -> frozenset[str]:
    """Kept, since a thousand pupils are judged in one go and an enum is slow to walk."""
    return frozenset(member.value for member in choices or ())


def _wrong_text(value: str, facts: ColumnFacts) -> Label | None:
    from app.models.people.id_numbers import is_id_number

    if _UNPRINTABLE.search(value):
        return _ODD_CHARACTER
    if facts.length and len(value) > facts.length:
        return Label(
            f"最多 {facts.length} 个字，现有 {len(value)} 个，请精简。",
            f"At most {facts.length} characters; there are {len(value)}.",
        )
    if facts.kind is Kind.PHONE and not is_phone(value):
        return _ODD_PHONE
    if facts.kind is Kind.ID_NUMBER and not is_id_number(value):
        return _ODD_ID
    return None


def _wrong_number(value: Any, facts: ColumnFacts) -> Label | None:
    if isinstance(value, (bool, dt.date, dt.time)) or facts.kind not in (Kind.NUMBER, Kind.DECIMAL):
        return None
    if (facts.least is not None and value < facts.least) or (facts.most is not None and value > facts.most):
        low, high = facts.least, facts.most
        return Label(f"应在 {low} 到 {high} 之间。", f"Must lie between {low} and {high}.")
    return None


def _problems_of_rules(row: Entity, look: Look, *, only_rests: bool) -> Iterator[Problem]:
    for rule in row.spec.rules:
        if only_rests and not isinstance(rule, Rests):
            continue
        problem = _problem_of(row, rule, look)
        if problem:
            yield problem


def _problem_of(row: Entity, rule: Rule, look: Look) -> Problem | None:
    from app.models._terms import resting

    if isinstance(rule, Unique):
        return _clash(row, rule, look)
    if isinstance(rule, Check):
        return None if rule.holds(row) else Problem(rule.column, rule.message)
    if isinstance(rule, NoOverlap):
        return _overlap(row, rule, look)
    return rule.judge(row, look) if isinstance(rule, Judged) else resting(row, rule.column, look)


def _clash(row: Entity, rule: Unique, look: Look) -> Problem | None:
    if not _matches(row, rule.where):
        return None
    key = {name: getattr(row, name) for name in rule.columns}
    if any(value is None for value in key.values()):
        return None
    others = look.standing(type(row), **key, **rule.where)
    return Problem(rule.columns[-1], rule.message) if any(_is_other(row, other) for other in others) else None


def _overlap(row: Entity, rule: NoOverlap, look: Look) -> Problem | None:
    key = {name: getattr(row, name) for name in rule.by}
    if not _matches(row, rule.where) or any(value is None for value in key.values()):
        return None
    for other in look.standing(type(row), **key, **rule.where):
        if _is_other(row, other) and _share_a_day(row, other, rule):
            return Problem(rule.start, rule.message)
    return None


def _matches(row: Entity, key: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in key.items())


def _is_other(row: Entity, other: Any) -> bool:
    return other is not row and (row.id is None or other.id != row.id)


def _share_a_day(row: Any, other: Any, rule: NoOverlap) -> bool:
    starts, ends = getattr(row, rule.start), getattr(row, rule.end)
    other_starts, other_ends = getattr(other, rule.start), getattr(other, rule.end)
    if starts is None or other_starts is None:
        return False
    if rule.is_last_day_free:
        return (ends is None or other_starts < ends) and (other_ends is None or starts < other_ends)
    return (ends is None or other_starts <= ends) and (other_ends is None or starts <= other_ends)
