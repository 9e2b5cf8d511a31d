"""Accounts and roles: the administrator opens accounts and gives roles, a principal confirms counselors."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import defer
from wtforms import DateField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock
from app.access import account_keeping, accounts, second_factors, sessions
from app.access.accounts import AccountRefused, NewAccount
from app.access.actors import counts
from app.access.fresh import dangerous
from app.access.grants import allowed
from app.access.guard import Actor, actor_of, system_session
from app.access.vocabulary import Action, Role
from app.extensions import db
from app.models._rules import Invalid
from app.models.school.staff import Staff
from app.models.school.user import User
from app.models.school.user_role import UserRole
from app.pages.form_problems import put_problems

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
#: Not even the digest of a password is for those who look after accounts.
_WITHOUT_PASSWORD = defer(User.password_hash, raiseload=True)


class AccountForm(FlaskForm):
    """A new account."""

    staff_id = SelectField(
        _l("教职工"),
        description=_l("还没有账号的人。不在教职工名单里的（如乡镇管理员）选“不在名单里”。"),
    )
    username = StringField(
        _l("登录名"),
        [InputRequired(_l("请填写登录名。")), Length(max=40)],
        description=_l("不含空格，不分大小写，如姓名拼音。"),
        render_kw={"autocapitalize": "none", "autocomplete": "off"},
    )
    expires_on = DateField(
        _l("到期日"),
        [Optional()],
        description=_l("支教、实习、借调的人填最后一天，过后不能再登录；长期使用的不填。"),
    )
    roles = SelectMultipleField(
        _l("角色"),
        [InputRequired(_l("请至少勾选一个角色。"))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description=_l("可以多选。“心理辅导教师”要由校长确认后才起作用。"),
    )


class ExpiryForm(FlaskForm):
    """The last day of an account."""

    expires_on = DateField(
        _l("到期日"),
        [Optional()],
        description=_l("过了这一天就不能再登录，如支教、实习、借调的人。长期使用的不填。"),
    )


def _demand(action: Action) -> Actor:
    actor = actor_of(db.session)
    if not allowed(actor.roles, User, action):
        abort(403)
    return actor


@bp.get("/")
def show() -> ResponseReturnValue:
    """The accounts of the school with their roles, and the roles that wait for a second person."""
    actor = _demand(Action.READ)
    with system_session("grants that wait for a second person", reads_only=True) as found:
        waiting = accounts.waiting(found, actor.school_id)
    people = _people()
    return render_template(
        "pages/accounts.html",
        people=people,
        bound=_bound(actor, people),
        waiting=[(row, accounts.may_confirm(actor, row)) for row in waiting],
        may_edit=allowed(actor.roles, User, Action.EDIT),
    )


def _bound(actor: Actor, people: list[dict[str, Any]]) -> dict[int, bool]:
    """The accounts with a phone, each with whether this person is the second one who may reset it."""
    ids = [each["user"].id for each in people]
    with system_session("who has a second factor", reads_only=True) as found:
        held = second_factors.holders(found)
        return {key: second_factors.may_reset(found, actor, key) for key in ids if key in held}


def _people() -> list[dict[str, Any]]:
    """Each account with its person and its standing roles, by username."""
    found = select(User, Staff.name).outerjoin(Staff, Staff.id == User.staff_id)
    found = found.options(_WITHOUT_PASSWORD)
    rows = db.session.execute(found.where(User.archived_at.is_(None)).order_by(User.username)).all()
    grants: dict[int, list[tuple[UserRole, bool]]] = {}
    for grant in db.session.scalars(
        select(UserRole).where(UserRole.archived_at.is_(None)).order_by(UserRole.id)
    ):
        grants.setdefault(grant.user_id, []).append((grant, counts(grant)))
    return [
        {
            "user": user,
            "name": staff_name or user.username,
            "grants": grants.get(user.id, []),
            "is_open": user.is_open(clock.today()),
            "is_unused": account_keeping.unused(user),
        }
        for user, staff_name in rows
    ]


@bp.get("/<int:user_id>")
def edit(user_id: int) -> ResponseReturnValue:
    """One account: roles, password, open or closed."""
    _demand(Action.EDIT)
    user = _visible(user_id)
    mine = next(each for each in _people() if each["user"].id == user.id)
    return render_template("pages/account.html", **mine, roles=list(Role), expiry=ExpiryForm(obj=user))


@bp.route("/new", methods=["GET", "POST"])
@dangerous
def new() -> ResponseReturnValue:
    """Open an account; its one-time password is shown once, on the page that answers."""
    actor, form = _demand(Action.CREATE), _account_form()
    if form.validate_on_submit():
        opened = _open(form, actor)
        if opened is not None:
            return _password_page(form.username.data.strip().lower(), opened)
    page = render_template("pages/account-new.html", form=form)
    return page, 400 if form.errors or form.form_errors else 200


def _account_form() -> AccountForm:
    form = AccountForm()
    taken = select(User.staff_id).where(User.staff_id.is_not(None), User.archived_at.is_(None))
    free = select(Staff.id, Staff.name, Staff.staff_no).where(
        Staff.id.not_in(taken), Staff.archived_at.is_(None), Staff.left_on.is_(None)
    )
    people = [
        (str(key), f"{name} {no or ''}") for key, name, no in db.session.execute(free.order_by(Staff.name))
    ]
    form.staff_id.choices = [("", _("（不在名单里）")), *people]
    form.roles.choices = [(role.value, str(role.label)) for role in Role]
    return form


def _open(form: AccountForm, actor: Actor) -> str | None:
    """The one-time password; None when the account was refused, and the form says why."""
    account = NewAccount(
        username=form.username.data,
        school_id=actor.school_id,
        roles=tuple(Role(value) for value in form.roles.data),
        staff_id=int(form.staff_id.data) if form.staff_id.data else None,
        expires_on=form.expires_on.data,
    )
    db.session.rollback()  # the form's own questions are answered; their transaction would be in the way
    try:
        with system_session("open an account") as opened:
            password = accounts.open_account(opened, account, actor)[1]
            opened.commit()
    except Invalid as invalid:
        put_problems(form, invalid)
        return None
    return password


@bp.post("/<int:user_id>/reset")
@dangerous
def reset(user_id: int) -> ResponseReturnValue:
    """Give a one-time password to somebody who forgot his."""
    actor = _demand(Action.EDIT)
    user = _visible(user_id)
    username = user.username
    db.session.rollback()
    with system_session("reset a password") as changed:
        password = accounts.reset_password(changed, user_id, actor)
        changed.commit()
    return _password_page(username, password)


def _password_page(username: str, password: str) -> ResponseReturnValue:
    return render_template("pages/account-password.html", username=username, password=password)


@bp.post("/<int:user_id>/active")
@dangerous
def set_active(user_id: int) -> ResponseReturnValue:
    """Close an account, or open it again; a closed one is signed out everywhere at once."""
    actor = _demand(Action.EDIT)
    user = _visible(user_id)
    if user.id == actor.user_id:
        flash(_("不能停用自己的账号。"), "warn")
        return redirect(url_for("accounts.edit", user_id=user_id))
    user.is_active = request.form.get("active") == "yes"
    is_closed = not user.is_active
    db.session.commit()
    if is_closed:
        with system_session("end the sessions of a closed account") as ended:
            sessions.end_all(ended, user_id, "closed")
            ended.commit()
    flash(_("账号已停用，已退出所有登录。") if is_closed else _("账号已启用。"), "good")
    return redirect(url_for("accounts.show"))


@bp.post("/<int:user_id>/roles")
@dangerous
def give_role(user_id: int) -> ResponseReturnValue:
    """Give a role; a counselor's waits for the second person."""
    actor = _demand(Action.CREATE)
    _visible(user_id)
    role = next((role for role in Role if role.value == request.form.get("role")), None)
    if role is None:
        abort(400)
    db.session.rollback()
    try:
        with system_session("give a role") as given:
            account_keeping.give_role(given, user_id, role, actor, keep_session=current_user.who.session_id)
            given.commit()
    except Invalid:
        flash(_("这个人在本校已有此角色。"), "warn")
    else:
        flash(_("已授权。心理辅导教师要等校长确认后才起作用。"), "good")
    return redirect(url_for("accounts.show"))


