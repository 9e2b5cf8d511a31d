"""我的登录: where a person is signed in now; he ends one or all others (ASVS V7.5.2)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import sessions
from app.access.guard import system_session
from app.pages.arriving import session_lifetime

bp = Blueprint("my_sessions", __name__, url_prefix="/account/sessions")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Every browser in which the person is signed in, this one marked."""
    who = current_user.who
    with system_session("sessions of a person", reads_only=True) as found:
        mine = sessions.open_ones(found, who.actor.user_id, session_lifetime())
    return render_template("pages/my-sessions.html", mine=mine, here=who.session_id)


@bp.post("/<int:session_id>/end")
def end(session_id: int) -> ResponseReturnValue:
    """Sign out there."""
    who = current_user.who
    with system_session("end a session of his own") as ended:
        if not sessions.end_own(ended, session_id, who.actor.user_id):
            abort(404)
        ended.commit()
    flash(_("那里的登录已退出。"), "good")
    return redirect(url_for("my_sessions.show"))


@bp.post("/end-others")
def end_others() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    who = current_user.who
    with system_session("end the other sessions of a person") as ended:
        sessions.end_all(ended, who.actor.user_id, "ended-by-owner", but=who.session_id)
        ended.commit()
    flash(_("其他地方的登录已全部退出。"), "good")
    return redirect(url_for("my_sessions.show"))
