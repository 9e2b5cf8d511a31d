"""What every entity is: a table with an owner school, a version, an archive mark and a specification."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from sqlalchemy import CheckConstraint, Index, Integer, Table, event, inspect, text
from sqlalchemy.orm import Mapped, MappedColumn, Mapper, mapped_column, object_session, relationship

from app import clock
from app.access.vocabulary import Chapter, Group, Label, Level
from app.extensions import db
from app.models import _columns as c
from app.models._columns import ColumnFacts, Kind
from app.models._rules import Check, Rests, Rule, Unique
from app.models._sealed import EncipheredNumber

if TYPE_CHECKING:
    # What Flask-SQLAlchemy makes of our base at run time has no type of its own.
    from app.database import Base as Model
else:
    Model = db.Model


@dataclass(frozen=True, slots=True)
class Reach:
    """How a row belongs to somebody: the column that leads there, and to which kind of owner.

    `to` is "child", "class", "caregiver", "staff", "school", "user", "case", "plan" or "linked": to the
    children whom `via`, (entity, its column), ties to the value of `column`.
    """

    to: str
    column: str
    via: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Spec:
    """The facts of an entity that are not columns: names, place in the menu, whose row, what a list shows."""

    label: Label
    chapter: Chapter
    group: Group
    #: The column whose value names a row; must be readable wherever the row is.
    title: str
    #: How rows reach a child, class or person (`rows.py`); school-wide rows have Reach("school", "school_id").
    reach: Reach = Reach("school", "school_id")
    #: The column holding the staff member whose own row it is; "event_id.organiser_id" looks it up in the row above.
    owner: str | None = None
    #: Further such columns (the second teacher on duty).
    also_owners: tuple[str, ...] = ()
    level: Level = Level.INTERNAL
    listed: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    filtered: tuple[str, ...] = ()
    #: Column the list is sorted by at first; a leading "-" means newest or greatest first.
    order: str = "-id"
    #: Columns of the form in their order; () means all that are not derived, as written.
    form: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    #: Names are found by 1- and 2-character grams instead of a scan (flask-admin 3.4).
    grams: str | None = None
    #: Further indexes: the columns of each; those that begin with the school are over standing rows.
    indexes: tuple[tuple[str, ...], ...] = ()
    #: No screen of its own (sessions, grams).
    is_inner: bool = False
    #: Which box its sealed texts lie in: "case" (its own, or that of `case_id`), "own" (its counselor's) or "letter"
    #: (one of its own, made for the school's counselors by somebody who has no keys).
    box: str = ""
    #: Rows are written once and never changed by a person.
    is_append_only: bool = False
    #: The registers of the 制度 that this entity keeps (domain 1): "I02".
    systems: tuple[str, ...] = ()
    #: The sentence on the form that says who will be able to read what is written.
    notice: Label | None = None


_OWN = ("id", "school_id", "created_at", "created_by_id", "updated_at", "version", "archived_at")


class Entity(Model):
    """Base of all entities. A subclass gives `spec` and columns; table, relationships and rules follow."""

    __abstract__ = True
    spec: ClassVar[Spec]

    id: Mapped[int] = mapped_column(
        Integer,
        primary_key=True,
        sort_order=-10,
        info={"facts": ColumnFacts(Kind.NUMBER, Label("编号", "No."), Level.PUBLIC, derived=True)},
    )
    created_at: Mapped[dt.datetime] = c.moment(
        "登记时间", "Recorded at", level=Level.INTERNAL, required=True, derived=True
    )
    created_by_id: Mapped[int | None] = c.number(
        "登记人编号", "Recorded by (no.)", level=Level.INTERNAL, derived=True
    )
    updated_at: Mapped[dt.datetime] = c.moment(
        "更新时间", "Updated at", level=Level.INTERNAL, required=True, derived=True
    )
    archived_at: Mapped[dt.datetime | None] = c.moment(
        "归档时间", "Archived at", level=Level.INTERNAL, derived=True
    )
    version: Mapped[int] = c.number("版本", "Version", level=Level.INTERNAL, required=True, derived=True)

    #: A row changed by somebody else in the meantime is not overwritten: StaleDataError.
    __mapper_args__: Any = {"version_id_col": version}  # noqa: RUF012 - read once, by SQLAlchemy

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if not cls.__dict__.get("__abstract__"):
            cls.__tablename__ = c.table_name(cls.__name__)
            _link(cls)
        super().__init_subclass__(**kwargs)
        if not cls.__dict__.get("__abstract__"):
            _index(cls)

    def settle(self) -> None:
        """Give a new row its default values, and any row the keys of rows given as objects (`student=…`).

        Rules then see what will be written, however the caller said it.
        """
        state = inspect(self)
        for column in type(self).__table__.columns if state.pending else ():
            if column.default is not None and getattr(self, column.key) is None:
                setattr(self, column.key, column.default.arg)
        for relation in state.mapper.relationships:
            for given in state.attrs[relation.key].history.added or ():
                if given is not None and given.id is not None:
                    setattr(self, f"{relation.key}_id", given.id)

    def complete(self) -> None:
        """Fill what follows from the row, before it is checked and written; may look up and add others."""

    def __str__(self) -> str:
        return _as_words(self, self.spec.title) or f"#{self.id}"


class SchoolEntity(Entity):
    """An entity whose rows belong to one school: all but the school itself and a few inner tables."""

    __abstract__ = True

    school_id: Mapped[int] = c.ref(
        "学校", "School", "School", index=False, level=Level.PUBLIC, required=True, derived=True
    )


@event.listens_for(Entity, "mapper_configured", propagate=True)
def _check_spec(_mapper: Mapper[Any], cls: type[Entity]) -> None:
    """Refuse at import an entity without a specification, or one that names a column it has not."""
    spec: Spec = cls.spec
    named = (*spec.listed, *spec.searched, *spec.filtered, *spec.form, spec.order.lstrip("-"), spec.title)
    columns = facts_of(cls)
    rests = [rule.column for rule in spec.rules if isinstance(rule, Rests)]
    owners = {name.partition(".")[0] for name in (spec.owner, *spec.also_owners, *rests) if name}
    missing = {*named, spec.reach.column, *owners, *filter(None, [spec.grams])} - set(columns)
    if missing:
        raise TypeError(f"{cls.__name__}.spec names columns it has not: {', '.join(sorted(missing))}")


@event.listens_for(Entity, "mapper_configured", propagate=True)
def _keep_numbers_in_one_form(_mapper: Mapper[Any], cls: type[Entity]) -> None:
    """A phone or ID number is put into its one form when it is given, so that rules compare what will be stored."""
    for name in facts_of(cls):
        type_ = cls.__table__.c[name].type
        if isinstance(type_, EncipheredNumber):
            event.listen(getattr(cls, name), "set", partial(_in_one_form, type_), retval=True)


def _in_one_form(
    type_: EncipheredNumber, _row: object, value: str | None, _old: object, _by: object
) -> str | None:
    return type_.canonical(value) if isinstance(value, str) else value


@event.listens_for(Entity, "before_insert", propagate=True)
def _stamp_new(_mapper: object, _connection: object, row: Entity) -> None:
    row.created_at = row.created_at or clock.now()
    row.updated_at = clock.now()


@event.listens_for(Entity, "before_update", propagate=True)
def _stamp_changed(_mapper: object, _connection: object, row: Entity) -> None:
    row.updated_at = clock.now()


def _as_words(row: Entity, column: str) -> str:
    """The value as a person reads it: the label of a choice, the name of a referred row, China's wall clock."""
    is_ref = facts_of(type(row))[column].kind is Kind.REF
    value = getattr(row, column.removesuffix("_id") if is_ref else column)
    if isinstance(value, dt.datetime):
        return f"{clock.in_china(value):%Y-%m-%d %H:%M}"
    return "" if value is None else str(getattr(value, "label", value))