@bp.post("/roles/<int:grant_id>/end")
@dangerous
def end_role(grant_id: int) -> ResponseReturnValue:
    """Take a role back."""
    actor = _demand(Action.ARCHIVE)
    grant: UserRole | None = db.session.get(UserRole, grant_id)
    if grant is None:
        abort(404)
    user_id = grant.user_id
    db.session.rollback()
    with system_session("take a role back") as ended:
        accounts.end_role(ended, grant_id, actor)
        sessions.end_all(ended, user_id, "role-change")
        ended.commit()
    flash(_("角色已收回。"), "good")
    return redirect(url_for("accounts.show"))


@bp.post("/roles/<int:grant_id>/confirm")
@dangerous
def confirm(grant_id: int) -> ResponseReturnValue:
    """The second person says yes."""
    actor = _demand(Action.READ)
    return _decided(lambda opened: accounts.confirm(opened, grant_id, actor), _("已确认，从现在起生效。"))


@bp.post("/roles/<int:grant_id>/refuse")
def refuse(grant_id: int) -> ResponseReturnValue:
    """The second person says no."""
    actor = _demand(Action.READ)
    reason = request.form.get("reason", "")[:200]
    return _decided(lambda opened: accounts.refuse(opened, grant_id, actor, reason), _("已退回这项授权。"))


