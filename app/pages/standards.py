"""The school's own 制度：its clauses with the sentences they come from, thirteen presets to pick, and what a change would mean."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.models._rules import Invalid
from app.models.management.care_standard import CareStandard
from app.models.management.care_standard_item import CareStandardItem, RuleAction
from app.pages.form_problems import put_problems
from app.pages.overview import current_term
from app.pages.standard_forms import AdoptForm, ChangeForm
from app.pages.standard_lines import clause_of, clauses_of, group, seen
from app.standards.adopting import (
    adopt,
    change_item,
    items_of,
    rule_from_catalogue,
    standard_on,
    standards_of,
)
from app.standards.as_of import AsOf
from app.standards.catalogue import catalogue
from app.standards.presets import Preset, presets
from app.standards.rules import Timeline, rule_of, timeline_of
from app.standards.what_if import compare, under_change, under_preset

bp = Blueprint("standards", __name__, url_prefix="/standards")

_DAY = dt.timedelta(days=1)


def is_open_to(actor: Actor) -> bool:
    """Whoever may change the school's standard; the home page shows how it is kept."""
    return allowed(actor.roles, CareStandard, Action.EDIT)


@bp.get("/")
def show() -> ResponseReturnValue:
    """The standard in force clause by clause, or an earlier version of it."""
    actor = _editor()
    versions = standards_of(db.session, actor.school_id)
    held = _asked(versions, actor)
    clauses = clauses_of(items_of(db.session, held)) if held else []
    known = {clause.code for clause in clauses}
    return render_template(
        "pages/standards.html",
        held=held,
        groups=group(clauses),
        versions=list(reversed(versions)),
        is_open=held is not None and (held.ends_on is None or held.ends_on >= actor.today),
        may_change=_may_change(actor),
        more=[rule for code, rule in catalogue().items() if code not in known and _is_for_schools(rule)],
        today=actor.today,
    )


@bp.get("/rules/")
def add() -> ResponseReturnValue:
    """On to the rule chosen from the catalogue."""
    _editor()
    return redirect(url_for("standards.rule", code=request.args.get("code", "")))


@bp.route("/rules/<code>/", methods=["GET", "POST"])
def rule(code: str) -> ResponseReturnValue:
    """One rule: its numbers and for whom; first what the change would mean, then the change."""
    actor = _changer()
    if code not in catalogue():
        abort(404)
    held = _held(actor, actor.today)
    if held is None:
        flash(_("请先选一套范本，再修改其中的规则。"), "warn")
        return redirect(url_for("standards.pick"))
    item = _item(held, code)
    form = ChangeForm(item, _next_monday(actor.today))
    difference = None
    if form.validate_on_submit():
        if request.form.get("act") == "save" and _change(actor, code, form):
            return redirect(url_for("standards.show", _anchor=code))
        if request.form.get("act") != "save":
            present = timeline_of(db.session, actor.school_id)
            other = under_change(present, held.starts_on, rule_of(item), form.changes())
            difference = _difference(actor, other)
    clause = clause_of(item)
    return render_template(
        "pages/standards-rule.html", form=form, clause=clause, held=held, difference=difference
    )


@bp.get("/presets/")
def pick() -> ResponseReturnValue:
    """The thirteen presets, each with its paper and its numbers at a glance."""
    actor = _editor()
    held = standard_on(db.session, actor.school_id, actor.today)
    shelf = [(each, clauses_of(each.items)) for each in presets().values()]
    return render_template("pages/standards-presets.html", shelf=shelf, held=held)


@bp.route("/presets/<code>/", methods=["GET", "POST"])
def preset(code: str) -> ResponseReturnValue:
    """A preset in full, who would be overdue under it now, and its adoption from a day on."""
    actor = _changer()
    chosen = presets().get(code) or abort(404)
    lenders = _lenders(chosen)
    form = AdoptForm(_begins(actor), lenders, request.args.get("emergency", ""))
    emergency = presets().get(form.emergency.data or "") if "emergency" in form else None
    if form.validate_on_submit() and _adopt(actor, chosen, emergency, form):
        return redirect(url_for("standards.show"))
    return render_template(
        "pages/standards-preset.html",
        preset=chosen,
        groups=group(clauses_of(chosen.items)),
        form=form,
        lenders=lenders,
        emergency=emergency,
        difference=_difference(actor, under_preset(chosen, emergency)),
    )


def _editor() -> Actor:
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    return actor


def _may_change(actor: Actor) -> bool:
    return allowed(actor.roles, CareStandardItem, Action.CREATE)


def _changer() -> Actor:
    actor = _editor()
    if not _may_change(actor):
        abort(403)
    return actor


def _is_for_schools(rule: Any) -> bool:
    """What only the counselor may see is no rule that a school adds."""
    return rule.action is not RuleAction.COUNSELING


def _asked(versions: list[CareStandard], actor: Actor) -> CareStandard | None:
    wanted = request.args.get("standard", type=int)
    if wanted is not None:
        return next((each for each in versions if each.id == wanted), None) or abort(404)
    return _held(actor, actor.today)


def _held(actor: Actor, day: dt.date) -> CareStandard | None:
    """The standard of the day, else the next one to begin."""
    later = (each for each in standards_of(db.session, actor.school_id) if each.starts_on > day)
    return standard_on(db.session, actor.school_id, day) or next(later, None)


def _item(held: CareStandard, code: str) -> CareStandardItem:
    """The rule of the standard; one it has not, as the catalogue begins it."""
    found = next((each for each in items_of(db.session, held) if each.rule_code == code), None)
    return found or rule_from_catalogue(held, code)


def _change(actor: Actor, code: str, form: ChangeForm) -> bool:
    from_day: dt.date = form.from_day.data
    held = _held(actor, from_day)
    try:
        if held is not None:
            change_item(db.session, held, code, form.changes(), from_day)
            db.session.commit()
    except Invalid as invalid:
        db.session.rollback()
        put_problems(form, invalid, {"starts_on": "from_day"})
        return False
    flash(_("已保存，从 %(day)s 起按新的统计。", day=from_day), "good")
    return True


def _adopt(actor: Actor, chosen: Preset, emergency: Preset | None, form: AdoptForm) -> bool:
    try:
        adopt(db.session, actor.school_id, chosen, form.from_day.data, emergency=emergency)
        db.session.commit()
    except Invalid as invalid:
        db.session.rollback()
        put_problems(form, invalid, {"starts_on": "from_day"})
        return False
    flash(_("从 %(day)s 起执行“%(name)s”。", day=form.from_day.data, name=chosen.name), "good")
    return True


def _lenders(chosen: Preset) -> list[tuple[str, str]]:
    """Other presets with limits of notice, for one that has none."""
    if _has_notices(chosen):
        return []
    return [(each.code, each.name) for each in presets().values() if _has_notices(each)]


def _has_notices(preset: Preset) -> bool:
    return any(item.rule.action is RuleAction.NOTICE and item.most is not None for item in preset.items)


def _begins(actor: Actor) -> dt.date:
    """Whole weeks are judged by one standard; the first standard begins with the term."""
    term = current_term(db.session)
    if term is None or standard_on(db.session, actor.school_id, actor.today) is not None:
        return _next_monday(actor.today)
    return term.starts_on


def _next_monday(day: dt.date) -> dt.date:
    return day + (7 - day.weekday()) * _DAY


def _difference(actor: Actor, other: Timeline) -> Any:
    """Who would be overdue today who is not; None without a current term."""
    term = current_term(db.session)
    if term is None:
        return None
    return seen(db.session, compare(db.session, AsOf.of(term, actor.today), other))
