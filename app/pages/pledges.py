"""Safety pledges of the school year: who must sign on each layer, who has not, and signing by tick."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.figures import pledges
from app.models._rules import Invalid
from app.models.safety.safety_pledge import SIGNER_OF, PledgeLayer, SafetyPledge

bp = Blueprint("pledges", __name__, url_prefix="/pledges")


def is_open_to(actor: Actor) -> bool:
    """Whether the person reads the pledges."""
    return allowed(actor.roles, SafetyPledge, Action.READ)


@bp.get("/")
def show() -> ResponseReturnValue:
    """The layers with how many have signed, and the unsigned ones of the layer chosen."""
    actor, layer = _reader(), _layer(request.args.get("layer"))
    year = pledges.year_on(db.session, actor.today)
    return render_template(
        "pages/pledges.html",
        year=year,
        layer=layer,
        counts=[(each, *pledges.signed_of(db.session, year.id, each)) for each in PledgeLayer]
        if year
        else [],
        unsigned=pledges.unsigned(db.session, year.id, layer) if year else [],
        missing=len(_signers_without(layer, year, actor)) if year else 0,
        may_write=allowed(actor.roles, SafetyPledge, Action.CREATE),
        may_print=allowed(actor.roles, SafetyPledge, Action.PRINT),
        today=actor.today,
    )


@bp.post("/make")
def make() -> ResponseReturnValue:
    """Put everybody on the layer's list who must sign and is not on it; two clicks do no harm."""
    actor, layer = _writer(), _layer(request.form.get("layer"))
    year = pledges.year_on(db.session, actor.today)
    if year is None:
        abort(404)
    signers = _signers_without(layer, year, actor)
    rows = [SafetyPledge(school_year_id=year.id, layer=layer, **{SIGNER_OF[layer]: key}) for key in signers]
    db.session.add_all(rows)
    sentence = ngettext("名单增加了 %(num)d 人。", "名单增加了 %(num)d 人。", len(rows))
    return _done(layer, sentence)


@bp.post("/sign")
def sign() -> ResponseReturnValue:
    """Mark the ticked pledges as signed on the day given."""
    _writer()
    layer, day = _layer(request.form.get("layer")), _day(request.form.get("signed_on"))
    chosen = [db.session.get(SafetyPledge, key) for key in request.form.getlist("ids", type=int)[:1000]]
    signed = [row for row in chosen if row is not None and row.signed_on is None and row.archived_at is None]
    if day is None or not signed:
        flash(_("请勾选已签订的人，并填写签订日期。"), "bad")
        return redirect(url_for("pledges.show", layer=layer.value))
    for row in signed:
        row.signed_on = day
    return _done(layer, ngettext("已登记 %(num)d 份。", "已登记 %(num)d 份。", len(signed)))


def _done(layer: PledgeLayer, sentence: str) -> ResponseReturnValue:
    try:
        db.session.flush()
    except Invalid as invalid:
        db.session.rollback()
        for problem in invalid.problems:
            flash(str(problem.message), "bad")
    else:
        db.session.commit()
        flash(sentence, "good")
    return redirect(url_for("pledges.show", layer=layer.value))


def _signers_without(layer: PledgeLayer, year: Any, actor: Actor) -> list[int]:
    return pledges.signers_without(db.session, year.id, layer, actor.today)


def _layer(text: str | None) -> PledgeLayer:
    return PledgeLayer(text) if text in {each.value for each in PledgeLayer} else PledgeLayer.SCHOOL_STAFF


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def _reader() -> Actor:
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    return actor


def _writer() -> Actor:
    actor = _reader()
    if not allowed(actor.roles, SafetyPledge, Action.CREATE):
        abort(403)
    return actor
