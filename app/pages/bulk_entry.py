"""Many children at once: a month's talks from one grid, and the weekly family calls from a list of ticks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.models._rules import Invalid
from app.models.care.contact_record import Channel, ContactRecord, Parties
from app.pages import bulk_children, my_children
from app.pages.bulk_forms import CallRow, ListForm, TalkRow
from app.pages.contact_ways import WAYS
from app.pages.form_problems import put_problems

bp = Blueprint("bulk_entry", __name__)


@bp.route("/grid/talks", methods=["GET", "POST"])
def talks() -> ResponseReturnValue:
    """One row a child; rows without a text are left alone, a row that is refused keeps what was typed."""
    actor = _writer()
    children = bulk_children.own(db.session, actor)
    top, rows = ListForm(), {child.id: TalkRow(child, actor.today) for child in children}
    if request.method == "POST" and top.validate():
        saved = _save_all((row, _talk(row, actor, top)) for row in rows.values() if row.is_filled())
        if not any(row.problems() for row in rows.values()):
            return _done(saved, "bulk_entry.talks")
        rows |= {row.child.id: TalkRow(row.child, actor.today, is_new=True) for row in saved}
    return _page("talks", top, rows.values())


@bp.route("/grid/calls", methods=["GET", "POST"])
def calls() -> ResponseReturnValue:
    """One tick a child; who has called home this week already is told beside the name."""
    actor = _writer()
    children = bulk_children.registered(db.session, actor)
    top, rows = ListForm(), {child.id: CallRow(child) for child in children}
    if request.method == "POST" and top.validate():
        saved = _save_all((row, _call(row, actor, top)) for row in rows.values() if row.is_filled())
        if not any(row.problems() for row in rows.values()):
            return _done(saved, "bulk_entry.calls")
        rows |= {row.child.id: CallRow(row.child, is_new=True) for row in saved}
    return _page("calls", top, rows.values())


def _writer() -> Actor:
    actor = actor_of(db.session)
    if actor.staff_id is None or not allowed(actor.roles, ContactRecord, Action.CREATE):
        abort(403)
    return actor


def _page(kind: str, top: ListForm, rows: Iterable[Any]) -> ResponseReturnValue:
    rows = list(rows)
    wrong = [row for row in rows if row.problems()]
    page = render_template(
        f"pages/bulk-{kind}.html", top=top, rows=rows, wrong=wrong, notice=ContactRecord.spec.notice
    )
    return page, 400 if wrong or top.errors else 200


def _done(saved: list[Any], endpoint: str) -> ResponseReturnValue:
    if not saved:
        flash(_("还没有填写任何一行。"), "info")
        return redirect(url_for(endpoint))
    flash(ngettext("已保存 %(num)d 条。", "已保存 %(num)d 条。", len(saved)), "good")
    return redirect(url_for("home.show"))


def _save_all(pairs: Iterable[tuple[Any, ContactRecord | None]]) -> list[Any]:
    """Write every row that the rules allow and keep the others on the form; gives the rows written."""
    saved = []
    for row, record in pairs:
        if record is not None and _is_written(row, record):
            saved.append(row)
    db.session.commit()
    return saved


def _is_written(row: Any, record: ContactRecord) -> bool:
    if my_children.recorded_as(db.session, record):
        return True
    try:
        with db.session.begin_nested():
            db.session.add(record)
            db.session.flush()
    except Invalid as invalid:
        put_problems(row, invalid, {"happened_at": "day"})
        return False
    return True


def _talk(row: TalkRow, actor: Actor, top: ListForm) -> ContactRecord | None:
    if not row.validate():
        return None
    way = WAYS[row.way.data]
    return ContactRecord(
        student_id=row.child.id,
        happened_at=_moment(row.day.data, top),
        parties=way.parties,
        channel=way.channel,
        staff_id=actor.staff_id,
        caregiver_id=row.adult_of(way),
        reached=not row.not_reached.data,
        topics=frozenset(row.topics.data or ()),
        content=row.content.data or _("没有联系上。"),
    )


def _call(row: CallRow, actor: Actor, top: ListForm) -> ContactRecord | None:
    if not row.validate():
        return None
    return ContactRecord(
        student_id=row.child.id,
        happened_at=_moment(top.day.data, top),
        parties=Parties.CHILD_PARENT,
        channel=Channel(row.channel.data),
        staff_id=actor.staff_id,
        caregiver_id=int(row.caregiver_id.data) if row.caregiver_id.data else None,
        reached=not row.not_reached.data,
        minutes=row.minutes.data,
        content=row.note.data or (_("没有打通。") if row.not_reached.data else _("每周亲情通话。")),
    )


def _moment(day: dt.date, top: ListForm) -> dt.datetime:
    """Today it was when the list was opened, and so the same when it is sent twice; on an earlier day noon."""
    opened = top.opened_at()
    if clock.in_china(opened).date() == day:
        return opened
    return clock.from_china(dt.datetime.combine(day, dt.time(12)))
