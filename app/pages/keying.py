"""Keying in what was written by hand: five columns, keyboard only, each row checked and saved as soon as it is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.database import Refused
from app.extensions import db
from app.models._rules import Invalid
from app.models.care.contact_record import ContactRecord
from app.pages import my_children
from app.pages.bulk_forms import ListForm
from app.pages.contact_ways import WAYS
from app.pages.keyed_row import COLUMNS, KeyedRow, pupil_of

bp = Blueprint("keying", __name__, url_prefix="/keying")

#: Columns of the record that the rules complain about, by the column of the screen.
_TYPED_AS = {
    "happened_at": "day",
    "parties": "way",
    "channel": "way",
    "minutes": "minutes",
    "content": "text",
}


def can_key(actor: Actor) -> bool:
    """Whether the person writes contact records in his own name."""
    return actor.staff_id is not None and allowed(actor.roles, ContactRecord, Action.CREATE)


@bp.get("/")
def show() -> ResponseReturnValue:
    """An empty row under the meaning of its columns."""
    return _page(_writer(), {})


@bp.get("/child")
def child() -> ResponseReturnValue:
    """Whom a code stands for: said back at once, before the row is filled."""
    _writer()
    pupil = pupil_of(db.session, request.args.get("code", ""))
    return jsonify({"name": pupil.words if pupil else ""})


@bp.post("/row")
def keep() -> ResponseReturnValue:
    """Save a row; the script is answered with JSON, a browser without it with the page."""
    actor = _writer()
    row = KeyedRow({name: request.form.get(name, "") for name in COLUMNS})
    name = _save(row, actor, ListForm().opened_at())
    if request.headers.get("Accept") == "application/json":
        return jsonify({"name": name, "problems": row.problems})
    if row.problems:
        return _page(actor, row.typed, row.problems)
    flash(_("已保存：%(name)s", name=name), "good")
    return redirect(url_for("keying.show"))


def _writer() -> Actor:
    actor = actor_of(db.session)
    if not can_key(actor):
        abort(403)
    return actor


def _page(
    actor: Actor, typed: Mapping[str, str], problems: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    page = render_template(
        "pages/keying.html", form=ListForm(), typed=typed, problems=problems or {}, ways=WAYS.values(),
        today=actor.today, notice=ContactRecord.spec.notice,
    )  # fmt: skip
    return page, 400 if problems else 200


def _save(row: KeyedRow, actor: Actor, opened: dt.datetime) -> str:
    """Write the row unless it stands already; gives the child's class and name, empty where there are problems."""
    record = row.record(db.session, actor, min(opened, clock.now()))
    pupil = pupil_of(db.session, row.typed["code"])
    if record is None or pupil is None:
        return ""
    if not my_children.recorded_as(db.session, record):
        try:
            db.session.add(record)
            db.session.commit()
        except Invalid as invalid:
            db.session.rollback()
            row.problems |= {_TYPED_AS.get(p.column, "row"): str(p.message) for p in invalid.problems}
        except Refused:
            db.session.rollback()
            row.problems["way"] = _("您不能登记这种联系，请换一种方式，或请班主任登记。")
    return "" if row.problems else pupil.words
