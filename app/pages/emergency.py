"""Emergencies: opened by any member of staff in under a minute, and worked off on a board that shows the time left."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.access import emergencies, emergency_acts, seeing
from app.access.audit import Entry, record_read
from app.access.emergency_acts import Call, Facts, NotYours
from app.access.emergency_board import Board, board
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.models._rules import Invalid
from app.models.safety._kinds import Addressee
from app.models.safety.incident import Incident
from app.models.safety.incident_attempt import AttemptResult
from app.models.safety.incident_brief import BriefKind
from app.models.system.audit_log import AuditAction
from app.pages.emergency_forms import BriefForm, ClosingForm, FactsForm, OpeningForm
from app.pages.emergency_lines import hidden_contacts, shown_results
from app.pages.form_problems import put_problems
from app.reports._incident_text import draft_of
from app.typed import key_of, keys_of

bp = Blueprint("emergency", __name__, url_prefix="/emergency")


@bp.get("/")
def show() -> ResponseReturnValue:
    """The incidents under way, for every member of staff."""
    return render_template("pages/emergency.html", running=emergencies.running(_staff()), now=clock.now())


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Open an incident; finding a child is a button of the same form, so that it works without a script."""
    actor, form, chosen = _staff(), OpeningForm(), _keys(request.form.getlist("child"))
    text = request.form.get("q", "").strip()
    if request.method == "GET":
        form.begin()
    elif "find" not in request.form and form.validate():
        try:
            opened = _opened(actor, form.opening(chosen))
        except Invalid as invalid:
            put_problems(form, invalid)
        else:
            return redirect(url_for("emergency.work", incident_id=opened))
    children = emergencies.children_of(actor, chosen)
    found = [child for child in emergencies.children_found(actor, text) if child.id not in chosen]
    page = render_template("pages/emergency-new.html", form=form, children=children, found=found, text=text)
    return page, 400 if form.errors or form.form_errors else 200


@bp.get("/children")
def children() -> Response:
    """`{"items": [{"id", "label", "note"}]}` for what was typed; at most 20."""
    found = emergencies.children_found(_staff(), request.args.get("q", "")[:60])
    return jsonify(items=[{"id": c.id, "label": c.name, "note": c.school_class} for c in found])


@bp.get("/<int:incident_id>")
def work(incident_id: int) -> ResponseReturnValue:
    """The board; a colleague who does not see it yet is offered to take over."""
    actor = _staff()
    found = board(actor, incident_id)
    if found is None:
        return _offer(actor, incident_id)
    seeing.note(child.id for child in found.children)
    record_read(actor, Entry(AuditAction.READ, "Incident", incident_id, fields="board"))
    return _page(found)


@bp.get("/<int:incident_id>/state.json")
def state(incident_id: int) -> Response:
    """Server time, the mark of what is recorded, and the board itself when the caller's mark is an old one."""
    found = _seen(_staff(), incident_id)
    is_old = request.args.get("mark") != found.mark
    if not is_old:
        seeing.told()  # with the page that asks again every few seconds, and is given nothing new
    html = render_template("pages/_emergency-lines.html", **_parts(found)) if is_old else ""
    return jsonify(now=found.now.isoformat(), mark=found.mark, html=html)


@bp.post("/<int:incident_id>/calls")
def call(incident_id: int) -> ResponseReturnValue:
    """A result button was tapped: it is saved, and the next number stands first."""
    typed = request.form
    notice = key_of(typed.get("notice"))
    if notice is None or typed.get("result") not in {each.value for each in AttemptResult}:
        abort(400)
    made = Call(
        notice_id=notice,
        result=AttemptResult(typed["result"]),
        caregiver_id=key_of(typed.get("caregiver")),
        phone=typed.get("phone") or None,
        note=typed.get("note", "").strip() or None,
        late_reason=typed.get("late_reason", "").strip() or None,
    )
    return _act(
        incident_id, lambda session, actor: emergency_acts.note_call(session, actor, incident_id, made)
    )


@bp.post("/<int:incident_id>/calls/<int:attempt_id>/back")
def take_back(incident_id: int, attempt_id: int) -> ResponseReturnValue:
    """A tap on the wrong button."""
    return _act(
        incident_id, lambda session, actor: emergency_acts.take_back(session, actor, incident_id, attempt_id)
    )


@bp.post("/<int:incident_id>/give-up")
def give_up(incident_id: int) -> ResponseReturnValue:
    """Nobody calls this addressee any more, for a reason."""
    notice, reason = key_of(request.form.get("notice")), request.form.get("given_up_reason", "")[:200]
    if notice is None:
        abort(400)
    return _act(
        incident_id,
        lambda session, actor: emergency_acts.give_up(session, actor, incident_id, notice, reason),
    )


@bp.post("/<int:incident_id>/take-over")
def take_over(incident_id: int) -> ResponseReturnValue:
    """The person sees to it from now on."""
    actor = _staff()
    with emergencies.desk(actor) as session:
        if not emergencies.take_over(session, actor, incident_id):
            abort(404)
        session.commit()
    flash(_("现在由您处置这次事件。"), "good")
    return redirect(url_for("emergency.work", incident_id=incident_id))