def _link(cls: type[Entity]) -> None:
    """Give every `x_id` reference its relationship `x`; nothing leads back, so no room can be entered from outside."""
    columns = {name: value for base in reversed(cls.__mro__) for name, value in vars(base).items()}
    for name, value in columns.items():
        facts = value.column.info.get("facts") if isinstance(value, MappedColumn) else None
        if facts is not None and facts.is_sealed and facts.kind is Kind.REF:
            setattr(cls, name.removesuffix("_id"), property(partial(_followed, name=name)))
        elif facts is not None and facts.kind is Kind.REF and name.removesuffix("_id") not in cls.__dict__:
            own = f"{cls.__name__}.{name}"
            remote = f"{facts.target}.id"
            join = (
                f"{own} == {remote}"
                if facts.target != cls.__name__
                else f"foreign({own}) == remote({remote})"
            )
            setattr(
                cls, name.removesuffix("_id"), relationship(facts.target, primaryjoin=join, lazy="select")
            )


def _followed(row: Entity, *, name: str) -> Any:
    """The row that a sealed reference leads to, where the reader of its session sees it."""
    key, session = getattr(row, name), object_session(row)
    target = entity_named(facts_of(type(row))[name].target or "")
    return session.get(target, key) if key is not None and session is not None else None


def _index(cls: type[Entity]) -> None:
    """Make the indexes and checks that the specification asks for."""
    table = cast(Table, cls.__table__)
    for rule in cls.spec.rules:
        if isinstance(rule, Unique):
            where = text(rule.condition())
            name = f"uq_{table.name}_{'_'.join(rule.columns)}"[:60]
            Index(
                name,
                *(table.c[n] for n in rule.columns),
                unique=True,
                sqlite_where=where,
                postgresql_where=where,
            )
        elif isinstance(rule, Check):
            table.append_constraint(CheckConstraint(text(rule.sql), name=rule.name))
    for columns in cls.spec.indexes:
        # A school's rows in some order are a list, which asks for standing rows: so far pages never leave the index.
        only = text("archived_at IS NULL") if columns[0] == "school_id" else None
        name = f"ix_{table.name}_{'_'.join(columns)}"[:60]
        Index(name, *(table.c[n] for n in columns), sqlite_where=only, postgresql_where=only)
    if "school_id" in table.c and table.c.school_id.foreign_keys:
        Index(f"ix_{table.name}_school_id_archived_at", table.c.school_id, table.c.archived_at)


@cache
def facts_of(cls: type[Entity]) -> dict[str, ColumnFacts]:
    """The facts of every column by name: own columns as written first, then the common ones."""
    columns = cls.__table__.columns
    ordered = sorted(columns.keys(), key=lambda name: name in _OWN)
    return {name: columns[name].info["facts"] for name in ordered}


def level_of(cls: type[Entity], column: str) -> Level:
    """How sensitive a column is: its own level, or its entity's."""
    level = facts_of(cls)[column].level
    return cls.spec.level if level is None else level


def all_entities() -> tuple[type[Entity], ...]:
    """Every mapped entity, sorted by class name; import `app.models` first."""
    found = {mapper.class_ for mapper in Entity.registry.mappers}
    return tuple(sorted(found, key=lambda cls: cls.__name__))


@cache
def entity_named(name: str) -> type[Entity]:
    """The entity class of this name; KeyError when there is none."""
    return {cls.__name__: cls for cls in all_entities()}[name]
