"""The door of the counseling room: unlocking with five words, locking, and what happens to a form that meets a locked door."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import StatementError

from app.access import audit, sealing
from app.access.guard import bind, system_session
from app.access.sessions import SignedIn
from app.access.vault import breaking, doors, founding, openings, placing, rotating, rows
from app.access.vault.keyring import HeldKeys
from app.access.vault.opened import OpenRoom
from app.access.vault.refusals import VaultRefused
from app.extensions import db
from app.models.system.audit_log import AuditAction
from app.pages.arriving import forget_tries, seconds_to_wait, settings
from app.pages.failures import page as failure_page
from app.pages.failures import unexpected
from app.pages.safe_redirects import own_path
from app.pages.signing_in import signed_in

bp = Blueprint("room_door", __name__, url_prefix="/counseling")

_COOKIE = "sw_room"
#: The field that a form carries when it met a locked door.
WORDS = "room_words"
_NOT_KEPT = frozenset({"csrf_token", WORDS})
_LONGEST = 200


def install(app: Any) -> None:
    """After signing_in knows who it is, find out whether his room stands open."""
    app.before_request(find_open_room)
    app.before_request(open_with_words)
    app.after_request(_hand_over)
    app.register_error_handler(sealing.SealedRefusal, _closed)
    app.register_error_handler(StatementError, _closed_inside)


def find_open_room() -> None:
    """Hold the keys that this browser opened, for this request."""
    who, cookie = signed_in(), request.cookies.get(settings().cookie(_COOKIE))
    if who is None or not cookie or request.endpoint == "static" or not doors.may_have_keys(who.actor):
        return
    with system_session("recognise an open room", reads_only=True) as found:
        room = openings.resume(found, who.session_id, cookie, _address())
        is_stale = room is not None and openings.is_stale(found, who.session_id)
    if room is not None and room.school_id == who.actor.school_id:
        _hold(who, room)
        if is_stale:
            _touch(who)


def open_with_words() -> ResponseReturnValue | None:
    """A form that met a locked door comes again with the words: open first, then let the form run."""
    who = signed_in()
    if who is None or WORDS not in request.form or request.endpoint == "room_door.unlock":
        return None
    problem = try_words(who, request.form[WORDS])
    return _ask(request.full_path.rstrip("?"), _typed(), problem) if problem else None


@bp.route("/unlock/", methods=["GET", "POST"])
def unlock() -> ResponseReturnValue:
    """The door; who has no keys is led to where they are made."""
    who = _counselor()
    wanted = own_path(request.values.get("next"), url_for("home.show"))
    if not _has_keys(who):
        return redirect(url_for("room_keys.show"))
    problem = try_words(who, request.form.get(WORDS, "")) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect(wanted)
    return _ask(url_for("room_door.unlock"), [("next", wanted)], problem)


@bp.post("/lock/")
def lock() -> ResponseReturnValue:
    """Forget the keys of this browser."""
    who = _counselor()
    with system_session("lock the room") as locked:
        openings.lock(locked, who.session_id)
        audit.record(locked, audit.Entry(AuditAction.LOGOUT, doors.ROOM, fields="lock"), by=who.actor)
        locked.commit()
    flash(_("心理室已上锁。"), "good")
    answer = redirect(url_for("home.show"))
    here = settings()
    answer.delete_cookie(
        here.cookie(_COOKIE), httponly=True, samesite="Strict", secure=here.has_secure_cookies
    )
    return answer


def try_words(who: SignedIn, words: str) -> str:
    """Open the room for this browser with a passphrase; gives the sentence that says why not."""
    if not doors.may_have_keys(who.actor):
        abort(403)
    wait = seconds_to_wait(_tries(who))
    if wait:
        return _("输错的次数太多，请 %(minutes)s 分钟后再试。", minutes=-(-wait // 60))
    actor = who.actor
    try:
        # No write waits while the words are looked at: that takes its time on purpose.
        with system_session("unlock the room", reads_only=True) as found:
            room = founding.unlock(found, actor.school_id, actor.user_id, words[:_LONGEST])
    except VaultRefused as refusal:
        audit.record_read(actor, doors.refused(None))
        return str(refusal.label)
    with system_session("open the room") as opened:
        row = rows.own_identity(opened, actor.school_id, actor.user_id)
        own = OpenRoom(opened, row, room.granter.identity)
        if row.admitted_at is not None:
            own.heal()
            rotating.rotate_stale(own, opened)
            breaking.forget_old(opened)
        g.room_key = openings.open_in(opened, who.session_id, own, _address())
        forget_tries(opened, _tries(who))
        audit.record(opened, doors.unlocked(row.id), by=actor)
        opened.commit()
    _hold(who, room)
    return ""


def open_room(session: Any, who: SignedIn) -> OpenRoom | None:
    """The open room of this request on a session of the system's, for acts with keys; None while it is locked."""
    held = placing.in_this_request.get()
    if held is None or not isinstance(held.keys, HeldKeys):
        return None
    row = rows.own_identity(session, who.actor.school_id, who.actor.user_id)
    return OpenRoom(session, row, held.keys.identity)


