"""Makes the form of an entity from the facts about its columns, for one person and one row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from app import typed
from app.access import directory
from app.access.guard import Actor, actor_of
from app.access.narrowing import typed_columns_of_row
from app.admin import fields, references
from app.admin.cells import selection
from app.admin.formats import NO, YES
from app.admin.screen import Screen
from app.extensions import db
from app.models._base import Entity, entity_named, facts_of
from app.models._columns import ColumnFacts, Kind
from app.models.school.term import Term

#: The field that tells which form was filled in, and the one with the version it was filled in over.
MARKER, VERSION = "form-of", "version"


@dataclass(frozen=True, slots=True)
class Stored:
    """A row as its form begins with it: stored values, their texts, and the links that are hidden."""

    key: int
    version: int
    values: Mapping[str, Any]
    texts: Mapping[str, str]
    hidden: frozenset[str]


class EntityForm(BaseForm):
    """The fields of one form; `problems` are sentences that belong to no single field."""

    def __init__(self, made: Mapping[str, UnboundField[Any]], marker: str) -> None:
        super().__init__(made)
        self.marker = marker
        self.problems: list[str] = []

    def is_complete(self, posted: MultiDict[str, str]) -> bool:
        """Whether the posted data is this very form, whole: a missing field must never empty a column."""
        ticked = (BooleanField, fields.TicksField, fields.RestrictedField)
        needed = {field.name for field in self if not isinstance(field, ticked)}
        return posted.get(MARKER) == self.marker and needed <= set(posted)


def stored_row(screen: Screen, key: int) -> Stored | None:
    """What the edit form begins with; None when the person has no such standing row. Hidden columns are not read."""
    entity = screen.entity
    edited = typed_columns_of_row(db.session, actor_of(db.session), entity, key, screen.edited)
    made = selection(entity, screen.roles, (*edited, VERSION))
    row = db.session.execute(made.statement.where(entity.id == key, entity.archived_at.is_(None))).first()
    if row is None:
        return None
    refs = (name for name in edited if facts_of(entity)[name].kind is Kind.REF)
    return Stored(
        key=key,
        version=row[made.values[VERSION]],
        values={name: row[made.values[name]] for name in edited},
        texts=dict(zip(edited, made.texts(row, edited), strict=True)),
        hidden=frozenset(name for name in refs if made.is_hidden(row, name)),
    )


def form_for(screen: Screen, actor: Actor, stored: Stored | None, base: str) -> EntityForm:
    """An empty form for a new row (`stored` None) or an existing one; `base` is the address of the screen."""
    names = screen.created if stored is None else tuple(stored.values)
    maker = _Maker(screen, actor, stored, base)
    marker = hashlib.sha256(",".join(names).encode()).hexdigest()[:12]
    form = EntityForm({name: maker.field(name) for name in names}, marker)
    for name in names:
        if isinstance(form[name], fields.MaskedField):
            form[name].masked = "" if stored is None else stored.texts[name]
    return form


def beginning(screen: Screen, actor: Actor, asked: MultiDict[str, str]) -> dict[str, Any]:
    """What the form of a new row begins with: defaults, the person himself, this term, and what the address asks for."""
    begun = {name: _usual(screen.entity, actor, name) for name in screen.created}
    return begun | {name: v for name in screen.created if (v := _asked(screen, name, asked)) is not None}


def _usual(entity: type[Entity], actor: Actor, name: str) -> Any:
    if name == entity.spec.owner and facts_of(entity)[name].target == "Staff":
        return actor.staff_id
    if facts_of(entity)[name].target == "Term":
        return db.session.scalar(select(Term.id).where(Term.is_current, Term.archived_at.is_(None)))
    return fields.default_of(entity, name)


def _asked(screen: Screen, name: str, asked: MultiDict[str, str]) -> Any:
    """A link, choice or day given in the address; free text never travels there."""
    facts, text = facts_of(screen.entity)[name], asked.get(name, "")
    if not text:
        return None
    if facts.kind is Kind.REF:
        key = typed.key_of(text)
        return key if key and references.sees(entity_named(facts.target or ""), key) else None
    if facts.kind is Kind.CHOICE and facts.choices is not None:
        return next((member for member in facts.choices if member.value == text), None)
    if facts.kind is Kind.DAY:
        try:
            return fields.TYPINGS[Kind.DAY].parse(text)
        except ValueError:
            return None
    return None


class _Maker:
    """Makes the fields of one form."""

    def __init__(self, screen: Screen, actor: Actor, stored: Stored | None, base: str) -> None:
        self._screen = screen
        self._actor = actor
        self._stored = stored
        self._base = base

    def field(self, name: str) -> UnboundField[Any]:
        facts = facts_of(self._screen.entity)[name]
        shared: dict[str, Any] = {"label": facts.label, "description": facts.hint or ""}
        if facts.kind is Kind.REF:
            return self._reference(name, facts, shared)
        if facts.kind is Kind.FLAG and facts.required:
            return BooleanField(**shared, false_values=(False, "false", "0", ""))
        shared["is_required"] = facts.required and fields.default_of(self._screen.entity, name) is None
        make = _MAKERS.get(facts.kind, _typed)
        return make(facts, shared, self._stored is not None)

    def _reference(self, name: str, facts: ColumnFacts, shared: dict[str, Any]) -> UnboundField[Any]:
        if self._stored is not None and name in self._stored.hidden:
            return fields.RestrictedField(**shared)
        shared["is_required"] = facts.required
        target = entity_named(facts.target or "")
        options = (
            None
            if name in self._screen.override.from_directory
            else references.few(target, self._screen.roles)
        )
        if options is None:
            title_of = self._title_of(name, target)
            return fields.ReferenceField(
                **shared, lookup_url=f"{self._base}lookup/{name}/", title_of=title_of
            )
        choices = [*fields.row_options(options), *self._present(name, options)]
        return fields.OneField(**shared, choices=fields.with_empty(choices), coerce=references.key_of_any)

    def _title_of(self, name: str, target: type[Entity]) -> Callable[[int], str | None]:
        if name in self._screen.override.from_directory and directory.is_open_to(self._actor):
            return lambda key: directory.name_of(self._actor, key)
        return lambda key: references.title_of(target, self._screen.roles, key)

    def _present(self, name: str, options: list[references.Option]) -> list[SelectChoice]:
        """The row linked now, when it is archived and so not among the options."""
        key = None if self._stored is None else self._stored.values[name]
        if self._stored is None or key is None or any(option.id == key for option in options):
            return []
        return [SelectChoice(value=str(key), label=self._stored.texts[name])]


def _typed(facts: ColumnFacts, shared: dict[str, Any], is_edit: bool) -> UnboundField[Any]:
    made = fields.MaskedField if facts.mask is not None and is_edit else fields.TypedField
    return made(**shared, typing=fields.TYPINGS[facts.kind], render_kw=fields.box_of(facts))


def _one(facts: ColumnFacts, shared: dict[str, Any], _is_edit: bool) -> UnboundField[Any]:
    choices = facts.choices
    if choices is None:
        raise TypeError("a choice column without choices")
    options = fields.with_empty(fields.choice_options(choices))
    return fields.OneField(**shared, choices=options, coerce=fields.member_of(choices))


def _ticks(facts: ColumnFacts, shared: dict[str, Any], _is_edit: bool) -> UnboundField[Any]:
    if facts.choices is None:
        raise TypeError("a set of choices without choices")
    shared.pop("is_required")
    return fields.TicksField(**shared, choices=fields.choice_options(facts.choices), coerce=facts.choices)


def _yes_no_unknown(_facts: ColumnFacts, shared: dict[str, Any], _is_edit: bool) -> UnboundField[Any]:
    known = {"": None, "1": True, "0": False, True: True, False: False, None: None}
    options = [SelectChoice("", _("不清楚")), SelectChoice("1", str(YES)), SelectChoice("0", str(NO))]
    return fields.OneField(**shared, choices=options, coerce=known.__getitem__)


_MAKERS: dict[Kind, Callable[[ColumnFacts, dict[str, Any], bool], UnboundField[Any]]] = {
    Kind.CHOICE: _one,
    Kind.CHOICES: _ticks,
    Kind.FLAG: _yes_no_unknown,
}


def differences(screen: Screen, form: EntityForm, stored: Stored) -> list[tuple[str, str]]:
    """What stands in the database now where it differs from what was typed, as (label, text)."""
    names = (field.name for field in form if _is_change(field, stored.values[field.name]))
    return [(str(facts_of(screen.entity)[name].label), stored.texts[name] or "—") for name in names]


def fill(form: EntityForm, row: Entity) -> None:
    """Put what was typed into the row: only fields of the form, and of those only what changes."""
    for field in form:
        if _is_change(field, getattr(row, field.name)):
            setattr(row, field.name, _value(field))


def _is_change(field: Field, stored: Any) -> bool:
    if isinstance(field, BooleanField):
        return bool(field.data) is not stored
    return bool(field.is_change_of(stored))


def _value(field: Field) -> Any:
    return frozenset(field.data) if isinstance(field, fields.TicksField) else field.data
