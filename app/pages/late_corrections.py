"""Opens one row of a closed term for a correction: with a reason, for a few days, and on record (domain B18)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.access.grants import allowed
from app.access.guard import actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.models._base import Entity, all_entities
from app.models._rules import Invalid, Rests
from app.models.system.late_correction import DAYS_OPEN, LateCorrection
from app.pages.form_problems import put_problems

bp = Blueprint("late_corrections", __name__, url_prefix="/term/correct")


class ReasonForm(FlaskForm):
    """Why the row has to be corrected."""

    reason = StringField(
        _l("更正理由"),
        [InputRequired(_l("请写明理由。")), Length(max=200)],
        description=_l("会记入日志，请不要写孩子的姓名。"),
    )


@bp.route("/<table>/<int:row_id>", methods=["GET", "POST"])
def open_row(table: str, row_id: int) -> ResponseReturnValue:
    """Ask the reason; then whoever may edit the row can, until the day is over."""
    actor = actor_of(db.session)
    if not allowed(actor.roles, LateCorrection, Action.CREATE):
        abort(403)
    entity = _entity(table)
    if db.session.execute(select(entity.id).where(entity.id == row_id)).first() is None:
        abort(404)
    form = ReasonForm()
    if form.validate_on_submit() and _open(form, entity, row_id):
        flash(_("已开放这一条记录，%(days)s 天内可以更正；更正会连同理由记入日志。", days=DAYS_OPEN), "good")
        return redirect(f"/admin/{table}/details/?id={row_id}")
    page = render_template(
        "pages/late-correction.html", form=form, label=entity.spec.label, table=table, row_id=row_id
    )
    return page, 400 if form.errors or form.form_errors else 200


def _entity(table: str) -> type[Entity]:
    """The entity with this address whose rows rest with their term."""
    resting = (cls for cls in all_entities() if any(isinstance(rule, Rests) for rule in cls.spec.rules))
    by_table = {cls.__tablename__.replace("_", "-"): cls for cls in resting}
    return by_table.get(table) or abort(404)


def _open(form: ReasonForm, entity: type[Entity], row_id: int) -> bool:
    permit = LateCorrection(record=entity.__name__, row_id=row_id, reason=form.reason.data.strip())
    db.session.add(permit)
    try:
        db.session.commit()
    except Invalid as invalid:
        db.session.rollback()
        put_problems(form, invalid)
        return False
    return True
