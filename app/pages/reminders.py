"""Reminders: when they were last reckoned, how many children wait, and the person's secret calendar address."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import calendar_links
from app.access.guard import actor_of, system_session
from app.extensions import db
from app.pages.signing_in import public
from app.reports.calendar_feed import calendar_feed
from app.standards.reminding import is_stale, kept_counts, last_run

bp = Blueprint("reminders", __name__)


@bp.get("/reminders")
def show() -> ResponseReturnValue:
    """The person's counts of the last run, and what there is to set."""
    return _page()


@bp.post("/reminders/calendar")
def renew() -> ResponseReturnValue:
    """Make a new address and show it this once."""
    actor = actor_of(db.session)
    with system_session("a person makes his calendar address") as session:
        token = calendar_links.renew(session, actor.user_id, actor.school_id)
        session.commit()
    return _page(url_for("reminders.feed", token=token, _external=True))


@bp.post("/reminders/calendar/end")
def end() -> ResponseReturnValue:
    """End the address."""
    actor = actor_of(db.session)
    with system_session("a person ends his calendar address") as session:
        calendar_links.end(session, actor.user_id, actor.school_id)
        session.commit()
    return redirect(url_for("reminders.show"))


@bp.get("/calendar/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """The numbers of the last run for whoever has the address; it reads that run and reckons nothing."""
    with system_session("a calendar asks for its feed", reads_only=True) as session:
        whose = calendar_links.find(session, token)
        kept = kept_counts(session, whose.school_id, whose.staff_id) if whose else None
    if whose is None:
        abort(404)
    if kept is None:
        return Response(status=204)
    key = hashlib.sha256(b"feed" + token.encode()).hexdigest()[:16]
    answer = Response(calendar_feed(*kept, key, clock.now()), mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _page(address: str = "") -> str:
    actor = actor_of(db.session)
    with system_session("the last run of the reminders", reads_only=True) as session:
        ran_at = last_run(session, actor.school_id)
        kept = kept_counts(session, actor.school_id, actor.staff_id)
        has_link = calendar_links.has_link(session, actor.user_id, actor.school_id)
    return render_template(
        "pages/reminders.html",
        ran_at=clock.in_china(ran_at) if ran_at else None,
        is_stale=is_stale(ran_at),
        waiting=kept[1] if kept else None,
        has_link=has_link,
        address=address,
        is_staff=actor.staff_id is not None,
    )
