"""Signing in and out: who is there, from the session table; nobody passes a page that is not public without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import (
    Blueprint,
    Flask,
    Request,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import UserMixin, current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app import clock
from app.access import account_keeping, accounts, audit, first_start, passwords, second_factors, sessions
from app.access.audit import Entry
from app.access.guard import bind, system_session
from app.access.sessions import SignedIn
from app.extensions import db, login
from app.models.system.audit_log import AuditAction
from app.pages.arriving import (
    cookie_name,
    drop_cookie,
    forget_tries,
    give_cookie,
    seconds_to_wait,
    session_lifetime,
    settings,
    tell_news,
)
from app.pages.devices import device
from app.pages.kept_text import answer_with_kept_text, typed_texts
from app.pages.safe_redirects import own_path

bp = Blueprint("signing_in", __name__)

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Let people see this page who are not signed in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


class Person(UserMixin):
    """What Flask-Login hands round: the live session, never a row of the database."""

    def __init__(self, who: SignedIn) -> None:
        self.who = who

    def get_id(self) -> str:
        return str(self.who.actor.user_id)


class SignInForm(FlaskForm):
    """Username and password."""

    username = StringField(
        _l("登录名"),
        [InputRequired(_l("请输入登录名。")), Length(max=60)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        _l("密码"),
        [InputRequired(_l("请输入密码。")), Length(max=passwords.LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(FlaskForm):
    """The present password and the new one, twice."""

    old = PasswordField(
        _l("原密码"), [InputRequired(_l("请输入原密码。"))], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(
        _l("新密码"),
        [InputRequired(_l("请输入新密码。"))],
        description=_l("至少 10 个字符；不要用账号、姓名、学校名或常见密码。可以用几个不相干的词连起来。"),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("再输一次新密码"),
        [EqualTo("new", _l("两次输入的新密码不一样，请重新输入。"))],
        render_kw={"autocomplete": "new-password"},
    )


def init_app(app: Flask) -> None:
    """Recognise people by our own cookie; Flask-Login's own cookies are not used."""
    login.session_protection = None
    login.init_app(app)
    login.request_loader(recognise)
    app.before_request(let_in)


def signed_in() -> SignedIn | None:
    """Who makes this request, roles and all; None when nobody is signed in."""
    return current_user.who if current_user.is_authenticated else None


def recognise(asked: Request) -> Person | None:
    """The person whose token the cookie holds; Flask-Login asks at most once per request."""
    token = asked.cookies.get(cookie_name())
    if not token:
        return None
    with system_session("recognise a session", reads_only=True) as found:
        who = sessions.find(found, token, session_lifetime())
    return Person(who) if who else None


def let_in() -> ResponseReturnValue | None:
    """Bind the person to the database session, or lead to the sign-in page."""
    if request.endpoint == "static":  # style and scripts are the same for everybody
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    who = signed_in()
    if who is None:
        return None if getattr(view, "is_public", False) else _lead_to_sign_in()
    bind(db.session, who.actor)
    audit.origin.set(audit.Origin(who.ref, (request.remote_addr or "")[:45]))
    if is_held_back(who) and not getattr(view, "is_for_newcomers", False):
        wanted = "signing_in.change_password" if who.must_change_password else "second_factor.enrol"
        return redirect(url_for(wanted))
    if who.is_stale and request.endpoint != "jobs.state":
        with system_session("note that a session is in use") as seen:
            sessions.touch(seen, who.session_id)
            seen.commit()
    return None


def is_held_back(who: SignedIn) -> bool:
    """Whether something comes before all work: a password of his own, or the phone that a role asks for."""
    lacks_factor = who.needs_second_factor and not who.has_second_factor
    return who.must_change_password or (lacks_factor and settings().requires_second_factor)


def for_newcomers(view: View) -> View:
    """Let people use this page who have yet to change the password they were given, or to bind a phone."""
    view.is_for_newcomers = True  # type: ignore[attr-defined]
    return view


def _lead_to_sign_in() -> ResponseReturnValue:
    with system_session("is this the first start", reads_only=True) as found:
        if first_start.is_needed(found):
            return redirect(url_for("setting_up.show"))
    if request.method == "POST" and request.cookies.get(cookie_name()) and typed_texts():
        return answer_with_kept_text(401)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("signing_in.show", next=wanted if wanted not in (None, "/") else None))


def person_shown(who: SignedIn | None) -> dict[str, Any] | None:
    """What the head of every page says about the person."""
    if who is None:
        return None
    here = [(school.id, school.name, school.id == who.actor.school_id) for school in who.schools]
    return {
        "name": who.actor.name,
        "roles": [str(role.label) for role in sorted(who.actor.roles)],
        "school_name": next((name for _id, name, is_current in here if is_current), ""),
        "schools": here,
    }


@bp.get("/sign-in")
@public
def show() -> ResponseReturnValue:
    """The sign-in page."""
    if signed_in():
        return redirect(url_for("home.show"))
    with system_session("is this the first start", reads_only=True) as found:
        if first_start.is_needed(found):
            return redirect(url_for("setting_up.show"))
    return render_template("pages/sign-in.html", form=SignInForm(), wait_minutes=0)


