"""What every way of signing in shares: the cookie, the throttle of tries, and the news a person is told on arrival."""

from __future__ import annotations

import datetime as dt

from flask import current_app, flash, g, request, session
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app import clock
from app.access import passwords, second_factors, throttle
from app.access.guard import system_session
from app.access.sessions import Lifetime
from app.config import Settings
from app.database import ClosedSession
from app.models.school.user import User

_COOKIE = "sw_sid"


def settings() -> Settings:
    """The settings of the running program."""
    found: Settings = current_app.extensions["settings"]
    return found


def session_lifetime() -> Lifetime:
    """How long a session lasts here."""
    idle, longest = settings().idle_minutes, settings().session_hours
    return Lifetime(dt.timedelta(minutes=idle), dt.timedelta(hours=longest))


def give_cookie(answer: Response, token: str) -> Response:
    """Hand the browser its token, and a new form secret with it."""
    forget_form_secret()
    set_cookie(answer, token)
    return answer


def forget_form_secret() -> None:
    """What was signed for the session before is worth nothing in this one."""
    session.clear()
    g.pop("csrf_token", None)  # Flask-WTF keeps it for the rest of the request


def set_cookie(answer: Response, token: str) -> None:
    """Only the token."""
    is_secure = settings().has_secure_cookies
    answer.set_cookie(cookie_name(), token, httponly=True, samesite="Lax", secure=is_secure)


def drop_cookie(answer: Response) -> None:
    """The browser forgets its token."""
    is_secure = settings().has_secure_cookies
    answer.delete_cookie(cookie_name(), httponly=True, samesite="Lax", secure=is_secure)


def cookie_name() -> str:
    """What the cookie of a session is called here."""
    return settings().cookie(_COOKIE)


def seconds_to_wait(name: str) -> int:
    """Seconds to wait, or 0 when this try may be made; counted before any secret is looked at.

    `name` is what somebody guesses at: a username, or "code 7" for the second factor of account 7.
    """
    try:
        return _claim(name)
    except IntegrityError:  # another try of the same name came first and made the row
        return _claim(name)


def forget_tries(opened: ClosedSession, name: str) -> None:
    """The guess was right: the name starts anew, address and school get their try back."""
    account, address = _keys(name)
    throttle.release(opened, account, address, throttle.EVERYBODY_KEY)


def _claim(name: str) -> int:
    account, address = _keys(name)
    with system_session("claim a sign-in try") as claims:
        waits = (
            throttle.claim(claims, account, throttle.ACCOUNT),
            throttle.claim(claims, address, throttle.ADDRESS),
            throttle.claim(claims, throttle.EVERYBODY_KEY, throttle.EVERYBODY),
        )
        claims.commit()
    return max(waits)


def _keys(name: str) -> tuple[str, str]:
    return throttle.account_key(name, settings().secret_key), throttle.address_key(request.remote_addr or "")


def tell_news(user_id: int) -> None:
    """What a person has to know on arrival: his phone was taken off, the paper runs out, the password is old."""
    with system_session("news for somebody who arrives", reads_only=True) as found:
        user = found.get_one(User, user_id)
        gone = second_factors.resets_untold(found, user_id)
        has_one = second_factors.has_one(found, user_id)
        left = second_factors.codes_left(found, user_id) if has_one else second_factors.CODES
        set_at = user.password_set_at
    if gone:
        with system_session("somebody was told of a reset") as told:
            second_factors.note_told(told, user_id)
            told.commit()
    for reset in gone:
        _tell_reset(reset)
    if left <= 2:
        flash(_("恢复码只剩 %(count)s 个，请在“动态口令”里重新生成。", count=left), "warn")
    if settings().has_djbh and (set_at is None or clock.now() - set_at > passwords.DJBH_AGE):
        flash(_("您的密码已用了 180 天以上。按等级保护要求，请在“修改密码”里更换。"), "warn")


def _tell_reset(reset: second_factors.Reset) -> None:
    moment = f"{clock.in_china(reset.at):%Y-%m-%d %H:%M}"
    by = reset.by or _("服务器控制台")
    flash(
        _(
            "您的动态口令已由 %(name)s 于 %(moment)s 重设。如果不是您要求的，请立即告诉校长。",
            name=by,
            moment=moment,
        ),
        "warn",
    )
