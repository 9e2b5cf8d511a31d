"""Saves what was typed: one transaction, every problem told at its field, nothing that was typed lost."""

from __future__ import annotations

from enum import Enum
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import load_only
from sqlalchemy.orm.exc import StaleDataError

from app import clock
from app.access.grants import readable_columns
from app.admin.forms import EntityForm, fill
from app.admin.screen import Screen
from app.extensions import db
from app.models._base import Entity
from app.models._rules import Invalid, Unique

#: Rows one archive request may name.
MOST_ARCHIVED = 200


class Saved(Enum):
    """How a save ended."""

    DONE = "done"
    WRONG = "wrong"
    #: Somebody else changed the row since the form was opened.
    OVERTAKEN = "overtaken"


def create(screen: Screen, form: EntityForm) -> tuple[Saved, int | None]:
    """Make a row of what was typed; its key when that went well, else the form carries the problems."""
    row = screen.entity()
    fill(form, row)
    db.session.add(row)
    ended = _commit(screen, form)
    # Not `row.id`: after the commit that would read the whole row again, confidential columns included.
    key = inspect(row).identity
    return ended, key[0] if ended is Saved.DONE and key else None


def change(screen: Screen, form: EntityForm, key: int, version: str) -> Saved | None:
    """Change a row, unless it is no longer the version the form was opened with; None when there is no such row."""
    row = _row(screen, key)
    if row is None:
        return None
    if str(row.version) != version:
        db.session.rollback()
        return Saved.OVERTAKEN
    fill(form, row)
    return _commit(screen, form)


def set_archived(screen: Screen, keys: list[int], reason: str, is_archived: bool) -> int:
    """Archive or restore the rows among `keys` that the person sees; how many there were.

    The reason goes to the log. Invalid when a restored row breaks a rule now.
    """
    entity = screen.entity
    wanted = select(entity).where(entity.id.in_(keys[:MOST_ARCHIVED]))
    rows = db.session.scalars(wanted.options(_readable(screen))).all()
    changed = [row for row in rows if (row.archived_at is not None) is not is_archived]
    for row in changed:
        row.archived_at = clock.now() if is_archived else None
    db.session.info["reason"] = reason
    try:
        db.session.commit()
    finally:
        db.session.info.pop("reason", None)
    return len(changed)


def _row(screen: Screen, key: int) -> Any:
    return db.session.scalars(
        select(screen.entity).where(screen.entity.id == key).options(_readable(screen))
    ).first()


def _readable(screen: Screen) -> Any:
    """Columns hidden in some row are left in the database; a rule or form that needs one fetches it by itself."""
    open_ = readable_columns(screen.roles, screen.entity)
    return load_only(*(getattr(screen.entity, name) for name in open_))


def _commit(screen: Screen, form: EntityForm) -> Saved:
    try:
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        return Saved.OVERTAKEN
    except Invalid as invalid:
        db.session.rollback()
        _tell(screen, form, invalid)
        return Saved.WRONG
    except IntegrityError as error:
        db.session.rollback()
        _tell_clash(screen.entity, form, str(error.orig))
        return Saved.WRONG
    return Saved.DONE


def _tell(screen: Screen, form: EntityForm, invalid: Invalid) -> None:
    """Put each problem at its field; what belongs to no field of this form stands above it."""
    for problem in invalid.problems:
        if invalid.entity == screen.entity.__name__ and problem.column in form:
            form[problem.column].errors = [*form[problem.column].errors, str(problem.message)]
        else:
            form.problems.append(str(problem.message))


def _tell_clash(entity: type[Entity], form: EntityForm, complaint: str) -> None:
    """The sentence of the uniqueness rule the database refused by; never the database's own words."""
    rule = next(
        (r for r in entity.spec.rules if isinstance(r, Unique) and _is_named(entity, r, complaint)), None
    )
    if rule is None:
        form.problems.append(_("与已有的记录冲突，没有保存。请核对后再试。"))
    elif rule.columns[-1] in form:
        form[rule.columns[-1]].errors = [*form[rule.columns[-1]].errors, str(rule.message)]
    else:
        form.problems.append(str(rule.message))


def _is_named(entity: type[Entity], rule: Unique, complaint: str) -> bool:
    """PostgreSQL names the index, SQLite the columns."""
    table = entity.__tablename__
    columns = ", ".join(f"{table}.{name}" for name in rule.columns)
    return f"uq_{table}_{'_'.join(rule.columns)}"[:60] in complaint or complaint.endswith(f": {columns}")
