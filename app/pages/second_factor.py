"""The code of a phone: asked at signing in, bound when a role needs it, reset by a second person when the phone is lost."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from app.access import audit, second_factors, sessions
from app.access.accounts import AccountRefused
from app.access.audit import Entry
from app.access.fresh import dangerous
from app.access.grants import allowed
from app.access.guard import actor_of, system_session
from app.access.server_key import server_key
from app.access.sessions import HalfSignedIn
from app.access.vocabulary import Action
from app.crypto.boxes import CannotOpen
from app.extensions import db
from app.models.school.user import User
from app.models.system.audit_log import AuditAction
from app.pages.arriving import (
    cookie_name,
    forget_tries,
    give_cookie,
    seconds_to_wait,
    tell_news,
)
from app.pages.safe_redirects import own_path
from app.pages.signing_in import for_newcomers, public
from app.reports._qr import drawn

bp = Blueprint("second_factor", __name__)

_CODE_FIELD = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


class CodeForm(FlaskForm):
    """The six digits of the phone, or a recovery code."""

    code = StringField(
        _l("动态口令"),
        [InputRequired(_l("请输入手机上的 6 位数字。")), Length(max=60)],
        description=_l("手机验证器上“守望”的 6 位数字；手机不在身边时，输入一个恢复码。"),
        render_kw=_CODE_FIELD,
    )


class EnrolForm(FlaskForm):
    """The first code of a phone that has just scanned the picture."""

    sealed = HiddenField()
    code = StringField(
        _l("手机上显示的 6 位数字"),
        [InputRequired(_l("请输入手机上的 6 位数字。")), Length(max=20)],
        render_kw=_CODE_FIELD | {"inputmode": "numeric"},
    )


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
def ask() -> ResponseReturnValue:
    """The second step of signing in; without a right password just before there is none."""
    half = _half()
    if half is None:
        return redirect(url_for("signing_in.show"))
    form = CodeForm()
    if not form.validate_on_submit():
        return _ask_page(form), 400 if form.errors else 200
    wait = seconds_to_wait(_tries(half.user_id))
    if wait:
        return _ask_page(form, -(-wait // 60)), 429, {"Retry-After": str(wait)}
    token = _token_for(half, form.code.data)
    if token is None:
        form.code.errors = [str(second_factors.WRONG_CODE)]
        return _ask_page(form), 401
    answer = give_cookie(redirect(own_path(request.args.get("next"), url_for("home.show"))), token)
    tell_news(half.user_id)
    return answer


def _ask_page(form: CodeForm, wait_minutes: int = 0) -> str:
    return render_template("pages/sign-in-code.html", form=form, wait_minutes=wait_minutes)


def _half() -> HalfSignedIn | None:
    token = request.cookies.get(cookie_name())
    if not token:
        return None
    with system_session("recognise somebody half signed in", reads_only=True) as found:
        return sessions.find_half(found, token)


def _tries(user_id: int) -> str:
    """The throttle's name for guesses at a code; the blank is in no username."""
    return f"code {user_id}"


def _token_for(half: HalfSignedIn, code: str) -> str | None:
    with system_session("complete a sign-in") as opened:
        if second_factors.accept(opened, half.user_id, code):
            token, actor = sessions.complete(opened, half)
            forget_tries(opened, _tries(half.user_id))
            audit.record(opened, Entry(AuditAction.LOGIN, "User", half.user_id), by=actor)
            opened.commit()
            return token
    audit.record_read(None, Entry(AuditAction.FAILED_LOGIN, "SecondFactor", half.user_id, result="refused"))
    return None


@bp.route("/second-factor", methods=["GET", "POST"])
@for_newcomers
def enrol() -> ResponseReturnValue:
    """Bind a phone; who has one sees how many recovery codes are left."""
    who = current_user.who
    if who.must_change_password:
        return redirect(url_for("signing_in.change_password"))
    if who.has_second_factor:
        with system_session("recovery codes left", reads_only=True) as found:
            left = second_factors.codes_left(found, who.actor.user_id)
        return render_template("pages/second-factor.html", left=left)
    form = EnrolForm()
    secret = _secret_of(form.sealed.data, who.actor.user_id) if form.is_submitted() else None
    if secret and form.validate():
        codes = _enrolled(form, secret)
        if codes:
            return _codes_page(codes)
    return _enrol_page(form, secret or second_factors.new_secret()), 400 if form.errors else 200


def _enrol_page(form: EnrolForm, secret: str) -> str:
    who = current_user.who
    with system_session("the name in the phone", reads_only=True) as found:
        username = found.get_one(User, who.actor.user_id).username
    form.sealed.data = server_key().seal(secret, _place(who.actor.user_id)).hex()
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    address = second_factors.address_of(secret, username)
    picture = drawn(address, _("动态口令"))
    return render_template(
        "pages/second-factor-new.html",
        form=form,
        picture=picture,
        secret=spaced,
        is_needed=who.needs_second_factor,
    )


def _place(user_id: int) -> str:
    return f"second_factors.pending.{user_id}"


def _secret_of(sealed: str | None, user_id: int) -> str | None:
    """The secret that this form showed to this person."""
    try:
        return server_key().unseal(bytes.fromhex(sealed or ""), _place(user_id))
    except (ValueError, CannotOpen):
        return None


def _enrolled(form: EnrolForm, secret: str) -> tuple[str, ...]:
    who = current_user.who
    try:
        with system_session("bind a phone") as bound:
            codes = second_factors.enrol(
                bound, who.actor, secret, form.code.data, keep_session=who.session_id
            )
            bound.commit()
    except AccountRefused as refusal:
        form.code.errors = [str(refusal.message)]
        return ()
    return codes


@bp.post("/second-factor/codes")
@dangerous
def new_codes() -> ResponseReturnValue:
    """Ten new recovery codes; the old ones are worth nothing from now on."""
    who = current_user.who
    if not who.has_second_factor:
        abort(404)
    with system_session("new recovery codes") as made:
        codes = second_factors.new_codes(made, who.actor)
        made.commit()
    return _codes_page(codes)


def _codes_page(codes: tuple[str, ...]) -> str:
    return render_template("pages/recovery-codes.html", codes=codes)


@bp.post("/accounts/<int:user_id>/second-factor/reset")
@dangerous
def reset(user_id: int) -> ResponseReturnValue:
    """The second person takes a lost phone off an account."""
    actor = actor_of(db.session)
    if not allowed(actor.roles, User, Action.READ):
        abort(403)
    if db.session.get(User, user_id) is None:
        abort(404)
    db.session.rollback()
    try:
        with system_session("reset a second factor") as changed:
            second_factors.reset(changed, user_id, actor)
            changed.commit()
    except AccountRefused as refusal:
        flash(str(refusal.message), "bad")
    else:
        flash(_("动态口令已重设。本人下次登录时会看到这件事，并重新绑定手机。"), "good")
    return redirect(url_for("accounts.show"))
