"""The change of the school year: the proposal, what a person changes about it, and the commit of all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.grants import allowed
from app.access.guard import Actor, actor_of, system_session
from app.access.vocabulary import Action
from app.extensions import db
from app.models.school.staff import Staff
from app.models.system.rollover import Rollover
from app.roster.new_year import Preview, begin_year, preview_year
from app.roster.rollovers import RolloverRefused
from app.roster.year_plan import Choices, PairChoice, Step
from app.typed import key_of

bp = Blueprint("new_year", __name__, url_prefix="/term/new-year")

E = TypeVar("E", bound=Enum)


@bp.get("/")
def show() -> ResponseReturnValue:
    """The proposal as it follows from the classes of today."""
    return _page(_actor(), Choices())


@bp.post("/")
def look_again() -> ResponseReturnValue:
    """What the person's choices come to; nothing is written."""
    return _page(_actor(), _choices(request.form))


@bp.post("/begin")
def begin() -> ResponseReturnValue:
    """Begin the year as the person has just seen it."""
    actor = _actor()
    db.session.rollback()
    try:
        with system_session("a school year begins") as session:
            digest = request.form.get("digest", "")
            key = begin_year(session, actor.school_id, _choices(request.form), by=actor, seen_digest=digest)
            session.commit()
    except RolloverRefused as refused:
        flash(str(refused.sentence), "bad")
        return redirect(url_for("new_year.show"))
    flash(_("新学年的班级已经建好，学生已经升级。"), "good")
    return redirect(url_for("term_work.result", rollover_id=key))


def _actor() -> Actor:
    actor = actor_of(db.session)
    if not allowed(actor.roles, Rollover, Action.CREATE):
        abort(403)
    return actor


def _page(actor: Actor, choices: Choices) -> ResponseReturnValue:
    preview: Preview | None = None
    problem = ""
    try:
        with system_session("preview of a school year", reads_only=True) as session:
            preview = preview_year(session, actor.school_id, choices)
    except RolloverRefused as refused:
        problem = str(refused.sentence)
    staff = select(Staff.id, Staff.name).where(Staff.archived_at.is_(None), Staff.left_on.is_(None))
    return render_template(
        "pages/new-year.html",
        preview=preview,
        plan=preview.plan if preview else None,
        problem=problem,
        steps=Step,
        pair_choices=PairChoice,
        staff=db.session.execute(staff.order_by(Staff.name)).all(),
    )


def _choices(form: Mapping[str, str]) -> Choices:
    """The answers of the form; words that are not ours are left out."""
    return Choices(
        steps=_answers(form, "step-", Step),
        homerooms={key: who for key, value in _keyed(form, "homeroom-") if (who := key_of(value))},
        pairs=_answers(form, "pair-", PairChoice),
    )


def _answers(form: Mapping[str, str], prefix: str, kind: type[E]) -> dict[int, E]:
    known: dict[Any, E] = {each.value: each for each in kind}
    return {key: known[value] for key, value in _keyed(form, prefix) if value in known}


def _keyed(form: Mapping[str, str], prefix: str) -> list[tuple[int, str]]:
    found = [(name.removeprefix(prefix), value) for name, value in form.items() if name.startswith(prefix)]
    return [(key, value) for text, value in found if (key := key_of(text))]