def _hold(who: SignedIn, room: OpenRoom) -> None:
    keys = HeldKeys(
        room.identity_id,
        room.granter.identity,
        lambda: system_session("keys of an open room", reads_only=True),
    )
    placing.in_this_request.set(placing.Opened(who.actor.user_id, room.school_id, keys))
    bind(db.session, who.actor)


def _touch(who: SignedIn) -> None:
    with system_session("note that the room is in use") as seen:
        openings.touch(seen, who.session_id)
        seen.commit()


def _closed(error: sealing.SealedRefusal) -> ResponseReturnValue:
    """Something sealed was asked for and there are no keys for it."""
    db.session.rollback()
    who = signed_in()
    if who is None or not doors.may_have_keys(who.actor):
        return failure_page(403)
    if not isinstance(error, sealing.Locked):
        sentence = _("这条内容用您的钥匙打不开。如果是刚接手的个案，请原来的心理教师把钥匙交给您。")
        return failure_page(403, sentence=sentence)
    if not _has_keys(who):
        return redirect(url_for("room_keys.show"))
    if request.method == "GET":
        return redirect(url_for("room_door.unlock", next=request.full_path.rstrip("?")))
    return _ask(request.full_path.rstrip("?"), _typed())


def _closed_inside(error: StatementError) -> ResponseReturnValue:
    """The same, met while a statement was being written."""
    if isinstance(error.orig, sealing.SealedRefusal):
        return _closed(error.orig)
    return unexpected(error)


def _ask(target: str, kept: list[tuple[str, str]], problem: str = "") -> ResponseReturnValue:
    who = _counselor()
    with system_session("what stands at the door of the room", reads_only=True) as found:
        last = doors.last_openings(found, who.actor.user_id)
    page = render_template(
        "pages/room-unlock.html", target=target, kept=kept, problem=problem, name=WORDS, last=last
    )
    return page, 403 if request.method == "POST" else 200


def _typed() -> list[tuple[str, str]]:
    return [(name, text) for name, text in request.form.items(multi=True) if name not in _NOT_KEPT]


def _counselor() -> SignedIn:
    who = signed_in()
    if who is None or not doors.may_have_keys(who.actor):
        abort(403)
    return who


def _has_keys(who: SignedIn) -> bool:
    with system_session("whether somebody has keys", reads_only=True) as found:
        return rows.identity_row(found, who.actor.school_id, who.actor.user_id) is not None


def _tries(who: SignedIn) -> str:
    """The throttle's name for guesses at a passphrase; the blank is in no username."""
    return f"room {who.actor.user_id}"


def _address() -> str:
    return (request.remote_addr or "")[:45]


def _hand_over(answer: Response) -> Response:
    """Give the browser its half of what opens the room."""
    key = g.pop("room_key", None)
    if key:
        here = settings()
        answer.set_cookie(
            here.cookie(_COOKIE), key, httponly=True, samesite="Strict", secure=here.has_secure_cookies
        )
    return answer
