"""What every answer has in common: security headers, language, request id, safe redirects and error pages."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_translations
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from app import clock, database
from app.access import audit, emergencies, sealing, seeing, submissions
from app.access.guard import bind, is_bound
from app.access.sessions import SignedIn
from app.access.vault import placing
from app.access.vocabulary import in_a_row, language
from app.extensions import db
from app.models.school.school import School
from app.pages import (
    confirming,
    cross_site,
    locale,
    log_check,
    room_door,
    room_glass,
    seen_children,
    sent_once,
    signing_in,
    uploads,
)
from app.pages.badges import Badges, badges_of
from app.pages.failures import answer_failures
from app.pages.menu import menu_of
from app.pages.safe_redirects import own_path

bp = Blueprint("web", __name__)

LANGUAGE_COOKIE = "sw_language"
_YEAR_SECONDS = 365 * 24 * 3600
PROGRAM_VERSION = "0.1.0"

#: Flash, camera, position and the rest: nothing of it is used, so nothing of it is allowed.
_NO_DEVICES = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": _NO_DEVICES,
}


def init_app(app: Flask) -> None:
    """Put the hooks round every request; opening one comes before anything else, the CSRF check included."""
    app.before_request_funcs.setdefault(None, [])[:0] = [open_request, cross_site.refuse]
    app.after_request(close_request)
    app.after_request(seen_children.tell)  # before it: an answer that may not go out is another one
    app.teardown_request(_writes_again)
    app.context_processor(page_context)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.jinja_env.filters["china_day"] = china_day
    app.jinja_env.filters["china_moment"] = china_moment
    app.jinja_env.filters["in_a_row"] = in_a_row
    app.jinja_env.install_gettext_callables(translated, plural, newstyle=True)  # type: ignore[attr-defined]
    app.before_request(confirming.ask_again)  # after signing_in knows who it is
    app.after_request(confirming.hand_over)
    app.before_request(sent_once.begin)
    room_door.install(app)  # after both: an open room belongs to somebody
    uploads.install(app)
    answer_failures(app)


def open_request() -> None:
    """Start from nothing: a server thread still carries what the request before it left behind."""
    language.set("zh")
    locale()
    sealing.hold(None)
    placing.in_this_request.set(None)
    submissions.present.set(None)
    seeing.begin()
    database.only_reads.set(request.method in ("GET", "HEAD", "OPTIONS"))
    audit.origin.set(audit.Origin(ip=(request.remote_addr or "")[:45]))
    g.request_id = uuid.uuid4().hex[:12]


def _writes_again(_error: BaseException | None) -> None:
    """What a thread does after a page that only showed may write."""
    database.only_reads.set(False)


def translated(text: str) -> str:
    """The text in the reader's language; for a Chinese reader no catalogue is looked for, sixty times a page."""
    return text if language.get() == "zh" else str(get_translations().ugettext(text))


def plural(one: str, many: str, count: int) -> str:
    """The text for so many, in the reader's language."""
    return str(get_translations().ungettext(one, many, count))


def china_day(moment: dt.datetime) -> str:
    """The day of a moment, as the calendar in China has it."""
    return clock.in_china(moment).date().isoformat()


def china_moment(moment: dt.datetime) -> str:
    """Month, day and time of a moment on the wall clock in China; of today only the time."""
    local = clock.in_china(moment)
    return f"{local:%H:%M}" if local.date() == clock.today() else f"{local:%m-%d %H:%M}"