@bp.post("/<int:incident_id>/facts")
def facts(incident_id: int) -> ResponseReturnValue:
    """First aid, hospital, severity."""
    form = FactsForm()
    if not form.validate():
        return _page(_seen(_staff(), incident_id), facts=form), 400
    sent = form.sent_to_hospital_at.data
    given = Facts(
        first_aid=form.first_aid.data or None,
        hospital=form.hospital.data or None,
        sent_to_hospital_at=clock.from_china(sent) if sent else None,
        is_severe=form.is_severe.data,
    )
    return _act(
        incident_id,
        lambda session, actor: emergency_acts.fill_in(session, actor, incident_id, given),
        facts=form,
    )


@bp.post("/<int:incident_id>/close")
def close(incident_id: int) -> ResponseReturnValue:
    """End the work on it; refused while somebody is still owed the news."""
    form = ClosingForm()
    if not form.validate():
        return _page(_seen(_staff(), incident_id), closing=form), 400
    outcome = form.outcome.data
    return _act(
        incident_id,
        lambda session, actor: emergency_acts.close(session, actor, incident_id, outcome),
        closing=form,
    )


@bp.route("/<int:incident_id>/brief", methods=["GET", "POST"])
def brief(incident_id: int) -> ResponseReturnValue:
    """A report drafted from what is recorded; edited, kept, printed."""
    actor, form = _staff(), BriefForm()
    if form.validate_on_submit():
        sent_to = frozenset(Addressee(each) for each in form.sent_to.data or ())
        kind, text = BriefKind(form.kind.data), form.text.data.replace("\r\n", "\n")
        try:
            with emergencies.desk(actor) as session:
                emergency_acts.keep_brief(session, actor, incident_id, kind, text, sent_to)
                session.commit()
        except NotYours:
            abort(404)
        except Invalid as invalid:
            put_problems(form, invalid)
        else:
            flash(_("报告已保存。"), "good")
            return redirect(url_for("emergency.work", incident_id=incident_id))
    found = _seen(actor, incident_id)
    if request.method == "GET":
        kind = _kind_asked(found)
        form.kind.data, form.text.data = kind.value, draft_of(found, kind)
    page = render_template(
        "pages/emergency-brief.html", form=form, board=found, kinds=_tabs(form, incident_id)
    )
    return page, 400 if form.errors or form.form_errors else 200


def _staff() -> Actor:
    actor = actor_of(db.session)
    if not emergencies.may_open(actor):
        abort(403)
    return actor


def _opened(actor: Actor, opening: emergencies.Opening) -> int:
    with emergencies.desk(actor) as session:
        key = emergencies.open_incident(session, actor, opening)
        session.commit()
    return key


def _seen(actor: Actor, incident_id: int) -> Board:
    found = board(actor, incident_id)
    if found is None:
        abort(404)
    seeing.note(child.id for child in found.children)
    return found


def _offer(actor: Actor, incident_id: int) -> ResponseReturnValue:
    found = next((each for each in emergencies.running(actor) if each.id == incident_id), None)
    if found is None:
        abort(404)
    return render_template("pages/emergency-offer.html", incident=found)


def _act(incident_id: int, act: Callable[[Any, Actor], None], **forms: Any) -> ResponseReturnValue:
    """Do it and show the board anew; what a rule refuses is said above it, and nothing typed is lost."""
    actor = _staff()
    try:
        with emergencies.desk(actor) as session:
            act(session, actor)
            session.commit()
    except NotYours:
        abort(404)
    except Invalid as invalid:
        sentences = [str(problem.message) for problem in invalid.problems]
        return _page(_seen(actor, incident_id), problems=sentences, **forms), 400
    return redirect(url_for("emergency.work", incident_id=incident_id))


def _page(found: Board, problems: Iterable[str] = (), **forms: Any) -> str:
    filled = {
        "facts": forms.get("facts") or _facts_of(found),
        "closing": forms.get("closing") or ClosingForm(),
    }
    may_print = allowed(actor_of(db.session).roles, Incident, Action.PRINT)
    return render_template(
        "pages/emergency-board.html", problems=problems, may_print=may_print, **filled, **_parts(found)
    )


def _parts(found: Board) -> dict[str, Any]:
    hidden = {child.id: hidden_contacts(db.session, child.id, found) for child in found.children}
    children = "、".join(f"{child.school_class} {child.name}".strip() for child in found.children)
    return {
        "board": found,
        "children": children,
        "results": shown_results(),
        "hidden": hidden,
        "typed": request.form,
    }


def _facts_of(found: Board) -> FactsForm:
    form = FactsForm(formdata=None)
    sent = found.sent_to_hospital_at
    form.first_aid.data, form.hospital.data = found.first_aid, found.hospital
    form.sent_to_hospital_at.data = clock.in_china(sent).replace(tzinfo=None) if sent else None
    form.is_severe.data = found.is_severe
    return form


def _kind_asked(found: Board) -> BriefKind:
    """The kind asked for, else the one that comes next."""
    asked = request.args.get("kind")
    if asked in {kind.value for kind in BriefKind}:
        return BriefKind(asked)
    if found.closed_at is not None:
        return BriefKind.FINAL
    has_first = any(each.kind is BriefKind.FIRST for each in found.briefs)
    return BriefKind.FURTHER if has_first else BriefKind.FIRST


def _tabs(form: BriefForm, incident_id: int) -> list[tuple[str, str, bool, str]]:
    """One draft for each kind of report."""
    return [
        (label, url_for("emergency.brief", incident_id=incident_id, kind=value), value == form.kind.data, "")
        for value, label in form.kind.choices
    ]


def _keys(values: Iterable[str]) -> tuple[int, ...]:
    """Keys of rows from a form, each once; whatever is none is left out."""
    return tuple(dict.fromkeys(keys_of(values)))