def _decided(decide: Any, said: str) -> ResponseReturnValue:
    try:
        with system_session("decide on a counselor's role") as opened:
            decide(opened)
            opened.commit()
    except AccountRefused as refusal:
        flash(str(refusal.message), "bad")
    else:
        flash(said, "good")
    return redirect(url_for("accounts.show"))


@bp.post("/<int:user_id>/expiry")
@dangerous
def set_expiry(user_id: int) -> ResponseReturnValue:
    """Say when nobody signs in with the account any more."""
    actor, form = _demand(Action.EDIT), ExpiryForm()
    _visible(user_id)
    db.session.rollback()
    if not form.validate() or user_id == actor.user_id:
        flash(_("到期日没有保存：请填一个日期，也不能给自己的账号设到期日。"), "warn")
        return redirect(url_for("accounts.edit", user_id=user_id))
    with system_session("set the last day of an account") as changed:
        account_keeping.set_expiry(changed, user_id, form.expires_on.data, actor)
        changed.commit()
    flash(_("到期日已保存。"), "good")
    return redirect(url_for("accounts.edit", user_id=user_id))


@bp.post("/<int:user_id>/sessions/end")
def end_sessions(user_id: int) -> ResponseReturnValue:
    """Sign somebody out everywhere: a lost phone, a computer left open (ASVS V7.4.5)."""
    actor = _demand(Action.EDIT)
    _visible(user_id)
    db.session.rollback()
    with system_session("end the sessions of somebody") as ended:
        account_keeping.end_sessions(ended, user_id, actor, keep_session=current_user.who.session_id)
        ended.commit()
    flash(_("这个人在所有地方的登录已退出。"), "good")
    return redirect(url_for("accounts.edit", user_id=user_id))


def _visible(user_id: int) -> User:
    user: User | None = db.session.get(User, user_id, options=[_WITHOUT_PASSWORD])
    if user is None or user.archived_at is not None:
        abort(404)
    return user
