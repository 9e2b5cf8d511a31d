"""The first start: the school, its term and its first two people, guarded by the code on the console; then closed for ever."""

from __future__ import annotations

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app import clock
from app.access import first_start, passwords
from app.access.accounts import AccountRefused
from app.access.first_start import FirstTerm, NewSchool, Person
from app.access.grants import allowed
from app.access.guard import actor_of, system_session
from app.access.vocabulary import Action
from app.extensions import db
from app.models._rules import Invalid
from app.models.school.school import SchoolKind
from app.models.system.import_batch import ImportBatch
from app.pages.arriving import give_cookie, settings
from app.pages.demo_school import start_demo
from app.pages.form_problems import put_problems
from app.pages.signing_in import open_session_of, public

bp = Blueprint("setting_up", __name__)


def is_this_computer() -> bool:
    """Whether the browser runs on the computer of the program."""
    return (request.remote_addr or "").startswith(("127.", "::1"))


_NEEDED = InputRequired(_l("请填写此项。"))


class SetUpForm(FlaskForm):
    """Everything that a new installation has to know."""

    code = StringField(
        _l("启动码"),
        [_NEEDED],
        description=_l("程序启动时显示在控制台（黑色窗口）里，只能用一次。"),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    school_name = StringField(
        _l("学校名称"), [_NEEDED, Length(max=60)], description=_l("会印在报表抬头，请写全称。")
    )
    school_kind = SelectField(_l("学校类别"), default=SchoolKind.CENTRAL.value)
    township = StringField(_l("所在乡镇"), [Length(max=30)])
    school_code = StringField(
        _l("学校代码"),
        [_NEEDED, Length(max=20)],
        default="001",
        description=_l("学校标识码；没有就用 001。同一程序里有几所学校时靠它区分。"),
    )
    term_label = StringField(_l("学期名称"), [_NEEDED, Length(max=40)])
    term_starts_on = DateField(_l("学期开始"), [_NEEDED])
    term_ends_on = DateField(_l("学期结束"), [_NEEDED])
    admin_name = StringField(_l("姓名"), [_NEEDED, Length(max=40)])
    admin_phone = StringField(_l("电话"), [_NEEDED, Length(max=20)], render_kw={"inputmode": "tel"})
    admin_username = StringField(
        _l("登录名"),
        [_NEEDED, Length(max=40)],
        default="admin",
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    admin_password = PasswordField(
        _l("密码"),
        [_NEEDED, Length(max=passwords.LONGEST)],
        description=_l("至少 10 个字符；不要用姓名、学校名或常见密码。"),
        render_kw={"autocomplete": "new-password"},
    )
    admin_again = PasswordField(
        _l("再输一次密码"),
        [EqualTo("admin_password", _l("两次输入的密码不一样，请重新输入。"))],
        render_kw={"autocomplete": "new-password"},
    )
    principal_name = StringField(_l("姓名"), [_NEEDED, Length(max=40)])
    principal_phone = StringField(_l("电话"), [_NEEDED, Length(max=20)], render_kw={"inputmode": "tel"})
    principal_username = StringField(
        _l("登录名"),
        [_NEEDED, Length(max=40)],
        default="principal",
        render_kw={"autocapitalize": "none", "autocomplete": "off"},
    )


#: Where the problems of the rows made from the form are shown.
_FIELDS = {
    "School": {"name": "school_name", "code": "school_code", "township": "township"},
    "Term": {"label": "term_label", "starts_on": "term_starts_on", "ends_on": "term_ends_on"},
    "SchoolYear": {"starts_on": "term_starts_on", "ends_on": "term_ends_on"},
    "Staff": {"phone": "principal_phone", "name": "principal_name"},
    "User": {"username": "principal_username"},
}


@bp.before_request
def _closed_once_used() -> None:
    if request.endpoint in ("setting_up.show", "setting_up.open_school"):
        with system_session("is this the first start", reads_only=True) as found:
            if not first_start.is_needed(found):
                abort(404)
        # Whoever sits at this computer can read the console; nobody else has business here (security I-01).
        if not is_this_computer():
            abort(403)


@bp.get("/setup")
@public
def show() -> ResponseReturnValue:
    """The empty form, filled in with what is likely."""
    term = first_start.likely_term(clock.today())
    likely = {"term_label": term.label, "term_starts_on": term.starts_on, "term_ends_on": term.ends_on}
    return _form_page(_form(**likely, code=request.args.get("code", "")))


@bp.post("/setup")
@public
def open_school() -> ResponseReturnValue:
    """Make the school and its people, sign the administrator in, and ask what he wants to begin with."""
    form = _form()
    if not form.validate():
        return _form_page(form), 400
    instance_dir = settings().instance_dir
    if not first_start.is_right_code(instance_dir, form.code.data):
        form.code.errors = [
            _(
                "启动码不对或已过 30 分钟。请看程序启动时的控制台窗口；重新启动程序，或运行 flask --app wsgi setup-code，会给出新的启动码。"
            )
        ]
        return _form_page(form), 403
    principal_password = passwords.one_time()
    admin_id = _open(form, principal_password)
    if admin_id is None:
        return _form_page(form), 400
    first_start.forget_code(instance_dir)
    return _begin(form, admin_id, principal_password)


def _form(**likely: object) -> SetUpForm:
    form = SetUpForm(**likely)
    form.school_kind.choices = [(kind.value, str(kind.label)) for kind in SchoolKind]
    return form


def _form_page(form: SetUpForm) -> str:
    return render_template("pages/setup.html", form=form)


def _open(form: SetUpForm, principal_password: str) -> int | None:
    """The administrator's user id; None when something was refused, and the form says what."""
    term = FirstTerm(form.term_label.data, form.term_starts_on.data, form.term_ends_on.data)
    kind = SchoolKind(form.school_kind.data)
    school = NewSchool(form.school_name.data, kind, form.township.data, form.school_code.data, term)
    admin = Person(
        form.admin_name.data, form.admin_phone.data, form.admin_username.data, form.admin_password.data
    )
    principal = Person(
        form.principal_name.data, form.principal_phone.data, form.principal_username.data, principal_password
    )
    try:
        with system_session("first start") as made:
            admin_id = first_start.open_installation(made, school, admin, principal)
            made.commit()
    except AccountRefused as refusal:
        field = form.principal_name if refusal.message is first_start.SAME_PERSON else form.admin_password
        field.errors = [str(refusal.message)]
        return None
    except Invalid as invalid:
        put_problems(form, invalid, _FIELDS.get(invalid.entity, {}))
        return None
    return admin_id


def _begin(form: SetUpForm, admin_id: int, principal_password: str) -> Response:
    answer = give_cookie(make_response(), open_session_of(admin_id, form.admin_username.data))
    answer.set_data(
        render_template(
            "pages/setup-done.html",
            principal_name=form.principal_name.data,
            principal_username=form.principal_username.data.strip().lower(),
            principal_password=principal_password,
        )
    )
    return answer


@bp.get("/welcome")
def welcome() -> ResponseReturnValue:
    """The three ways to begin, for whoever may import."""
    if not allowed(actor_of(db.session).roles, ImportBatch, Action.CREATE):
        abort(403)
    return render_template("pages/welcome.html")


@bp.post("/welcome/demo")
def look_around() -> ResponseReturnValue:
    """Open the demo school beside the real one: a database, a folder and a server of its own."""
    actor = actor_of(db.session)
    if not allowed(actor.roles, ImportBatch, Action.CREATE):
        abort(403)
    if not is_this_computer():
        flash(_("演示学校只在运行程序的这台电脑上打开。请在那台电脑上操作，或运行 make demo。"), "warn")
        return redirect(url_for("setting_up.welcome"))
    # Cookies know no ports: under the other name of this computer the demo keeps its own sign-in.
    host = "localhost" if request.host.startswith("127.") else "127.0.0.1"
    work = start_demo(settings().instance_dir, host)
    return redirect(url_for("jobs.show", job_id=current_app.extensions["jobs"].start("demo", actor, work)))
