"""The page of one row: its readable columns, who may see it and why, and the ways to what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select

from app.access.grants import allowed
from app.access.guard import Actor
from app.access.lookers import may_ask
from app.access.narrowing import readable_value, where_granted
from app.access.putting_away import is_put_away
from app.access.reach import changeable, rests
from app.access.vocabulary import Action, language
from app.access.why import why
from app.admin.cells import Selection, selection
from app.admin.menu import address_of, screen_entities
from app.admin.screen import Screen, reveals, screen_for
from app.extensions import db
from app.models._base import entity_named, facts_of
from app.models._columns import Kind
from app.models.people.student import Student
from app.models.system.late_correction import LateCorrection
from app.reports.sheets import sheets_of_row

#: What every row has; told apart from what the row says.
_KEPT_BY_THE_PROGRAM = frozenset({"id", "school_id", "created_at", "updated_at", "archived_at"})


@dataclass(frozen=True, slots=True)
class Line:
    """One column of the row; `url` leads to the row it refers to, `can_reveal` when a masked number can be opened."""

    name: str
    label: str
    text: str
    url: str = ""
    is_long: bool = False
    can_reveal: bool = False
    is_revealed: bool = False
    is_bookkeeping: bool = False


@dataclass(frozen=True, slots=True)
class DetailsPage:
    """Everything the page of a row shows, as plain text."""

    key: int
    title: str
    lines: list[Line]
    is_archived: bool
    reasons: str
    belongings: list[tuple[str, str, str]]
    can_edit: bool
    can_archive: bool
    #: (label, address) of the papers that can be printed of this row.
    papers: list[tuple[str, str]]
    #: Where the row of a closed term can be opened for a correction; "" when it need not or may not.
    correction: str
    #: Where those stand who looked at the child; "" where the row is no child or the person may not ask.
    lookers: str = ""
    #: The row is a child whose data are put away.
    is_put_away: bool = False


def page_of(screen: Screen, actor: Actor, key: int, revealed: dict[str, str]) -> DetailsPage | None:
    """The page of a row, None when there is none for the person; `revealed` holds numbers to show whole."""
    entity, title = screen.entity, screen.entity.spec.title
    made = selection(entity, screen.roles, tuple(dict.fromkeys((*screen.shown, title, "archived_at"))))
    row = db.session.execute(made.statement.where(entity.id == key)).first()
    if row is None:
        return None
    return DetailsPage(
        key=key,
        title=(made.readers[title](row) if title in screen.readable else "") or f"#{key}",
        lines=[_line(screen, made, row, name, revealed) for name in screen.shown],
        is_archived=row[made.values["archived_at"]] is not None,
        reasons=("; " if language.get() == "en" else "\uff1b").join(
            map(str, why(db.session, actor, entity, key))
        ),
        belongings=_belongings(screen, key),
        can_edit=_may(screen, actor, key, Action.EDIT),
        can_archive=_may(screen, actor, key, Action.ARCHIVE),
        papers=_papers(screen, actor, key),
        correction=_correction(screen, actor, key),
        lookers=_lookers(screen, actor, key),
        is_put_away=screen.entity is Student and is_put_away(db.session, actor.today, key),
    )


def _lookers(screen: Screen, actor: Actor, key: int) -> str:
    is_asked = screen.entity is Student and may_ask(db.session, actor, key)
    return url_for("log_check.who_looked", student_id=key) if is_asked else ""


def _papers(screen: Screen, actor: Actor, key: int) -> list[tuple[str, str]]:
    asked = "student" if screen.entity.__name__ == "Student" else "row"
    return [
        (str(kind.label), f"{url_for('sheets.choose', slug=kind.slug)}?{asked}={key}")
        for kind in sheets_of_row(screen.entity, actor.roles)
    ]


def _correction(screen: Screen, actor: Actor, key: int) -> str:
    if not allowed(actor.roles, LateCorrection, Action.CREATE):
        return ""
    is_closed = rests(db.session, screen.entity, key)
    table = address_of(screen.entity).strip("/").rpartition("/")[2]
    return url_for("late_corrections.open_row", table=table, row_id=key) if is_closed else ""


def _may(screen: Screen, actor: Actor, key: int, action: Action) -> bool:
    return screen.may(action) and bool(changeable(db.session, actor, screen.entity, action, [key]))


def number_of(screen: Screen, key: int, column: str) -> str | None:
    """A masked number whole, "" when it is empty, None when there is no row in which the person may see it whole."""
    entity = screen.entity
    found = select(readable_value(entity, screen.roles, column, entity)).where(entity.id == key)
    whole = where_granted(entity, screen.roles, reveals(entity, column), entity)
    if whole is not None:
        found = found.where(whole)
    row = db.session.execute(found).first()
    return None if row is None else row[0] or ""


def _line(
    screen: Screen, made: Selection, row: tuple[object, ...], name: str, revealed: dict[str, str]
) -> Line:
    facts, value = facts_of(screen.entity)[name], row[made.values[name]]
    return Line(
        name=name,
        label=str(facts.label),
        text=revealed.get(name) or made.readers[name](row),
        url=_url_of(screen, made, row, name) if facts.kind is Kind.REF and value is not None else "",
        is_long=facts.kind in (Kind.LONG_TEXT, Kind.SEALED, Kind.JSON),
        can_reveal=name in screen.revealed and bool(value) and name not in revealed,
        is_revealed=name in revealed,
        is_bookkeeping=name in _KEPT_BY_THE_PROGRAM and screen.entity.spec.title != name,
    )


def _url_of(screen: Screen, made: Selection, row: tuple[object, ...], name: str) -> str:
    target = entity_named(facts_of(screen.entity)[name].target or "")
    is_open = not made.is_hidden(row, name) and not target.spec.is_inner
    return f"{address_of(target)}details/?id={row[made.values[name]]}" if is_open else ""


def _belongings(screen: Screen, key: int) -> list[tuple[str, str, str]]:
    """Lists of rows that refer to this one, as (label, address of the list, address of a new row or "")."""
    found = []
    for entity in screen_entities():
        other = screen_for(entity, screen.roles)
        for name in other.filtered if other.may(Action.READ) else ():
            if facts_of(entity)[name].target == screen.entity.__name__:
                new = f"{address_of(entity)}new/?{name}={key}" if other.may(Action.CREATE) else ""
                found.append((_label(screen, entity, name), f"{address_of(entity)}?{name}={key}", new))
    return found


def _label(screen: Screen, entity: type, name: str) -> str:
    """The other entity's name, with the column where it refers in more than one way."""
    ways = [n for n, facts in facts_of(entity).items() if facts.target == screen.entity.__name__]
    label = str(entity.spec.label)  # type: ignore[attr-defined]
    return label if len(ways) == 1 else f"{label}({facts_of(entity)[name].label})"
