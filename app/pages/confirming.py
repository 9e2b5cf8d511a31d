"""Asks a person once more who he is before a dangerous act, without losing what he has typed (security I-08)."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import audit, fresh, passwords, second_factors, sessions
from app.access.audit import Entry
from app.access.guard import system_session
from app.access.sessions import SignedIn
from app.models.school.user import User
from app.models.system.audit_log import AuditAction
from app.pages.arriving import forget_form_secret, forget_tries, seconds_to_wait, set_cookie
from app.pages.signing_in import signed_in

PASSWORD, CODE = "confirm_password", "confirm_code"
_NOT_KEPT = frozenset({"csrf_token", PASSWORD, CODE})


def ask_again() -> ResponseReturnValue | None:
    """Before a dangerous view: let it run, or put the page between that asks who is there.

    That page sends the form of the act once more, together with the password: nothing is typed twice.
    """
    who, view = signed_in(), current_app.view_functions.get(request.endpoint or "")
    if who is None or request.method != "POST" or not fresh.is_dangerous(view) or fresh.fresh_sign_in(who):
        return None
    if PASSWORD not in request.form:
        return _page(who)
    problem = _problem(who)
    return _page(who, problem) if problem else None


def hand_over(answer: Response) -> Response:
    """Give the browser the new token of a session in which somebody has proved himself again."""
    token = g.pop("new_token", None)
    if token:
        set_cookie(answer, token)
    return answer


def _typed() -> list[tuple[str, str]]:
    return [(name, text) for name, text in request.form.items(multi=True) if name not in _NOT_KEPT]


def _page(who: SignedIn, problem: str = "") -> Any:
    page = render_template(
        "pages/confirm-identity.html",
        target=request.full_path.rstrip("?"),
        kept=_typed(),
        problem=problem,
        asks_for_code=who.has_second_factor,
        names=(PASSWORD, CODE),
    )
    return page, 403


def _problem(who: SignedIn) -> str:
    """Why this is not proved; "" when it is, and the session has a new token."""
    user_id = who.actor.user_id
    wait = seconds_to_wait(f"confirm {user_id}")
    if wait:
        return _("输错的次数太多，请 %(minutes)s 分钟后再试。", minutes=-(-wait // 60))
    with system_session("the password of somebody signed in", reads_only=True) as found:
        kept = found.get_one(User, user_id).password_hash
    if passwords.is_right(request.form.get(PASSWORD, ""), kept) and _is_confirmed(who):
        return ""
    audit.record_read(
        who.actor, Entry(AuditAction.FAILED_LOGIN, "User", user_id, fields="confirm", result="refused")
    )
    return _("密码或动态口令不对，请重新输入。") if who.has_second_factor else _("密码不对，请重新输入。")


def _is_confirmed(who: SignedIn) -> bool:
    user_id = who.actor.user_id
    with system_session("somebody proves himself again") as proved:
        if who.has_second_factor and not second_factors.accept(proved, user_id, request.form.get(CODE, "")):
            return False
        g.new_token = sessions.renew(proved, who.session_id, is_confirmed=True)
        forget_tries(proved, f"confirm {user_id}")
        audit.record(proved, Entry(AuditAction.LOGIN, "User", user_id, fields="confirm"), by=who.actor)
        proved.commit()
    forget_form_secret()
    return True
