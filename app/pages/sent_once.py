"""Every form carries an id of its own; sent again, it leads to what it made and makes nothing (security R-14)."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from flask import Flask, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.access import submissions
from app.access.grants import allowed
from app.access.guard import actor_of, bind
from app.access.submissions import SentTwice
from app.access.vocabulary import Action
from app.extensions import db
from app.models._base import Entity
from app.pages.drafts import MARK as DRAFT_MARK
from app.pages.signing_in import signed_in

#: The hidden field; `ui.csrf()` writes it into every form.
FIELD = "once_token"
#: What the browser or its script may change between two clicks on the same form.
_NOT_TYPED = frozenset({FIELD, DRAFT_MARK, "csrf_token", "confirm_password", "confirm_code"})
_LONGEST_ID = 64
#: An incident is worked on from its board, not from its own screen.
_BOARD = "Incident"


def init_app(app: Flask) -> None:
    app.jinja_env.globals["once_token"] = new_id
    app.register_error_handler(SentTwice, _lead_on)


def new_id() -> str:
    """The id of one form on one page."""
    return secrets.token_urlsafe(16)


def begin() -> ResponseReturnValue | None:
    """Say which form this request sends; one that was taken before is answered at once."""
    who, given = signed_in(), request.form.get(FIELD, "") if request.method == "POST" else ""
    if who is None or not 0 < len(given) <= _LONGEST_ID:
        return None
    sent = submissions.Sent(who.actor.user_id, who.actor.school_id, _mark(given), secrets.token_hex(8))
    if submissions.was_taken(sent):
        return _answer(sent)
    submissions.present.set(sent)
    return None


def _mark(given: str) -> str:
    """A hash over the id and all that was typed: a form changed after Back is another one, and is not lost."""
    fields = sorted((name, text) for name, text in request.form.items(multi=True) if name not in _NOT_TYPED)
    files = sorted(
        (name, _digest(file.stream)) for name, file in request.files.items(multi=True) if file.filename
    )
    told = json.dumps([given, request.full_path, fields, files], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _digest(stream: Any) -> str:
    stream.seek(0)
    found = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return found


def _lead_on(_error: SentTwice) -> ResponseReturnValue:
    """Another request took this form in the same moment."""
    sent = submissions.present.get()
    submissions.present.set(None)
    db.session.rollback()
    who = signed_in()
    if who is not None:
        bind(db.session, who.actor)
    return _answer(sent) if sent is not None else redirect(url_for("home.show"))


def _answer(sent: submissions.Sent) -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        return jsonify(problems={}, name="")
    flash(_("这张表已经保存过，没有重复登记。"), "info")
    made = submissions.made_by(sent)
    return redirect(_place_of(*made) if made is not None else _list_or_home())


def _place_of(entity: type[Entity], key: int) -> str:
    """The page of the row, where the person may open it."""
    if not allowed(actor_of(db.session).roles, entity, Action.READ) or not _is_seen(entity, key):
        return _list_or_home()
    if entity.__name__ == _BOARD:
        return url_for("emergency.work", incident_id=key)
    if entity.spec.is_inner:
        return _list_or_home()
    return url_for(f"admin_{entity.__tablename__}.details_view", id=key)


def _is_seen(entity: type[Entity], key: int) -> bool:
    return db.session.scalars(select(entity.id).where(entity.id == key)).first() is not None


def _list_or_home() -> str:
    """The list of the screen whose form this was; home for the form of a page."""
    blueprint = request.blueprint or ""
    return url_for(f"{blueprint}.index_view") if blueprint.startswith("admin_") else url_for("home.show")