@bp.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Check name and password; a wrong one of either gets the same answer in the same time."""
    form = SignInForm()
    if not form.validate():
        return render_template("pages/sign-in.html", form=form, wait_minutes=0), 400
    wait_seconds = seconds_to_wait(form.username.data)
    if wait_seconds:
        page = render_template("pages/sign-in.html", form=form, wait_minutes=-(-wait_seconds // 60))
        return page, 429, {"Retry-After": str(wait_seconds)}
    known = _known(form.username.data, form.password.data)
    if known is None:
        form.password.errors = [_("登录名或密码不对，请重新输入。忘记密码请找本校系统管理员重设。")]
        return render_template("pages/sign-in.html", form=form, wait_minutes=0), 401
    if known.password_is_over:
        form.password.errors = [_("这个一次性密码已过期，请找本校系统管理员重设。")]
        return render_template("pages/sign-in.html", form=form, wait_minutes=0), 401
    return _begin(known, form.username.data)


@dataclass(frozen=True, slots=True)
class _Known:
    """An account whose password was right; `new_hash` when the kept one is weaker than today's."""

    user_id: int
    password_is_over: bool
    has_second_factor: bool
    new_hash: str | None


def _begin(known: _Known, username: str) -> Response:
    wanted = request.args.get("next")
    if not known.has_second_factor:
        token = open_session_of(known.user_id, username, known.new_hash)
        answer = give_cookie(redirect(own_path(wanted, url_for("home.show"))), token)
        tell_news(known.user_id)
        return answer
    with system_session("wait for the second factor") as opened:
        token, _actor = sessions.open_session(opened, known.user_id, device(), is_half=True)
        account_keeping.keep_hash(opened, known.user_id, known.new_hash)
        forget_tries(opened, username)
        opened.commit()
    return give_cookie(redirect(url_for("second_factor.ask", next=wanted)), token)


def _known(username: str, password: str) -> _Known | None:
    with system_session("find an account", reads_only=True) as found:
        user = accounts.user_named(found, username)
        is_open = user is not None and user.is_open(clock.today())
        user_id, kept, until = (
            (user.id, user.password_hash, user.password_until) if user and is_open else (None, None, None)
        )
        has_factor = user_id is not None and second_factors.has_one(found, user_id)
    # No transaction is open while the password is looked at: that takes its time.
    if not passwords.is_right(password, kept) or user_id is None or kept is None:
        audit.record_read(None, Entry(AuditAction.FAILED_LOGIN, "User", user_id, result="refused"))
        return None
    new_hash = passwords.hash_of(password) if passwords.is_outdated(kept) else None
    return _Known(user_id, until is not None and until < clock.now(), has_factor, new_hash)


def open_session_of(user_id: int, username: str, new_hash: str | None = None) -> str:
    """Begin a session of the user; gives the browser's token."""
    with system_session("open a session") as opened:
        token, actor = sessions.open_session(opened, user_id, device())
        account_keeping.keep_hash(opened, user_id, new_hash)
        forget_tries(opened, username)
        audit.record(opened, Entry(AuditAction.LOGIN, "User", user_id), by=actor)
        opened.commit()
    return token


@bp.post("/sign-out")
@for_newcomers
def leave() -> ResponseReturnValue:
    """End the session, in the table and in the browser."""
    who = current_user.who
    with system_session("end a session") as ended:
        sessions.end(ended, who.session_id, "sign-out")
        audit.record(ended, Entry(AuditAction.LOGOUT, "User", who.actor.user_id), by=who.actor)
        ended.commit()
    session.clear()
    answer = redirect(url_for("signing_in.show"))
    drop_cookie(answer)
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


@bp.post("/school")
def switch_school() -> ResponseReturnValue:
    """Work at another school where the person has a role."""
    who = current_user.who
    with system_session("change the working school") as changed:
        is_his = sessions.work_at(changed, who.session_id, request.form.get("school_id", 0, type=int))
        # Other roles count there: the session goes on under a new token.
        token = sessions.renew(changed, who.session_id) if is_his else None
        changed.commit()
    if token is None:
        flash(_("您在这所学校没有角色，不能切换过去。"), "bad")
        return redirect(url_for("home.show"))
    return give_cookie(redirect(url_for("home.show")), token)


@bp.route("/password", methods=["GET", "POST"])
@for_newcomers
def change_password() -> ResponseReturnValue:
    """A person's own password; the one that was given must be changed before anything else."""
    who, form = current_user.who, PasswordForm()
    if form.validate_on_submit() and _changes(form, who):
        flash(_("密码已修改。您在其他电脑上的登录已全部退出。"), "good")
        return redirect(url_for("home.show"))
    page = render_template("pages/password.html", form=form, is_first=who.must_change_password)
    return page, 400 if form.errors else 200


def _changes(form: PasswordForm, who: SignedIn) -> bool:
    try:
        with system_session("change a password") as changed:
            accounts.change_password(
                changed,
                who.actor,
                form.old.data,
                form.new.data,
                keep_session=who.session_id,
                least_classes=passwords.DJBH_CLASSES if settings().has_djbh else 1,
            )
            changed.commit()
    except accounts.AccountRefused as refusal:
        field = form.old if refusal.message is accounts.WRONG_PASSWORD else form.new
        field.errors = [str(refusal.message)]
        return False
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)
    return True


@bp.get("/alive")
def alive() -> ResponseReturnValue:
    """Answers a page on which somebody is still writing, so that the session does not end under it."""
    return "", 204