def csp_nonce() -> str:
    """The nonce of this answer's own script and style elements."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def close_request(response: Response) -> Response:
    """Give the answer its headers, also when it is an error, a file or a redirect."""
    response.headers.update(_HEADERS)
    # A page may only be stricter than the rest: a file of the counseling room is given out in a sandbox.
    response.headers.setdefault("Content-Security-Policy", content_policy())
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if current_app.extensions["settings"].has_tls:
        response.headers["Strict-Transport-Security"] = f"max-age={_YEAR_SECONDS}"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("Expires", None)  # that of static files, which send_file gives to downloads too
    if "Location" in response.headers:
        response.headers["Location"] = own_path(response.headers["Location"], url_for("home.show"))
    return response


def content_policy() -> str:
    """The content security policy (security W-01): own files, and scripts or styles that carry the nonce."""
    nonce = f"'nonce-{csp_nonce()}'"
    return (
        f"default-src 'none'; script-src {nonce} 'strict-dynamic'; style-src 'self' {nonce}; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    )


def page_context() -> dict[str, Any]:
    """What templates/base.html reads."""
    settings = current_app.extensions["settings"]
    who = signing_in.signed_in()
    if who is not None and not is_bound(db.session):
        # A form without its token is answered before anybody was let in; its page has a menu all the same.
        bind(db.session, who.actor)
    alarms = _alarms(who)
    return {
        "person": signing_in.person_shown(who),
        "menu": menu_of(who.actor) if who is not None and not signing_in.is_held_back(who) else [],
        "alarms": alarms,
        "badges": _badges(who, len(alarms)),
        "paths": _paths(),
        "language": language.get(),
        "program_version": PROGRAM_VERSION,
        "privacy_contact": _officer(who) or settings.privacy_contact,
        "idle_minutes": settings.idle_minutes,
        "has_no_second_factor": not settings.requires_second_factor and not settings.is_testing,
        "request_id": g.get("request_id", ""),
    }


def _officer(who: SignedIn | None) -> str:
    """Name and phone of the school's officer; empty before signing in, and where the database is what failed."""
    if who is None or signing_in.is_held_back(who):
        return ""
    try:
        school = db.session.get(School, who.actor.school_id)
    except SQLAlchemyError:
        return ""
    return " ".join(filter(None, (school.privacy_officer, school.privacy_phone))) if school else ""


def _alarms(who: SignedIn | None) -> list[tuple[str, str]]:
    """(address, sentence) of the incidents under way; none where the database is what failed.

    An error page must be drawn all the same.
    """
    if who is None or signing_in.is_held_back(who):
        return []
    try:
        found = emergencies.running(who.actor)
        broken = room_glass.alarms(who.actor)
    except SQLAlchemyError:
        return []
    incidents = [(url_for("emergency.work", incident_id=each.id), _alarm(each)) for each in found]
    return [*_broken_log(who), *broken, *incidents]


def _broken_log(who: SignedIn) -> list[tuple[str, str]]:
    """The principal learns it as well as the administrator, who may be the one who did it (security L-06)."""
    if not log_check.is_open_to(who.actor) or not log_check.state_of_log().is_broken:
        return []
    return [(url_for("log_check.show"), _("操作日志核验未通过：有行被改动或缺失，请打开核验页。"))]


def _badges(who: SignedIn | None, running: int) -> Badges:
    """The numbers beside the menu; none where the database is what failed."""
    if who is None or signing_in.is_held_back(who):
        return {}
    try:
        return badges_of(who.actor, running)
    except SQLAlchemyError:
        return {}


def _alarm(each: emergencies.Running) -> str:
    return _(
        "突发事件处置中：%(kind)s，%(place)s（%(time)s 得知），待通知 %(n)s",
        kind=each.kind.label,
        place=each.place,
        time=china_moment(each.known_at),
        n=each.waiting,
    )


def _paths() -> dict[str, str]:
    return {
        "home": url_for("home.show"),
        "sign_in": url_for("signing_in.show"),
        "sign_out": url_for("signing_in.leave"),
        "school": url_for("signing_in.switch_school"),
        "language": url_for("web.switch_language"),
        "password": url_for("signing_in.change_password"),
        "sessions": url_for("my_sessions.show"),
        "second_factor": url_for("second_factor.enrol"),
        "alive": url_for("signing_in.alive"),
    }


@bp.post("/language")
@signing_in.public
@signing_in.for_newcomers
def switch_language() -> ResponseReturnValue:
    """Keep the language in a cookie of its own, so that the sign-in page speaks it too."""
    answer = redirect(own_path(request.form.get("next"), url_for("home.show")))
    chosen = "en" if request.form.get("language") == "en" else "zh"
    is_secure = current_app.extensions["settings"].has_secure_cookies
    answer.set_cookie(LANGUAGE_COOKIE, chosen, _YEAR_SECONDS, httponly=True, samesite="Lax", secure=is_secure)
    return answer
