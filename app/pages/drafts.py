"""Keeps what is being typed, gives it back after a lost connection or an ended session, and forgets what was saved."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from app import clock
from app.access import drafts
from app.access.guard import actor_of
from app.extensions import db
from app.pages import signing_in
from app.pages.safe_redirects import is_own_path

bp = Blueprint("drafts", __name__)

#: The hidden field that the script adds to a form of which it has kept a draft.
MARK = "kept-draft"
_LONGEST_ADDRESS = 200
_MOST_FIELDS = 600
#: Never kept: tokens of the form itself and whatever is secret.
_NEVER_KEPT = ("csrf_token", "once_token", MARK, "password", "passphrase", "code", "room_", "paper_", "made")


def init_app(app: Flask) -> None:
    app.after_request(_forget_saved)


@bp.get("/drafts")
def show() -> ResponseReturnValue:
    """The draft of a form and a fresh form token, as JSON: what a page asks when it opens, or when it is back online."""
    found = drafts.find(actor_of(db.session), _form_of(request.args.get("form", "")))
    token = generate_csrf()
    if found is None:
        return jsonify(token=token, kept_at="", fields=[])
    return jsonify(token=token, kept_at=f"{clock.in_china(found.kept_at):%m-%d %H:%M}", fields=found.fields)


@bp.post("/drafts")
def keep() -> ResponseReturnValue:
    """Keep the fields of a form; JSON {"form": address, "fields": [[name, value], …]}."""
    told = request.get_json(silent=True)
    if not isinstance(told, dict):
        abort(400)
    form, fields = _form_of(told.get("form", "")), _fields_of(told.get("fields"))
    if fields:
        drafts.keep(actor_of(db.session), form, fields)
    else:
        drafts.forget(actor_of(db.session), form)
    return jsonify(kept_at=f"{clock.in_china(clock.now()):%H:%M}")


def _form_of(address: object) -> str:
    if not isinstance(address, str) or len(address) > _LONGEST_ADDRESS or not is_own_path(address):
        abort(400)
    return address


def _fields_of(told: object) -> drafts.Fields:
    """The pairs worth keeping; 400 when it is not a list of pairs of texts, or too much."""
    if not isinstance(told, list) or len(told) > _MOST_FIELDS:
        abort(400)
    pairs = [pair for pair in told if isinstance(pair, list) and len(pair) == 2]
    if len(pairs) != len(told) or not all(isinstance(part, str) for pair in pairs for part in pair):
        abort(400)
    if sum(len(value) for _name, value in pairs) > drafts.LONGEST:
        abort(413)
    return [(name, value) for name, value in pairs if not any(word in name for word in _NEVER_KEPT)]


def _forget_saved(answer: Response) -> Response:
    """A form that was sent and led on is saved: its draft has done its work."""
    if request.method != "POST" or answer.status_code != 302 or MARK not in request.form:
        return answer
    who, address = signing_in.signed_in(), request.form[MARK]
    if who is not None and len(address) <= _LONGEST_ADDRESS and is_own_path(address):
        db.session.rollback()  # what the page read for its redirect; the work itself is committed
        drafts.forget(who.actor, address)
    return answer
